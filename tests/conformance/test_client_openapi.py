"""Every request that the client can send is one that Auth0's OpenAPI document knows."""

import inspect
import json
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from mfa_tui.client.api.guardian import GuardianClient
from mfa_tui.client.api.management import ManagementClient
from mfa_tui.domain.factors import KNOWN
from mfa_tui.domain.policies import CHOICES
from mfa_tui.domain.tenant import FLAGS
from tests.conformance.openapi import check_request
from tests.conformance.probes import UNDOCUMENTED as UNDOCUMENTED_PATHS

CALLS: dict[str, list[Callable[[ManagementClient], Awaitable[object]]]] = {
    "list_factors": [lambda c: c.list_factors()],
    "set_factor": [lambda c, n=name, e=on: c.set_factor(n, e) for name in KNOWN for on in (True, False)],  # type: ignore[misc]
    "get_policies": [lambda c: c.get_policies()],
    "set_policies": [lambda c, p=choice.wire: c.set_policies(p) for choice in CHOICES],  # type: ignore[misc]
    "get_tenant_settings": [lambda c: c.get_tenant_settings()],
    "set_mfa_flag": [lambda c, n=name: c.set_mfa_flag(n, True) for name in FLAGS],  # type: ignore[misc]
    "list_actions": [lambda c: c.list_actions()],
    "list_rules": [lambda c: c.list_rules()],
    "list_bindings": [lambda c: c.list_bindings()],
    "get_risk_settings": [lambda c: c.get_risk_settings()],
    "get_new_device_settings": [lambda c: c.get_new_device_settings()],
    "get_application": [lambda c: c.get_application("abc123")],
    "list_applications": [lambda c: c.list_applications()],
    "list_connections": [lambda c: c.list_connections()],
    "get_signing_keys": [lambda c: c.get_signing_keys()],
}

GUARDIAN: dict[str, list[Callable[[ManagementClient], Awaitable[object]]]] = {
    name: [lambda c, n=name: getattr(c.guardian, n)()]  # type: ignore[misc]
    for name, _ in inspect.getmembers(GuardianClient, inspect.isfunction)
    if not name.startswith("_")
}
UNDOCUMENTED = "Auth0 has it, by recordings or reference pages, and the document leaves it out"
EXCEPTIONS = {
    **{("GET", f"/api/v2/{path}"): UNDOCUMENTED for path in UNDOCUMENTED_PATHS},
    ("GET", "/.well-known/jwks.json"): "public and outside of the Management API, so not in its document",
}


async def requests_of(call: Callable[[ManagementClient], Awaitable[object]]) -> list[httpx.Request]:
    """Return what a method sends; the answers do not matter here."""
    sent: list[httpx.Request] = []

    def tenant(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(204)

    http = httpx.AsyncClient(transport=httpx.MockTransport(tenant), base_url="https://acme.eu.auth0.com/api/v2/")
    try:
        await call(ManagementClient(http))
    except Exception:
        assert sent
    return sent


@pytest.mark.parametrize("method", CALLS | GUARDIAN)
async def test_what_the_client_sends_is_documented(method: str) -> None:
    for call in (CALLS | GUARDIAN)[method]:
        for request in await requests_of(call):
            body: Any = json.loads(request.content) if request.content else None
            problems = check_request(request.method, request.url.path, dict(request.url.params), body)
            if (request.method, request.url.path) in EXCEPTIONS:
                assert problems, "the document knows this now: drop the exception"
            else:
                assert problems == []


def test_no_method_of_the_client_is_left_out() -> None:
    public = {name for name, _ in inspect.getmembers(ManagementClient, inspect.isfunction) if not name.startswith("_")}
    assert public - {"aclose"} == set(CALLS)
