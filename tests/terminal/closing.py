"""Terminals that end under the program: the states it can be in, the ways to end, and what came of it."""

import os
import re
import select
import signal
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

from mfa_tui.demo.options import DemoOptions
from tests.rig import Tenant, deletions
from tests.terminal.terminal import ALT_SCREEN_ON, ENTER, MFA_TUI, TAB, Terminal, environment
from tests.terminal.watched import watched

OUTER_LIMIT = 30.0
"""Seconds after which a program that should have ended is killed: no test hangs."""

_UNDER_A_SHELL = "import subprocess, sys; sys.exit(subprocess.call(sys.argv[1:]))"


class Closed(NamedTuple):
    """What became of a program after its terminal ended: `seconds` is None where it had to be killed."""

    seconds: float | None
    exit_code: int | None  # None where it was not our child
    left: list[str]  # processes of its session that still run
    journal: list[str]
    tenant: Tenant
    output: bytes


class Case(NamedTuple):
    """A program in a state, about to lose its terminal."""

    terminal: Terminal
    tenant: Tenant
    home: Path


# The states.


def first_paint(case: Case) -> None:
    case.terminal.wait_for_bytes(ALT_SCREEN_ON, OUTER_LIMIT)


def reading(case: Case) -> None:
    case.terminal.wait_until(lambda: bool(case.tenant.seen), OUTER_LIMIT)


def scanning(case: Case) -> None:
    case.terminal.wait_for("of 400 read", within=OUTER_LIMIT)
    case.terminal.type("c")
    case.terminal.wait_for("s scans", within=OUTER_LIMIT)
    case.terminal.type("s")
    case.terminal.wait_until(lambda: sum("/authentication-methods" in path for _, path in case.tenant.seen) > 5)


def reviewing(case: Case) -> None:
    case.terminal.wait_for("otp", "○ off", "as of ", within=OUTER_LIMIT)
    case.terminal.type(" ")
    case.terminal.wait_for("1 staged", within=OUTER_LIMIT)
    case.terminal.type("a")
    case.terminal.wait_for("in this order", within=OUTER_LIMIT)


def applying(case: Case) -> None:
    reviewing(case)
    case.terminal.confirm()
    case.terminal.wait_until(lambda: bool(case.tenant.writes), OUTER_LIMIT)


def resetting(case: Case) -> None:
    directory = case.tenant.demo.state.directory
    users = [id_ for id_, user in directory.users.items() if user.enrolled][:60]
    (case.home / "list.txt").write_text("\n".join(users))
    terminal = case.terminal
    terminal.wait_for("of 400 read", within=OUTER_LIMIT)
    terminal.type("l")
    terminal.wait_for("Load a list of users", within=OUTER_LIMIT)
    terminal.type("~/li", TAB)
    terminal.wait_for("list.txt", within=OUTER_LIMIT)
    terminal.type(ENTER)
    terminal.wait_for("60 would be reset", "Nothing is written yet", within=OUTER_LIMIT)
    terminal.type("a")
    terminal.wait_for("Type 60, the number of users", within=OUTER_LIMIT)
    for key in ("6", "0", ENTER):
        terminal.type(key)
        terminal.settle(quiet=0.2)
    terminal.type(ENTER)
    terminal.wait_until(lambda: len(deletions(case.tenant)) >= 3, OUTER_LIMIT)


def connecting(case: Case) -> None:
    case.terminal.wait_for("nothing yet", within=OUTER_LIMIT)
    case.terminal.type("n")
    case.terminal.wait_for("How do you sign in", within=OUTER_LIMIT)
    case.terminal.type(ENTER)
    case.terminal.wait_for("New tenant, by client secret", within=OUTER_LIMIT)


def palette(case: Case) -> None:
    case.terminal.wait_for("as of ", within=OUTER_LIMIT)
    case.terminal.type(":")
    case.terminal.wait_for(re.compile("Search for commands"), within=OUTER_LIMIT)


class State(NamedTuple):
    """How to bring a program into a state: its arguments, the tenant's latency (None: no tenant), and the keys."""

    reach: Callable[[Case], None]
    arguments: tuple[str, ...] = ()
    latency_ms: int | None = 10


STATES = {
    "first paint": State(first_paint),
    "reading": State(reading, latency_ms=1_000),
    "a scan runs": State(scanning, ("--screen", "users"), latency_ms=30),
    "a review is open": State(reviewing, ("--write", "--screen", "factors")),
    "a plan is applied": State(applying, ("--write", "--screen", "factors"), latency_ms=200),
    "users are reset": State(resetting, ("--write", "--screen", "users"), latency_ms=30),
    "the form to connect": State(connecting, latency_ms=None),
    "the palette is open": State(palette),
}


# The ways. What comes before the terminal ends, and the end, which returns the process to wait for.


def nothing(terminal: Terminal) -> None:
    pass


