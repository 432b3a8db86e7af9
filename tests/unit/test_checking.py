"""`mfa-tui check`: what scripts rely on."""

import json
from pathlib import Path

import pytest

from mfa_tui.features.drift.service.checking import Answer, check_tenant
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
    assert "nothing could be checked" in answer.as_text()
    assert "unread factors, policy, tenant settings, Actions" in answer.as_text()


async def test_the_json_is_one_object_with_the_documented_members(tmp_path: Path) -> None:
    answer = json.loads((await checked(Tenant(), tmp_path)).as_json())
    assert set(answer) == {"tenant", "findings", "drift", "actions", "unread", "fail_on", "exit_code"}
    assert answer["drift"] is None
    members = {"id", "severity", "words", "evidence", "remedy", "reference", "cause", "locks_out"}
    assert all(set(finding) == members for finding in answer["findings"])
    assert answer["findings"][0]["severity"] in ("error", "warn", "note")


@pytest.mark.parametrize(("status", "code"), [(401, 7), (403, 7), (404, 8), (500, 8)])
async def test_a_check_that_read_nothing_says_so_and_is_never_fine(tmp_path: Path, status: int, code: int) -> None:
    tenant = Tenant(faults={"GET /api/v2/": (status, "text/html", b"")})
    answer = await checked(tenant, tmp_path)
    assert answer.exit_code == code
    assert "no findings" not in answer.as_text()
    assert set(json.loads(answer.as_json())["unread"]) >= {"factors", "policy", "tenant settings", "Actions"}


async def test_a_check_that_read_a_part_names_the_rest_where_its_answer_stands(tmp_path: Path) -> None:
    tenant = Tenant(faults={"GET /api/v2/actions": FORBIDDEN})
    text = (await checked(tenant, tmp_path)).as_text()
    assert "unread Actions could not be read" in text
    assert json.loads((await checked(tenant, tmp_path)).as_json())["actions"] is None


async def test_rules_are_optional_and_their_absence_is_said(tmp_path: Path) -> None:
    answer = await checked(Tenant(faults={"GET /api/v2/rules": FORBIDDEN}), tmp_path)
    assert answer.exit_code == 0
    assert "unread Rules could not be read" in answer.as_text()


async def test_a_rule_that_required_mfa_is_an_error_since_rules_stopped(tmp_path: Path) -> None:
    tenant = Tenant()
    script = (
        "function (user, context, cb) {\n\n  context.multifactor = { provider: 'any' };\n  cb(null, user, context);\n}"
    )
    rule = {"id": "rul_1", "name": "MFA outside the office", "enabled": True, "order": 1, "script": script}
    tenant.demo.state.tenant.collections["rules"] = [rule]
    answer = await checked(tenant, tmp_path)
    assert answer.exit_code == 1
    assert "Rules have stopped executing" in answer.as_text()
    assert "“MFA outside the office” (line 3)" in answer.as_text()


async def test_the_json_lists_what_each_action_does_about_mfa(tmp_path: Path) -> None:
    tenant = Tenant()
    tenant.demo.state.tenant.actions[2]["deployed_version"]["code"] = (
        "exports.onExecutePostLogin = async (e, a) => {\n  a.multifactor.enable('none');\n  track(a);\n};"
    )
    actions = json.loads((await checked(tenant, tmp_path)).as_json())["actions"]
    assert [(each["name"], each["trigger"], each["bound"], each["mfa"]) for each in actions] == [
        ("Require MFA for payroll", "post-login", True, "may"),
        ("Step-up on acr_values", "post-login", True, "may"),
        ("Enrich profile", "post-login", True, "unreadable"),
        ("Flag logins from abroad", "post-login", True, "none"),
        ("MFA experiment", "post-login", False, "may"),
    ]
    assert actions[0]["calls"] == [{"call": 'api.multifactor.enable("any")', "line": 4}]
    assert actions[2]["calls"] == [
        {"call": 'api.multifactor.enable("none")', "line": 2},
        {"call": "track(a)", "line": 3},
    ]
