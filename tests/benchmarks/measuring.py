"""How the program and the bare app are run side by side, and what a measured row is."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.terminal.terminal import MFA_TUI, Terminal, environment

PYTHON = MFA_TUI[0]
SIZE = (120, 40)


@dataclass(frozen=True)
class Program:
    """Something to start, and the bytes that show that its frame, and that its data, is painted."""

    name: str
    arguments: tuple[str, ...]
    frame: bytes
    filled: bytes

    def start(self, home: Path) -> Terminal:
        """Start it in a terminal of its own."""
        return Terminal(self.arguments, environment(home), SIZE)


OURS = Program("mfa-tui --demo", (*MFA_TUI, "--demo"), b"Overview", b"Always")
BARE = Program("bare app", (PYTHON, "-m", "tests.benchmarks.bare_app"), b"factor-9", b"factor-9")
GRID = Program("Grid, 100,000 rows", (PYTHON, "-m", "tests.benchmarks.grid_app"), b"jane9@", b"jane9@")


@dataclass(frozen=True)
class Row:
    """One line of the report. `hold` is what the design asks of `value`, in the same unit; None only reports."""

    what: str
    value: float
    unit: str
    hold: float | None = None
    note: str = ""

    @property
    def holds(self) -> bool | None:
        """Whether the number is held; None where nothing is asked."""
        return None if self.hold is None else self.value <= self.hold


@dataclass(frozen=True)
class Settings:
    """How much to measure: rounds of starts, key presses a screen, seconds of idling; `home` for what is started.

    `users` are scanned, one of `slow_share` of them where that takes half a second each; the `crowd` is exported.
    """

    home: Path
    rounds: int = 11
    keys: int = 60
    idle: float = 20.0
    users: int = 500
    slow_share: int = 2
    crowd: int = 20_000


def p95(values: Sequence[float]) -> float:
    """The value that 95% of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]


def ended(terminal: Terminal) -> None:
    """Quit it as a user does; a benchmark of a program that broke would say nothing."""
    terminal.settle()
    terminal.type("q")
    code = terminal.wait_exit()
    if code:
        raise RuntimeError(f"it exited with {code}:\n{terminal.text[-2000:]}")


def peak_memory(pid: int) -> float:
    """The most memory that a process has held so far, in MB.

    From /proc: what `wait4` tells counts the parent's memory too, up to the moment the program was loaded.
    """
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("this kernel does not tell the peak memory of a process")


def cpu_seconds(pid: int) -> float:
    """CPU time that a process has used so far, in seconds, in all its threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
