"""Jobs: what the client sends is documented, and what Auth0 answered is understood."""

import inspect
import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from mfa_tui.client.api.jobs import JobsClient
from mfa_tui.client.api.management import ManagementClient
from mfa_tui.features.coverage.model.coverage import EXPORT_FIELDS
from tests.conformance.openapi import check_request
from tests.conformance.test_client_openapi import requests_of
from tests.conformance.test_client_recordings import RECORDINGS

EXPORT: Path = RECORDINGS / "TestJobManager_ExportUsers.json"


async def test_what_the_client_sends_about_jobs_is_documented() -> None:
    for call in (
        lambda c: c.jobs.export_users(EXPORT_FIELDS),
        lambda c: c.jobs.export_users({"user_id": "user_id"}, "con_0000000000000001"),
        lambda c: c.jobs.get("job_0000000000000001"),
    ):
        (request,) = await requests_of(call)
        body: Any = json.loads(request.content) if request.content else None
        assert check_request(request.method, request.url.path, {}, body) == []


def test_no_request_of_the_jobs_client_is_left_out() -> None:
    public = {name for name, _ in inspect.getmembers(JobsClient, inspect.isfunction) if not name.startswith("_")}
    assert public == {"export_users", "get", "download"}, "the last is a request to another host"


@pytest.mark.skipif(not EXPORT.exists(), reason="recordings are not in ../shared")
async def test_a_recorded_export_is_ordered_as_we_order_it_and_understood() -> None:
    recorded = json.loads(EXPORT.read_text())["interactions"]
    (ordered,) = [one for one in recorded if one["path"].endswith("users-exports")]
    sent = []

    def tenant(request: httpx.Request) -> httpx.Response:
        sent.append(json.loads(request.content))
        return httpx.Response(ordered["status"], json=ordered["response"])

    http = httpx.AsyncClient(transport=httpx.MockTransport(tenant), base_url="https://acme.eu.auth0.com/api/v2/")
    names = [field["name"] for field in ordered["request"]["fields"]]
    job = await ManagementClient(http).jobs.export_users(
        {name: name for name in names}, ordered["request"]["connection_id"]
    )
    assert (job.id, job.status, job.location) == (ordered["response"]["id"], "pending", None)
    assert sent == [{name: value for name, value in ordered["request"].items() if name != "limit"}]
