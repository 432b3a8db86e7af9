"""The program in a real terminal, in a home of its own, against a demo tenant that is really served."""

import json
import os
import re
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.terminal.terminal import MFA_TUI, Terminal, environment

Start = Callable[..., Terminal]
Entries = Callable[[], list[dict[str, object]]]
Serve = Callable[..., dict[str, str]]
_SIGN_IN = re.compile(r"export (AUTH0_\w+)=(\S+)")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The home folder of everything that a test starts."""
    path = tmp_path / "home"
    path.mkdir(exist_ok=True)
    return path


@pytest.fixture
def journal(home: Path) -> Path:
    """Where the change journal has to be."""
    return home / "state" / "mfa-tui" / "journal.jsonl"


@pytest.fixture
def entries(journal: Path) -> Entries:
    """Read the entries of the change journal; none where there is no journal yet."""

    def read() -> list[dict[str, object]]:
        lines = journal.read_text().splitlines() if journal.exists() else []
        return [json.loads(line) for line in lines]

    return read


@pytest.fixture
def start(home: Path) -> Iterator[Start]:
    """Start `mfa-tui` with arguments; further keywords are variables of its environment."""
    started: list[Terminal] = []

    def start_one(
        *arguments: str,
        command: tuple[str, ...] = MFA_TUI,
        size: tuple[int, int] = (120, 36),
        **variables: str,
    ) -> Terminal:
        terminal = Terminal([*command, *arguments], environment(home, **variables), size)
        started.append(terminal)
        return terminal

    yield start_one
    for terminal in started:
        terminal.close()


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Serve a demo tenant with options; returns the variables that its three lines export."""
    processes: list[subprocess.Popen[str]] = []

    def serve_one(*options: str) -> dict[str, str]:
        process = subprocess.Popen(
            [*MFA_TUI, "demo-tenant", "--port", "0", *options],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
            env=environment(tmp_path / "served"),
        )
        processes.append(process)
        assert process.stdout is not None
        found = (_SIGN_IN.match(process.stdout.readline()) for _ in range(3))
        variables = {match[1]: match[2] for match in found if match}
        assert sorted(variables) == ["AUTH0_CLIENT_ID", "AUTH0_CLIENT_SECRET", "AUTH0_DOMAIN"]
        return variables

    yield serve_one
    for process in processes:
        process.send_signal(signal.SIGINT)
    for process in processes:
        with process:
            try:
                process.wait(20)
            finally:
                process.kill()


@pytest.fixture
def in_session() -> Callable[[int], list[str]]:
    """List the processes of a session (its leader's id), dead or alive; for that /proc is needed."""
    if not os.path.isdir("/proc/self"):
        pytest.skip("needs /proc")

    def listed(session: int) -> list[str]:
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                stat = (folder / "stat").read_text()
            except OSError:
                continue
            if int(stat.rpartition(")")[2].split()[3]) == session:
                found.append(stat)
        return found

    return listed
