"""`mfa-tui export` and `check --baseline` as a pipeline runs them: against a tenant that is really served."""

import json
import stat
import subprocess
from pathlib import Path

import httpx
import pytest

from mfa_tui.demo.seed.guardian import acme_settings
from tests.terminal.conftest import Serve
from tests.terminal.terminal import MFA_TUI, environment
from tests.terminal.test_planted_secrets import issued_token

SECRETS = [
    value for document in acme_settings().values() for value in document.values() if "opens-nothing" in str(value)
]


def run(home: Path, *arguments: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [*MFA_TUI, *arguments],
        env=environment(home, **variables),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
    )


def put(tenant: dict[str, str], path: str, body: object) -> None:
    headers = {"Authorization": f"Bearer {issued_token(tenant)}"}
    httpx.put(f"{tenant['AUTH0_DOMAIN']}/api/v2/guardian/{path}", json=body, headers=headers).raise_for_status()


def test_a_tenant_meets_its_own_baseline_until_somebody_changes_it(home: Path, serve: Serve, tmp_path: Path) -> None:
    tenant, path = serve(), tmp_path / "mfa.toml"
    exported = run(home, "export", "--output", str(path), **tenant)
    assert (exported.returncode, exported.stdout) == (0, "")
    assert exported.stderr.startswith("mfa-tui: left out: ")
    assert "secrets are never exported" in path.read_text(), "the file says it too"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600

    clean = run(home, "check", "--baseline", str(path), **tenant)
    assert (clean.returncode, clean.stderr) == (0, "")
    assert f"Drift: none; 45 settings compared with {path}" in clean.stdout
    assert "warn   No recovery codes" in clean.stdout

    put(tenant, "factors/email", {"enabled": False})
    put(tenant, "factors/phone/selected-provider", {"provider": "auth0"})
    drifted = run(home, "check", "--baseline", str(path), **tenant)
    assert drifted.returncode == 1
    assert "Drift: 2; 45 settings compared" in drifted.stdout
    assert "error  weaker: email is off here, on in the baseline (factors.email)\n" in drifted.stdout
    assert "warn   phone provider is auth0 here, twilio in the baseline (phone.provider)\n" in drifted.stdout

    again = run(home, "export", "--output", str(path), **tenant)
    assert again.returncode == 0
    assert run(home, "check", "--baseline", str(path), **tenant).returncode == 0


def test_the_json_tells_drift_apart_from_findings(home: Path, serve: Serve, tmp_path: Path) -> None:
    tenant, path = serve(), tmp_path / "mfa.toml"
    path.write_text('mfa_baseline = 1\nphone.provider = "auth0"\nfactors.sms = true\nfactors.vein = true\n')
    process = run(home, "check", "--json", "--baseline", str(path), **tenant)
    answer = json.loads(process.stdout)
    assert process.returncode == answer["exit_code"] == 1
    assert process.stderr == "mfa-tui: factors.vein is no factor that this program knows\n"
    assert {finding["severity"] for finding in answer["findings"]} == {"warn", "note"}
    assert answer["drift"] == {
        "baseline": str(path),
        "compared": 3,
        "differences": [
            {
                "setting": "factors.vein",
                "severity": "error",
                "strength": "weaker",
                "words": "vein is on in the baseline; this tenant does not have it",
                "here": None,
                "baseline": True,
                "target": "factor:vein",
                "can_align": False,
            },
            {
                "setting": "phone.provider",
                "severity": "warn",
                "strength": "neutral",
                "words": "phone provider is twilio here, auth0 in the baseline",
                "here": "twilio",
                "baseline": "auth0",
                "target": "factor:sms",
                "can_align": False,
            },
        ],
        "not_compared": ["factors.vein is no factor that this program knows"],
    }


