"""`mfa-tui coverage`: what scripts rely on."""

import asyncio
import csv
import io
import json
import re
import stat
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from mfa_tui.cli import coverage as coverage_command
from mfa_tui.cli.coverage import coverage
from mfa_tui.features.coverage.service.report import COLUMNS
from mfa_tui.storage.locations import coverage_file
from tests.desk import BROKEN, refusal
from tests.rig import Message, Send, Tenant, profile, program, screen_text, session, settle
from tests.unit.test_ledger import full_disk

METHODS = "/authentication-methods"
QUERY = ("--query", "email:*@example.net")


@pytest.fixture
def tenant(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Tenant:
    """The tenant that the command finds, without a rate limit."""
    made = Tenant()
    monkeypatch.setattr(
        coverage_command,
        "chosen_tenant",
        lambda demo, writable, name: (profile(), partial(session, made, tmp_path, writable=writable)),
    )
    return made


def asked(tenant: Tenant) -> list[str]:
    """Return whose methods were asked for."""
    return [path.split("/")[4] for _, path in tenant.seen if path.endswith(METHODS)]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(coverage, [*arguments, "--demo"])


def test_the_text_tells_states_factors_and_what_is_amiss(tenant: Tenant) -> None:
    result = run()
    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert lines[0].startswith(
        "38% of users can complete MFA (151 of 400). 238 have only a code to the verified email."
    )
    assert re.match(r"acme-demo\.eu\.auth0\.com, all users: 400 users, as of \d{4}-\d\d-\d\dT", lines[1])
    assert any(line.startswith("    of a deleted connection") and line.endswith(" 3") for line in lines)
    assert any(line.startswith("  phishing-resistant") for line in lines)
    assert any(line.startswith("  One-time password") and "factor is off" in line for line in lines)
    assert tenant.writes == []


def test_json_is_one_object_with_the_documented_members(tenant: Tenant) -> None:
    result = run("--format", "json", *QUERY)
    assert (result.exit_code, result.stderr) == (0, "")
    answer = json.loads(result.stdout)
    assert answer["query"] == QUERY[1]
    assert answer["users"] == len(answer["people"]) == sum(answer["states"].values())
    assert answer["users"] == sum(answer["readiness"].values()), "everyone is exactly one"
    described = " ".join(str(coverage.help).split())
    assert all(column in described for column in COLUMNS)


def test_csv_has_a_row_a_user_and_no_formula(tenant: Tenant) -> None:
    for user in list(tenant.demo.state.directory.users.values())[:20]:
        user.name = '=HYPERLINK("http://x","y")'
    result = run("--format", "csv")
    rows = list(csv.reader(io.StringIO(result.stdout)))
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == 401
    assert {len(row) for row in rows} == {len(COLUMNS)}
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)


def test_a_file_is_private_and_replaces_what_was_there(tenant: Tenant, tmp_path: Path) -> None:
    file = tmp_path / "coverage.csv"
    file.write_text("old")
    file.chmod(0o644)
    result = run("--format", "csv", "--output", str(file), *QUERY)
    assert (result.exit_code, result.stdout) == (0, "")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.read_text().startswith('"user_id"')
    assert sorted(path.name for path in tmp_path.iterdir() if "coverage" in path.name) == ["coverage.csv"]


def test_without_a_folder_for_the_file_nothing_is_asked(tenant: Tenant, tmp_path: Path) -> None:
    result = run("--output", str(tmp_path / "none" / "x.csv"))
    assert (result.exit_code, result.stdout, tenant.seen) == (2, "", [])
    assert "no folder" in result.stderr


def test_a_folder_that_takes_no_file_is_told_before_anybody_is_asked_about(tenant: Tenant) -> None:
    result = run("--output", "/proc/coverage.csv")
    assert (result.exit_code, result.stdout, tenant.seen) == (2, "", [])
    assert "nothing can be written into the folder of --output" in result.stderr


def test_a_disk_that_fills_up_under_the_answer_costs_nobody_a_second_scan(tenant: Tenant, tmp_path: Path) -> None:
    result = run("--format", "csv", "--output", "/dev/full")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "No space left on device; what was read is kept for --resume" in result.stderr
    tenant.seen.clear()
    result = run("--format", "csv", "--output", str(tmp_path / "coverage.csv"), "--resume")
    assert (result.exit_code, result.stderr) == (0, "")
    assert len((tmp_path / "coverage.csv").read_text().splitlines()) == 401
    assert not asked(tenant)
    run("--format", "csv", "--resume")
    assert len(asked(tenant)) == 400, "once the answer is written nothing is left to go on with"


def test_users_who_could_not_be_read_are_counted_on_stderr_and_asked_again(tenant: Tenant) -> None:
    broken = list(tenant.demo.state.directory.users)[::3]
    tenant.faults.update({f"GET /api/v2/users/{id_}{METHODS}": BROKEN for id_ in broken})
    result = run("--format", "json")
    answer = json.loads(result.stdout)
    assert (result.exit_code, answer["exit_code"], answer["complete"]) == (8, 8, False)
    assert answer["states"]["unknown"] == 134
    assert "134 users could not be read; ask again with --resume: Auth0 had an error" in result.stderr
    tenant.faults.clear()
    tenant.seen.clear()
    assert json.loads(run("--format", "json", "--resume").stdout)["complete"]
    assert sorted(asked(tenant)) == sorted(broken)


async def test_the_dashboard_shows_the_numbers_of_a_scan_without_a_screen(tenant: Tenant, tmp_path: Path) -> None:
    result = await asyncio.to_thread(run)
    assert result.exit_code == 0
    app = program(tenant, tmp_path, writable=False)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "38% ready · 60% email only · 2% not enrolled" in screen_text(app)


