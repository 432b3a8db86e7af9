"""Every answer of the demo against Auth0's OpenAPI document: success and error, each implemented endpoint."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from functools import reduce
from operator import getitem
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from mfa_tui.demo.app import create_app
from mfa_tui.demo.options import DemoOptions, RateLimit
from mfa_tui.demo.signing import LazySigningKey

from .account_probes import ENDPOINTS as ACCOUNT_ENDPOINTS
from .account_probes import EXCEPTIONS as ACCOUNT_EXCEPTIONS
from .action_probes import ENDPOINTS as ACTION_ENDPOINTS
from .action_probes import EXCEPTIONS as ACTION_EXCEPTIONS
from .conftest import signed_in
from .openapi import check_request, check_response, documented
from .probes import ENDPOINTS as TENANT_ENDPOINTS
from .probes import EXCEPTIONS as TENANT_EXCEPTIONS
from .probes import Made, Probe
from .settings_probes import ENDPOINTS as SETTINGS_ENDPOINTS
from .settings_probes import EXCEPTIONS as SETTINGS_EXCEPTIONS
from .tenant_probes import ENDPOINTS as OTHER_ENDPOINTS
from .tenant_probes import EXCEPTIONS as OTHER_EXCEPTIONS
from .user_probes import ENDPOINTS as USER_ENDPOINTS
from .user_probes import EXCEPTIONS as USER_EXCEPTIONS

ENDPOINTS = [
    *TENANT_ENDPOINTS,
    *ACTION_ENDPOINTS,
    *SETTINGS_ENDPOINTS,
    *USER_ENDPOINTS,
    *OTHER_ENDPOINTS,
    *ACCOUNT_ENDPOINTS,
]
EXCEPTIONS = [
    *TENANT_EXCEPTIONS,
    *ACTION_EXCEPTIONS,
    *SETTINGS_EXCEPTIONS,
    *USER_EXCEPTIONS,
    *OTHER_EXCEPTIONS,
    *ACCOUNT_EXCEPTIONS,
]
WRONG_VERB = ("PATCH", "/api/v2/guardian/policies")

Answered = tuple[str, str, httpx.Response]
_asked: dict[str, list[Answered]] = {}
_signing_key = LazySigningKey()


def _tenant(options: DemoOptions | None = None) -> Starlette:
    """Return a new tenant. All of them sign with one key: to make one takes longer than all answers to a probe."""
    app = create_app(options or DemoOptions())
    app.state.signing_key = _signing_key
    return app


async def answers(probe: Probe) -> list[Answered]:
    """Return the endpoint's answer of every kind that it has; asked once for all tests."""
    if repr(probe) not in _asked:
        _asked[repr(probe)] = [answered async for answered in _ask_all(probe)]
    return _asked[repr(probe)]


async def _make(client: httpx.AsyncClient, made: Made | None) -> str:
    """Make what a probe needs, and return the id that `{new}` stands for."""
    if made is None:
        return ""
    new = await _make(client, made.after)
    how = {} if made.body is None else {"json": made.body}
    answer = await client.request(made.method, made.path.replace("{new}", new), **how)
    assert answer.is_success, (made, answer.text)
    return str(reduce(getitem, made.key, answer.json())) if made.key else new


async def _ask_all(probe: Probe) -> AsyncIterator[Answered]:
    new = "none"

    async def ask(client: httpx.AsyncClient, path: str = probe.path, **how: Any) -> Answered:
        return probe.method, path, await client.request(probe.method, path.replace("{new}", new), **how)

    async with signed_in(_tenant()) as client:
        new = await _make(client, probe.made)
        yield await ask(client, **probe.good)
        if probe.bad or probe.bad_path:
            yield await ask(client, probe.bad_path or probe.path, **(probe.bad or probe.good))
        if probe.missing:
            yield await ask(client, probe.missing, **probe.good)
        yield await ask(client, headers={"Authorization": "Bearer nonsense"}, **probe.good)
        yield await ask(client, headers={"Authorization": ""}, **probe.good)
    async with signed_in(_tenant(DemoOptions(scopes=frozenset()))) as client:
        yield await ask(client, **probe.good)
    async with signed_in(_tenant(DemoOptions(rate_limit=RateLimit(0.001, 1)))) as client:
        await ask(client)
        yield await ask(client, **probe.good)


def problems(answered: Answered) -> list[tuple[str, str, int, str]]:
    method, path, answer = answered
    found = check_response(method, path, answer.status_code, answer.json() if answer.content else None)
    return [(method, path, answer.status_code, problem) for problem in found]