@pytest.mark.exhaustive
@pytest.mark.parametrize(("fail_on", "code"), [("error", 0), ("warn", 1), ("note", 1)])
def test_the_threshold_is_chosen(fail_on: str, code: int, home: Path) -> None:
    process = run(home, "check", "--demo", "--json", "--fail-on", fail_on)
    assert process.returncode == code
    assert json.loads(process.stdout)["fail_on"] == fail_on


def test_a_bad_baseline_is_refused_before_the_tenant_is_asked(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "mfa.toml"
    path.write_text("mfa_baseline = 1\n[factors]\nsms = 'on'\n")
    process = run(home, "check", "--baseline", str(path))
    assert (process.returncode, process.stdout) == (2, "")
    assert process.stderr == f"mfa-tui: {path}: factors.sms must be true or false, not “on”\n"


@pytest.mark.exhaustive
def test_a_file_that_is_no_baseline_is_not_overwritten_without_saying_so(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("do not lose me")
    refused = run(home, "export", "--demo", "--output", str(path))
    assert (refused.returncode, path.read_text()) == (2, "do not lose me")
    assert refused.stderr == f"mfa-tui: {path} exists and is no baseline; --force replaces it\n"
    assert run(home, "export", "--demo", "--force", "--output", str(path)).returncode == 0
    assert path.read_text().startswith("# What this tenant's multi-factor authentication should be.")


@pytest.mark.exhaustive
def test_no_credential_of_the_tenant_leaves_the_program(home: Path, serve: Serve, tmp_path: Path) -> None:
    tenant, path = serve(), tmp_path / "mfa.toml"
    exported = run(home, "export", **tenant)
    path.write_text(exported.stdout)
    checked = run(home, "check", "--json", "--baseline", str(path), **tenant)
    assert (exported.returncode, checked.returncode) == (0, 0)
    assert len(SECRETS) == 4
    written = [file.read_text() for file in home.rglob("*") if file.is_file()]
    for text in (exported.stdout, exported.stderr, checked.stdout, checked.stderr, *written):
        assert not [secret for secret in (*SECRETS, tenant["AUTH0_CLIENT_SECRET"]) if secret in text]


@pytest.mark.exhaustive
def test_a_part_that_the_token_may_not_read_is_told_and_never_called_fine(
    home: Path, serve: Serve, tmp_path: Path
) -> None:
    tenant, path = serve(), tmp_path / "mfa.toml"
    path.write_text('mfa_baseline = 1\npolicy = "always"\nduo.host = "api-demo.duo.example"\n')
    request = {
        "grant_type": "client_credentials",
        "client_id": tenant["AUTH0_CLIENT_ID"],
        "client_secret": tenant["AUTH0_CLIENT_SECRET"],
        "audience": f"{tenant['AUTH0_DOMAIN']}/api/v2/",
        "scope": "read:mfa_policies read:tenant_settings read:actions read:attack_protection",
    }
    token = httpx.post(f"{tenant['AUTH0_DOMAIN']}/oauth/token", json=request).json()["access_token"]
    narrow = {"AUTH0_DOMAIN": tenant["AUTH0_DOMAIN"], "AUTH0_API_TOKEN": token}
    process = run(home, "check", "--json", "--baseline", str(path), **narrow)
    answer = json.loads(process.stdout)
    assert (process.returncode, answer["exit_code"]) == (7, 7)
    assert (answer["drift"]["compared"], answer["drift"]["differences"]) == (1, [])
    assert set(answer["unread"]) == {"factors", "Duo", "Rules"}
    assert "read:guardian_factors" in answer["unread"]["Duo"]

    whole = path.read_text()
    partial = run(home, "export", "--output", str(path), **narrow)
    assert (partial.returncode, path.read_text()) == (7, whole)
    assert f"mfa-tui: {path} is left as it was; --force replaces it by what could be read\n" in partial.stderr
    assert run(home, "export", "--force", "--output", str(path), **narrow).returncode == 7
    assert "# Left out: Duo could not be read" in path.read_text()
