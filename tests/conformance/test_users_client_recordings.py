"""The client reads what Auth0 really sent about users: every recorded answer of an endpoint that it covers."""

import json
import re
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs, unquote

import httpx
import pytest
from pydantic import SecretStr

from mfa_tui.client import errors
from mfa_tui.client.api.management import ManagementClient
from mfa_tui.client.api.users import UsersClient
from mfa_tui.domain.json_fields import instant
from mfa_tui.domain.user.events import LogEvent
from mfa_tui.domain.user.methods import AuthenticationMethod
from mfa_tui.domain.user.users import User, UsersPage
from tests.conformance.test_client_recordings import API, RECORDINGS

Interaction = dict[str, Any]
Call = Callable[[UsersClient, Interaction, list[str]], Awaitable[object]]


def _created(users: UsersClient, recorded: Interaction, ids: list[str]) -> Awaitable[object]:
    body = recorded["request"]
    match body["type"]:
        case "email":
            return users.create_email(ids[0], body["email"], body["name"])
        case "phone":
            return users.create_phone(ids[0], body["phone_number"], body["name"])
        case _:
            return users.create_totp(ids[0], SecretStr(body["totp_secret"]), body["name"])


CALLS: dict[tuple[str, str], Call] = {
    ("GET", "users"): lambda u, r, ids: u.search(parse_qs(r["query"])["q"][0]),
    ("GET", "users-by-email"): lambda u, r, ids: u.by_email(parse_qs(r["query"])["email"][0]),
    ("GET", "users/([^/]+)"): lambda u, r, ids: u.get(ids[0]),
    ("GET", "users/([^/]+)/logs"): lambda u, r, ids: u.logs(ids[0]),
    ("GET", "users/([^/]+)/roles"): lambda u, r, ids: u.roles(ids[0]),
    ("GET", "users/([^/]+)/enrollments"): lambda u, r, ids: u.enrollments(ids[0]),
    ("GET", "users/([^/]+)/sessions"): lambda u, r, ids: u.sessions(ids[0]),
    ("DELETE", "users/([^/]+)/sessions"): lambda u, r, ids: u.revoke_sessions(ids[0]),
    ("GET", "users/([^/]+)/authentication-methods"): lambda u, r, ids: u.authentication_methods(ids[0]),
    ("POST", "users/([^/]+)/authentication-methods"): _created,
    ("DELETE", "users/([^/]+)/authentication-methods"): lambda u, r, ids: u.delete_all_authentication_methods(ids[0]),
    ("GET", "users/([^/]+)/authentication-methods/([^/]+)"): lambda u, r, ids: u.get_authentication_method(*ids),
    ("PATCH", "users/([^/]+)/authentication-methods/([^/]+)"): lambda u, r, ids: u.update_authentication_method(
        *ids, name=r["request"]["name"]
    ),
    ("DELETE", "users/([^/]+)/authentication-methods/([^/]+)"): lambda u, r, ids: u.delete_authentication_method(*ids),
    ("POST", "users/([^/]+)/recovery-code-regeneration"): lambda u, r, ids: u.regenerate_recovery_code(ids[0]),
    ("POST", "users/([^/]+)/multifactor/actions/invalidate-remember-browser"): lambda u, r, ids: u.forget_browsers(
        ids[0]
    ),
    ("POST", "users/([^/]+)/risk-assessments/clear"): lambda u, r, ids: u.clear_risk(
        ids[0], r["request"]["connection"]
    ),
    ("GET", "user-blocks/([^/]+)"): lambda u, r, ids: u.blocks(ids[0]),
    ("DELETE", "user-blocks/([^/]+)"): lambda u, r, ids: u.unblock(ids[0]),
    ("POST", "guardian/enrollments/ticket"): lambda u, r, ids: u.create_ticket(
        r["request"]["user_id"],
        factor=r["request"]["factor"],
        email=r["request"]["email"],
        allow_multiple=r["request"]["allow_multiple_enrollments"],
    ),
    ("GET", "guardian/enrollments/([^/]+)"): lambda u, r, ids: u.get_guardian_enrollment(ids[0]),
    ("DELETE", "guardian/enrollments/([^/]+)"): lambda u, r, ids: u.delete_guardian_enrollment(ids[0]),
}
NEVER_SENT = {
    ("POST", "users"): "this program creates no users",
    ("DELETE", "users/([^/]+)"): "nor deletes them",
    ("PUT", "users/([^/]+)/authentication-methods"): "nor replaces all of their methods at once",
    ("(GET|POST|DELETE)", "users/([^/]+)/(permissions|roles)"): "nor looks at permissions, or changes roles",
}
ABOUT_USERS = re.compile("user|guardian/enrollments")


