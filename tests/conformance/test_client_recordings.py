"""The client reads what Auth0 really sent: every recorded answer whose endpoint it covers."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import httpx
import pytest

from mfa_tui.client import errors
from mfa_tui.client.api.management import ManagementClient
from tests.conftest import SHARED

RECORDINGS = SHARED / "auth0" / "recordings"
API = "/api/v2/"

Call = Callable[[ManagementClient, dict[str, Any]], Awaitable[object]]

CALLS: dict[tuple[str, str], Call] = {
    ("GET", "guardian/factors"): lambda c, i: c.list_factors(),
    ("GET", "guardian/policies"): lambda c, i: c.get_policies(),
    ("PUT", "guardian/policies"): lambda c, i: c.set_policies(tuple(i["request"])),
    ("GET", "tenants/settings"): lambda c, i: c.get_tenant_settings(),
    ("PATCH", "tenants/settings"): lambda c, i: c.set_mfa_flag("mfa_show_factor_list_on_enrollment", True),
    ("GET", "risk-assessments/settings"): lambda c, i: c.get_risk_settings(),
    ("GET", "risk-assessments/settings/new-device"): lambda c, i: c.get_new_device_settings(),
    ("GET", "guardian/factors/phone/message-types"): lambda c, i: c.guardian.message_types(),
    ("GET", "guardian/factors/phone/selected-provider"): lambda c, i: c.guardian.phone_provider(),
    ("GET", "guardian/factors/duo/settings"): lambda c, i: c.guardian.duo(),
    ("GET", "guardian/factors/webauthn-roaming/settings"): lambda c, i: c.guardian.webauthn_roaming(),
    ("GET", "connections"): lambda c, i: c.list_connections(),
    ("GET", "actions/triggers/post-login/bindings"): lambda c, i: c.list_bindings(),
}


ONE_FIELD = (
    "guardian/factors/phone/message-types",
    "guardian/factors/phone/selected-provider",
    "risk-assessments/settings/new-device",
)


def call_for(interaction: dict[str, Any]) -> Call | None:
    method, path = interaction["method"], interaction["path"].removeprefix(API)
    if method == "PUT" and path.startswith("guardian/factors/") and path.count("/") == 2:
        return lambda c, i: c.set_factor(path.rsplit("/", 1)[1], i["request"]["enabled"])
    return CALLS.get((method, path))


def covered() -> list[Any]:
    if not RECORDINGS.exists():
        return [pytest.param(None, marks=pytest.mark.skip("recordings are not in ../shared"))]
    return [
        pytest.param(interaction, id=f"{file.stem}-{number}")
        for file in sorted(RECORDINGS.glob("*.json"))
        for number, interaction in enumerate(json.loads(file.read_text())["interactions"])
        if call_for(interaction)
    ]


@pytest.mark.parametrize("interaction", covered())
async def test_a_recorded_answer_is_understood(interaction: dict[str, Any]) -> None:
    sent: list[httpx.Request] = []

    def tenant(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(interaction["status"], json=interaction["response"])

    http = httpx.AsyncClient(transport=httpx.MockTransport(tenant), base_url=f"https://acme.eu.auth0.com{API}")
    client, call = ManagementClient(http), call_for(interaction)
    assert call is not None
    if interaction["status"] >= 400:
        with pytest.raises(errors.ApiError):
            await call(client, interaction)
        return
    answer = await call(client, interaction)
    assert sent[0].method == interaction["method"]
    assert sent[0].url.path == interaction["path"]
    match interaction["method"], interaction["path"].removeprefix(API):
        case "GET", "guardian/factors":
            told = [(f["name"], f["enabled"], f["trial_expired"]) for f in interaction["response"]]
            assert [(f.name, f.enabled, f.trial_expired) for f in answer] == told  # type: ignore[attr-defined]
        case _, "guardian/policies":
            assert list(answer) == interaction["response"]  # type: ignore[call-overload]
        case "PUT", _:
            assert answer == interaction["response"]["enabled"]
            assert json.loads(sent[0].content) == interaction["request"]
        case "GET", "connections":
            assert list(answer) == [one["name"] for one in interaction["response"]["connections"]]  # type: ignore[call-overload]
        case "GET", "risk-assessments/settings":
            assert answer.enabled == interaction["response"]["enabled"]  # type: ignore[attr-defined]
        case "GET", "guardian/factors/duo/settings":
            assert repr(answer) == f"Duo(host={interaction['response']['host']!r}, ikey_set=True, skey_set=True)"
        case "GET", "guardian/factors/webauthn-roaming/settings":
            sent_back = interaction["response"]
            assert answer.user_verification == sent_back["userVerification"]  # type: ignore[attr-defined]
            assert answer.override_relying_party == sent_back["overrideRelyingParty"]  # type: ignore[attr-defined]
        case "GET", path if path in ONE_FIELD:
            ((_, told),) = interaction["response"].items()
            (read,) = asdict(answer).values()  # type: ignore[call-overload]
            assert read == (tuple(told) if isinstance(told, list) else told)


def test_the_recordings_cover_the_endpoints_that_change_something() -> None:
    if not RECORDINGS.exists():
        pytest.skip("recordings are not in ../shared")
    methods = {(p.values[0]["method"], p.values[0]["path"].split("/")[3]) for p in covered()}
    assert {("PUT", "guardian"), ("GET", "guardian"), ("PATCH", "tenants"), ("GET", "actions")} <= methods


@pytest.mark.parametrize("name", ["TestActionManager_CreateWithDeploy", "TestActionManager_Bindings"])
async def test_a_recorded_action_is_read_with_the_code_that_runs(name: str) -> None:
    file: Path = RECORDINGS / f"{name}.json"
    if not file.exists():
        pytest.skip("recordings are not in ../shared")
    actions = [
        i["response"]
        for i in json.loads(file.read_text())["interactions"]
        if i["method"] == "GET" and "/actions/actions/" in i["path"]
    ]

    def tenant(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"total": len(actions), "page": 0, "per_page": 50, "actions": actions})

    http = httpx.AsyncClient(transport=httpx.MockTransport(tenant), base_url=f"https://acme.eu.auth0.com{API}")
    read = await ManagementClient(http).list_actions()
    assert [action.running_code for action in read] == [action["code"] for action in actions]
