"""Auth0's own Python SDK against a demo tenant on a real socket: everything about users."""

from __future__ import annotations

import gzip
import json
from collections.abc import AsyncIterator, Callable, Iterator

import httpx
import pytest
from auth0.management.client import AsyncAuth0, Auth0
from auth0.management.core.api_error import ApiError
from auth0.management.errors import BadRequestError, ConflictError, NotFoundError
from auth0.management.types import CreateExportUsersFields

from mfa_tui.demo.options import DemoOptions
from mfa_tui.demo.seed.cast import cast
from mfa_tui.demo.seed.organization import ADMIN

from .test_vendor_sdk import token

Served = Callable[[DemoOptions], str]
PEOPLE = {user.nickname: user.user_id for user in cast(1, 0.0)}
JANE = PEOPLE["jane.doe"]


@pytest.fixture
def origin(served: Served) -> str:
    return served(DemoOptions(rate_limit=None))


@pytest.fixture
def auth0(origin: str) -> Iterator[Auth0]:
    with httpx.Client() as client:
        yield Auth0(base_url=f"{origin}/api/v2", token=token(origin), max_retries=0, httpx_client=client)


@pytest.fixture
async def async_auth0(origin: str) -> AsyncIterator[AsyncAuth0]:
    async with httpx.AsyncClient() as client:
        yield AsyncAuth0(base_url=f"{origin}/api/v2", token=token(origin), max_retries=0, httpx_client=client)


def test_the_sdk_finds_reads_creates_and_deletes_users(auth0: Auth0) -> None:
    assert len(list(auth0.users.list(per_page=100))) == 400
    found = list(auth0.users.list(q="email:jane.doe@example.com", search_engine="v3"))
    assert [user.user_id for user in found] == [JANE]
    assert [user.name for user in auth0.users.list_users_by_email(email="jane.doe@example.com")] == ["Jane Doe"]
    assert auth0.users.get(JANE).multifactor == ["guardian"]
    made = auth0.users.create(connection="Username-Password-Authentication", email="New@example.com", password="Pa55!")
    assert made.user_id is not None
    assert made.email == "new@example.com"
    with pytest.raises(ConflictError):
        auth0.users.create(connection="Username-Password-Authentication", email="new@example.com")
    auth0.users.delete(made.user_id)
    with pytest.raises(NotFoundError) as refused:
        auth0.users.get(made.user_id)
    assert refused.value.body["errorCode"] == "inexistent_user"


def test_the_sdk_changes_users(auth0: Auth0) -> None:
    changed = auth0.users.update(JANE, blocked=True, user_metadata={"theme": "light"}, app_metadata={"plan": "gold"})
    assert (changed.blocked, changed.user_metadata["theme"]) == (True, "light")
    assert changed.app_metadata == {"department": "Engineering", "office": "Berlin", "plan": "gold"}
    assert auth0.users.update(JANE, blocked=False).blocked is False
    assert (
        auth0.users.update(JANE, name="Jane Roe", nickname="jr", picture="https://a.example/j.png").name == "Jane Roe"
    )
    moved = auth0.users.update(JANE, email="Jane.Roe@example.com", connection="Username-Password-Authentication")
    assert (moved.email, moved.email_verified) == ("jane.roe@example.com", False)
    assert auth0.users.update(JANE, email_verified=True).email_verified is True
    assert auth0.users.update(JANE, username="roe").username == "roe"
    assert auth0.users.update(JANE, password="a new password").last_password_reset is not None
    assert auth0.users.update(JANE, app_metadata={"plan": None}).app_metadata == {
        "department": "Engineering",
        "office": "Berlin",
    }
    read = auth0.users.get(JANE)
    assert (read.name, read.nickname, read.picture) == ("Jane Roe", "jr", "https://a.example/j.png")
    with pytest.raises(BadRequestError) as both:
        auth0.users.update(JANE, email="a@example.com", password="b")
    assert both.value.body["errorCode"] == "operation_not_supported"
    with pytest.raises(BadRequestError):
        auth0.users.update(PEOPLE["social"], name="From Google")
    with pytest.raises(NotFoundError):
        auth0.users.update("auth0|nobody", blocked=True)


def test_the_sdk_manages_authentication_methods(auth0: Auth0) -> None:
    methods = auth0.users.authentication_methods
    types = [method.type for method in methods.list(JANE, per_page=4)]
    assert types == ["password", "email-verification", "totp", "phone", "push", "recovery-code"]
    made = methods.create(JANE, type="phone", phone_number="+15550100099", preferred_authentication_method="voice")
    assert made.phone_number == "XXXXXXXX0099"
    assert made.id is not None
    assert methods.update(JANE, made.id, preferred_authentication_method="sms").preferred_authentication_method == "sms"
    assert methods.get(JANE, made.id).confirmed is True
    methods.delete(JANE, made.id)
    replaced = methods.set(JANE, request=[{"type": "email", "email": "jane@example.org", "name": "Mail"}])
    assert [method.email for method in replaced] == ["jane@example.org"]
    methods.delete_all(JANE)
    assert [method.type for method in methods.list(JANE)] == ["password", "email-verification"]