def call_for(recorded: Interaction) -> tuple[Call, list[str]] | None:
    path = recorded["path"].removeprefix(API)
    for (method, pattern), call in CALLS.items():
        if method == recorded["method"] and (fits := re.fullmatch(pattern, path)):
            return call, [unquote(part) for part in fits.groups()]
    return None


def recorded_about_users() -> list[Any]:
    if not RECORDINGS.exists():
        return [pytest.param(None, marks=pytest.mark.skip("recordings are not in ../shared"))]
    return [
        pytest.param(interaction, id=f"{file.stem}-{number}")
        for file in sorted(RECORDINGS.glob("*.json"))
        for number, interaction in enumerate(json.loads(file.read_text())["interactions"])
        if interaction["path"].startswith(API) and ABOUT_USERS.match(interaction["path"].removeprefix(API))
    ]


@pytest.mark.parametrize("recorded", recorded_about_users())
async def test_a_recorded_answer_about_users_is_understood(recorded: Interaction) -> None:
    found = call_for(recorded)
    if found is None:
        path = recorded["path"].removeprefix(API)
        assert any(re.fullmatch(m, recorded["method"]) and re.fullmatch(p, path) for m, p in NEVER_SENT), path
        return
    sent: list[httpx.Request] = []

    def tenant(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        body = {} if recorded["response"] is None else {"json": recorded["response"]}
        return httpx.Response(recorded["status"], **body)

    http = httpx.AsyncClient(transport=httpx.MockTransport(tenant), base_url=f"https://acme.eu.auth0.com{API}")
    call, ids = found
    users = ManagementClient(http).users
    if recorded["status"] >= 400:
        with pytest.raises(errors.NotFound):
            await call(users, recorded, ids)
        return
    answer = await call(users, recorded, ids)
    assert (sent[0].method, sent[0].url.raw_path.decode().partition("?")[0]) == (recorded["method"], recorded["path"])
    compare(answer, recorded["response"])


def compare(answer: object, told: Any) -> None:
    """Hold what was understood against what was told."""
    match answer:
        case User():
            assert (answer.user_id, answer.email) == (told["user_id"], told["email"])
            assert (answer.created_at, answer.blocked) == (instant(told["created_at"]), told.get("blocked", False))
            assert answer.connections == tuple(identity["connection"] for identity in told["identities"])
        case UsersPage():
            assert answer.total == told["total"]
            compare(answer.users, told["users"])
        case AuthenticationMethod():
            assert (answer.id, answer.type, answer.name) == (told["id"], told["type"], told["name"])
            assert answer.confirmed == told.get("confirmed", True)
            assert answer.channels == tuple(inner["type"] for inner in told.get("authentication_methods", ()))
        case LogEvent():
            assert (answer.log_id, answer.type) == (told["log_id"], told["type"])
        case SecretStr():
            assert answer.get_secret_value() == told["recovery_code"]
        case tuple():
            listed = (
                told if isinstance(told, list) else next(value for value in told.values() if isinstance(value, list))
            )
            assert len(answer) == len(listed)
            for one, other in zip(answer, listed, strict=True):
                compare(one, other)


def test_no_call_is_there_without_a_recording() -> None:
    if not RECORDINGS.exists():
        pytest.skip("recordings are not in ../shared")
    used = {found[0] for param in recorded_about_users() if (found := call_for(param.values[0]))}
    assert used == set(CALLS.values())
