"""What is measured, each against what the design asks for."""

import time
from collections.abc import Callable
from statistics import median
from typing import NamedTuple

from tests.benchmarks.bulk import bulk
from tests.benchmarks.coverage_screen import coverage_screen
from tests.benchmarks.grid_app import ROWS
from tests.benchmarks.grid_app import rows as big_list
from tests.benchmarks.measuring import (
    BARE,
    GRID,
    OURS,
    Program,
    Row,
    Settings,
    cpu_seconds,
    ended,
    p95,
    peak_memory,
)
from tests.benchmarks.people import thousand
from tests.benchmarks.scans import coverage, export
from tests.benchmarks.tokens import tokens
from tests.terminal.terminal import DOWN, UP, Latency, Terminal

BUILT = {"2": "Factors", "3": "Policy", "1": "Overview"}  # in an order in which each key leads elsewhere


class Start(NamedTuple):
    """One start: seconds to the frame on screen and from there to the data, and the peak memory by then in MB."""

    frame: float
    filling: float
    memory: float


def started(program: Program, settings: Settings) -> Start:
    """Start a program, see its data, and quit it."""
    with program.start(settings.home) as terminal:
        framed = terminal.wait_for_bytes(program.frame)
        filled = terminal.wait_for_bytes(program.filled)
        terminal.settle()
        memory = peak_memory(terminal.pid)
        ended(terminal)
    return Start(framed - terminal.started, filled - framed, memory)


def side_by_side(rounds: int, *programs: Program, settings: Settings) -> list[Start]:
    """Start the programs in turn, so that what the machine does meanwhile hits all of them; return the medians."""
    starts = [[started(program, settings) for program in programs] for _ in range(rounds)]
    return [Start(*(median(values) for values in zip(*of_one, strict=True))) for of_one in zip(*starts, strict=True)]


def start(settings: Settings) -> list[Row]:
    """Start to first paint, from there to the data, and the memory that this takes."""
    bare, ours = side_by_side(settings.rounds, BARE, OURS, settings=settings)
    return [
        Row("start to first paint, bare app", bare.frame * 1000, "ms"),
        Row("start to first paint, mfa-tui --demo", ours.frame * 1000, "ms"),
        Row("  as a ratio to the bare app", ours.frame / bare.frame, "x", 1.15),
        Row("first paint to Overview filled", ours.filling * 1000, "ms", 500),
        Row("peak memory, bare app", bare.memory, "MB"),
        Row("peak memory, mfa-tui --demo", ours.memory, "MB"),
        Row("  as a ratio to the bare app's", ours.memory / bare.memory, "x", 1.5),
    ]


def pressed(terminal: Terminal, keys: tuple[str, ...], count: int, quiet: float = 0.06) -> list[Latency]:
    """Press keys in turn, each when the one before has been painted."""
    return [terminal.press(keys[number % len(keys)], quiet) for number in range(count)]


def repaint(what: str, found: list[Latency], hold: float | None = 30) -> Row:
    """The time to the first text of a repaint; in the note, to its last byte: what depends on it comes later."""
    first, last = [each.first * 1000 for each in found], [each.last * 1000 for each in found]
    return Row(what, p95(first), "ms", hold, f"median {median(first):.1f}; to the last byte p95 {p95(last):.1f}")


def keys(settings: Settings) -> list[Row]:
    """From a key to the repaint, on each screen that is built, and from screen to screen."""
    with BARE.start(settings.home) as terminal:
        terminal.wait_for_bytes(BARE.filled)
        rows = [repaint("key to repaint p95, bare app", pressed(terminal, (DOWN, UP), settings.keys), None)]
        ended(terminal)
    with OURS.start(settings.home) as terminal:
        terminal.wait_for_bytes(OURS.filled)
        first_time = pressed(terminal, ("2", "3"), 2, quiet=0.25)
        for key, title in BUILT.items():
            terminal.press(key)
            rows.append(repaint(f"key to repaint p95, {title}", pressed(terminal, (DOWN, UP), settings.keys)))
        rows.append(repaint("another screen p95, seen before", pressed(terminal, tuple(BUILT), settings.keys)))
        rows.append(repaint("another screen, the first time, worst", first_time, None))
        ended(terminal)
    return rows


def idle(settings: Settings) -> list[Row]:
    """CPU while nobody does anything, both programs at the same time."""
    with BARE.start(settings.home) as bare, OURS.start(settings.home) as ours:
        bare.wait_for_bytes(BARE.filled)
        ours.wait_for_bytes(OURS.filled)
        for terminal in (bare, ours):
            terminal.settle()
        began, before = time.perf_counter(), [cpu_seconds(each.pid) for each in (bare, ours)]
        written = len(ours.output)
        ours.listen(settings.idle)
        passed = time.perf_counter() - began
        used = [(cpu_seconds(each.pid) - then) / passed for each, then in zip((bare, ours), before, strict=True)]
        told = len(ours.output) - written
        for terminal in (bare, ours):
            ended(terminal)
    return [
        Row("CPU when idle, bare app", used[0] * 100, "%"),
        Row("CPU when idle, mfa-tui --demo", used[1] * 100, "%", 0.5, note=f"{passed:.0f} s, {told} bytes written"),
    ]


def filter_keys(settings: Settings) -> list[float]:
    """Milliseconds from each letter typed into the filter to the number of rows that it leaves."""
    found = []
    texts = [row.search.casefold() for row in big_list()]
    with GRID.start(settings.home) as terminal:
        terminal.wait_for_bytes(GRID.filled)
        terminal.settle()
        terminal.type("/")
        terminal.settle()
        typed = ""
        for letter in "jane42":
            typed += letter
            words = f"{sum(typed in text for text in texts)} of {ROWS}"
            terminal.settle()
            terminal.type(letter)
            began = time.perf_counter()
            terminal.wait_for(words)
            found.append((time.perf_counter() - began) * 1000)
    return found


def list_of_100_000(settings: Settings) -> list[Row]:
    """The big list: on screen, filtered, moved in, and what it holds in memory."""
    bare, grid = side_by_side(min(5, settings.rounds), BARE, GRID, settings=settings)
    letters = filter_keys(settings)
    with GRID.start(settings.home) as terminal:
        terminal.wait_for_bytes(GRID.filled)
        moved = pressed(terminal, (DOWN,), settings.keys)
        paged = pressed(terminal, ("\x1b[6~",), settings.keys)
        ended(terminal)
    return [
        Row("100,000 rows: start to on screen", grid.frame * 1000, "ms", note="makes the rows too"),
        Row("  more than the bare app", (grid.frame - bare.frame) * 1000, "ms", 500),
        Row("  filter, first letter", letters[0], "ms", 50, note="prepares the texts to look in"),
        Row("  filter, worst of the next letters", max(letters[1:]), "ms", 50),
        repaint("  down p95", moved),
        repaint("  page down p95", paged),
        Row(
            "  peak memory as a ratio to the bare app", grid.memory / bare.memory, "x", 2, note=f"{grid.memory:.0f} MB"
        ),
    ]


SUITE: dict[str, Callable[[Settings], list[Row]]] = {
    "start": start,
    "keys": keys,
    "users": thousand,
    "idle": idle,
    "list": list_of_100_000,
    "bulk": bulk,
    "coverage": coverage,
    "export": export,
    "coverage-screen": coverage_screen,
    "tokens": tokens,
}
