"""What a change is called when the check after it cannot contain the answer."""

import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from mfa_tui.domain.changes import Change, Kind, Target
from mfa_tui.features.plan import service as applying
from mfa_tui.features.plan.service import Outcome, State
from tests.rig import Answer, Message, Send, Tenant, session

OTP = Change(Target(Kind.FACTOR, "otp"), False, True)


class Checked(Tenant):
    """A tenant where every read after the first write answers with `check`."""

    check: Answer = (200, "application/json", b"[]")

    async def __call__(self, scope: Message, receive: object, send: Send) -> None:
        if scope["method"] == "GET" and self.writes:
            self.faults["GET /api/v2/"] = self.check
        await super().__call__(scope, receive, send)


async def applied(tenant: Tenant, home: Path, change: Change) -> Outcome:
    opened = session(tenant, home)
    try:
        (outcome,) = await applying.apply(opened.connection.client, opened.journal, "demo", [change])
    finally:
        await opened.aclose()
    return outcome


def results(home: Path) -> Iterable[str]:
    lines = map(json.loads, (home / "journal.jsonl").read_text().splitlines())
    return [line["result"] for line in lines if line["entry"] == "outcome"]


@pytest.mark.parametrize(
    "check",
    [
        (200, "application/json", b"[]"),
        (200, "application/json", b'[{"name":"sms","enabled":true,"trial_expired":false}]'),
        (200, "text/html", b"<title>Sign in to the proxy</title>"),
        (200, "application/json", b"null"),
        (204, "application/json", b""),
    ],
    ids=["no factors", "another factor", "html", "null", "empty"],
)
async def test_a_check_without_the_factor_leaves_the_change_unknown(tmp_path: Path, check: Answer) -> None:
    tenant = Checked()
    tenant.check = check
    outcome = await applied(tenant, tmp_path, OTP)
    assert outcome.state is State.UNKNOWN
    assert outcome.found is None
    assert tenant.factors["otp"] is True, "it was written"
    assert results(tmp_path) == ["unknown"]
    assert outcome.problem is not None
    assert "did not change" not in outcome.problem.words


async def test_a_factor_that_the_tenant_does_not_list_is_not_called_changed_meanwhile(tmp_path: Path) -> None:
    tenant = Tenant(faults={"GET /api/v2/guardian/factors": (200, "application/json", b"[]")})
    outcome = await applied(tenant, tmp_path, OTP)
    assert outcome.state is State.FAILED
    assert outcome.problem is not None
    assert "does not contain otp" in outcome.problem.words
    assert tenant.writes == []


@pytest.mark.parametrize("status", [101, 403, 404, 409])
async def test_a_page_from_in_between_is_no_refusal_by_the_tenant(tmp_path: Path, status: int) -> None:
    page = (status, "text/html", b"<title>Access denied by the proxy</title>")
    tenant = Tenant(faults={"PUT /api/v2/guardian/factors": page})
    outcome = await applied(tenant, tmp_path, OTP)
    assert outcome.state is State.UNKNOWN
    assert outcome.problem is not None
    assert "Nothing was changed" not in outcome.problem.words


async def test_a_refusal_by_the_tenant_still_says_not_applied(tmp_path: Path) -> None:
    refusal = (403, "application/json", b'{"statusCode":403,"error":"Forbidden","message":"No."}')
    tenant = Tenant(faults={"PUT /api/v2/guardian/factors": refusal})
    assert (await applied(tenant, tmp_path, OTP)).state is State.FAILED
