"""Replay recorded traffic about Actions: create, build, deploy, roll back, bind and delete.

Ids are translated as they appear. Instants must be where they were recorded; everything else must be equal.
"""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from mfa_tui.demo.app import create_app
from mfa_tui.demo.options import DemoOptions

from .conftest import signed_in
from .test_recordings_replay import recorded
from .test_users_replay import Translation

RECORDINGS = [
    "TestActionManager_Bindings",
    "TestActionManager_Create",
    "TestActionManager_CreateWithDeploy",
    "TestActionManager_Deploy",
    "TestActionManager_DeployVersion",
]
NANOSECONDS = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z")


def without_instants(value: Any) -> Any:
    return json.loads(NANOSECONDS.sub("<instant>", json.dumps(value)))


@pytest.mark.parametrize("name", RECORDINGS)
async def test_recorded_requests_about_actions_are_answered_as_recorded(name: str) -> None:
    translated = Translation()
    async with signed_in(create_app(DemoOptions(rate_limit=None))) as client:
        for interaction in recorded(name):
            path = translated(interaction["path"])
            answer = await client.request(
                interaction["method"],
                f"{path}?{interaction['query']}".removesuffix("?"),
                json=interaction["request"] and json.loads(translated(json.dumps(interaction["request"]))),
            )
            assert answer.status_code == interaction["status"], (path, answer.text)
            assert [answer.headers["content-type"]] == interaction["headers"]["Content-Type"]
            body = answer.json() if answer.content else None
            translated.learn(interaction["response"], body)
            expected = json.loads(translated(json.dumps(interaction["response"])))
            assert without_instants(body) == without_instants(expected), path
