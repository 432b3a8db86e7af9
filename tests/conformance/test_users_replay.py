"""Replay recorded traffic about users, enrollments, jobs, logs and statistics.

Ids, instants and secrets are made by whoever answers. So each id of the recording is replaced by the demo's for the
same thing, in the requests that follow too; instants must be where they were recorded; all else must be equal.
"""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import quote

import pytest

from mfa_tui.demo.app import create_app
from mfa_tui.demo.options import DemoOptions
from mfa_tui.demo.tenant.connections import CONNECTIONS, DATABASE
from mfa_tui.demo.tenant.events import Log

from .conftest import signed_in
from .openapi import API
from .test_recordings_replay import Interaction, recorded, shape

RECORDINGS = [
    "TestAccDataSourceUser",
    "TestGuardian_Enrollment_CreateTicket",
    "TestGuardian_Enrollment_Delete",
    "TestGuardian_Enrollment_Get",
    "TestJobManager_ExportUsers",
    "TestUserManager_AuthenticationMethods",
    "TestUserManager_Blocks",
    "TestUserManager_ClearRiskAssessmentAssessors",
    "TestUserManager_DeleteUserSessions",
    "TestUserManager_Enrollments",
    "TestUserManager_GetUserLogs",
    "TestUserManager_InvalidateRememberBrowser",
    "TestUserManager_List",
    "TestUserManager_ListByEmail",
    "TestUserManager_ListUserSessions",
    "TestUserManager_Read",
    "TestUserManager_RegenerateRecoveryCode",
    "TestUserManager_Search",
    "TestUserManager_Unblock",
]
LOGS = ["TestLogManager", "TestLogManager_CheckpointPagination", "TestLogManager_Search"]
MADE_BY_THE_TENANT = ("id", "user_id", "recovery_code", "ticket_id", "ticket_url")
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


class Translation:
    """The recording's ids, each with the demo's for the same thing."""

    def __init__(self) -> None:
        self._ours = {"con_ftSSLHb0O7rcUGmF": CONNECTIONS[DATABASE].id}

    def learn(self, theirs: Any, ours: Any) -> None:
        """Compare two answers, and note what each calls the same thing."""
        if isinstance(theirs, dict) and isinstance(ours, dict):
            for name in theirs.keys() & ours.keys():
                if name in MADE_BY_THE_TENANT:
                    self._ours[theirs[name]] = ours[name]
                self.learn(theirs[name], ours[name])
        elif isinstance(theirs, list) and isinstance(ours, list):
            for one, other in zip(theirs, ours, strict=False):
                self.learn(one, other)

    def __call__(self, text: str) -> str:
        """Return a text with all ids translated, also where they are quoted for a URL."""
        for theirs, ours in sorted(self._ours.items(), key=lambda pair: -len(pair[0])):
            text = text.replace(quote(theirs, safe=""), quote(ours, safe="")).replace(theirs, ours)
        return text


def comparable(value: Any) -> Any:
    """Return a value without what cannot be the same: instants, and the order in which methods are listed."""
    if isinstance(value, dict):
        return {name: comparable(inside) for name, inside in value.items()}
    if isinstance(value, list):
        return sorted((comparable(inside) for inside in value), key=lambda one: json.dumps(one, sort_keys=True))
    return INSTANT.sub("<instant>", value) if isinstance(value, str) else value


def behind_the_scenes(interaction: Interaction) -> bool:
    """Say whether a recording did something else there than what is tested: it looked its connection up by options."""
    path: str = interaction["path"]
    return path.startswith(f"{API}/connections")


@pytest.mark.parametrize("name", RECORDINGS)
async def test_recorded_requests_about_users_are_answered_as_recorded(name: str) -> None:
    app = create_app(DemoOptions(rate_limit=None, users=60))
    translated = Translation()
    replayed = 0
    async with signed_in(app) as client:
        for interaction in recorded(name):
            if behind_the_scenes(interaction):
                continue
            method, path = interaction["method"], translated(interaction["path"])
            answer = await client.request(
                method,
                f"{path}?{translated(interaction['query'])}".removesuffix("?"),
                json=None if method == "GET" else json.loads(translated(json.dumps(interaction["request"]))),
            )
            assert answer.status_code == interaction["status"], (method, path, answer.text)
            assert [answer.headers["content-type"]] == interaction["headers"]["Content-Type"]
            body = answer.json() if answer.content else None
            translated.learn(in_order(interaction["response"]), in_order(body))
            expected = json.loads(translated(json.dumps(interaction["response"])))
            assert comparable(body) == comparable(expected), (method, path)
            replayed += 1
    assert replayed


def in_order(answer: Any) -> Any:
    """Return an answer with its methods by type, so that two can be compared side by side."""
    if isinstance(answer, dict) and "authenticators" in answer:
        return answer | {"authenticators": in_order(answer["authenticators"])}
    if isinstance(answer, list) and all("type" in one for one in answer):
        return sorted(answer, key=lambda one: str(one["type"]))
    return answer


def as_it_was(interactions: list[Interaction]) -> list[dict[str, Any]]:
    """Return the log of a recording, oldest first: its events, and others that fill the page before."""
    answers = [interaction["response"] for interaction in interactions]
    events = {event["log_id"]: event for answer in answers if isinstance(answer, list) for event in answer}
    second_page = next(one["response"] for one in interactions if "page=1" in one["query"])
    newer = sum(log_id > second_page[0]["log_id"] for log_id in events)
    fillers = [
        second_page[0] | {"log_id": f"99{number}", "type": "unknown"} for number in range(len(second_page) - newer)
    ]
    return sorted([*events.values(), *fillers], key=lambda event: str(event["log_id"]))


@pytest.mark.parametrize("name", LOGS)
async def test_recorded_searches_in_the_log_find_what_was_recorded(name: str) -> None:
    interactions = recorded(name)
    app = create_app(DemoOptions(rate_limit=None))
    app.state.log = Log(lambda: as_it_was(interactions))
    async with signed_in(app) as client:
        for interaction in interactions:
            answer = await client.get(f"{interaction['path']}?{interaction['query']}".removesuffix("?"))
            assert answer.status_code == interaction["status"], answer.text
            assert [answer.headers["content-type"]] == interaction["headers"]["Content-Type"]
            assert answer.json() == interaction["response"], interaction["query"]


async def test_statistics_have_the_recorded_shape() -> None:
    (active,), (daily,) = recorded("TestStatManager_ActiveUsers"), recorded("TestStatManager_Daily")
    async with signed_in(create_app()) as client:
        counted = (await client.get(active["path"])).json()
        days = (await client.get(daily["path"])).json()
    assert shape(counted) == shape(active["response"])
    recorded_shapes = [shape(day) for day in daily["response"]]
    assert len(days) == 30
    assert all(shape(day) in recorded_shapes for day in days)


async def test_a_seeded_event_has_the_names_of_a_recorded_one_and_those_that_came_later() -> None:
    theirs = recorded("TestLogManager_Search")[0]["response"][0]
    ours = create_app().state.log.events
    assert len(ours) > 500
    assert all(event.keys() == theirs.keys() | {"tenant_name", "environment_name"} for event in ours)
