"""Factors and the policy are changed at the keys of a terminal, over a network that lies: all that is said is true."""

import re
import sys
from functools import partial
from pathlib import Path

import pytest

from mfa_tui.demo.options import DemoOptions
from mfa_tui.domain.policies import ADAPTIVE, ALWAYS, NEVER
from tests.chaos.proxy import FAULTS, Chaos, in_turn, proxied
from tests.rig import Tenant
from tests.terminal.conftest import Entries, Start
from tests.terminal.stalls import WAITED, stalls
from tests.terminal.terminal import DOWN, ENTER, HOME, Terminal
from tests.terminal.test_bulk_killed import confirm
from tests.terminal.watched import watched

POLICIES = (NEVER, ADAPTIVE, ALWAYS)
LONGEST_STALL = 250.0
"""Milliseconds."""


def ended(terminal: Terminal, entries: Entries, lines: int) -> bool:
    """Return whether the change has its outcome, or failed before anything was journalled."""
    return len(entries()) >= lines or "not applied" in terminal.news


def drawn(terminal: Terminal, width: int) -> str:
    """Return the whole screen, which is drawn where the terminal gets another width."""
    terminal.type()
    terminal.resize(width, 36)
    terminal.wait_for("Overview")
    terminal.settle()
    return terminal.news


def assert_drawn_as_it_is(screen: str, tenant: Tenant) -> None:
    """Compare each factor, or each policy, with what the tenant has."""
    wire = tuple(tenant.demo.state.tenant.policies)
    factors = {name: "● on" if enabled else "○ off" for name, enabled in tenant.factors.items()}
    policies = {each.title: "● in force" if each.wire == wire else "○ not chosen" for each in POLICIES}
    rows = re.findall(
        r"^\W*([A-Za-z-]+)  +(?:[a-z-]+  +)?([●○] (?:on|off|in force|not chosen))  ", screen, re.MULTILINE
    )
    assert dict(rows) in (factors, policies), screen


def was_read(tenant: Tenant, since: int) -> bool:
    """Return whether what the screens show was read after so many requests."""
    paths = {path for _, path in tenant.seen[since:]}
    return paths >= {f"/api/v2/guardian/{part}" for part in ("factors", "policies")}


def stage(terminal: Terminal, number: int, tenant: Tenant) -> None:
    """Stage another policy in every second round, else a factor."""
    if number % 2:
        terminal.type("3")
        terminal.wait_for("Adaptive")
        others = [row for row, each in enumerate(POLICIES) if each.wire != tuple(tenant.demo.state.tenant.policies)]
        row = others[number % 4 // 2]
    else:
        terminal.type("2")
        terminal.wait_for("recovery-code")
        row = number // 2 % 3
    terminal.settle()
    terminal.type(HOME, *[DOWN] * row, " ")
    terminal.wait_for("1 staged")


@pytest.mark.endurance
@pytest.mark.skipif(not WAITED.exists(), reason="needs /proc")
def test_twenty_rounds_of_changes_are_told_as_the_tenant_has_them(
    start: Start, entries: Entries, tmp_path: Path
) -> None:
    chaos, spoil = Chaos(), in_turn(1, 0.5)
    stalled = tmp_path / "stalls"
    with (
        watched(DemoOptions(rate_limit=None, adaptive_mfa=True)) as (tenant, variables),
        proxied(variables["AUTH0_DOMAIN"], chaos) as url,
    ):
        variables["AUTH0_DOMAIN"] = url
        command = (sys.executable, "-m", "tests.terminal.stalls", str(stalled))
        terminal = start("--write", command=command, **variables)
        terminal.wait_for("as of ")
        terminal.settle()
        for number in range(20):
            before = dict(tenant.factors), list(tenant.demo.state.tenant.policies)
            stage(terminal, number, tenant)
            terminal.type("a")
            terminal.wait_for("in this order", "tab moves, enter presses")
            terminal.settle()
            chaos.choose = spoil
            told = len(entries())
            if "to apply:" in terminal.news:  # It can lock users out, so the tenant's name is to be typed.
                confirm(terminal, url.removeprefix("http://"))
            else:
                terminal.confirm()
            terminal.wait_until(partial(ended, terminal, entries, told + 2), within=60)
            chaos.choose = lambda asked: ""
            terminal.settle()
            new = entries()[told:]
            factors, policies = dict(tenant.factors), list(tenant.demo.state.tenant.policies)
            if new:
                intent, outcome = new
                target = str(intent["target"])
                truth = policies if target == "policy" else factors[target.removeprefix("factor:")]
                if outcome["result"] == "applied":
                    assert truth == intent["after"] == outcome["found"]
                if outcome["result"] == "not applied":
                    assert truth == intent["before"]
                terminal.wait_for("Applied and read back" if outcome["result"] == "applied" else str(outcome["result"]))
            else:
                assert (factors, policies) == before, "nothing was journalled, so nothing was written"
            if not new or new[-1]["result"] != "applied":
                terminal.wait_for("Close")
                terminal.settle(0.25)
                terminal.type(ENTER)
                terminal.wait_for("r refresh")
                terminal.settle(0.25)
            if "x drop" in drawn(terminal, 150 + number % 2):
                terminal.type("x")
                terminal.wait_for("r refresh")
            reads = len(tenant.seen)
            terminal.type("r")
            terminal.wait_until(partial(was_read, tenant, reads), within=90)
            terminal.settle(0.25)
            assert_drawn_as_it_is(drawn(terminal, 160 - number % 2), tenant)
        assert {entry["target"] for entry in entries() if entry["entry"] == "intent"} > {"policy"}
        assert sum(chaos.counts.values()) > chaos.counts[""], "some responses were spoilt"
        terminal.type("q")
        assert terminal.wait_exit() == 0
    print(f"spoilt: {len(chaos.counts) - 1} of {len(FAULTS)} ways; longest turns: {stalls(stalled)[:5]} ms")
    assert max(stalls(stalled), default=0.0) < LONGEST_STALL
