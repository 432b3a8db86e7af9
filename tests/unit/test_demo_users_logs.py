"""The log, both ways: by search to the 1000th event, and by checkpoint to the last."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from mfa_tui.demo.app import create_app
from mfa_tui.demo.options import DemoOptions
from mfa_tui.demo.tenant.events import Log, event

from .test_demo_tenant import signed_in

NOW = 1_750_000_000.0


def long_log(events: int) -> Log:
    return Log(lambda: [event(NOW + number, number, "s", "Successful login") for number in range(events)])


async def walk(client: httpx.AsyncClient, path: str) -> list[dict[str, Any]]:
    """Follow the Link header until nothing is newer."""
    events: list[dict[str, Any]] = []
    while True:
        answer = await client.get(path)
        if not answer.json():
            assert answer.links["next"]["url"] == str(answer.request.url)
            return events
        events += answer.json()
        path = answer.links["next"]["url"]


async def test_a_walk_by_checkpoint_sees_every_event_once_oldest_first() -> None:
    app = create_app(clock=lambda: NOW)
    app.state.log = long_log(1234)
    async with signed_in(app) as client:
        events = await walk(client, "logs?from=900&take=100&q=type:none&per_page=1")
        assert [one["log_id"] for one in events] == [one["log_id"] for one in app.state.log.events]
        later = await walk(client, f"logs?from={events[1229]['log_id']}")
    assert len(later) == 4


async def test_search_is_newest_first_and_ends_at_1000() -> None:
    app = create_app(clock=lambda: NOW)
    app.state.log = long_log(1234)
    async with signed_in(app) as client:
        newest = (await client.get("logs?per_page=2")).json()
        last = (await client.get("logs?page=9&per_page=100&include_totals=true")).json()
        beyond = await client.get("logs?page=10&per_page=100")
    assert newest[0]["log_id"] == app.state.log.events[-1]["log_id"]
    assert (last["start"], last["length"], last["total"]) == (900, 100, 100)
    assert (beyond.status_code, beyond.json()["errorCode"]) == (400, "invalid_paging")


@pytest.mark.parametrize(
    ("query", "only"),
    [
        ("type:gd_auth_failed", {"gd_auth_failed"}),
        ('type:"sapi"', {"sapi"}),
        ("type:gd_recovery*", {"gd_recovery_succeed", "gd_recovery_failed", "gd_recovery_rate_limit_exceed"}),
        ("sapi OR mfar", {"sapi", "mfar"}),
        ('description:"user is blocked"', {"f"}),
        ("description:Guardian", set()),
        ("description:*BLOCKED", set()),
        ("description:*blocked", {"f"}),
        ("details:*", set()),
    ],
)
async def test_events_are_found_in_their_own_case_and_whole(query: str, only: set[str]) -> None:
    async with signed_in(create_app()) as client:
        events = (await client.get("logs", params={"q": query, "per_page": "100"})).json()
    assert {one["type"] for one in events} == only


async def test_events_of_a_day_are_found_by_its_date() -> None:
    app = create_app(clock=lambda: NOW)
    async with signed_in(app) as client:
        query = {"q": "date:[2025-06-12 TO 2025-06-13}", "per_page": "100", "sort": "date:1"}
        days = {one["date"][:10] for one in (await client.get("logs", params=query)).json()}
        bad = await client.get("logs?q=(")
        unsorted = await client.get("logs?sort=details:1")
    assert days == {"2025-06-12"}
    assert bad.status_code == unsorted.status_code == 400


async def test_a_user_has_a_timeline_of_their_own() -> None:
    app = create_app()
    async with signed_in(app) as client:
        (jane,) = (await client.get("users-by-email?email=jane.doe@example.com")).json()
        events = (await client.get(f"users/{jane['user_id']}/logs?per_page=100&include_totals=true")).json()["logs"]
        assert (await client.get("users/auth0|nobody/logs")).json() == []
    assert {one["user_id"] for one in events} == {jane["user_id"]}
    assert {"s", "gd_start_auth", "gd_unenroll"} <= {one["type"] for one in events}
    assert [one["date"] for one in events] == sorted((one["date"] for one in events), reverse=True)


async def test_a_login_with_mfa_says_so_in_its_details() -> None:
    async with signed_in(create_app()) as client:
        logins = (await client.get("logs?q=type:s&per_page=100")).json()
    amr = [prompt.get("performed_amr") for one in logins for prompt in one["details"]["prompts"]]
    assert ["mfa"] in amr


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_only_logins_with_a_password_in_the_app_leave_an_mfa_required_event(seed: int) -> None:
    app = create_app(DemoOptions(seed=seed), clock=lambda: NOW)
    events = app.state.log.events
    required = [one for one in events if one["type"] == "mfar"]
    exchanged = [one for one in events if one["type"] in ("seotpft", "seoobft", "feotpft", "feoobft")]
    (client,) = {one["client_id"] for one in required}
    grants = next(one["grant_types"] for one in app.state.tenant.clients if one["client_id"] == client)
    assert {"password", "http://auth0.com/oauth/grant-type/mfa-otp"} <= set(grants)
    assert {one["details"]["grant_type"] for one in required} == {"password"}
    assert {one["strategy"] for one in required} == {"auth0"}
    assert sorted(one["user_id"] for one in required) == sorted(one["user_id"] for one in exchanged)
    assert {one["client_id"] for one in exchanged} == {client}
    assert not {"s", "gd_start_auth"} & {one["type"] for one in events if one["client_id"] == client}
    assert {"gd_start_auth", "gd_auth_succeed"} <= {one["type"] for one in events}


async def test_the_week_before_has_every_mfa_event_one_unknown_and_admins_by_name() -> None:
    now = NOW
    app = create_app(clock=lambda: now)
    events = app.state.log.events
    types = {one["type"] for one in events}
    assert len({type_ for type_ in types if type_.startswith("gd_")}) >= 27
    assert "gd_quantum_handshake" in types
    assert events[0]["date"] > "2025-06-09"
    assert [one["log_id"] for one in events] == sorted(one["log_id"] for one in events)
    admins = [one["details"]["request"]["auth"]["user"].get("email") for one in events if one["type"] == "sapi"]
    assert set(admins) == {"ada.admin@acme.example"}


async def test_what_happened_before_does_not_change_with_what_is_done_since() -> None:
    app, other = create_app(clock=lambda: NOW), create_app(clock=lambda: NOW)
    async with signed_in(app) as client:
        (jane,) = (await client.get("users-by-email?email=jane.doe@example.com")).json()
        await client.delete(f"users/{jane['user_id']}")
    assert app.state.log.events[:-1] == other.state.log.events


async def test_a_body_that_nobody_asked_for_is_no_error() -> None:
    async with signed_in(create_app()) as client:
        answer = await client.request("DELETE", "users/auth0|nobody", content=b"{")
    assert answer.status_code == 204


async def test_a_change_is_logged_and_a_refused_one_is_not() -> None:
    app = create_app(clock=lambda: NOW)
    async with signed_in(app) as client:
        before = len(app.state.log.events)
        await client.put("guardian/policies", json=["never"])
        assert len(app.state.log.events) == before
        await client.put("guardian/policies", json=[])
        await client.put("guardian/policies", json=["all-applications"])
        newest = (await client.get("logs?per_page=2&fields=type,description,details")).json()
    assert [one["details"]["request"]["body"] for one in newest] == [["all-applications"], []]
    assert newest[0]["description"] == "Set Guardian policies"
