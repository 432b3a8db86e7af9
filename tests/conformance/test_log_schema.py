"""Every log event of a demo tenant, seeded or caused here, against Auth0's schema of its type.

The schema is looked for in `shared/auth0/` beside this repository. GET logs answers null where the schema has no
field, as recorded; so fields that are null are left out first.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any
from urllib.parse import quote

import pytest
from openapi_schema_validator import OAS31Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from mfa_tui.demo.app import create_app
from mfa_tui.demo.options import DemoOptions
from mfa_tui.demo.seed.cast import cast

from .conftest import signed_in
from .openapi import SHARED

JANE = quote(cast(1, 0.0)[0].user_id)
# Auth0 lists these types on its page of log event type codes, and its schema leaves them out; the last does not exist.
WITHOUT_A_SCHEMA = {
    "gd_send_email_verification_failure",
    "gd_auth_fail_email_verification",
    "gd_recovery_rate_limit_exceed",
    "gd_quantum_handshake",
}


@cache
def schemas() -> tuple[dict[str, Any], Registry[Any]]:
    path = SHARED / "log-events.schema.json"
    if not path.exists():
        pytest.skip("Auth0's schema of log events is not in shared/auth0/ beside this repository")
    document: dict[str, Any] = json.loads(path.read_text())
    resource = Resource.from_contents(document, default_specification=DRAFT202012)
    registry: Registry[Any] = Registry().with_resource("urn:log-events", resource)
    return document["components"]["schemas"], registry


@cache
def validator(type_: str) -> Any:
    _, registry = schemas()
    return OAS31Validator({"$ref": f"urn:log-events#/components/schemas/{type_}"}, registry=registry)


def problems(events: list[dict[str, Any]]) -> set[tuple[str, str]]:
    """Return each problem once, with the type of the event."""
    known, _ = schemas()
    return {
        (event["type"], f"{'.'.join(map(str, error.absolute_path))}: {error.message}")
        for event in events
        if event["type"] in known
        for error in validator(event["type"]).iter_errors(
            {name: value for name, value in event.items() if value is not None}
        )
    }


@pytest.mark.parametrize(("users", "seed"), [(400, 1), (60, 2), (1500, 3)])
def test_every_event_from_before_is_valid(users: int, seed: int) -> None:
    events = create_app(DemoOptions(users=users, seed=seed)).state.log.events
    assert problems(events) == set()
    assert {event["type"] for event in events} - set(schemas()[0]) == WITHOUT_A_SCHEMA


async def test_every_event_that_a_change_leaves_is_valid() -> None:
    app = create_app(DemoOptions(rate_limit=None, users=60))
    before = len(app.state.log.events)
    async with signed_in(app) as client:
        users = f"/api/v2/users/{JANE}"
        changes: list[tuple[str, str, Any]] = [
            ("PUT", "/api/v2/guardian/factors/otp", {"enabled": True}),
            ("PUT", "/api/v2/guardian/policies", []),
            ("PATCH", users, {"blocked": True}),
            ("POST", f"{users}/authentication-methods", {"type": "phone", "phone_number": "+15550100001"}),
            ("DELETE", f"{users}/authentication-methods", None),
            ("POST", f"{users}/recovery-code-regeneration", None),
            ("DELETE", f"{users}/sessions", None),
            ("POST", "/api/v2/roles", {"name": "New"}),
            ("POST", "/api/v2/actions/actions", {"name": "New", "supported_triggers": [{"id": "post-login"}]}),
            ("DELETE", users, None),
        ]
        for method, path, body in changes:
            assert (await client.request(method, path, json=body)).status_code < 300, path
    events = app.state.log.events[before:]
    assert {event["type"] for event in events} == {"sapi", "gd_unenroll"}
    assert len(events) > len(changes)
    assert problems(events) == set()


def test_a_blocked_user_fails_to_log_in_and_guardian_events_name_the_authenticator() -> None:
    events = create_app().state.log.events
    assert {event["description"] for event in events if event["type"] == "f"} == {"user is blocked"}
    assert not any(event["type"] == "fu" for event in events)
    challenges = [event["details"] for event in events if event["type"] in ("gd_start_auth", "gd_auth_succeed")]
    assert challenges
    for details in challenges:
        assert details.keys() == {"authenticator", "session_id", "first_factor", "remember_browser"}
        assert details["authenticator"].keys() == {"id", "type", "phone_number"}
    logins = {e["details"]["session_id"] for e in events if e["type"] == "s" and len(e["details"]["prompts"]) == 2}
    proven = {event["details"]["session_id"] for event in events if event["type"] == "gd_auth_succeed"}
    assert proven == logins
