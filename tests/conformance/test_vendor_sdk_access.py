"""Auth0's own Python SDK manages roles, connections, sessions and refresh tokens of a demo tenant."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from auth0.management.client import AsyncAuth0
from auth0.management.core.api_error import ApiError
from starlette.applications import Starlette

from mfa_tui.demo.app import create_app
from mfa_tui.demo.options import DemoOptions
from mfa_tui.demo.seed.cast import cast

from .conftest import ORIGIN, signed_in

PEOPLE = {user.nickname: user.user_id for user in cast(1, 0.0)}
JANE = PEOPLE["jane.doe"]


@pytest.fixture
def app() -> Starlette:
    return create_app(DemoOptions(rate_limit=None, users=60))


@pytest.fixture
async def auth0(app: Starlette) -> AsyncIterator[AsyncAuth0]:
    async with signed_in(app) as client:
        token = client.headers.pop("Authorization").removeprefix("Bearer ")
        yield AsyncAuth0(base_url=f"{ORIGIN}/api/v2", token=token, max_retries=0, httpx_client=client)


async def refusal(call: Any) -> int | None:
    with pytest.raises(ApiError) as refused:
        await call
    return refused.value.status_code


async def test_a_role_is_created_changed_and_deleted(auth0: AsyncAuth0) -> None:
    made = await auth0.roles.create(name="Auditor")
    assert made.id is not None
    assert (await auth0.roles.get(made.id)).description == ""
    assert (await auth0.roles.update(made.id, description="Reads everything")).description == "Reads everything"
    assert await refusal(auth0.roles.create(name="Auditor")) == 409
    assert [role.name async for role in await auth0.roles.list(name_filter="audit")] == ["Auditor"]
    await auth0.users.roles.assign(JANE, roles=[made.id])
    await auth0.roles.delete(made.id)
    assert "Auditor" not in [role.name async for role in await auth0.users.roles.list(JANE)]
    assert await refusal(auth0.roles.get(made.id)) == 404
    assert await refusal(auth0.users.roles.assign(JANE, roles=[made.id])) == 404


async def test_roles_are_given_and_taken_from_both_sides(auth0: AsyncAuth0) -> None:
    role = await auth0.roles.create(name="On call", description="Is woken up")
    assert role.id is not None
    await auth0.roles.users.assign(role.id, users=[JANE, PEOPLE["social"]])
    assert {user.user_id async for user in await auth0.roles.users.list(role.id)} == {JANE, PEOPLE["social"]}
    await auth0.users.roles.delete(JANE, roles=[role.id])
    assert [user.user_id async for user in await auth0.roles.users.list(role.id)] == [PEOPLE["social"]]
    assert await refusal(auth0.roles.users.assign(role.id, users=["auth0|nobody"])) == 404
    assert await refusal(auth0.users.roles.assign("auth0|nobody", roles=[role.id])) == 404


async def test_permissions_come_from_a_user_and_from_roles(auth0: AsyncAuth0) -> None:
    api = "https://payroll.acme.example/api"
    read: Any = {"resource_server_identifier": api, "permission_name": "read:payslips"}
    none: Any = {"resource_server_identifier": api, "permission_name": "no:such"}
    role = await auth0.roles.create(name="Clerk")
    assert role.id is not None
    await auth0.roles.permissions.add(role.id, permissions=[read])
    (of_role,) = [permission async for permission in await auth0.roles.permissions.list(role.id)]
    assert (of_role.permission_name, of_role.resource_server_name) == ("read:payslips", "Payroll API")
    await auth0.users.roles.assign(JANE, roles=[role.id])
    await auth0.users.permissions.create(JANE, permissions=[read])
    (of_user,) = [permission async for permission in await auth0.users.permissions.list(JANE)]
    assert [source["source_type"] for source in of_user.sources] == ["DIRECT", "ROLE"]
    await auth0.users.permissions.delete(JANE, permissions=[read])
    (of_user,) = [permission async for permission in await auth0.users.permissions.list(JANE)]
    await auth0.roles.permissions.delete(role.id, permissions=[read])
    assert [permission async for permission in await auth0.users.permissions.list(JANE)] == []
    assert await refusal(auth0.users.permissions.create(JANE, permissions=[none])) == 400
    assert await refusal(auth0.roles.permissions.add("rol_none", permissions=[read])) == 404


async def test_a_session_is_read_and_revoked_with_its_refresh_tokens(auth0: AsyncAuth0) -> None:
    sessions = [session async for session in await auth0.users.sessions.list(JANE)]
    tokens = [token async for token in await auth0.users.refresh_token.list(JANE)]
    session_id, token_id = tokens[0].session_id, tokens[0].id
    assert session_id is not None
    assert token_id is not None
    session = await auth0.sessions.get(session_id)
    assert session.user_id == JANE
    assert session.authentication is not None
    by_name = {method.name: method.type for method in session.authentication.methods or []}
    assert by_name == {"pwd": None, "mfa": "otp"}
    assert (await auth0.refresh_tokens.get(token_id)).session_id == session_id
    assert [token.id async for token in await auth0.refresh_tokens.list(user_id=JANE)] == [token_id]
    changed = await auth0.sessions.update(session_id, session_metadata={"ticket": "1"})
    assert changed.session_metadata == {"ticket": "1"}
    await auth0.refresh_tokens.update(token_id, refresh_token_metadata={"ticket": "2"})
    await auth0.sessions.revoke(session_id)
    assert await refusal(auth0.sessions.get(session_id)) == 404
    assert await refusal(auth0.refresh_tokens.get(token_id)) == 404
    assert len([session async for session in await auth0.users.sessions.list(JANE)]) == len(sessions) - 1


async def test_a_session_and_a_refresh_token_are_deleted_apart(auth0: AsyncAuth0) -> None:
    (token,) = [token async for token in await auth0.users.refresh_token.list(JANE)]
    assert token.id is not None
    assert token.session_id is not None
    await auth0.sessions.delete(token.session_id)
    assert await refusal(auth0.sessions.get(token.session_id)) == 404
    assert (await auth0.refresh_tokens.get(token.id)).id == token.id
    await auth0.refresh_tokens.revoke(user_id=JANE, client_id="another application")
    await auth0.refresh_tokens.get(token.id)
    await auth0.refresh_tokens.delete(token.id)
    await auth0.refresh_tokens.delete(token.id)
    assert await refusal(auth0.refresh_tokens.get(token.id)) == 404


async def test_connections_are_listed_by_cursor_and_read(auth0: AsyncAuth0) -> None:
    names = [connection.name async for connection in await auth0.connections.list(take=1)]
    assert names == ["Username-Password-Authentication", "google-oauth2", "acme-entra"]
    (entra,) = [connection async for connection in await auth0.connections.list(strategy=["waad"])]
    assert entra.id is not None
    assert (await auth0.connections.get(entra.id)).name == "acme-entra"
    assert await refusal(auth0.connections.get("con_none")) == 404


async def test_a_thousand_connections_are_read_to_the_end_by_cursor_only(app: Starlette) -> None:
    app.state.tenant.connections += [
        {"id": f"con_{number:016}", "name": f"customer-{number}", "strategy": "samlp"} for number in range(1100)
    ]
    async with signed_in(app) as client:
        path = "/api/v2/connections"
        assert (await client.get(path, params={"page": 19, "per_page": 50})).status_code == 200
        refused = await client.get(path, params={"page": 20, "per_page": 50})
        assert (refused.status_code, refused.json()["errorCode"]) == (400, "invalid_paging")
        found = 0
        cursor: dict[str, str] = {}
        while True:
            answer = (await client.get(path, params={"take": "100", **cursor})).json()
            found += len(answer["connections"])
            if "next" not in answer:
                break
            cursor = {"from": answer["next"]}
    assert found == 1103


async def test_sessions_and_refresh_tokens_are_counted_where_totals_are_wanted(app: Starlette) -> None:
    async with signed_in(app) as client:
        for name in ("sessions", "refresh-tokens"):
            path = f"/api/v2/users/{JANE}/{name}"
            counted = (await client.get(path, params={"per_page": "1", "include_totals": "true"})).json()
            rows = counted["sessions" if name == "sessions" else "tokens"]
            assert (len(rows), counted["total"]) == (1, 2 if name == "sessions" else 1)
            assert "total" not in (await client.get(path)).json()
