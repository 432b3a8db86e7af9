"""Factors are changed at the keys of a real terminal, over a network that lies: screen and journal say what is true."""

from functools import partial

import pytest

from mfa_tui.demo.options import DemoOptions
from tests.chaos.proxy import Chaos, at_random, proxied
from tests.terminal.conftest import Entries, Start
from tests.terminal.terminal import ENTER, Terminal
from tests.terminal.watched import watched


def ended(terminal: Terminal, entries: Entries, lines: int) -> bool:
    """Return whether the change has its outcome, or failed before anything was journalled."""
    return len(entries()) >= lines or "not applied" in terminal.news


@pytest.mark.exhaustive
def test_twenty_rounds_of_changes_are_told_as_the_tenant_has_them(start: Start, entries: Entries) -> None:
    chaos = Chaos()
    with (
        watched(DemoOptions(rate_limit=None)) as (tenant, variables),
        proxied(variables["AUTH0_DOMAIN"], chaos) as url,
    ):
        variables["AUTH0_DOMAIN"] = url
        terminal = start("--write", "--screen", "factors", **variables)
        terminal.wait_for("otp", "○ off", "as of ")
        for number in range(20):
            before = dict(tenant.factors)
            terminal.type(" ")
            terminal.wait_for("1 staged")
            terminal.type("a")
            terminal.wait_for("in this order")
            chaos.choose = at_random(number, 0.3)
            told = len(entries())
            terminal.confirm()
            terminal.wait_until(partial(ended, terminal, entries, told + 2), within=60)
            chaos.choose = lambda asked: ""
            terminal.settle()
            new = entries()[told:]
            if new:
                intent, outcome = new
                truth = tenant.factors[str(intent["target"]).removeprefix("factor:")]
                if outcome["result"] == "applied":
                    assert truth == intent["after"]
                if outcome["result"] == "not applied":
                    assert truth == intent["before"]
                assert outcome["result"] == "applied" or str(outcome["result"]) in terminal.news
            else:
                assert tenant.factors == before, "nothing was journalled, so nothing was written"
            if not new or new[-1]["result"] != "applied":
                terminal.type(ENTER)
                terminal.settle()
                terminal.type("x")
                terminal.settle()
            terminal.type("r")
            terminal.settle()
        assert sum(chaos.counts.values()) > chaos.counts[""], "some responses were spoilt"
        terminal.type("q")
        terminal.settle()
