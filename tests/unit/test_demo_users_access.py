"""Blocks, sessions, refresh tokens, roles, organizations and statistics of users."""

from __future__ import annotations

from typing import Any

import httpx

from mfa_tui.demo.app import create_app
from mfa_tui.demo.options import DemoOptions
from mfa_tui.demo.seed.organization import CONTRACTOR

from .test_demo_tenant import signed_in
from .test_demo_users_methods import get, who

NOW = 1_750_000_000.0


async def test_a_brute_force_block_is_removed_and_an_admins_block_is_not() -> None:
    app = create_app()
    async with signed_in(app) as client:
        brie, bob = who(app, "brute.force"), who(app, "blocked")
        blocks = (await get(client, f"user-blocks/{brie.user_id}"))["blocked_for"]
        assert blocks[0] == {
            "identifier": "brute.force@example.com",
            "ip": "203.0.113.200",
            "connection": "Username-Password-Authentication",
        }
        assert [block["ip"] for block in (await get(client, "user-blocks?identifier=brie"))["blocked_for"]] == [
            "203.0.113.200",
            "2001:db8::bad",
        ]
        for user in (brie, bob):
            assert (await client.delete(f"user-blocks/{user.user_id}")).status_code == 204
        assert await get(client, f"user-blocks/{brie.user_id}") == {"blocked_for": []}
        assert await get(client, "user-blocks?identifier=nobody@example.com") == {"blocked_for": []}
        assert (await get(client, f"users/{bob.user_id}"))["blocked"] is True


async def test_sessions_come_by_cursor_and_are_revoked_with_their_tokens() -> None:
    app = create_app(clock=lambda: NOW)
    async with signed_in(app) as client:
        jane = who(app, "jane.doe")
        first = await get(client, f"users/{jane.user_id}/sessions?take=1")
        rest = await get(client, f"users/{jane.user_id}/sessions?take=1&from={first['next']}")
        (token,) = (await get(client, f"users/{jane.user_id}/refresh-tokens"))["tokens"]
        assert "next" not in rest
        assert token["session_id"] == first["sessions"][0]["id"]
        kept = {"session_id": token["session_id"], "preserve_refresh_tokens": True}
        assert (await client.post(f"users/{jane.user_id}/revoke-access", json=kept)).status_code == 202
        assert (await get(client, f"users/{jane.user_id}/sessions"))["sessions"] == rest["sessions"]
        assert (await client.delete(f"users/{jane.user_id}/refresh-tokens")).status_code == 202
        assert (await get(client, f"users/{jane.user_id}/refresh-tokens")) == {"tokens": []}
        assert (await client.post(f"users/{jane.user_id}/revoke-access")).status_code == 202
        assert (await get(client, f"users/{jane.user_id}/sessions")) == {"sessions": []}


async def test_who_has_not_logged_in_for_days_has_no_session() -> None:
    app = create_app()
    async with signed_in(app) as client:
        for nickname in ("never.logged.in", "stale", "blocked"):
            path = f"users/{who(app, nickname).user_id}/sessions"
            assert await get(client, path) == {"sessions": []}


async def members(client: httpx.AsyncClient, path: str) -> list[dict[str, Any]]:
    """Follow a cursor to its end."""
    answer = await get(client, f"{path}?take=7")
    found: list[dict[str, Any]] = answer["users"]
    while "next" in answer:
        answer = await get(client, f"{path}?take=7&from={answer['next']}")
        found += answer["users"]
    return found


async def test_members_of_a_role_come_by_cursor_or_by_page() -> None:
    app = create_app()
    async with signed_in(app) as client:
        path = f"roles/{CONTRACTOR}/users"
        everyone = await members(client, path)
        paged = await get(client, f"{path}?per_page=5&page=1&include_totals=true")
        assert (await client.get("roles/none/users")).json()["errorCode"] == "inexistent_role"
        theirs = await get(client, f"users/{everyone[-1]['user_id']}/roles")
    assert len(everyone) == paged["total"] > 10
    assert paged["users"] == everyone[5:10]
    assert "Contractor" in [role["name"] for role in theirs]


async def test_roles_of_a_user_need_every_scope_that_is_named() -> None:
    app = create_app(DemoOptions(scopes=frozenset({"read:users", "read:roles"})))
    async with signed_in(app) as client:
        refused = await client.get(f"users/{who(app, 'jane.doe').user_id}/roles")
    assert refused.json()["message"] == ("Insufficient scope, expected all of: read:users,read:roles,read:role_members")


async def test_statistics_are_the_same_each_time_and_can_be_narrowed() -> None:
    async with signed_in(create_app(clock=lambda: NOW)) as client:
        days = await get(client, "stats/daily")
        some = await get(client, "stats/daily?from=20250601&to=20250603")
        assert await get(client, "stats/daily") == days
        assert 200 < await get(client, "stats/active-users") < 400
    assert (days[0]["date"], days[-1]["date"]) == ("2025-05-17T00:00:00.000Z", "2025-06-15T00:00:00.000Z")
    assert [day["date"][:10] for day in some] == ["2025-06-01", "2025-06-02", "2025-06-03"]
    assert some == [day for day in days if "2025-06-01" <= day["date"] < "2025-06-04"]


async def test_a_user_can_be_made_and_unmade_and_numbers_are_not_used_twice() -> None:
    app = create_app(DemoOptions(users=3))
    async with signed_in(app) as client:
        body = {"connection": "Username-Password-Authentication", "email": "A@example.com"}
        first = (await client.post("users", json=body)).json()
        assert (await client.post("users", json=body)).json()["errorCode"] == "auth0_idp_error"
        assert (await client.post("users", json={"connection": "none"})).json()["errorCode"] == "inexistent_connection"
        assert (await client.delete(f"users/{first['user_id']}")).status_code == 204
        assert (await client.delete(f"users/{first['user_id']}")).status_code == 204
        await client.post("users", json=body)
    assert [user.number for user in app.state.directory.users.values()] == [0, 1, 2, 4]