def test_the_sdk_manages_enrollments_tickets_and_codes(auth0: Auth0) -> None:
    (first,) = auth0.users.enrollments.get(JANE)
    assert (first.status, first.auth_method) == ("confirmed", "authenticator")
    assert first.id is not None
    assert auth0.guardian.enrollments.get(first.id).status == "confirmed"
    auth0.guardian.enrollments.delete(first.id)
    with pytest.raises(ApiError) as refused:  # a status that the SDK does not know here
        auth0.guardian.enrollments.get(first.id)
    assert refused.value.body["errorCode"] == "enrollment_not_found"
    ticket = auth0.guardian.enrollments.create_ticket(user_id=JANE, factor="phone", allow_multiple_enrollments=True)
    assert ticket.ticket_url is not None
    assert httpx.get(ticket.ticket_url).status_code == 200
    code = auth0.users.regenerate_recovery_code(JANE).recovery_code
    assert code is not None
    assert len(code) == 24
    auth0.users.multifactor.invalidate_remember_browser(JANE)
    auth0.users.multifactor.delete_provider(PEOPLE["legacy.duo"], "duo")
    auth0.users.authenticators.delete_all(JANE)
    assert auth0.users.enrollments.get(JANE) == []


def test_the_sdk_unblocks_and_revokes(auth0: Auth0) -> None:
    brie = PEOPLE["brute.force"]
    assert len(auth0.user_blocks.list(brie).blocked_for or []) == 2
    assert len(auth0.user_blocks.list_by_identifier(identifier="brie").blocked_for or []) == 2
    auth0.user_blocks.delete_by_identifier(identifier="brie")
    auth0.user_blocks.delete(brie)
    assert auth0.user_blocks.list(brie).blocked_for == []
    auth0.users.risk_assessments.clear(JANE, connection="Username-Password-Authentication", assessors=["new-device"])
    sessions = list(auth0.users.sessions.list(JANE, take=1))
    assert len(sessions) == 2
    auth0.users.revoke_access(JANE, session_id=sessions[0].id, preserve_refresh_tokens=True)
    assert [session.id for session in auth0.users.sessions.list(JANE)] == [sessions[1].id]
    auth0.users.sessions.delete(JANE)
    assert len(list(auth0.users.refresh_token.list(JANE))) == 1
    auth0.users.refresh_token.delete(JANE)
    assert list(auth0.users.refresh_token.list(JANE)) == []


def test_the_sdk_reads_roles_and_organizations(auth0: Auth0) -> None:
    assert [role.name for role in auth0.roles.list(per_page=3)] == [
        "Contractor",
        "Payroll",
        "Portal admin",
        "Support desk",
    ]
    assert [member.user_id for member in auth0.roles.users.list(ADMIN, take=1)] == [JANE]
    assert [role.name for role in auth0.users.roles.list(JANE)] == ["Payroll", "Portal admin"]
    assert [one.display_name for one in auth0.users.organizations.list(JANE)] == ["Acme Logistics", "Acme Retail"]


def test_the_sdk_reads_logs_and_statistics(auth0: Auth0) -> None:
    events = list(auth0.logs.list(per_page=100))
    assert len(events) > 500
    log_id = events[0].log_id
    assert log_id is not None
    assert auth0.logs.get(log_id).type == events[0].type
    assert {event.user_id for event in auth0.users.logs.list(JANE)} == {JANE}
    assert auth0.stats.get_active_users_count() > 100
    assert len(auth0.stats.get_daily()) == 30


async def test_the_sdk_exports_users(async_auth0: AsyncAuth0) -> None:
    fields = [CreateExportUsersFields(name="user_id"), CreateExportUsersFields(name="multifactor", export_as="mfa")]
    job = await async_auth0.jobs.users_exports.create(format="json", fields=fields)
    assert job.status == "pending"
    location = None
    while location is None:  # a second or so
        location = (await async_auth0.jobs.get(job.id)).location
    assert await async_auth0.jobs.errors.get(job.id) is None
    async with httpx.AsyncClient() as anybody:
        file = await anybody.get(location)
    lines = [json.loads(line) for line in gzip.decompress(file.content).splitlines()]
    assert len(lines) == 400
    assert lines[0] == {"user_id": JANE, "mfa": ["guardian"]}


def test_the_sdk_tells_that_1000_is_the_end(served: Served) -> None:
    origin = served(DemoOptions(rate_limit=None, users=1100))
    with httpx.Client() as client:
        auth0 = Auth0(base_url=f"{origin}/api/v2", token=token(origin), max_retries=0, httpx_client=client)
        users = auth0.users.list(per_page=100)
        with pytest.raises(BadRequestError) as refused:
            list(users)
    assert refused.value.body["errorCode"] == "invalid_paging"
