"""The rest of the demo tenant's API: what Auth0's own tools read and write of a whole tenant."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from mfa_tui.demo.app import create_app
from mfa_tui.demo.options import DemoOptions
from tests.unit.test_demo_tenant import get, signed_in

COLLECTIONS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("client-grants", {"client_id": "a", "audience": "https://payroll.acme.example/api"}, {"scope": ["read:payslips"]}),
    ("custom-domains", {"domain": "login.acme.example", "type": "auth0_managed_certs"}, {"tls_policy": "recommended"}),
    ("hooks", {"name": "Hook", "script": "x", "triggerId": "pre-user-registration"}, {"enabled": True}),
    ("rules", {"name": "Rule", "script": "x"}, {"enabled": False}),
    ("flows", {"name": "Flow"}, {"name": "Flow 2"}),
    ("flows/vault/connections", {"name": "Vault", "app_id": "HTTP"}, {"name": "Vault 2"}),
    ("forms", {"name": "Form"}, {"name": "Form 2"}),
    ("log-streams", {"name": "Out", "type": "http", "sink": {"httpEndpoint": "https://a.example"}}, {"name": "Out 2"}),
    ("event-streams", {"destination": {"type": "webhook"}}, {"name": "Events"}),
    ("organizations", {"name": "new", "display_name": "New"}, {"display_name": "Newer"}),
    ("self-service-profiles", {"name": "Self"}, {"name": "Self 2"}),
    ("user-attribute-profiles", {"name": "Attributes", "user_attributes": {}}, {"name": "Attributes 2"}),
    ("connection-profiles", {"name": "Profile"}, {"name": "Profile 2"}),
    ("rate-limit-policies", {"resource": "oauth", "consumer": "client", "configuration": {}}, {"configuration": {}}),
    ("clients", {"name": "App"}, {"description": "An app"}),
    ("connections", {"name": "people", "strategy": "auth0"}, {"display_name": "People"}),
    ("actions/modules", {"name": "module", "code": "module.exports = {}"}, {"code": "1"}),
]
KEYS = {"clients": "client_id", "custom-domains": "custom_domain_id"}


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with signed_in(create_app(DemoOptions(rate_limit=None))) as client:
        yield client


def listed(answer: Any) -> list[Any]:
    return answer if isinstance(answer, list) else next(value for value in answer.values() if isinstance(value, list))


@pytest.mark.parametrize(("path", "new", "change"), COLLECTIONS, ids=[path for path, _, _ in COLLECTIONS])
async def test_an_object_is_made_listed_changed_and_deleted(
    client: httpx.AsyncClient, path: str, new: dict[str, Any], change: dict[str, Any]
) -> None:
    assert (await client.post(path, json={**new, "nonsense": True})).status_code == 400
    made = await client.post(path, json=new)
    assert made.is_success, made.text
    one = f"{path}/{made.json()[KEYS.get(path, 'id')]}"
    assert made.json() in listed(await get(client, path))
    assert (await client.patch(one, json={"nonsense": True})).status_code == 400
    changed = await client.patch(one, json=change)
    assert changed.is_success, changed.text
    assert (await get(client, one)).items() >= change.items()
    assert (await client.delete(one)).status_code == 204
    assert (await client.get(one)).status_code == 404
    async with signed_in(create_app(DemoOptions(scopes=frozenset()))) as nobody:
        for method, where in (("GET", path), ("POST", path), ("GET", one), ("PATCH", one), ("DELETE", one)):
            assert (await nobody.request(method, where, json=new)).status_code == 403


async def test_an_organization_opens_to_connections_and_an_unknown_one_does_not(client: httpx.AsyncClient) -> None:
    made = (await client.post("organizations", json={"name": "new"})).json()
    connections = f"organizations/{made['id']}/enabled_connections"
    assert (await client.post(connections, json={"connection_id": "con_1"})).status_code == 201
    assert (await client.post(connections, json={"connection_id": "con_1"})).status_code == 409
    assert [one["connection_id"] for one in await get(client, f"organizations/{made['id']}/connections")] == ["con_1"]
    assert (await client.get("organizations/org_none/connections")).status_code == 404
    assert (await get(client, "organizations/name/new"))["id"] == made["id"]


async def test_a_grant_needs_an_api_and_is_given_once(client: httpx.AsyncClient) -> None:
    grant = {"client_id": "a", "audience": "urn:none"}
    assert (await client.post("client-grants", json=grant)).status_code == 404
    grant["audience"] = "https://payroll.acme.example/api"
    assert [(await client.post("client-grants", json=grant)).status_code for _ in range(2)] == [201, 409]


async def test_the_global_client_is_asked_for_by_name(client: httpx.AsyncClient) -> None:
    assert [one["name"] for one in await get(client, "clients?is_global=true")] == ["All Applications"]
    assert "All Applications" not in [one["name"] for one in await get(client, "clients?is_global=false")]