def suspend(terminal: Terminal) -> None:
    terminal.send(signal.SIGTSTP)
    _wait_stopped(terminal)


def stop(terminal: Terminal) -> None:
    terminal.send(signal.SIGSTOP)
    _wait_stopped(terminal)


def block(terminal: Terminal) -> None:
    terminal.block()
    for columns in (100, 118, 90, 120):
        terminal.resize(columns, 36)


def closed(terminal: Terminal) -> int:
    terminal.hang_up()
    return terminal.pid


def closed_while_it_writes(terminal: Terminal) -> int:
    for columns in (100, 118, 90, 120):
        terminal.resize(columns, 36)
        terminal.type("1", "2")
    terminal.hang_up()
    return terminal.pid


def terminated(terminal: Terminal) -> int:
    terminal.send(signal.SIGTERM)
    return terminal.pid


def hung_up_by_signal(terminal: Terminal) -> int:
    terminal.send(signal.SIGHUP)
    return terminal.pid


def closed_and_continued(terminal: Terminal) -> int:
    terminal.hang_up()
    terminal.send(signal.SIGCONT)
    return terminal.pid


def input_ended(terminal: Terminal) -> int:
    terminal.hang_up_input()
    return terminal.pid


def output_refused(terminal: Terminal) -> int:
    terminal.hang_up_output()
    terminal.type("?", "1", "2")  # It writes when it has something to show.
    return terminal.pid


def parent_died(terminal: Terminal) -> int:
    children = Path(f"/proc/{terminal.pid}/task/{terminal.pid}/children").read_text().split()
    terminal.send(signal.SIGKILL)
    return int(children[0])


class Way(NamedTuple):
    """How a terminal ends: what is done, before and then, how the program was started, and the exit code due."""

    end: Callable[[Terminal], int]
    exit_code: int | None = 129
    controlling: bool = True
    apart: bool = False
    under_a_shell: bool = False
    before: Callable[[Terminal], None] = nothing


WAYS = {
    "closed": Way(closed),
    "closed, not controlling": Way(closed, controlling=False),
    "closed while it writes": Way(closed_while_it_writes),
    "not read, SIGTERM": Way(terminated, 143, before=block),
    "SIGTERM": Way(terminated, 143),
    "SIGHUP": Way(hung_up_by_signal),
    "suspended, then closed": Way(closed, before=suspend),
    "stopped, then closed": Way(closed_and_continued, controlling=False, before=stop),
    "end of input": Way(input_ended, controlling=False, apart=True),
    "output refused": Way(output_refused, controlling=False, apart=True),
    "the parent dies": Way(parent_died, None, under_a_shell=True),
}


def close(state: State, way: Way, home: Path) -> Closed:
    """Start the program in a home of its own, bring it into a state, end its terminal, and see what comes of it."""
    home.mkdir()
    with ExitStack() as stack:
        tenant = Tenant()
        variables: dict[str, str] = {}
        if state.latency_ms is not None:
            options = DemoOptions(latency_ms=state.latency_ms, rate_limit=None)
            tenant, variables = stack.enter_context(watched(options))
        command = (sys.executable, "-c", _UNDER_A_SHELL, *MFA_TUI) if way.under_a_shell else MFA_TUI
        terminal = stack.enter_context(
            Terminal(
                [*command, *state.arguments],
                environment(home, **variables),
                controlling=way.controlling,
                apart=way.apart,
            )
        )
        state.reach(Case(terminal, tenant, home))
        way.before(terminal)
        started = time.perf_counter()
        pid = way.end(terminal)
        seconds = _wait_ended(pid, started)
        exit_code = terminal.wait_exit() if seconds is not None else None
        journal = home / "state" / "mfa-tui" / "journal.jsonl"
        return Closed(
            seconds,
            exit_code,
            _of_session(terminal.pid),
            journal.read_text().splitlines() if journal.exists() else [],
            tenant,
            bytes(terminal.output),
        )


def _wait_ended(pid: int, started: float) -> float | None:
    """Return the seconds since `started` at which a process has ended; kill it after the outer limit."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return time.perf_counter() - started
    try:
        if select.select([descriptor], [], [], OUTER_LIMIT)[0]:
            return time.perf_counter() - started
        signal.pidfd_send_signal(descriptor, signal.SIGKILL)
        return None
    finally:
        os.close(descriptor)


def _stat(folder: Path) -> list[str]:
    """Return the fields of a process from its state on; none where it has gone."""
    try:
        return (folder / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _wait_stopped(terminal: Terminal) -> None:
    terminal.wait_until(lambda: _stat(Path(f"/proc/{terminal.pid}"))[:1] == ["T"], OUTER_LIMIT)


def _of_session(session: int) -> list[str]:
    return [
        folder.name
        for folder in Path("/proc").glob("[0-9]*")
        if (fields := _stat(folder)) and int(fields[3]) == session and fields[0] != "Z"
    ]
