"""`mfa-tui user`: what scripts rely on."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mfa_tui.cli.user import user
from mfa_tui.features.users.service import NoUser, UserReport, report_user
from tests.desk import refusal
from tests.rig import Tenant, session


def run(*arguments: str) -> Result:
    return CliRunner().invoke(user, [*arguments, "--demo"])


async def ask(tenant: Tenant, home: Path, who: str = "jane.doe@example.com", secret: str = "") -> UserReport | NoUser:
    signed_in = {"secret": secret} if secret else {}
    return await report_user(lambda: session(tenant, home, writable=False, **signed_in), who)  # type: ignore[arg-type]


def test_the_text_tells_profile_next_login_methods_and_events() -> None:
    result = run("jane.doe@example.com")
    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert lines[:2] == ["Ready.", "Jane Doe  jane.doe@example.com (verified)"]
    assert any("Authenticator app" in line and "factor is off" in line for line in lines)
    assert "Can do MFA with: Phone “Work phone” …0101, by text message" in result.stdout
    assert any(line.startswith("  pending    Guardian push") for line in lines)
    assert "Not MFA: Password and Verified email" in lines
    assert any("MFA passed" in line for line in lines)


def test_the_json_is_one_object_with_the_documented_keys() -> None:
    result = run("jane.doe@example.com", "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    answer = json.loads(result.stdout)
    described = " ".join(str(user.help).split())
    for key in (*answer, *answer["user"], *answer["next_login"], *answer["methods"][0], *answer["events"][0]):
        assert key in described
    assert list(answer) == [
        "tenant",
        "user",
        "readiness",
        "connection_deleted",
        "next_login",
        "methods",
        "blocks",
        "sessions",
        "refresh_tokens",
        "roles",
        "organizations",
        "events",
        "unread",
        "exit_code",
    ]
    assert answer["methods"][0] == {
        "id": answer["methods"][0]["id"],
        "type": "totp",
        "title": "Authenticator app",
        "name": "1Password",
        "detail": "",
        "standing": "MFA",
        "state": "confirmed",
        "factor_on": False,
        "phishing_resistant": False,
        "preferred": "",
        "binding": "",
        "aaguid": "",
        "transports": [],
        "user_agent": "",
        "created_at": answer["methods"][0]["created_at"],
        "last_used": answer["methods"][0]["last_used"],
        "linked": [],
        "guardian_enrollment": answer["methods"][0]["id"].partition("|")[2],
    }
    assert (answer["sessions"], answer["roles"]) == (2, ["Payroll", "Portal admin"])


@pytest.mark.parametrize(
    ("who", "code", "words"),
    [
        ("nobody@example.com", 3, "has no such user"),
        ("auth0|nobody", 3, "has no such user"),
        ("", 2, "give a user id, an email, a phone number, a name or a Lucene query"),
        ("@example.com", 2, "users match; give one of their ids: "),
        ("email:*", 2, "(the first 5 of "),
        ("Nobody of That Name", 3, "has no such user: Nobody of That Name"),
        ("a@example.com, b@example.com", 2, "several people are named; give one"),
        ("Jane <nobody@example.com>", 3, "has no such user: nobody@example.com"),
    ],
)
def test_who_is_not_found_or_not_named_is_told_on_stderr_alone(who: str, code: int, words: str) -> None:
    result = run(who, "--json")
    assert (result.exit_code, result.stdout) == (code, "")
    assert words in result.stderr


@pytest.mark.parametrize("who", ["Jane Doe", "email:jane.doe*", "mail of Jane Doe <jane.doe@example.com>"])
def test_who_takes_what_the_search_box_takes(who: str) -> None:
    result = run(who)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "Jane Doe  jane.doe@example.com (verified)" in result.stdout.splitlines()


@pytest.mark.parametrize(
    "nickname", ["hostile.escape", "hostile.osc52", "hostile.newline", "hostile.bidi", "long.name"]
)
def test_hostile_names_come_out_inert(nickname: str) -> None:
    for result in (run(f"{nickname}@example.com"), run(f"{nickname}@example.com", "--json")):
        assert result.exit_code == 0
        assert all(line.isprintable() for line in result.stdout.split("\n"))


@pytest.mark.parametrize(
    "who", ["Jane Doe <jane.doe@example.com>", "mailto:jane.doe@example.com", "jane.doe@example.com,"]
)
def test_whom_a_mail_names_is_understood(who: str) -> None:
    assert run(who).stdout.splitlines()[1].startswith("Jane Doe  jane.doe@example.com")


async def test_several_users_with_one_address_are_named_by_id(tmp_path: Path) -> None:
    tenant = Tenant()
    users = tenant.demo.state.directory.users
    twin = next(one for one in users.values() if one.nickname == "nothing.yet")
    twin.email = "jane.doe@example.com"
    answer = await ask(tenant, tmp_path)
    assert isinstance(answer, NoUser)
    assert answer.exit_code == 2
    assert twin.user_id in answer.words


async def test_a_user_of_a_deleted_connection_cannot_log_in_at_all_and_that_is_said(tmp_path: Path) -> None:
    tenant = Tenant()
    users = tenant.demo.state.directory.users
    left_over = next(one for one in users.values() if one.identities[0][0] == "acme-ldap-2019")
    answer = await ask(tenant, tmp_path, left_over.user_id)
    assert isinstance(answer, UserReport)
    assert json.loads(answer.as_json())["connection_deleted"] is True
    text = answer.as_text()
    assert "DELETED CONNECTION acme-ldap-2019: cannot log in at all" in text
    assert "Cannot log in at all because the connection was deleted." in text
    known = await ask(tenant, tmp_path)
    assert isinstance(known, UserReport)
    assert json.loads(known.as_json())["connection_deleted"] is False


async def test_where_connections_cannot_be_read_nothing_is_called_deleted(tmp_path: Path) -> None:
    tenant = Tenant()
    tenant.faults["/connections"] = refusal(403, "Insufficient scope, expected any of: read:connections")
    answer = await ask(tenant, tmp_path)
    assert isinstance(answer, UserReport)
    assert json.loads(answer.as_json())["connection_deleted"] is None
    assert (answer.exit_code, list(answer.unread)) == (0, ["connections"])


@pytest.mark.parametrize(
    ("path", "code"),
    [("/authentication-methods", 7), ("/sessions", 0), ("/logs", 0), ("guardian/factors", 0)],
)
async def test_a_missing_scope_costs_the_exit_code_only_where_the_methods_are_concerned(
    path: str, code: int, tmp_path: Path
) -> None:
    tenant = Tenant()
    tenant.faults[path] = refusal(403, "Insufficient scope, expected any of: read:it", "insufficient_scope")
    answer = await ask(tenant, tmp_path)
    assert isinstance(answer, UserReport)
    assert answer.exit_code == json.loads(answer.as_json())["exit_code"] == code
    assert len(answer.unread) == 1
    assert "Jane Doe" in answer.as_text()


async def test_a_refused_sign_in_ends_with_7_and_a_broken_tenant_with_8(tmp_path: Path) -> None:
    refused = await ask(Tenant(), tmp_path, secret="wrong")
    assert isinstance(refused, NoUser)
    assert refused.exit_code == 7
    broken = Tenant()
    broken.faults["users-by-email"] = refusal(500, "It broke.")
    answer = await ask(broken, tmp_path)
    assert isinstance(answer, NoUser)
    assert answer.exit_code == 8


def test_without_a_tenant_it_says_what_to_set() -> None:
    result = CliRunner().invoke(user, ["jane.doe@example.com"])
    assert result.exit_code == 2
    assert "set AUTH0_DOMAIN" in result.stderr
