"""Every answer of the demo against Auth0's OpenAPI document: success and error, each implemented endpoint."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from mfa_tui.demo.app import create_app
from mfa_tui.demo.options import DEMO_CLIENT_ID, DemoOptions, RateLimit

from .conftest import signed_in
from .openapi import check_request, check_response

JSON = dict[str, Any]


@dataclass(frozen=True)
class Deviation:
    """What an answer may differ in, and why it stands. A status of None is any; `problem` is a pattern."""

    method: str
    path: str
    status: int | None
    problem: str
    reason: str

    def excuses(self, method: str, path: str, status: int, problem: str) -> bool:
        """Say whether this is the deviation that was found."""
        return (
            (method, path) == (self.method, self.path)
            and self.status in (None, status)
            and re.fullmatch(self.problem, problem) is not None
        )


EXCEPTIONS = [
    Deviation(
        "GET",
        "/api/v2/tenants/settings",
        200,
        r"body: Additional properties .*'universal_login' was unexpected.*",
        "recorded from a real tenant",
    ),
    Deviation(
        "GET",
        "/api/v2/tenants/settings",
        200,
        r"body\.flags: Additional properties .*'new_universal_login_experience_enabled', 'universal_login'.*",
        "recorded from a real tenant",
    ),
    Deviation(
        "PATCH",
        "/api/v2/tenants/settings",
        None,
        "PATCH is not documented for this path",
        "the document leaves this operation out; its answers are held to the recordings",
    ),
    Deviation(
        "PATCH",
        "/api/v2/guardian/policies",
        404,
        "PATCH is not documented for this path",
        "a wrong verb is answered as a path that does not exist",
    ),
    *(
        Deviation(
            method,
            f"/api/v2/guardian/{path}",
            429,
            "status 429 is not documented",
            "the document leaves 429 out of the guardian operations; the limit is the tenant's",
        )
        for method, path in (
            ("GET", "factors"),
            ("PUT", "factors/sms"),
            ("GET", "policies"),
            ("PUT", "policies"),
        )
    ),
    *(
        Deviation(
            "GET",
            f"/api/v2/risk-assessments/settings{path}",
            400,
            "status 400 is not documented",
            "a malformed Authorization header is a 400 everywhere",
        )
        for path in ("", "/new-device")
    ),
]


@dataclass(frozen=True)
class Probe:
    """A request that is as documented, for one endpoint, and what makes it fail with 400 and 404."""

    method: str
    path: str
    good: JSON = field(default_factory=dict)
    bad: JSON | None = None
    missing: str | None = None

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


PAGES = {"params": {"page": "0", "per_page": "2"}}
BAD_PAGE = {"params": {"page": "first"}}
ENDPOINTS = [
    Probe("GET", "/api/v2/guardian/factors"),
    Probe("PUT", "/api/v2/guardian/factors/sms", {"json": {"enabled": True}}, {"json": {"enabled": 1}}),
    Probe("GET", "/api/v2/guardian/policies"),
    Probe("PUT", "/api/v2/guardian/policies", {"json": ["all-applications"]}, {"json": ["never"]}),
    Probe("GET", "/api/v2/tenants/settings", bad={"params": {"fields": "nonsense"}}),
    Probe(
        "PATCH",
        "/api/v2/tenants/settings",
        {"json": {"customize_mfa_in_postlogin_action": True}},
        {"json": {"nonsense": True}},
    ),
    Probe("GET", "/api/v2/actions/actions", PAGES, BAD_PAGE),
    Probe(
        "GET",
        "/api/v2/actions/actions/ac710000-0000-4000-8000-000000000005",
        missing="/api/v2/actions/actions/none",
    ),
    Probe("GET", "/api/v2/actions/triggers/post-login/bindings", PAGES, BAD_PAGE),
    Probe("GET", "/api/v2/risk-assessments/settings"),
    Probe(
        "PATCH",
        "/api/v2/risk-assessments/settings",
        {"json": {"enabled": True}},
        {"json": {"enabled": "yes"}},
    ),
    Probe("GET", "/api/v2/risk-assessments/settings/new-device"),
    Probe(
        "PATCH",
        "/api/v2/risk-assessments/settings/new-device",
        {"json": {"remember_for": 60}},
        {"json": {"remember_for": 0}},
    ),
    Probe("GET", "/api/v2/clients", {"params": {"include_totals": "false"}}, BAD_PAGE),
    Probe("GET", "/api/v2/clients", {"params": {"include_totals": "true"}}),
    Probe("GET", f"/api/v2/clients/{DEMO_CLIENT_ID}", missing="/api/v2/clients/none"),
]
WRONG_VERB = ("PATCH", "/api/v2/guardian/policies")

Answered = tuple[str, str, httpx.Response]
_asked: dict[str, list[Answered]] = {}


async def answers(probe: Probe) -> list[Answered]:
    """Return the endpoint's answer of every kind that it has; asked once for all tests."""
    if repr(probe) not in _asked:
        _asked[repr(probe)] = [answered async for answered in _ask_all(probe)]
    return _asked[repr(probe)]


async def _ask_all(probe: Probe) -> AsyncIterator[Answered]:
    async def ask(client: httpx.AsyncClient, path: str = probe.path, **how: Any) -> Answered:
        return probe.method, path, await client.request(probe.method, path, **how)

    async with signed_in(create_app()) as client:
        yield await ask(client, **probe.good)
        if probe.bad:
            yield await ask(client, **probe.bad)
        if probe.missing:
            yield await ask(client, probe.missing)
        yield await ask(client, headers={"Authorization": "Bearer nonsense"}, **probe.good)
        yield await ask(client, headers={"Authorization": ""}, **probe.good)
    async with signed_in(create_app(DemoOptions(scopes=frozenset()))) as client:
        yield await ask(client, **probe.good)
    async with signed_in(create_app(DemoOptions(rate_limit=RateLimit(0.001, 1)))) as client:
        await ask(client)
        yield await ask(client, **probe.good)


def problems(answered: Answered) -> list[tuple[str, str, int, str]]:
    method, path, answer = answered
    found = check_response(method, path, answer.status_code, answer.json())
    return [(method, path, answer.status_code, problem) for problem in found]


@pytest.mark.parametrize("probe", ENDPOINTS, ids=str)
async def test_every_answer_is_documented_or_a_known_exception(probe: Probe) -> None:
    statuses = []
    for answered in await answers(probe):
        statuses.append(answered[2].status_code)
        for problem in problems(answered):
            assert any(exception.excuses(*problem) for exception in EXCEPTIONS), problem
    expected = [200, 400 if probe.bad else None, 404 if probe.missing else None, 400, 401, 403, 429]
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
    undocumented = ["PATCH is not documented for this path"]
    assert found == (undocumented if str(probe) == "PATCH /api/v2/tenants/settings" else [])


async def test_every_exception_is_still_needed() -> None:
    found = []
    for probe in ENDPOINTS:
        for answered in await answers(probe):
            found += problems(answered)
    async with signed_in(create_app()) as client:
        found += problems((*WRONG_VERB, await client.request(*WRONG_VERB, json=[])))
    unneeded = [exception for exception in EXCEPTIONS if not any(exception.excuses(*one) for one in found)]
    assert unneeded == []


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
