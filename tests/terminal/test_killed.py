"""Ends that nobody chose: the program is killed while it writes, or its terminal goes away."""

import signal
from collections.abc import Callable

import pytest

from tests.terminal.conftest import Entries, Serve, Start


def test_killed_between_intent_and_outcome_the_next_start_says_so(start: Start, serve: Serve, entries: Entries) -> None:
    tenant = serve("--latency", "400")
    terminal = start("--write", "--screen", "factors", **tenant)
    terminal.wait_for("otp", "○ off", "as of ")
    terminal.type(" ")
    terminal.wait_for("1 staged")
    terminal.type("a")
    terminal.wait_for("in this order")
    terminal.confirm()
    terminal.wait_until(lambda: bool(entries()))
    terminal.send(signal.SIGKILL)
    assert terminal.wait_exit() == -signal.SIGKILL
    assert [entry["entry"] for entry in entries()] == ["intent"]

    again = start(size=(200, 40), **tenant)
    again.wait_for("An earlier session ended in the middle of a change")  # the toast
    again.wait_for("ended in the middle of a change: switch on otp", "The tenant has it o")  # the finding
    again.type("q")
    assert again.wait_exit() == 0
    assert [entry["entry"] for entry in entries()] == ["intent", "outcome"]


@pytest.mark.exhaustive
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_ends_it_and_leaves_no_process(
    number: signal.Signals, start: Start, in_session: Callable[[int], list[str]]
) -> None:
    terminal = start("--demo")
    terminal.wait_for("Always")
    assert len(in_session(terminal.pid)) == 1
    terminal.send(number)
    terminal.wait_exit()
    assert in_session(terminal.pid) == []


@pytest.mark.exhaustive
def test_when_its_terminal_goes_away_it_ends(start: Start, in_session: Callable[[int], list[str]]) -> None:
    terminal = start("--demo")
    terminal.wait_for("Always")
    terminal.hang_up()
    terminal.wait_exit()
    assert in_session(terminal.pid) == []