@pytest.mark.parametrize("probe", ENDPOINTS, ids=str)
async def test_every_answer_is_documented_or_a_known_exception(probe: Probe) -> None:
    statuses = []
    for answered in await answers(probe):
        statuses.append(answered[2].status_code)
        for problem in problems(answered):
            assert any(exception.excuses(*problem) for exception in EXCEPTIONS), problem
    refused = 400 if probe.bad or probe.bad_path else None
    expected = [probe.status, refused, 404 if probe.missing else None, 400, 401, 403, 429]
    assert statuses == [status for status in expected if status]


@pytest.mark.parametrize("probe", ENDPOINTS, ids=str)
async def test_every_error_has_auth0s_shape(probe: Probe) -> None:
    for _, _, answer in await answers(probe):
        if answer.status_code >= 400:
            body = answer.json()
            assert body["statusCode"] == answer.status_code
            assert set(body) - {"errorCode", "attributes"} == {"statusCode", "error", "message"}
            assert isinstance(body["message"], str)


@pytest.mark.parametrize("probe", ENDPOINTS, ids=str)
def test_what_the_tests_send_is_what_auth0_documents(probe: Probe) -> None:
    found = check_request(probe.method, probe.path, probe.good.get("params", {}), probe.good.get("json"))
    assert found in ([], [f"{probe.method} is not documented for this path"])


@pytest.mark.exhaustive
async def test_every_exception_is_still_needed() -> None:
    found = []
    excepted = {(exception.method, exception.path) for exception in EXCEPTIONS}
    for probe in ENDPOINTS:
        if excepted.isdisjoint((probe.method, path) for path in (probe.path, probe.bad_path, probe.missing)):
            continue
        for answered in await answers(probe):
            found += problems(answered)
    async with signed_in(create_app()) as client:
        found += problems((*WRONG_VERB, await client.request(*WRONG_VERB, json=[])))
    unneeded = [exception for exception in EXCEPTIONS if not any(exception.excuses(*one) for one in found)]
    assert unneeded == []


# Have tests of their own.
APART = {"/jobs/{id}", "/jobs/{id}/errors", "/jobs/users-imports", "/logs/{id}", "/actions/executions/{id}"}


def test_every_endpoint_of_the_demo_that_auth0_documents_is_probed() -> None:
    probed = {(probe.method, documented(probe.method, probe.path)) for probe in ENDPOINTS}
    left = []
    for route in create_app().routes:
        assert isinstance(route, Route)
        for method in (route.methods or set()) - {"HEAD"}:
            template = documented(method, re.sub("{.*?}", "any", route.path))
            if template is not None and template not in APART and (method, template) not in probed:
                left.append((method, template))
    assert left == []


def without_nulls(events: list[Any]) -> list[Any]:
    return [{name: value for name, value in event.items() if value is not None} for event in events]


async def test_log_events_are_as_documented_but_for_their_nulls() -> None:
    async with signed_in(create_app()) as client:
        events = (await client.get("/api/v2/logs", params={"per_page": "100"})).json()
        one = (await client.get(f"/api/v2/logs/{events[0]['log_id']}")).json()
        missing = await client.get("/api/v2/logs/none")
    assert len(events) == 100
    assert check_response("GET", "/api/v2/logs", 200, without_nulls(events)) == []
    assert check_response("GET", "/api/v2/logs/any", 200, without_nulls([one])[0]) == []
    assert check_response("GET", "/api/v2/logs/none", missing.status_code, missing.json()) == []


async def test_a_job_is_as_documented_in_each_of_its_states() -> None:
    now = 1_750_000_000.0
    async with signed_in(create_app(clock=lambda: now)) as client:
        job = (await client.post("/api/v2/jobs/users-exports", json={"format": "json"})).json()
        path = f"/api/v2/jobs/{job['id']}"
        states = []
        for seconds in (0.0, 0.7, 60.0):
            now = 1_750_000_000.0 + seconds
            answer = await client.get(path)
            assert check_response("GET", path, answer.status_code, answer.json()) == []
            states.append(answer.json()["status"])
        errors = await client.get(f"{path}/errors")
        missing = await client.get("/api/v2/jobs/none")
    # A job for users of all connections has none to name.
    found = check_response("POST", "/api/v2/jobs/users-exports", 200, job)
    assert found == ["body: 'connection' is a required property"]
    assert states == ["pending", "processing", "completed"]
    assert (errors.status_code, errors.content) == (204, b"")
    assert check_response("GET", f"{path}/errors", errors.status_code, None) == []
    assert check_response("GET", "/api/v2/jobs/none", missing.status_code, missing.json()) == []


