"""Replay traffic that was recorded between Auth0's Go SDK or Terraform provider and real tenants.

Each recorded request is sent to the demo, set up to match the first read of each path in that recording. What
is compared: the status; the content type; and the body, which must be equal, except that in tenant settings
only the names and JSON types must be, beside the values that the request itself sets. The recordings are
looked for in `shared/auth0/recordings/` beside this repository.
"""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest

from mfa_tui.demo.app import create_app
from mfa_tui.demo.options import DemoOptions
from mfa_tui.demo.tenant.state import Tenant

from .conftest import signed_in
from .openapi import SHARED

SETTINGS = "/api/v2/tenants/settings"
GUARDIAN_AND_RISK = [
    "TestAccGuardian",
    "TestAccGuardianPhone",
    "TestGuardian_MultiFactor_List",
    "TestGuardian_MultiFactor_Policy",
    "TestGuardian_MultiFactor_DUO_Enable",
    "TestGuardian_MultiFactor_DUO_Settings",
    "TestGuardian_MultiFactor_Email_Enable",
    "TestGuardian_MultiFactor_OTP_Enable",
    "TestGuardian_MultiFactor_Phone_Enable",
    "TestGuardian_MultiFactor_Phone_Message_types",
    "TestGuardian_MultiFactor_Phone_Provider",
    "TestGuardian_MultiFactor_Recovery_Code_Enable",
    "TestGuardian_MultiFactor_SMS_Enable",
    "TestGuardian_MultiFactor_SMS_Template",
    "TestGuardian_MultiFactor_SMS_Twilio",
    "TestGuardian_MultiFactor_WebAuthn_Roaming_Enable",
    "TestGuardian_MultiFactor_WebAuthn_Roaming_Settings",
    "TestRiskAssessmentManager_ReadNewDeviceSettings",
    "TestRiskAssessmentManager_ReadSettings",
    "TestRiskAssessmentManager_UpdateNewDeviceSettings",
    "TestRiskAssessmentManager_UpdateSettings",
]

Interaction = dict[str, Any]


def recorded(name: str) -> list[Interaction]:
    path = SHARED / "recordings" / f"{name}.json"
    if not path.exists():
        pytest.skip("Auth0's recorded traffic is not in shared/auth0/recordings/ beside this repository")
    interactions: list[Interaction] = json.loads(path.read_text())["interactions"]
    return interactions


def set_up(tenant: Tenant, interactions: list[Interaction]) -> None:
    """Make the tenant answer the first read of each path as it was recorded."""
    first: dict[str, Any] = {}
    for interaction in interactions:
        if interaction["method"] == "GET":
            first.setdefault(interaction["path"].removeprefix("/api/v2/"), deepcopy(interaction["response"]))
    if factors := first.get("guardian/factors"):
        tenant.factors = {factor["name"]: factor["enabled"] for factor in factors}
    for name in tenant.guardian:
        document = first.get(f"guardian/{name}", first.get(f"guardian/{name.replace('/phone/', '/sms/')}"))
        tenant.guardian[name] = document or tenant.guardian[name]
    tenant.policies = first.get("guardian/policies", tenant.policies)
    tenant.settings = first.get("tenants/settings", tenant.settings)
    if assessed := first.get("risk-assessments/settings"):
        tenant.risk_assessment_enabled = assessed["enabled"]
    if new_device := first.get("risk-assessments/settings/new-device"):
        tenant.new_device_days = new_device["remember_for"]


def shape(value: Any) -> Any:
    """Return the names and JSON types in a value; lists keep their length. JSON has one type of number."""
    if isinstance(value, dict):
        return {name: shape(item) for name, item in value.items()}
    if isinstance(value, list):
        return [shape(item) for item in value]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return "number"
    return type(value).__name__


