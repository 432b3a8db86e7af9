"""Rules of a demo tenant, as a tenant keeps them that has not moved all of them to Actions."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from mfa_tui.demo.app import create_app
from mfa_tui.demo.options import DemoOptions

from .test_demo_tenant import signed_in

SCRIPT = (
    "function (user, context, callback) { context.multifactor = { provider: 'any' }; callback(null, user, context); }"
)


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with signed_in(create_app(DemoOptions(rate_limit=None))) as client:
        yield client


async def make(client: httpx.AsyncClient, name: str, status: int = 201, **facts: Any) -> Any:
    answer = await client.post("rules", json={"name": name, "script": SCRIPT, **facts})
    assert answer.status_code == status, answer.text
    return answer.json()


async def names(client: httpx.AsyncClient, query: str) -> list[str]:
    return [rule["name"] for rule in (await client.get(f"rules?{query}")).json()]


async def test_a_rule_runs_last_and_is_on_unless_the_request_says_otherwise(client: httpx.AsyncClient) -> None:
    first, last = await make(client, "First"), await make(client, "Last")
    said = await make(client, "Said", order=7, enabled=False, stage="pre_authorize")
    assert {name: first[name] for name in ("enabled", "order", "stage", "script")} == {
        "enabled": True,
        "order": 1,
        "stage": "login_success",
        "script": SCRIPT,
    }
    assert last["order"] == 2
    assert (said["order"], said["enabled"], said["stage"]) == (7, False, "pre_authorize")
    assert (await client.get(f"rules/{said['id']}")).json() == said


async def test_rules_come_in_pages_filtered_and_with_the_fields_that_are_wanted(client: httpx.AsyncClient) -> None:
    for number in range(5):
        await make(client, f"Rule {number}", enabled=number % 2 == 0)
    counted = (await client.get("rules?page=1&per_page=2&include_totals=true")).json()
    rules = counted.pop("rules")
    assert counted == {"start": 2, "limit": 2, "total": 5}
    assert [rule["name"] for rule in rules] == ["Rule 2", "Rule 3"]
    assert await names(client, "enabled=true") == ["Rule 0", "Rule 2", "Rule 4"]
    assert await names(client, "enabled=false&per_page=1&page=1") == ["Rule 3"]
    only = (await client.get("rules?fields=name,order&per_page=1")).json()
    assert only == [{"name": "Rule 0", "order": 1}]
    (but,) = (await client.get("rules?fields=script&include_fields=false&per_page=1")).json()
    assert but.keys() == {"id", "name", "enabled", "order", "stage"}
    one = await client.get(f"rules/{but['id']}?fields=name")
    assert one.json() == {"name": "Rule 0"}


async def test_a_rule_changes_and_goes(client: httpx.AsyncClient) -> None:
    rule = await make(client, "Old")
    path = f"rules/{rule['id']}"
    changed = await client.patch(path, json={"name": "New", "enabled": False, "order": 3})
    assert (changed.status_code, changed.json()) == (200, rule | {"name": "New", "enabled": False, "order": 3})
    assert (await client.patch(path, json={"name": "New"})).status_code == 200, "its own name is no conflict"
    assert (await client.delete(path)).status_code == 204
    missing = await client.get(path)
    assert (missing.status_code, missing.json()["message"]) == (404, "Rule not found.")
    assert (await client.patch(path, json={"enabled": True})).status_code == 404
    assert (await client.delete(path)).status_code == 204, "the document has no 404 here"


async def test_two_rules_cannot_have_one_name(client: httpx.AsyncClient) -> None:
    await make(client, "One")
    two = await make(client, "Two")
    refused = await make(client, "One", status=409)
    assert refused["message"] == "A rule with the same name already exists."
    assert (await client.patch(f"rules/{two['id']}", json={"name": "One"})).status_code == 409
    assert await names(client, "") == ["One", "Two"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "-starts with a dash"},
        {"name": "ends with a space "},
        {"script": ""},
        {"order": -1},
        {"order": "first"},
        {"enabled": "yes"},
        {"colour": "red"},
    ],
)
async def test_a_rule_that_is_not_as_documented_is_refused(client: httpx.AsyncClient, wrong: dict[str, Any]) -> None:
    rule = await make(client, "Good")
    await make(client, **({"name": "Other"} | wrong), status=400)
    assert (await client.patch(f"rules/{rule['id']}", json=wrong)).status_code == 400
    assert (await client.get("rules")).json() == [rule]


async def test_a_rule_without_name_or_script_and_an_empty_change_are_refused(client: httpx.AsyncClient) -> None:
    rule = await make(client, "Good")
    for body in ({"name": "No script"}, {"script": SCRIPT}):
        assert (await client.post("rules", json=body)).status_code == 400
    empty = await client.patch(f"rules/{rule['id']}", json={})
    assert empty.status_code == 400
    assert "Too few properties defined (0), minimum 1" in empty.json()["message"]
    assert (await client.patch(f"rules/{rule['id']}", json={"stage": "pre_authorize"})).status_code == 400
    assert [(await client.get(f"rules?{query}")).status_code for query in ("per_page=101", "page=-1", "enabled=x")] == [
        400,
        400,
        400,
    ]


@pytest.mark.parametrize(
    ("method", "path", "scope"),
    [
        ("GET", "rules", "read:rules"),
        ("GET", "rules/rul_1", "read:rules"),
        ("POST", "rules", "create:rules"),
        ("PATCH", "rules/rul_1", "update:rules"),
        ("DELETE", "rules/rul_1", "delete:rules"),
    ],
)
async def test_each_call_needs_its_scope(method: str, path: str, scope: str) -> None:
    body = {"name": "Rule", "script": SCRIPT} if method == "POST" else {"enabled": True}
    others = {"read:rules", "create:rules", "update:rules", "delete:rules"} - {scope}
    for scopes, allowed in ((others, False), ({scope}, True)):
        async with signed_in(create_app(DemoOptions(scopes=frozenset(scopes)))) as client:
            answer = await client.request(method, path, json=body)
        assert (answer.status_code == 403) is not allowed
        if not allowed:
            assert answer.json()["message"] == f"Insufficient scope, expected any of: {scope}"
