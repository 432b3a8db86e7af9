"""`mfa-tui check`: what scripts rely on."""

import json
from pathlib import Path

import pytest

from mfa_tui.operations.checking import Answer, check_tenant
from tests.rig import Answer as Fault
from tests.rig import Tenant, session

FORBIDDEN: Fault = (
    403,
    "application/json",
    b'{"statusCode":403,"error":"Forbidden","message":"Insufficient scope, expected any of: read:actions",'
    b'"errorCode":"insufficient_scope"}',
)


async def checked(tenant: Tenant, home: Path, **options: str) -> Answer:
    return await check_tenant(lambda: session(tenant, home, writable=False, **options), lambda words: None)  # type: ignore[arg-type]


async def test_warnings_and_notes_alone_are_exit_code_0(tmp_path: Path) -> None:
    answer = await checked(Tenant(), tmp_path)
    assert answer.exit_code == 0
    assert "Phone codes are on with nothing stronger" in answer.as_text()
    assert answer.complaints() == []


async def test_a_finding_at_error_level_is_exit_code_1(tmp_path: Path) -> None:
    tenant = Tenant()
    tenant.factors.update(sms=False)
    assert (await checked(tenant, tmp_path)).exit_code == 1


@pytest.mark.parametrize(
    ("fault", "code"),
    [(FORBIDDEN, 7), ((401, "text/html", b""), 7), ((200, "text/html", b"<html>"), 8), ((404, "text/html", b""), 0)],
)
async def test_what_could_not_be_read_is_never_called_fine(tmp_path: Path, fault: Fault, code: int) -> None:
    answer = await checked(Tenant(faults={"GET /api/v2/actions": fault}), tmp_path)
    assert answer.exit_code == code
    assert [words.split(" could")[0] for words in answer.complaints()] == ["Actions"]


async def test_a_refused_sign_in_is_complained_of_once(tmp_path: Path) -> None:
    answer = await checked(Tenant(), tmp_path, secret="wrong")
    assert answer.exit_code == 7
    assert len(answer.complaints()) == 1
    assert "no findings in what could be read" in answer.as_text()


async def test_the_json_is_one_object_with_the_documented_members(tmp_path: Path) -> None:
    answer = json.loads((await checked(Tenant(), tmp_path)).as_json())
    assert set(answer) == {"tenant", "findings", "drift", "unread", "fail_on", "exit_code"}
    assert answer["drift"] is None
    members = {"id", "severity", "words", "evidence", "remedy", "reference", "cause", "locks_out"}
    assert all(set(finding) == members for finding in answer["findings"])
    assert answer["findings"][0]["severity"] in ("error", "warn", "note")