async def test_an_import_of_users_is_as_documented_and_so_are_its_errors() -> None:
    path, form = "/api/v2/jobs/users-imports", {"connection_id": "con_AcmeDatabase0001", "external_id": "mine"}
    rows: list[dict[str, Any]] = [
        {"email": "new@acme.example", "mfa_factors": [{"totp": {"secret": "JBSWY3DPEHPK3PXP"}}]},
        {"email": "jane.doe@example.com", "password_hash": "planted"},
        {"email": 1},
    ]
    async with signed_in(create_app()) as client:

        async def order(data: dict[str, str], users: str) -> httpx.Response:
            answer = await client.post(path, data=data, files={"users": ("users.json", users)})
            body = answer.json()
            assert check_response("POST", path, answer.status_code, body) == []
            return answer

        made = (await order(form, json.dumps(rows))).json()
        job = (await client.get(f"/api/v2/jobs/{made['id']}")).json()
        errors = await client.get(f"/api/v2/jobs/{made['id']}/errors")
        refused = [
            await order({}, "[]"),
            await order(form, "{}"),
            await order(form, "x" * 500_001),
            await order({"connection_id": "con_AcmeEntra0000003"}, "[]"),
            await order({"connection_id": "con_0000000000000000"}, "[]"),
        ]
        found = (await client.get("/api/v2/users-by-email", params={"email": "new@acme.example"})).json()
        updated = (await order({**form, "upsert": "true"}, json.dumps([{**rows[1], "nickname": "jd"}]))).json()
        second = (await client.get(f"/api/v2/jobs/{updated['id']}")).json()
    assert (made["status"], job["status"], job["external_id"]) == ("pending", "completed", "mine")
    assert job["summary"] == {"failed": 2, "updated": 0, "inserted": 1, "total": 3}
    assert second["summary"] == {"failed": 0, "updated": 1, "inserted": 0, "total": 1}
    assert check_response("GET", f"/api/v2/jobs/{made['id']}", 200, job) == []
    assert check_response("GET", f"/api/v2/jobs/{made['id']}/errors", errors.status_code, errors.json()) == []
    assert [one["errors"][0]["code"] for one in errors.json()] == ["DUPLICATED_USER", "INVALID_FORMAT"]
    assert "planted" not in errors.text
    assert [answer.status_code for answer in refused] == [400, 400, 413, 400, 400]
    assert found[0]["multifactor"] == ["guardian"]


@pytest.mark.parametrize(
    ("method", "path", "query", "body", "problem"),
    [
        ("PATCH", "/api/v2/guardian/policies", {}, [], "PATCH is not documented for this path"),
        ("PUT", "/api/v2/guardian/policies", {}, ["never"], "body.0: 'never' is not one of .*"),
        ("PUT", "/api/v2/guardian/policies", {}, None, "body: None is not of type 'array'"),
        ("PUT", "/api/v2/guardian/factors/sms", {}, {"enabled": True, "provider": "x"}, "body: Additional.*"),
        (
            "PUT",
            "/api/v2/guardian/factors/passkey",
            {},
            {"enabled": True},
            "name: 'passkey' is not one of .*",
        ),
        ("GET", "/api/v2/guardian/factors", {"x": "1"}, None, "x: is no documented query parameter"),
        ("GET", "/api/v2/guardian/factors", {}, {}, "body: none is documented"),
        ("GET", "/api/v2/actions/actions", {"page": "one"}, None, "page: 'one' is not of type 'integer'"),
    ],
)
def test_the_judge_finds_what_is_wrong_with_a_request(
    method: str, path: str, query: dict[str, str], body: Any, problem: str
) -> None:
    (found,) = check_request(method, path, query, body)
    assert re.fullmatch(problem, found)


def test_the_judge_finds_what_is_wrong_with_a_response() -> None:
    path = "/api/v2/guardian/factors"
    assert check_response("GET", path, 200, [{"name": "otp", "enabled": True}]) == []
    assert check_response("GET", path, 200, [{"name": "otp"}]) == ["body.0: 'enabled' is a required property"]
    assert check_response("GET", path, 418, {}) == ["status 418 is not documented"]
