"""A reset of many users in a real terminal, killed in the middle: the next start says so, and goes on with it."""

import re
import signal
from pathlib import Path

import pytest

from mfa_tui.demo.options import DemoOptions
from tests.rig import deletions
from tests.terminal.conftest import Entries, Start
from tests.terminal.journals import assert_told_as_it_was, unconcluded
from tests.terminal.terminal import ENTER, ESCAPE, TAB, Terminal
from tests.terminal.watched import watched

pytestmark = pytest.mark.exhaustive


def confirm(terminal: Terminal, text: str) -> None:
    """Type what is asked for and press the button: it is drawn anew once it can be, and once it has the focus."""
    for key in (*text, ENTER):
        terminal.type(key)
        terminal.settle(quiet=0.2)
    terminal.type(ENTER)


def test_killed_in_the_middle_the_next_start_points_at_it_and_resets_each_of_the_rest_once(
    start: Start, home: Path, entries: Entries
) -> None:
    with watched(DemoOptions(latency_ms=30, rate_limit=None)) as (tenant, variables):
        directory = tenant.demo.state.directory
        users = [id_ for id_, user in directory.users.items() if user.enrolled][:24]
        (home / "list.txt").write_text("\n".join(users))
        terminal = start("--write", "--screen", "users", **variables)
        terminal.wait_for("jane.doe@example.com", "of 400 read")
        terminal.type("l")
        terminal.wait_for("Load a list of users")
        terminal.type("~/li", TAB)
        terminal.wait_for("list.txt")
        terminal.type(ENTER)
        terminal.wait_for("24 would be reset", "Nothing is written yet")
        terminal.type("a")
        terminal.wait_for("Type 24, the number of users")
        confirm(terminal, "24")
        terminal.wait_until(lambda: len(deletions(tenant)) >= 6)
        terminal.send(signal.SIGKILL)
        assert terminal.wait_exit() == -signal.SIGKILL
        done = {id_ for id_ in users if not directory.users[id_].enrolled}
        assert 0 < len(done) < 24
        open_ = unconcluded(entries())

        again = start("--write", "--screen", "users", **variables)
        again.wait_for("A reset of many users, begun", "was not finished")
        again.type("o")
        again.wait_for("not finished, begun", "left")
        again.type("a")
        again.wait_for("Go on: reset the MFA", re.compile(r"Type (\d+), the number"))
        confirm(again, re.findall(r"Type (\d+), the number", again.news)[-1])
        again.wait_for("24 reset", "e saves what became of each line", within=60)
        again.type(ESCAPE)
        again.wait_for("The outcome is not saved. Leave all the same?")
        again.type(ENTER)
        again.settle()
        again.type("d")
        again.wait_for("Forget the outcome?")
        again.confirm()
        again.wait_for("People")
        again.type("q")
        assert again.wait_exit() == 0
        assert not any(directory.users[id_].enrolled for id_ in users)
        assert set(deletions(tenant)) == set(users)
        assert not {id_ for id_, count in deletions(tenant).items() if count > 1 and id_ in done}
        assert_told_as_it_was(tenant, entries(), open_)
        assert not list((home / "state" / "mfa-tui").glob("bulk-reset-*"))
