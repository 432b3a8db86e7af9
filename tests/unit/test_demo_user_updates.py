"""What an admin changes of a user, and what Auth0 does not let them change."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from mfa_tui.demo.app import create_app
from mfa_tui.demo.options import DemoOptions
from mfa_tui.demo.seed.cast import cast
from tests.conformance.conftest import signed_in

PEOPLE = {user.nickname: user.user_id for user in cast(1, 0.0)}


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with signed_in(create_app(DemoOptions(rate_limit=None, users=60))) as client:
        yield client


async def patch(client: httpx.AsyncClient, who: str, body: dict[str, Any], status: int = 200) -> dict[str, Any]:
    answer = await client.patch(f"/api/v2/users/{quote(PEOPLE[who])}", json=body)
    assert answer.status_code == status, answer.text
    read: dict[str, Any] = answer.json()
    return read


async def test_an_admins_block_is_lifted_and_stays_visible_as_false(client: httpx.AsyncClient) -> None:
    assert (await patch(client, "blocked", {"blocked": False}))["blocked"] is False
    assert (await patch(client, "blocked", {"blocked": True}))["blocked"] is True
    changed = await patch(client, "blocked", {"password": "a new password"})
    assert changed["blocked"] is False
    assert "last_password_reset" in changed
    assert "password" not in changed


async def test_metadata_is_merged_on_its_first_level(client: httpx.AsyncClient) -> None:
    await patch(client, "jane.doe", {"app_metadata": {}, "user_metadata": {}})
    merged = await patch(client, "jane.doe", {"user_metadata": {"a": {"b": 1}, "c": 2}, "app_metadata": {"x": 1}})
    assert merged["user_metadata"] == {"a": {"b": 1}, "c": 2}
    changed = await patch(client, "jane.doe", {"user_metadata": {"a": {"d": 3}, "c": None}, "app_metadata": {"y": 2}})
    assert changed["user_metadata"] == {"a": {"d": 3}}
    assert changed["app_metadata"] == {"x": 1, "y": 2}
    emptied = await patch(client, "jane.doe", {"user_metadata": {}, "app_metadata": {}})
    assert emptied["user_metadata"] == {}
    assert "app_metadata" not in emptied


@pytest.mark.parametrize("more", [{}, {"blocked": True}, {"user_metadata": {"theme": "dark"}}, {"name": "J"}])
async def test_a_token_for_app_metadata_changes_app_metadata_alone(more: dict[str, Any]) -> None:
    scopes = frozenset({"update:users_app_metadata", "read:users"})
    app = create_app(DemoOptions(rate_limit=None, users=60, scopes=scopes))
    async with signed_in(app) as client:
        answer = await patch(client, "jane.doe", {"app_metadata": {"plan": "gold"}, **more}, 403 if more else 200)
        kept = (await client.get(f"/api/v2/users/{quote(PEOPLE['jane.doe'])}")).json()
    assert kept["app_metadata"].get("plan") == (None if more else "gold"), "refused whole, or made"
    assert kept["name"] == "Jane Doe"
    assert "blocked" not in kept
    if more:
        assert answer["errorCode"] == "insufficient_scope"
        assert answer["message"] == "Insufficient scope, expected any of: update:users"


async def test_changing_one_users_metadata_changes_nobody_elses(client: httpx.AsyncClient) -> None:
    before = (await client.get(f"/api/v2/users/{quote(PEOPLE['nothing.yet'])}")).json()
    await patch(client, "jane.doe", {"app_metadata": {"office": "Mars"}})
    assert (await client.get(f"/api/v2/users/{quote(PEOPLE['nothing.yet'])}")).json() == before


async def test_a_new_address_is_not_verified_and_a_verified_one_is(client: httpx.AsyncClient) -> None:
    changed = await patch(client, "jane.doe", {"email": "Jane@New.example", "name": None})
    assert (changed["email"], changed["email_verified"]) == ("jane@new.example", False)
    assert changed["name"] == "jane@new.example"
    assert (await patch(client, "jane.doe", {"email_verified": True}))["email_verified"] is True
    assert (await client.get("/api/v2/users-by-email", params={"email": "jane@new.example"})).json()[0][
        "email_verified"
    ]


async def test_a_change_moves_updated_at(client: httpx.AsyncClient) -> None:
    path = f"/api/v2/users/{quote(PEOPLE['jane.doe'])}"
    before = (await client.get(path)).json()
    after = await patch(client, "jane.doe", {"nickname": "jd"})
    assert after["updated_at"] > before["updated_at"]
    assert after == before | {"nickname": "jd", "updated_at": after["updated_at"]}


async def test_database_users_have_a_picture_and_others_may_have_none(client: httpx.AsyncClient) -> None:
    users = (await client.get("/api/v2/users", params={"per_page": "60"})).json()
    for user in users:
        if user["identities"][0]["connection"] == "Username-Password-Authentication" and "email" in user:
            assert user["picture"].startswith("https://s.gravatar.com/avatar/")
    # As recorded for this address.
    made = await client.post(
        "/api/v2/users",
        json={"connection": "Username-Password-Authentication", "email": "testaccuser@acceptance.test.com"},
    )
    assert made.json()["picture"] == (
        "https://s.gravatar.com/avatar/324ad113b0ef6dabbb2c2c4cf8a8d108?s=480&r=pg"
        "&d=https%3A%2F%2Fcdn.auth0.com%2Favatars%2Fte.png"
    )


@pytest.mark.parametrize(
    ("who", "body", "words"),
    [
        ("jane.doe", {"username": "jd", "email": "jd@example.com"}, "Cannot update username and email simultaneously"),
        ("jane.doe", {"password": "x", "email_verified": True}, "Cannot update password and email_verified"),
        ("jane.doe", {"email": "brute.force@example.com"}, "The specified new email already exists"),
        ("jane.doe", {"email": "nonsense"}, "Object didn't pass validation for format email: nonsense"),
        ("jane.doe", {"phone_number": "0176"}, "String does not match pattern"),
        ("jane.doe", {"last_login": "now"}, "Additional properties not allowed: last_login"),
        ("jane.doe", {"blocked": "yes"}, "Expected type boolean but found type string"),
        ("jane.doe", {"connection": "acme-entra", "email_verified": True}, "does not have an identity"),
        ("enterprise", {"name": "New", "nickname": "n"}, "The following user attributes cannot be updated: name, nick"),
        ("enterprise", {"email": "new@acme.example"}, "Cannot update email for this user"),
        ("enterprise", {"email_verified": True}, "Cannot update email_verified for this user"),
        ("social", {"password": "x"}, "Cannot update password for this user"),
    ],
)
async def test_what_cannot_be_changed_is_refused(
    client: httpx.AsyncClient, who: str, body: dict[str, Any], words: str
) -> None:
    refused = await patch(client, who, body, status=400)
    assert words in refused["message"]


async def test_a_social_address_is_verified_and_an_enterprise_user_is_blocked(client: httpx.AsyncClient) -> None:
    assert (await patch(client, "social", {"email_verified": False}))["email_verified"] is False
    assert (await patch(client, "enterprise", {"blocked": True}))["blocked"] is True


async def test_an_identity_that_came_linked_becomes_a_user_of_its_own(client: httpx.AsyncClient) -> None:
    user = f"/api/v2/users/{quote(PEOPLE['two.identities'])}"
    _, second = (await client.get(user)).json()["identities"]
    provider, id_there = second["provider"], second["user_id"]
    answer = await client.delete(f"{user}/identities/{provider}/{id_there}")
    assert (answer.status_code, len(answer.json())) == (200, 1)
    parted = (await client.get(f"/api/v2/users/{quote(f'{provider}|{id_there}')}")).json()
    assert parted["identities"] == [second]
    assert (await client.delete(f"{user}/identities/{provider}/{id_there}")).status_code == 400
    linked = await client.post(f"{user}/identities", json={"provider": provider, "user_id": id_there})
    assert (linked.status_code, len(linked.json())) == (201, 2)
