"""A coverage scan and a reset of many users that end in the middle: by kill -9, and by Ctrl+C."""

import json
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from mfa_tui.demo.app import create_app
from mfa_tui.demo.options import DemoOptions
from mfa_tui.features.coverage.service.scan import AT_ONCE
from tests.rig import Tenant, deletions
from tests.terminal.journals import assert_told_as_it_was, unconcluded
from tests.terminal.terminal import environment
from tests.terminal.watched import Hanging, serving, watched

pytestmark = pytest.mark.exhaustive

COVERAGE = "from mfa_tui.cli.coverage import coverage; coverage()"
RESET = """
import asyncio, sys
from mfa_tui.features.bulk_reset.model import parse_list
from mfa_tui.cli.opening import chosen_tenant
from mfa_tui.features.bulk_reset.service.bulk import BulkReset
from mfa_tui.features.bulk_reset.service.ledger import BulkLedger
from mfa_tui.features.bulk_reset.service.lines import as_json
from mfa_tui.storage.locations import bulk_file

async def main():
    profile, open_session = chosen_tenant(False, True)
    session = open_session()
    ledger = BulkLedger(bulk_file(profile.domain), profile.domain)
    reset = BulkReset(session.user_writes, session.journal, ledger)
    if sys.argv[1] == "resume":
        await reset.recall()
        lines = await reset.resume()
    else:
        await reset.dry_run(parse_list(open(sys.argv[1]).read()).entries)
        lines = await reset.apply()
    await session.aclose()
    print("".join(as_json(lines)))

asyncio.run(main())
"""


@contextmanager
def started(code: str, home: Path, variables: dict[str, str], *arguments: str) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-c", code, *arguments]
    pipe = subprocess.PIPE
    env = environment(home, **variables)
    with subprocess.Popen(command, env=env, stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def wait_until(condition: Callable[[], bool], process: "subprocess.Popen[str]") -> None:
    while not condition():
        try:
            process.wait(0.01)
        except subprocess.TimeoutExpired:
            continue
        raise AssertionError(f"it ended too soon: {process.communicate()[1]}")


def asked(tenant: Tenant, method: str) -> Counter[str]:
    """Return how often something was sent about the methods of each user."""
    suffix = "/authentication-methods"
    return Counter(path.split("/")[4] for sent, path in tenant.seen if sent == method and path.endswith(suffix))


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_a_coverage_scan_goes_on_where_it_was_and_asks_about_nobody_twice(number: signal.Signals, home: Path) -> None:
    cache = home / "cache" / "mfa-tui"

    def lines() -> list[str]:
        return [line for file in cache.glob("coverage-*.jsonl") for line in file.read_text().splitlines()[1:]]

    tenant = Hanging(demo=create_app(DemoOptions(rate_limit=None)))
    with serving(tenant) as variables:
        with started(COVERAGE, home, variables, "--format", "json") as process:
            wait_until(lambda: len(lines()) >= 60, process)
            process.send_signal(number)
            out, err = process.communicate(timeout=20)
        assert (out, process.returncode) == ("", 130 if number is signal.SIGINT else -9)
        if number is signal.SIGINT:
            assert "Go on with --resume" in err
        noted = [json.loads(line)["user"] for line in lines()]
        everyone = set(tenant.demo.state.directory.users)
        remaining = everyone.difference(noted)
        assert 60 <= len(noted) == 400 - len(remaining) < 400
        first = asked(tenant, "GET")
        assert set(noted) <= set(first)
        assert first.total() - len(noted) <= AT_ONCE, "what was under way"

        tenant.answers = len(everyone)
        with started(COVERAGE, home, variables, "--format", "json", "--resume") as process:
            out, err = process.communicate(timeout=60)
        assert (process.returncode, err) == (0, "")
        answer = json.loads(out)
        assert (answer["complete"], answer["users"], answer["states"]["unknown"]) == (True, 400, 0)
        assert {person["user_id"] for person in answer["people"]} == everyone
        assert asked(tenant, "GET") - first == Counter(remaining), "each remaining user once, and nobody else"
        assert tenant.writes == []


def test_a_reset_of_many_users_goes_on_where_it_was_and_the_journal_tells_the_truth(home: Path) -> None:
    journal = home / "state" / "mfa-tui" / "journal.jsonl"

    def entries() -> list[dict[str, str]]:
        return [json.loads(line) for line in journal.read_text().splitlines()] if journal.exists() else []

    with watched(DemoOptions(latency_ms=20, rate_limit=None)) as (tenant, variables):
        directory = tenant.demo.state.directory
        users = [id_ for id_, user in directory.users.items() if user.enrolled][:60]
        listed = home / "list.txt"
        listed.write_text("\n".join(users))
        with started(RESET, home, variables, str(listed)) as process:
            wait_until(lambda: len(entries()) >= 30, process)
            process.send_signal(signal.SIGKILL)
            process.wait(20)
        kinds = Counter(entry["entry"] for entry in entries())
        assert kinds["intent"] >= kinds["outcome"]
        done = {id_ for id_ in users if not directory.users[id_].enrolled}
        intended = {entry["user_id"] for entry in entries() if entry["entry"] == "intent"}
        assert done <= intended, "nothing is deleted that the journal does not know of"
        assert 0 < len(done) < 60
        open_ = unconcluded(entries())

        with started(RESET, home, variables, "resume") as process:
            out, err = process.communicate(timeout=60)
        assert (process.returncode, err) == (0, "")
        assert Counter(line["result"] for line in json.loads(out)) == {"reset": 60}
        assert not any(directory.users[id_].enrolled for id_ in users)
        times = deletions(tenant)
        assert set(times) == set(users)
        assert set(times.values()) == {1}, "nothing twice"
        assert_told_as_it_was(tenant, entries(), open_)