async def replay(interactions: list[Interaction]) -> list[tuple[Interaction, Any]]:
    """Send each request; return each recorded interaction with the demo's body."""
    app = create_app(DemoOptions(rate_limit=None))
    set_up(app.state.tenant, interactions)
    answers = []
    async with signed_in(app) as client:
        for interaction in interactions:
            answer = await client.request(
                interaction["method"],
                f"{interaction['path']}?{interaction['query']}".removesuffix("?"),
                json=interaction["request"],
            )
            assert answer.status_code == interaction["status"], answer.text
            assert [answer.headers["content-type"]] == interaction["headers"]["Content-Type"]
            answers.append((interaction, answer.json()))
    return answers


@pytest.mark.parametrize("name", GUARDIAN_AND_RISK)
async def test_factors_policies_and_risk_settings_answer_exactly_what_was_recorded(name: str) -> None:
    for interaction, body in await replay(recorded(name)):
        assert body == interaction["response"], interaction


async def test_tenant_settings_have_the_recorded_names_and_types_and_take_the_recorded_values() -> None:
    answers = await replay(recorded("TestTenantManager"))
    assert [interaction["method"] for interaction, _ in answers] == ["GET", "PATCH"] * 3
    for interaction, body in answers:
        assert shape(body) == shape(interaction["response"]), interaction
        set_by_request = set(interaction["request"] or ()) & set(body)
        assert {name: body[name] for name in set_by_request} == {
            name: interaction["response"][name] for name in set_by_request
        }


async def test_actions_and_bindings_have_the_recorded_names_and_types() -> None:
    """The demo's own Actions against recorded ones: names and types only, lists by their first item."""

    def comparable(action: Any) -> Any:
        emptied: dict[str, Any] = {"secrets": [], "dependencies": []}
        return shape(action | emptied | {"deployed_version": action["deployed_version"] | emptied})

    def last(interactions: list[Interaction], start: str, end: str) -> Any:
        fitting = [i for i in interactions if i["method"] == "GET" and i["path"].startswith(start)]
        return next(i["response"] for i in reversed(fitting) if i["path"].endswith(end))

    action = last(recorded("TestActionManager_CreateWithDeploy"), "/api/v2/actions/actions/", "")
    bindings = last(recorded("TestActionManager_Bindings"), "/api/v2/actions/triggers/", "bindings")
    async with signed_in(create_app()) as client:
        ours = (await client.get("/api/v2/actions/actions")).json()["actions"]
        bound = (await client.get("/api/v2/actions/triggers/post-login/bindings?per_page=50")).json()

    assert {json.dumps(comparable(one), sort_keys=True) for one in ours} == {
        json.dumps(comparable(action), sort_keys=True)
    }
    assert {name: shape(value) for name, value in bound.items() if name != "bindings"} == {
        name: shape(value) for name, value in bindings.items() if name != "bindings"
    }
    recorded_binding = bindings["bindings"][0]
    for binding in bound["bindings"]:
        assert shape(binding | {"action": None}) == shape(recorded_binding | {"action": None})
        assert comparable(binding["action"]) == comparable(recorded_binding["action"])


async def test_a_token_answer_has_what_was_recorded_and_the_scope_that_a_real_tenant_adds() -> None:
    name = "authentication_TestLoginWithClientCredentials_Should_return_tokens"
    (interaction,) = recorded(name)
    async with signed_in(create_app()) as client:
        request = interaction["request"]["$raw"]
        for recorded_value, value in {
            "test-audience": "https%3A%2F%2Facme-demo.eu.auth0.com%2Fapi%2Fv2%2F",
            "test-client_id": "demo-client-id",
            "test-client_secret": "demo-secret-not-a-secret",
        }.items():
            request = request.replace(recorded_value, value)
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = await client.post("/oauth/token", content=request, headers=form)
    assert answer.status_code == interaction["status"]
    assert shape(answer.json()) == shape(interaction["response"] | {"scope": ""})
    assert [answer.headers["content-type"]] == interaction["headers"]["Content-Type"]
