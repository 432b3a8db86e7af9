"""Each fault, at the write and at the check after it: what is said of a change is what the tenant has."""

import asyncio
import json
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from pydantic import SecretStr

from mfa_tui.client.connection import Credentials, open_connection
from mfa_tui.client.transports.guard import Access
from mfa_tui.demo.options import DEMO_CLIENT_ID, DEMO_CLIENT_SECRET, DemoOptions
from mfa_tui.domain.changes import POLICY, Change, Kind, Target, Value
from mfa_tui.features.plan.service import Outcome, State, apply
from mfa_tui.storage.journal import Journal
from tests.chaos.proxy import FAULTS, Chaos, proxied
from tests.rig import Tenant
from tests.terminal.watched import watched

OTP = Target(Kind.FACTOR, "otp")
ALWAYS = ("all-applications",)
PLACES, TIMES, TARGETS = ("write", "check"), (1, 9), (OTP, POLICY)


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[Tenant, str, Chaos]]:
    chaos = Chaos()
    with (
        watched(DemoOptions(rate_limit=None)) as (tenant, variables),
        proxied(variables["AUTH0_DOMAIN"], chaos) as url,
    ):
        yield tenant, url, chaos


class Nth:
    """Spoils one request: the first write, or the first read after it, and only `times` tries of it."""

    def __init__(self, name: str, where: str, times: int) -> None:
        self.name = name
        self.where = where
        self.left = times
        self.written = False

    def __call__(self, asked: str) -> str:
        write = asked.startswith(("PUT", "PATCH"))
        hit = write if self.where == "write" else self.written and asked.startswith("GET")
        self.written = self.written or write
        if not hit or not self.left:
            return ""
        self.left -= 1
        return self.name


def usual(name: str) -> tuple[str, str, int, Target]:
    """Return where and how often a kind of fault strikes by default: each once, and never where it is waited for."""
    place = "check" if "Retry-After" in name else "write"
    return name, place, 1, TARGETS[list(FAULTS).index(name) % 2]


async def _hardly_any_time(seconds: float) -> None:
    await asyncio.sleep(min(seconds, 0.02))  # Without any, pacing, which looks at the clock, would spin.


async def changed(url: str, home: Path, change: Change) -> Outcome:
    credentials = Credentials(f"{url}/api/v2/", DEMO_CLIENT_ID, SecretStr(DEMO_CLIENT_SECRET))
    connection = open_connection(url, credentials, access=Access(writable=True), sleep=_hardly_any_time)
    try:
        (outcome,) = await apply(connection.client, Journal(home / "journal.jsonl"), "demo", [change])
    finally:
        await connection.aclose()
    return outcome


def test_there_are_at_least_33_kinds_of_fault() -> None:
    assert len(FAULTS) >= 33


@pytest.mark.parametrize(
    ("name", "where", "times", "target"),
    [
        pytest.param(*case, marks=() if case == usual(case[0]) else pytest.mark.endurance)
        for case in product(FAULTS, PLACES, TIMES, TARGETS)
    ],
    ids=str,
)
async def test_what_is_said_of_a_change_is_what_the_tenant_has(
    served: tuple[Tenant, str, Chaos], tmp_path: Path, name: str, where: str, times: int, target: Target
) -> None:
    tenant, url, chaos = served
    state = tenant.demo.state.tenant
    if (name, where, times, target) == ("an empty list", "check", 9, POLICY):
        return  # An empty list is a policy, Never: nothing distinguishes it from the truth.

    def truth() -> Value:
        return tenant.factors["otp"] if target == OTP else tuple(state.policies)

    before = truth()
    change = Change(target, before, not before if target == OTP else () if before else ALWAYS)
    chaos.choose = Nth(name, where, times)
    outcome = await changed(url, tmp_path, change)
    chaos.choose = lambda asked: ""
    last = json.loads((tmp_path / "journal.jsonl").read_text().splitlines()[-1])
    assert last["result"] == outcome.state
    if outcome.state is State.APPLIED:
        assert truth() == change.after
        assert outcome.found == truth()
    elif outcome.state is State.FAILED:
        assert truth() == change.before, outcome.problem
    else:
        assert outcome.state is State.UNKNOWN
        assert outcome.problem is not None
