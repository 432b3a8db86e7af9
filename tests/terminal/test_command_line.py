"""What scripts rely on: exit codes, stdout for the answer and nothing else, words for every wrong use."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.terminal.conftest import Start
from tests.terminal.terminal import ALT_SCREEN_ON, MFA_TUI, environment

SIGN_IN = {"AUTH0_CLIENT_ID": "id", "AUTH0_CLIENT_SECRET": "no-secret"}


@pytest.mark.parametrize(
    ("arguments", "variables", "words"),
    [
        ([], {"AUTH0_CLI_AUTH_MODE": "env"}, "set AUTH0_DOMAIN"),
        (["--demo", "--tenant", "x"], {}, "--demo and --tenant are two different tenants"),
        (["--demo", "tenants", "check"], {}, "--demo is no tenant of this machine"),
        (["--tenant", "x", "--tenant", "y", "check"], {}, "this command is about one"),
        ([], {"AUTH0_DOMAIN": "https://x/", **SIGN_IN}, "AUTH0_DOMAIN is not a bare host"),
        ([], {"AUTH0_DOMAIN": "http://acme.eu.auth0.com", **SIGN_IN}, "AUTH0_DOMAIN is not a bare host"),
        ([], {"AUTH0_DOMAIN": "acme.eu.auth0.com"}, "AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET"),
        (["--demo", "--theme", "no-such-theme"], {}, "no theme is called 'no-such-theme'"),
        (["--demo", "--screen", "nowhere"], {}, "'nowhere' is not one of"),
        (["--no-such-option"], {}, "No such option"),
        ([], {"SSL_CERT_FILE": "/no/such.pem"}, "SSL_CERT_FILE is /no/such.pem: there is no such file"),
        (["--demo"], {"SSL_CERT_FILE": "/etc/hostname"}, "there is no certificate in it"),
        (["--demo"], {"SSL_CERT_DIR": "/no/such"}, "SSL_CERT_DIR is /no/such: there is no such folder"),
    ],
)
def test_wrong_use_is_explained_before_the_screen_is_taken(
    arguments: list[str], variables: dict[str, str], words: str, start: Start
) -> None:
    terminal = start(*arguments, **variables)
    assert terminal.wait_exit() == 2
    assert words in " ".join(terminal.text.split())
    assert "Traceback" not in terminal.text
    assert ALT_SCREEN_ON not in terminal.output


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    "arguments",
    [
        ["check"],
        ["export"],
        ["coverage"],
        ["user", "jane@example.com"],
        ["tenants", "check"],
        ["tenants", "add", "acme", "--domain", "acme.eu.auth0.com"],
        ["token", "-", "--tenant", "acme"],
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("content", [None, "no certificate"], ids=["missing", "not PEM"])
def test_certificates_that_cannot_be_used_are_words_and_exit_code_2(
    home: Path, tmp_path: Path, arguments: list[str], content: str | None
) -> None:
    file = tmp_path / "ca.pem"
    if content:
        file.write_text(content)
    process = subprocess.run(
        [*MFA_TUI, *arguments],
        env=environment(home, SSL_CERT_FILE=str(file), AUTH0_DOMAIN="acme.eu.auth0.com", **SIGN_IN),
        input="",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert process.returncode == 2
    assert f"SSL_CERT_FILE is {file}" in process.stderr
    assert "Traceback" not in process.stderr
    assert process.stdout == ""


def test_check_prints_the_findings_of_the_demo_tenant(home: Path) -> None:
    process = run(home, "check", "--demo")
    assert (process.returncode, process.stderr) == (0, "")
    assert "warn   No recovery codes: a lost phone locks its user out" in process.stdout


def test_check_as_json_prints_one_object_and_nothing_else(home: Path) -> None:
    process = run(home, "check", "--demo", "--json")
    assert (process.returncode, process.stderr) == (0, "")
    answer = json.loads(process.stdout)
    assert sorted(answer) == ["actions", "drift", "exit_code", "fail_on", "findings", "tenant", "unread"]
    assert answer["exit_code"] == 0
    assert "error" not in {finding["severity"] for finding in answer["findings"]}
    assert answer["findings"]


LAZY = ("httpx", "pydantic", "starlette", "uvicorn", "jwt", "cryptography", "keyring")


@pytest.mark.parametrize("module", ["mfa_tui.cli.main", "mfa_tui.app.app"])
def test_nothing_of_the_client_or_the_demo_tenant_is_imported_before_the_first_paint(module: str, home: Path) -> None:
    code = f"import sys, {module}; print([name for name in {LAZY} if name in sys.modules])"
    process = subprocess.run(
        [sys.executable, "-c", code], env=environment(home), capture_output=True, text=True, timeout=60
    )
    assert (process.returncode, process.stdout, process.stderr) == (0, "[]\n", "")


def test_the_command_line_imports_no_textual_until_it_draws(home: Path) -> None:
    code = "import sys, mfa_tui.cli; print('textual' in sys.modules, 'asyncio' in sys.modules)"
    process = subprocess.run(
        [sys.executable, "-c", code], env=environment(home), capture_output=True, text=True, timeout=60
    )
    assert process.stdout == "False False\n"


def run(home: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [*MFA_TUI, *arguments],
        env=environment(home),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
    )
