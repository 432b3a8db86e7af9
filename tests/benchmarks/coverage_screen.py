"""The coverage of a large tenant on the screen: keys while it is scanned, and the list of those it is about."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median

from mfa_tui.demo.options import DemoOptions, RateLimit
from tests.benchmarks.measuring import OURS, SIZE, Row, Settings, ended, p95
from tests.benchmarks.scans import served
from tests.terminal.terminal import DOWN, MFA_TUI, UP, Terminal, environment

CURSOR = "▸"
"""What is drawn again where the cursor stands after a key, whatever the line says."""


@contextmanager
def scanning(settings: Settings, limit: RateLimit | None) -> Iterator[Terminal]:
    """Yield a terminal in which the methods of a served tenant's users are being read."""
    options = DemoOptions(rate_limit=limit, users=settings.crowd)
    with (
        served(options) as variables,
        Terminal(MFA_TUI, environment(settings.home, **variables), SIZE) as terminal,
    ):
        terminal.wait_for_bytes(OURS.filled)
        for key, words in (("4", "CONNECTION"), ("c", "Who can complete MFA"), ("s", "only in factors that are off")):
            terminal.type(key)
            terminal.wait_for(words, within=120)
        yield terminal


def moved(terminal: Terminal, count: int) -> list[float]:
    """Move up and down; return the milliseconds from each key to its line."""
    found = []
    for number in range(count):
        key = (DOWN, UP)[number % 2]
        terminal.type(key)
        typed = time.perf_counter()
        found.append((terminal.wait_for(CURSOR) - typed) * 1000)
    return found


def row(what: str, found: list[float]) -> Row:
    """Return what 95% of the keys kept under."""
    return Row(what, p95(found), "ms", 30, f"median {median(found):.1f}, worst {max(found):.1f}")


def coverage_screen(settings: Settings) -> list[Row]:
    """Keys while users are asked about, at a limit and as fast as it goes; then the list of those enrolled."""
    with scanning(settings, RateLimit(16, 50)) as terminal:
        paced = moved(terminal, settings.keys)
        ended(terminal)
    with scanning(settings, None) as terminal:
        unpaced = moved(terminal, settings.keys)
        # What is written meanwhile is read as it comes, and never searched whole: a slow reader would slow the scan.
        terminal.wait_until(lambda: b"is complete" in terminal.output[-100_000:], within=600)
        terminal.settle()
        terminal.type("g", "\r")
        began = time.perf_counter()
        listed = (terminal.wait_for("NAME") - began) * 1000
        terminal.wait_for("scanned")
        terminal.settle()
        keys = [terminal.press(DOWN).first * 1000 for _ in range(settings.keys)]
        pages = [terminal.press("\x1b[6~").first * 1000 for _ in range(settings.keys)]
        ended(terminal)
    crowd = f"{settings.crowd:,} users"
    return [
        row(f"coverage of {crowd} on screen: key p95 at 16/s", paced),
        row("  key p95 without a limit", unpaced),
        Row("  list of those enrolled: on screen", listed, "ms", 500),
        row("  down p95 in it", keys),
        row("  page down p95 in it", pages),
    ]
