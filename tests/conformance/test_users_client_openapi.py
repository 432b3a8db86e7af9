"""Every request about users that the client can send is one that Auth0's OpenAPI document knows."""

import inspect
import json
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import unquote

import pytest
from pydantic import SecretStr

from mfa_tui.client.api.management import ManagementClient
from mfa_tui.client.api.users import UsersClient
from mfa_tui.domain.factors import KNOWN
from mfa_tui.domain.user.users import LEGACY_PROVIDERS
from tests.conformance.openapi import check_request
from tests.conformance.test_client_openapi import requests_of

ID = "samlp|acme corp|jane/doe@example.com"
"""As hostile as user ids get: a slash that must not end the path."""
METHOD = "phone|dev_0000000000000001"
DATABASE = "Username-Password-Authentication"

Call = Callable[[UsersClient], Awaitable[object]]

CALLS: dict[str, list[Call]] = {
    "search": [lambda u: u.search("name:jane*", 3, 50, "email:1", ("user_id", "email")), lambda u: u.search("")],
    "by_email": [lambda u: u.by_email("jane+1@example.com")],
    "get": [lambda u: u.get(ID)],
    "logs": [lambda u: u.logs(ID, per_page=100)],
    "roles": [lambda u: u.roles(ID)],
    "organizations": [lambda u: u.organizations(ID)],
    "authentication_methods": [lambda u: u.authentication_methods(ID)],
    "get_authentication_method": [lambda u: u.get_authentication_method(ID, METHOD)],
    "create_phone": [lambda u, p=p: u.create_phone(ID, "+12025550101", "Work", p) for p in ("sms", "voice")],  # type: ignore[misc]
    "create_email": [lambda u: u.create_email(ID, "jane@example.com")],
    "create_totp": [lambda u: u.create_totp(ID, SecretStr("JBSWY3DPEHPK3PXP"), "App")],
    "update_authentication_method": [
        lambda u: u.update_authentication_method(ID, METHOD, name="New"),
        lambda u: u.update_authentication_method(ID, METHOD, preferred="voice"),
    ],
    "delete_authentication_method": [lambda u: u.delete_authentication_method(ID, METHOD)],
    "delete_all_authentication_methods": [lambda u: u.delete_all_authentication_methods(ID)],
    "delete_authenticators": [lambda u: u.delete_authenticators(ID)],
    "delete_legacy_provider": [lambda u, p=p: u.delete_legacy_provider(ID, p) for p in LEGACY_PROVIDERS],  # type: ignore[misc]
    "forget_browsers": [lambda u: u.forget_browsers(ID)],
    "regenerate_recovery_code": [lambda u: u.regenerate_recovery_code(ID)],
    "enrollments": [lambda u: u.enrollments(ID)],
    "get_guardian_enrollment": [lambda u: u.get_guardian_enrollment("dev_0000000000000001")],
    "delete_guardian_enrollment": [lambda u: u.delete_guardian_enrollment("dev_0000000000000001")],
    "create_ticket": [
        *(lambda u, f=info.ticket: u.create_ticket(ID, factor=f, send_mail=True) for info in KNOWN.values()),
        lambda u: u.create_ticket(
            ID, email="j@example.com", email_locale="de", allow_multiple=True, custom_domain="a.b"
        ),
    ],
    "lift_block": [lambda u: u.lift_block(ID)],
    "blocks": [lambda u: u.blocks(ID)],
    "unblock": [lambda u: u.unblock(ID)],
    "blocks_by_identifier": [lambda u: u.blocks_by_identifier("+12025550101")],
    "unblock_identifier": [lambda u: u.unblock_identifier("jane@example.com")],
    "clear_risk": [lambda u: u.clear_risk(ID, DATABASE)],
    "sessions": [lambda u: u.sessions(ID)],
    "revoke_sessions": [lambda u: u.revoke_sessions(ID)],
    "refresh_tokens": [lambda u: u.refresh_tokens(ID)],
    "revoke_refresh_tokens": [lambda u: u.revoke_refresh_tokens(ID)],
    "revoke_access": [lambda u, p=p: u.revoke_access(ID, preserve_refresh_tokens=p) for p in (True, False)],  # type: ignore[misc]
}


@pytest.mark.parametrize("method", CALLS)
async def test_what_the_client_sends_about_users_is_documented(method: str) -> None:
    for call in CALLS[method]:

        def about_users(client: ManagementClient, call: Call = call) -> Awaitable[object]:
            return call(client.users)

        for request in await requests_of(about_users):
            path = request.url.raw_path.decode().partition("?")[0]
            body: Any = json.loads(request.content) if request.content else None
            assert check_request(request.method, path, dict(request.url.params), body) == []


async def test_no_id_can_reach_another_path() -> None:
    (request,) = await requests_of(lambda client: client.users.get(ID))
    path = request.url.raw_path.decode().partition("?")[0]
    assert unquote(path.removeprefix("/api/v2/users/")) == ID
    assert "/" not in path.removeprefix("/api/v2/users/")


def test_no_method_about_users_is_left_out() -> None:
    public = {name for name, _ in inspect.getmembers(UsersClient, inspect.isfunction) if not name.startswith("_")}
    assert public == set(CALLS)
