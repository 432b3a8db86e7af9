"""What the demo tenant does when it is read and changed over its API."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from mfa_tui.demo.app import create_app
from mfa_tui.demo.options import DEMO_CLIENT_ID, DEMO_CLIENT_SECRET, DEMO_DOMAIN, DemoOptions

ORIGIN = f"https://{DEMO_DOMAIN}"


@asynccontextmanager
async def signed_in(app: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    request = {
        "grant_type": "client_credentials",
        "client_id": DEMO_CLIENT_ID,
        "client_secret": DEMO_CLIENT_SECRET,
        "audience": f"{ORIGIN}/api/v2/",
    }
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=f"{ORIGIN}/api/v2/") as client:
        answer = await client.post(f"{ORIGIN}/oauth/token", json=request)
        client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        yield client


@pytest.fixture
def app() -> Starlette:
    return create_app()


@pytest.fixture
async def client(app: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    async with signed_in(app) as client:
        yield client


async def get(client: httpx.AsyncClient, path: str) -> Any:
    answer = await client.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_change_behind_the_clients_back_is_seen(app: Starlette, client: httpx.AsyncClient) -> None:
    app.state.tenant.factors["otp"] = True
    factors = await get(client, "guardian/factors")
    assert {"name": "otp", "enabled": True, "trial_expired": False} in factors


async def test_always_with_no_factor_on_is_accepted_as_auth0_does(client: httpx.AsyncClient) -> None:
    for name in ("sms", "email"):
        assert (await client.put(f"guardian/factors/{name}", json={"enabled": False})).json() == {"enabled": False}
    answer = await client.put("guardian/policies", json=["all-applications"])
    assert (answer.status_code, answer.json()) == (200, ["all-applications"])
    assert not any(factor["enabled"] for factor in await get(client, "guardian/factors"))


async def test_never_is_an_empty_list(client: httpx.AsyncClient) -> None:
    assert (await client.put("guardian/policies", json=[])).json() == []
    assert await get(client, "guardian/policies") == []


async def test_adaptive_needs_the_add_on(client: httpx.AsyncClient) -> None:
    refused = await client.put("guardian/policies", json=["confidence-score"])
    assert (refused.status_code, refused.json()["errorCode"]) == (403, "insufficient_entitlement")
    assert await get(client, "guardian/policies") == ["all-applications"]
    async with signed_in(create_app(DemoOptions(adaptive_mfa=True))) as paying:
        accepted = await paying.put("guardian/policies", json=["confidence-score"])
    assert (accepted.status_code, accepted.json()) == (200, ["confidence-score"])


NEW_DEVICE = "risk-assessments/settings/new-device"


@pytest.mark.parametrize(
    ("request_line", "body", "part", "problem"),
    [
        (
            "PUT guardian/factors/sms",
            {"enabled": True, "message_type": "sms"},
            "Payload",
            "'Additional properties not allowed: message_type'",
        ),
        ("PUT guardian/factors/sms", {}, "Payload", "'Missing required property: enabled'"),
        (
            "PUT guardian/factors/sms",
            {"enabled": "yes"},
            "Payload",
            "'Expected type boolean but found type string' on property enabled",
        ),
        ("PUT guardian/factors/sms", None, "Payload", "'Expected type object but found type null'"),
        (
            "PUT guardian/factors/passkey",
            {"enabled": True},
            "Path",
            "'No enum match for: passkey' on property name",
        ),
        ("PUT guardian/policies", {}, "Payload", "'Expected type array but found type object'"),
        ("PUT guardian/policies", ["never"], "Payload", "'No enum match for: never' on property 0"),
        (
            "PUT guardian/policies",
            ["all-applications", "confidence-score"],
            "Payload",
            "'Array is too long (2), maximum 1'",
        ),
        (
            f"PATCH {NEW_DEVICE}",
            {"remember_for": 366},
            "Payload",
            "'Value 366 is greater than maximum 365' on property remember_for",
        ),
        (
            f"PATCH {NEW_DEVICE}",
            {"remember_for": 0},
            "Payload",
            "'Value 0 is less than minimum 1' on property remember_for",
        ),
        (
            "PATCH tenants/settings",
            {"flags": {"mfa": True}},
            "Payload",
            "'Additional properties not allowed: mfa' on property flags",
        ),
        (
            "GET actions/triggers/post-logout/bindings",
            None,
            "Path",
            "'No enum match for: post-logout' on property triggerId",
        ),
        (
            "GET actions/actions?page=one",
            None,
            "Query",
            "'Expected type integer but found type string' on property page",
        ),
        (
            "GET clients?per_page=101",
            None,
            "Query",
            "'Value 101 is greater than maximum 100' on property per_page",
        ),
        (
            "GET actions/actions?include_totals=true",
            None,
            "Query",
            "'Additional properties not allowed: include_totals'",
        ),
    ],
)
async def test_what_is_not_valid_is_refused_with_the_reason_and_changes_nothing(
    app: Starlette, client: httpx.AsyncClient, request_line: str, body: Any, part: str, problem: str
) -> None:
    before = dataclasses.asdict(app.state.tenant)
    method, path = request_line.split()
    answer = await client.request(method, path, json=body)  # httpx sends no body for None
    assert answer.status_code == 400
    assert answer.json()["message"] == f"{part} validation error: {problem}."
    codes = {"Payload": "invalid_body", "Path": "invalid_uri", "Query": "invalid_query_string"}
    assert answer.json()["errorCode"] == codes[part]
    assert dataclasses.asdict(app.state.tenant) == before


async def test_a_body_that_is_not_json_is_refused(client: httpx.AsyncClient) -> None:
    for content in (b"{", b"\xff\xfe\x00"):
        answer = await client.put("guardian/factors/sms", content=content)
        assert answer.json() == {
            "statusCode": 400,
            "error": "Bad Request",
            "message": "Invalid request payload JSON format",
        }


async def test_a_wrong_verb_and_a_wrong_path_are_both_not_found(client: httpx.AsyncClient) -> None:
    for method, path in (
        ("PATCH", "guardian/policies"),
        ("GET", "guardian/factors/sms"),
        ("GET", "nowhere"),
        ("GET", "guardian/factors/"),
    ):
        answer = await client.request(method, path)
        assert answer.status_code == 404
        assert answer.json() == {"statusCode": 404, "error": "Not Found", "message": "Not Found"}


async def test_tenant_flags_are_merged_and_other_settings_replaced(client: httpx.AsyncClient) -> None:
    before = await get(client, "tenants/settings")
    change = {
        "customize_mfa_in_postlogin_action": True,
        "flags": {"mfa_show_factor_list_on_enrollment": True},
        "idle_session_lifetime_in_minutes": 90,
    }
    assert (await client.patch("tenants/settings", json=change)).status_code == 200
    after = await get(client, "tenants/settings")
    assert after == before | {
        "customize_mfa_in_postlogin_action": True,
        "flags": before["flags"] | {"mfa_show_factor_list_on_enrollment": True},
        "idle_session_lifetime": 1.5,
    }


async def test_settings_can_be_read_in_part(client: httpx.AsyncClient) -> None:
    assert set(await get(client, "tenants/settings?fields=flags,friendly_name")) == {
        "flags",
        "friendly_name",
    }
    without = await get(client, "tenants/settings?fields=flags&include_fields=false")
    assert "flags" not in without
    assert "friendly_name" in without
    answer = await client.get("tenants/settings?fields=mfa")
    assert "'String 'mfa' does not match pattern." in answer.json()["message"]


async def test_lists_come_in_pages(client: httpx.AsyncClient) -> None:
    first = await get(client, "actions/actions?per_page=2")
    assert (first["total"], first["per_page"], len(first["actions"])) == (5, 2, 2)
    assert "page" not in first  # as recorded, a zero is left out
    last = await get(client, "actions/actions?page=2&per_page=2")
    assert [action["name"] for action in last["actions"]] == ["Flag logins from abroad"]
    bindings = await get(client, "actions/triggers/post-login/bindings?page=1&per_page=3")
    assert (bindings["page"], len(bindings["bindings"])) == (1, 1)
    clients = await get(client, "clients?include_totals=true&page=1&per_page=4&fields=name")
    assert clients == {
        "total": 9,
        "start": 4,
        "limit": 4,
        "clients": [
            {"name": "Acme Go"},
            {"name": "Nightly export"},
            {"name": "MFA dashboard (private key)"},
            {"name": "MFA dashboard (device login)"},
        ],
    }


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("deployed=true", 5),
        ("deployed=false", 0),
        ("installed=true", 0),
        ("installed=false", 5),
        ("triggerId=pre-user-registration", 0),
        ("actionName=MFA%20experiment", 1),
    ],
)
async def test_actions_can_be_filtered(client: httpx.AsyncClient, query: str, found: int) -> None:
    answer = await get(client, f"actions/actions?{query}")
    assert len(answer["actions"]) == answer.get("total", 0) == found


async def test_one_action_and_one_application_can_be_read_and_an_unknown_one_cannot(
    client: httpx.AsyncClient,
) -> None:
    action = (await get(client, "actions/actions"))["actions"][0]
    assert await get(client, f"actions/actions/{action['id']}") == action
    assert (await client.get("actions/actions/none")).status_code == 404
    assert (await get(client, f"clients/{DEMO_CLIENT_ID}"))["app_type"] == "non_interactive"
    assert (await client.get("clients/none")).json()["errorCode"] == "inexistent_client"
