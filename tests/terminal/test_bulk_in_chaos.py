"""A reset of 60 users through the screen, over a network that lies, killed and resumed: all that is said is true."""

import re
import signal
import sys
from pathlib import Path

import pytest

from mfa_tui.demo.options import DemoOptions
from mfa_tui.features.bulk_reset.service.ledger import BulkLedger
from mfa_tui.features.bulk_reset.service.lines import Result
from tests.chaos.proxy import EMPTY, Chaos, in_turn, proxied
from tests.rig import Tenant, deletions
from tests.terminal.conftest import Entries, Start
from tests.terminal.journals import unconcluded
from tests.terminal.stalls import WAITED, stalls
from tests.terminal.terminal import ENTER, TAB, Terminal
from tests.terminal.test_bulk_killed import confirm
from tests.terminal.watched import watched

LONGEST_STALL = 250.0
"""Milliseconds."""
NUMBER = re.compile(r"Type (\d+), the number")
SUMMARY = re.compile(r"✓ (\d+) reset(?: +◐ (\d+) left)?")
ENDED = re.compile("e saves what became of each line|a goes on with those who are left")


def begin(terminal: Terminal) -> None:
    """Review the reset of everybody who is left, and confirm it."""
    terminal.type("a")
    terminal.wait_for(NUMBER)
    terminal.settle(0.25)
    confirm(terminal, NUMBER.findall(terminal.news)[-1])
    terminal.wait_for(re.compile("Beginning|Resetting"))


def ended(terminal: Terminal, width: int) -> tuple[int, int]:
    """Wait until it has ended; return how many users the screen says are reset, and how many are left."""
    terminal.wait_for(ENDED, within=90)
    terminal.type()
    terminal.resize(width, 36)
    terminal.wait_for(ENDED)
    reset, left = SUMMARY.findall(terminal.news)[-1]
    return int(reset), int(left or 0)


def methods(tenant: Tenant, user_id: str) -> set[str]:
    """Return the ids of what a user is enrolled with."""
    directory = tenant.demo.state.directory
    return {method.id for method in directory.methods_of(directory.find(user_id))}


def assert_journal_tells_the_truth(tenant: Tenant, entries: list[dict[str, str]], killed: set[str]) -> None:
    """Compare the last word on each deletion with the tenant; only what was under way at the kill may have none."""
    results = {entry["id"]: entry["result"] for entry in entries if entry["entry"] == "outcome"}
    intents = [entry for entry in entries if entry["entry"] == "intent"]
    last = {
        (entry["user_id"], entry.get("method_id") or entry.get("detail", "")): results.get(entry["id"], "")
        for entry in intents
    }
    for (user, method), result in last.items():
        if result == "done":
            assert method not in methods(tenant, user)
        elif result == "not done":
            assert method in methods(tenant, user)
        else:
            assert result == "unknown" or killed
    assert {entry["id"] for entry in intents} - results.keys() <= killed
    sent = {path.split("/")[-1] for method, path in tenant.seen if method == "DELETE"}
    assert sent <= {method for _, method in last}, "nothing is deleted that the journal does not know of"


@pytest.mark.endurance
@pytest.mark.skipif(not WAITED.exists(), reason="needs /proc")
def test_sixty_users_are_reset_as_the_screen_the_ledger_and_the_journal_say_though_it_is_killed(
    start: Start, home: Path, entries: Entries, tmp_path: Path
) -> None:
    chaos, spoil = Chaos(), in_turn(5, 0.06, but=EMPTY)
    stalled = tmp_path / "stalls"
    command = (sys.executable, "-m", "tests.terminal.stalls", str(stalled))
    with (
        watched(DemoOptions(latency_ms=20, rate_limit=None)) as (tenant, variables),
        proxied(variables["AUTH0_DOMAIN"], chaos) as url,
    ):
        variables["AUTH0_DOMAIN"] = url
        directory = tenant.demo.state.directory
        users = [id_ for id_, user in directory.users.items() if user.enrolled][:60]
        others = {id_: methods(tenant, id_) for id_ in directory.users if id_ not in users}
        (home / "list.txt").write_text("\n".join(users))
        terminal = start("--write", "--screen", "users", command=command, **variables)
        terminal.wait_for("jane.doe@example.com", "of 400 read")
        terminal.type("l")
        terminal.wait_for("Load a list of users")
        terminal.type("~/li", TAB)
        terminal.wait_for("list.txt")
        terminal.type(ENTER)
        terminal.wait_for("60 would be reset", "Nothing is written yet")
        chaos.choose = spoil
        begin(terminal)
        terminal.wait_until(lambda: len(deletions(tenant)) >= 20, within=60)
        terminal.send(signal.SIGKILL)
        assert terminal.wait_exit() == -signal.SIGKILL
        killed = set(unconcluded(entries()))
        assert any(directory.users[id_].enrolled for id_ in users)

        chaos.choose = lambda asked: ""
        terminal = start("--write", "--screen", "users", command=command, **variables)
        terminal.wait_for("A reset of many users, begun", "was not finished")
        terminal.type("o")
        terminal.wait_for("not finished, begun", "left")
        chaos.choose = spoil
        for again in range(6):
            begin(terminal)
            told = ended(terminal, 121 + again)
            (file,) = (home / "state" / "mfa-tui").glob("bulk-reset-*.jsonl")
            noted = BulkLedger(file, url.removeprefix("http://")).read()
            reset = [line for line in noted.lines if line.result is Result.RESET]
            assert told == (len(reset), noted.left)
            assert not any(methods(tenant, line.user_id) & line.ids for line in reset)
            untouched = [line for line in noted.lines if line.result in (Result.PLANNED, Result.FAILED)]
            assert all(methods(tenant, line.user_id) >= line.ids for line in untouched)
            assert_journal_tells_the_truth(tenant, entries(), killed)  # type: ignore[arg-type]
            if not noted.left:
                break
            terminal.settle(0.25)
        assert {line.user_id for line in noted.lines} == set(users)
        assert not noted.left
        assert {id_: methods(tenant, id_) for id_ in others} == others, "nobody else was touched"
        assert sum(chaos.counts.values()) > chaos.counts[""], "some responses were spoilt"
        chaos.choose = lambda asked: ""
        terminal.close()
    print(f"{len(reset)} reset; spoilt in {len(chaos.counts) - 1} ways; longest turns: {stalls(stalled)[:5]} ms")
    assert max(stalls(stalled), default=0.0) < LONGEST_STALL