@pytest.mark.parametrize(
    ("path", "answer", "code", "words"),
    [
        ("/authentication-methods", refusal(403, "Insufficient scope, expected any of: read:x"), 7, "Not allowed."),
        ("oauth/token", refusal(401, "Unauthorized"), 7, "refused the sign-in"),
        ("GET /api/v2/users", refusal(500, "It broke."), 8, "error of its own"),
    ],
)
def test_what_cannot_be_read_is_told_on_stderr_with_its_exit_code(
    path: str, answer: Any, code: int, words: str, tenant: Tenant
) -> None:
    tenant.faults[path] = answer
    result = run("--format", "json")
    assert result.exit_code == json.loads(result.stdout)["exit_code"] == code
    assert words in result.stderr


@pytest.mark.parametrize("path", ["oauth/token", "/authentication-methods", "GET /api/v2/users"])
@pytest.mark.parametrize("format_", ["text", "csv", "json"])
def test_where_it_failed_at_once_there_are_no_numbers_but_the_reason(
    path: str, format_: str, tenant: Tenant, tmp_path: Path
) -> None:
    tenant.faults[path] = BROKEN
    result = run("--format", format_)
    assert result.exit_code == 8
    assert result.stderr.startswith("mfa-tui: ")
    assert len(result.stderr.splitlines()) == 1
    if format_ == "json":
        answer = json.loads(result.stdout)
        assert answer == {
            "tenant": "acme-demo.eu.auth0.com",
            "query": "",
            "unread": {"users": result.stderr.removeprefix("mfa-tui: ").strip()},
            "exit_code": 8,
        }
    else:
        assert result.stdout == ""
        earlier = tmp_path / "earlier.txt"
        earlier.write_text("numbers of yesterday")
        assert run("--format", format_, "--output", str(earlier)).exit_code == 8
        assert earlier.read_text() == "numbers of yesterday"


def test_a_query_that_auth0_refuses_is_a_typo_and_told_in_the_words_of_the_screen(tenant: Tenant) -> None:
    result = run("--query", "email:(", "--format", "json")
    assert result.exit_code == json.loads(result.stdout)["exit_code"] == 2
    assert result.stderr.startswith("mfa-tui: This is no query that Auth0 understands. Query validation error: ")
    assert "Nothing was changed" not in result.stderr + result.stdout


def test_progress_is_told_on_a_terminal_only(tenant: Tenant) -> None:
    result = run(*QUERY)
    assert result.stderr == ""
    assert "\x1b" not in result.stdout


def test_without_a_tenant_it_says_what_to_set() -> None:
    result = CliRunner().invoke(coverage, [])
    assert result.exit_code == 2
    assert "set AUTH0_DOMAIN" in result.stderr


def test_a_disk_that_fills_up_under_the_progress_names_the_file_and_the_scan_goes_on(tenant: Tenant) -> None:
    with full_disk(4_000):
        result = run("--format", "json")
    answer = json.loads(result.stdout)
    assert (result.exit_code, answer["complete"], answer["users"]) == (0, True, 400)
    (line,) = result.stderr.splitlines()
    assert "Progress cannot be saved. No space left on device" in line or "File too large" in line
    assert str(coverage_file("acme-demo.eu.auth0.com", "", "")) in line
    assert "cannot be resumed" in line
    assert not coverage_file("acme-demo.eu.auth0.com", "", "").exists(), "a complete scan leaves no part"


def test_that_progress_cannot_be_saved_is_said_before_the_tenant_is_read(tenant: Tenant) -> None:
    demo, at_first_read = tenant.demo, list[str]()

    async def watched(scope: Message, receive: Any, send: Send) -> None:
        if scope["path"].startswith("/api/v2/users") and not at_first_read:
            sys.stderr.flush()
            at_first_read.append(sys.stderr.buffer.getvalue().decode())  # type: ignore[union-attr]
        await demo(scope, receive, send)

    tenant.demo = watched  # type: ignore[assignment]
    with full_disk(0):
        result = run()
    assert result.exit_code == 0
    (said,) = at_first_read
    assert said.startswith("mfa-tui: Progress cannot be saved.")
    assert result.stderr.count("cannot be resumed") == 1, "once is enough"


def test_a_scan_of_the_embedded_demo_is_not_resumed_by_another_run(
    tenant: Tenant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    demo = replace(profile(), folder=tmp_path / "of this process")
    monkeypatch.setattr(
        coverage_command,
        "chosen_tenant",
        lambda demo_, writable, name: (demo, partial(session, tenant, tmp_path, writable=writable)),
    )
    broken = list(tenant.demo.state.directory.users)[::3]
    tenant.faults.update({f"GET /api/v2/users/{id_}{METHODS}": BROKEN for id_ in broken})
    result = run("--format", "json")
    assert result.exit_code == 8
    assert "134 users could not be read; scan again: Auth0 had an error" in result.stderr
    assert "--resume" not in result.stderr


def test_where_progress_could_not_be_saved_a_resume_is_not_offered(tenant: Tenant) -> None:
    broken = list(tenant.demo.state.directory.users)[::3]
    tenant.faults.update({f"GET /api/v2/users/{id_}{METHODS}": BROKEN for id_ in broken})
    with full_disk(4_000):
        result = run("--format", "json")
    assert result.exit_code == 8
    assert "134 users could not be read; scan again: Auth0 had an error" in result.stderr
    assert "cannot be resumed" in result.stderr
    assert "--resume" not in result.stderr
