"""Exporting every user: the job, its link and its file."""

from __future__ import annotations

import gzip
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from mfa_tui.demo.app import create_app
from mfa_tui.demo.options import DemoOptions
from mfa_tui.demo.tenant.connections import CONNECTIONS, GOOGLE

from .test_demo_tenant import signed_in


class Clock:
    def __init__(self) -> None:
        self.now = 1_750_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def client(clock: Clock) -> AsyncIterator[httpx.AsyncClient]:
    async with signed_in(create_app(DemoOptions(token_lifetime_s=10**6), clock=clock)) as client:
        yield client


async def location(client: httpx.AsyncClient, clock: Clock, **asked: Any) -> str:
    answer = await client.post("jobs/users-exports", json=asked)
    assert answer.status_code == 200, answer.text
    clock.now += 60
    completed: dict[str, str] = (await client.get(f"jobs/{answer.json()['id']}")).json()
    return completed["location"]


async def download(client: httpx.AsyncClient, clock: Clock, **asked: Any) -> str:
    link = await location(client, clock, **asked)
    file = await client.get(link, headers={"Authorization": ""})
    assert file.status_code == 200
    assert link.split("?")[0].endswith(f"/acme-demo.{asked.get('format', 'csv')}.gz")
    return gzip.decompress(file.content).decode()


def fields(*names: str) -> list[dict[str, str]]:
    return [{"name": name} for name in names]


async def test_a_job_is_pending_then_processing_then_completed(client: httpx.AsyncClient, clock: Clock) -> None:
    job = (await client.post("jobs/users-exports", json={"format": "json"})).json()
    states = []
    for _ in range(12):
        answer = (await client.get(f"jobs/{job['id']}")).json()
        states.append((answer["status"], answer.get("percentage_done"), "location" in answer))
        clock.now += 0.25
    assert job["status"] == "pending"
    assert [state for state, _, _ in states] == ["pending"] * 2 + ["processing"] * 3 + ["completed"] * 7
    assert [done for _, done, _ in states][2:5] == [49, 73, 98]
    assert [located for _, _, located in states] == [False] * 5 + [True] * 7


async def test_a_file_is_one_json_object_a_line(client: httpx.AsyncClient, clock: Clock) -> None:
    asked = fields("user_id", "multifactor", "app_metadata")
    asked.append({"name": "identities[0].connection", "export_as": "via"})
    lines = (await download(client, clock, format="json", fields=asked)).splitlines()
    users = [json.loads(line) for line in lines]
    assert len(users) == 400
    assert users[0]["multifactor"] == ["guardian"]
    assert users[0]["via"] == "Username-Password-Authentication"
    assert users[0]["app_metadata"]["department"] == "Engineering"
    assert "multifactor" not in users[1]


async def test_an_export_can_be_of_one_connection_and_of_a_few(client: httpx.AsyncClient, clock: Clock) -> None:
    google = await download(
        client, clock, format="json", connection_id=CONNECTIONS[GOOGLE].id, fields=fields("identities[0].connection")
    )
    assert {json.loads(line)["identities[0].connection"] for line in google.splitlines()} == {GOOGLE}
    few = await download(client, clock, format="json", limit=3)
    assert [json.loads(line)["name"] for line in few.splitlines()] == ["Jane Doe", "Nadia Nothing", "Pat Pending"]
    unknown = await client.post("jobs/users-exports", json={"connection_id": "con_0000000000000000"})
    assert unknown.json()["errorCode"] == "inexistent_connection"


async def test_no_text_in_a_csv_file_can_be_a_formula(client: httpx.AsyncClient, clock: Clock) -> None:
    text = await download(
        client, clock, format="csv", fields=fields("name", "email", "email_verified", "created_at", "multifactor")
    )
    assert text.startswith('"name","email","email_verified","created_at","multifactor"\n"\'Jane Doe","\'jane.doe@')
    assert '"\'=HYPERLINK(""http://x"",""y"")"' in text
    assert ',true,2024-05-11T15:06:40.000Z,"\'[""guardian""]"\n' in text
    assert '\n"\'Nemo Nomail",,,' in text


async def test_a_link_lives_for_a_minute_and_a_new_one_can_be_had(client: httpx.AsyncClient, clock: Clock) -> None:
    first = await location(client, clock, format="json")
    job_id = first.split("/exports/")[1].split("/")[0]
    clock.now += 59
    assert (await client.get(first)).status_code == 200
    clock.now += 1
    assert (await client.get(first)).status_code == 403
    assert (await client.get(first.split("Signature=")[0] + "Signature=guessed")).status_code == 403
    second = (await client.get(f"jobs/{job_id}")).json()["location"]
    assert second != first
    assert (await client.get(second)).status_code == 200
    clock.now += 86400
    assert (await client.get(f"jobs/{job_id}")).json()["errorCode"] == "inexistent_job"


@pytest.mark.parametrize("names", [[f"user_metadata.field{number}" for number in range(31)], ["email", "app_metadata"]])
async def test_what_a_csv_file_cannot_hold_is_refused(client: httpx.AsyncClient, names: list[str]) -> None:
    refused = await client.post("jobs/users-exports", json={"format": "csv", "fields": fields(*names)})
    assert refused.status_code == 400
    accepted = await client.post("jobs/users-exports", json={"format": "json", "fields": fields(*names)})
    assert accepted.status_code == 200
