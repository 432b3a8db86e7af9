"""Users with the thousand results that Auth0 lists: what a key costs there, and the memory."""

from statistics import median

from mfa_tui.demo.options import DemoOptions
from mfa_tui.session.finding import PER_PAGE
from tests.benchmarks.measuring import BARE, SIZE, Row, Settings, ended, p95, peak_memory
from tests.benchmarks.scans import served
from tests.terminal.terminal import DOWN, MFA_TUI, UP, Terminal, environment

LISTED = 1_000


def thousand(settings: Settings) -> list[Row]:
    """List a thousand users of a served tenant, and move among them."""
    with BARE.start(settings.home) as bare:
        bare.wait_for_bytes(BARE.filled)
        bare.settle()
        bare_memory = peak_memory(bare.pid)
        ended(bare)
    with served(DemoOptions(rate_limit=None, users=1_200)) as variables:
        environment_ = environment(settings.home, **variables)
        with Terminal((*MFA_TUI, "--screen", "users"), environment_, SIZE) as terminal:
            terminal.wait_for_bytes(b"1,200 read")
            for page in range(2, LISTED // PER_PAGE + 1):
                terminal.press("G")
                terminal.wait_for(f"{page * PER_PAGE:,} of 1,200 read")
            moved = [terminal.press((UP, DOWN)[number % 2], 0.06).first * 1000 for number in range(settings.keys)]
            marked = [terminal.press(" ", 0.06).first * 1000 for _ in range(settings.keys)]
            memory = peak_memory(terminal.pid)
            ended(terminal)
    return [
        Row("key to repaint p95, 1,000 users", p95(moved), "ms", 30, f"median {median(moved):.1f}"),
        Row("mark to repaint p95, 1,000 users", p95(marked), "ms", 30, f"median {median(marked):.1f}"),
        Row("peak memory, 1,000 users listed", memory, "MB"),
        Row("  as a ratio to the bare app's", memory / bare_memory, "x", 1.5),
    ]
