"""Keys while many users are looked at and reset: a list as long as it may be, a tenant on a real socket."""

import re
import time
from statistics import median

from mfa_tui.demo.app import create_app
from mfa_tui.demo.options import DemoOptions
from mfa_tui.features.bulk_reset.model import MOST_ENTRIES
from tests.benchmarks.measuring import SIZE, Row, Settings, p95
from tests.benchmarks.scans import LATENCY_MS, served
from tests.terminal.terminal import DOWN, ENTER, MFA_TUI, TAB, Terminal, environment

PAGE_DOWN = "\x1b[6~"
CURSOR = "▸".encode()
FOUND = re.compile(r"([\d,]+) would be reset")
ASKED = re.compile(r"Type (\d+), the number")


def answered(terminal: Terminal, what: str, key: str, count: int) -> Row:
    """Press a key while the screen goes on changing, and wait each time for the cursor: nothing else draws it."""
    found = []
    for _ in range(count):
        terminal.listen(0.05)
        terminal.type(key)
        pressed = time.perf_counter()
        found.append((terminal.wait_for_bytes(CURSOR) - pressed) * 1000)
    return Row(what, p95(found), "ms", 30, f"median {median(found):.1f}")


def planned(terminal: Terminal) -> int:
    """Return how many users would be reset, as the screen says."""
    return int((FOUND.findall(terminal.news) or ["0"])[-1].replace(",", ""))


def bulk(settings: Settings) -> list[Row]:
    """Move in the list while the dry run goes on, then while those are reset who were found by then."""
    options = DemoOptions(rate_limit=None, users=min(MOST_ENTRIES, settings.crowd), latency_ms=LATENCY_MS)
    users = [user.user_id for user in create_app(options).state.directory.users.values()]
    (settings.home / "list.txt").write_text("\n".join(sorted(users)))
    name = f"{len(users):,} lines"
    with served(options) as variables:
        env = environment(settings.home, **variables)
        with Terminal([*MFA_TUI, "--write", "--screen", "users"], env, SIZE) as terminal:
            terminal.wait_for(re.compile(r"of [\d,]+ read"))
            terminal.type("l")
            terminal.wait_for("Load a list")
            terminal.type("~/li", TAB)
            terminal.wait_for("list.txt")
            terminal.type(ENTER)
            began = time.perf_counter()
            loaded = (terminal.wait_for("would be reset") - began) * 1000
            terminal.wait_for("left")
            rows = [
                Row(f"{name}: from the file to the screen", loaded, "ms", 500),
                answered(terminal, "  dry run under way: down p95", DOWN, settings.keys),
                answered(terminal, "  dry run under way: page down p95", PAGE_DOWN, settings.keys),
            ]
            terminal.wait_until(lambda: planned(terminal) >= settings.keys, within=120)
            terminal.type("x")
            terminal.wait_for("Nothing is written yet")
            terminal.type("a")
            terminal.wait_for(ASKED)
            for key in (*ASKED.findall(terminal.news)[-1], ENTER):  # The button can be pressed, then has the focus.
                terminal.type(key)
                terminal.settle(quiet=0.2)
            terminal.type(ENTER)
            terminal.wait_for("Resetting")
            rows.append(answered(terminal, "  reset under way: down p95", DOWN, settings.keys))
            terminal.type("x")
            terminal.wait_for(re.compile("e saves (the outcome|what became)"))
    return rows
