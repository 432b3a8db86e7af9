"""Secrets of every kind, and an error in every part of the program that quotes them all: they are found nowhere."""

import json
import os
import re
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from mfa_tui.demo.options import DEMO_CLIENT_SECRET, DemoOptions
from tests.terminal.conftest import Start
from tests.terminal.terminal import MFA_TUI, Terminal, environment
from tests.terminal.watched import watched

pytestmark = pytest.mark.exhaustive

PLANTED = {
    "client secret": "planted-client-secret-4e1f",
    "access token": "eyJhbGciOiJSUzI1NiJ9.eyJwbGFudGVkIjoiYWNjZXNzIn0.planted-signature",
    "refresh token": "v1.planted-refresh-token-77ab",
    "private key": "-----BEGIN PRIVATE KEY-----\nplantedMIIEvQIBADANBgkqhkiG9w0\n-----END PRIVATE KEY-----",
    "Duo secret key": "planted-duo-skey-0c2d",
    "Twilio token": "planted-twilio-auth-token-51aa",
    "AWS secret": "planted-aws-secret-access-key-90fe",
    "enrollment link": "https://acme.example/mfa?ticket=planted-ticket-3b3b",
    "recovery code": "PLANTEDRECOVERYCODE42",
    "pasted token": "eyJhbGciOiJub25lIn0.eyJwbGFudGVkIjoicGFzdGVkIn0.",
}
TOKEN = re.compile(rb"eyJ[\w-]{10,}")

# The secrets come from a file outside of the home folder, so that they stand in no argument and no line of source.
BROKEN = """
import asyncio, json, sys, threading
from pathlib import Path
from mfa_tui.cli.main import main

place, planted = sys.argv[1], json.loads(Path(sys.argv[2]).read_text())
del sys.argv[1:3]


def broken(*arguments, **options):
    local = dict(planted)
    headers = [getattr(one, "headers", None) for one in arguments]
    cause = ValueError(f"{local} {headers}")
    error = RuntimeError(f"broken with {local} and {headers}")
    error.add_note(str(local))
    raise error from cause


async def broken_later(*arguments, **options):
    broken(*arguments, **options)


def on_key(app, event):
    if event.key != "z":
        return
    if place == "handler":
        broken(event)
    elif place == "worker":
        app.run_worker(broken_later(event), exit_on_error=False)
    elif place == "task":
        asyncio.get_running_loop().create_task(broken_later(event))
    elif place == "thread":
        threading.Thread(target=broken).start()
    elif place == "render":
        from textual.widget import Widget
        Widget.render_lines = broken
        app.refresh(layout=True)
    elif place == "timer":
        app.set_timer(0.01, broken)
    elif place == "input":
        app._driver.process_message = broken
    app.toast("it is broken now")


from mfa_tui.app.app import MfaApp
MfaApp.on_key = on_key
if place == "transport":
    from mfa_tui.client.transports.shield import ShieldTransport
    ShieldTransport.handle_async_request = broken_later
if place == "import":
    class Finder:
        def find_spec(self, name, path=None, target=None):
            if name in ("httpx", "mfa_tui.features.tokens.model.inspection"):
                broken()
    sys.meta_path.insert(0, Finder())
main()
"""


@pytest.fixture
def script(tmp_path: Path) -> tuple[str, str, str]:
    """The program with something broken in it; the place of that, and what comes after, are arguments."""
    (tmp_path / "broken.py").write_text(BROKEN)
    (tmp_path / "planted.json").write_text(json.dumps(PLANTED))
    return sys.executable, str(tmp_path / "broken.py"), str(tmp_path / "planted.json")


def assert_nowhere(output: bytes, home: Path) -> None:
    """Assert that no line of a secret is in some output or in any file of the home folder."""
    files = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    lines = [line for secret in PLANTED.values() for line in secret.splitlines() if "planted" in line.lower()]
    secrets = [*lines, DEMO_CLIENT_SECRET, PLANTED["pasted token"]]
    for where, written in [("output", output), *files.items()]:
        assert [secret for secret in secrets if secret.encode() in written] == [], where
        assert not TOKEN.search(written), where


def assert_closed_to_others(pid: int) -> None:
    """Assert that a running program has no secret among its arguments and would write no core file."""
    if not os.path.isdir("/proc/self"):
        return
    arguments = Path(f"/proc/{pid}/cmdline").read_bytes()
    assert not [secret for secret in (*PLANTED.values(), DEMO_CLIENT_SECRET) if secret.encode() in arguments]
    assert resource.prlimit(pid, resource.RLIMIT_CORE) == (0, 0)


def planted_answers() -> dict[str, tuple[int, str, bytes]]:
    """What the tenant answers: the settings that Auth0 sends with credentials in clear."""
    settings = {
        "GET /api/v2/guardian/factors/duo/settings": {
            "ikey": "DI",
            "skey": PLANTED["Duo secret key"],
            "host": "api.duosecurity.com",
        },
        "GET /api/v2/guardian/factors/phone/providers/twilio": {
            "auth_token": PLANTED["Twilio token"],
            "sid": "AC1",
            "from": "+1555",
        },
        "GET /api/v2/guardian/factors/push-notification/providers/sns": {
            "aws_access_key_id": "AKIA",
            "aws_secret_access_key": PLANTED["AWS secret"],
            "aws_region": "us-east-1",
        },
    }
    return {request: (200, "application/json", json.dumps(body).encode()) for request, body in settings.items()}


def quit_(terminal: Terminal) -> int:
    terminal.type("q")
    return terminal.wait_exit()


@pytest.mark.parametrize("place", ["handler", "render", "timer", "input", "worker", "task", "thread", "transport"])
def test_an_error_in_the_running_dashboard_shows_no_secret(
    place: str, start: Start, script: tuple[str, str, str], home: Path
) -> None:
    python, path, planted = script
    (home / "tmp").mkdir()
    with watched(DemoOptions(rate_limit=None)) as (_, variables):
        terminal = start(
            place,
            planted,
            "--write",
            "--screen",
            "factors",
            command=(python, path),
            TMPDIR=str(home / "tmp"),
            **variables,
        )
        if place == "transport":
            terminal.wait_for("Something unexpected went wrong")
        else:
            terminal.wait_for("otp", "○ off", "as of ")
        assert_closed_to_others(terminal.pid)
        crashes = place in ("handler", "render", "timer", "input")
        if place != "transport":
            terminal.type("z")
            if not crashes:
                terminal.wait_for("it is broken now" if place != "worker" else "Something unexpected went wrong")
        if place == "input":
            terminal.wait_for("it is broken now")
            terminal.type("x")
        code = terminal.wait_exit() if crashes else quit_(terminal)
    assert code == (1 if crashes else 0)
    assert ("RuntimeError: (message withheld" in terminal.text) == crashes
    assert terminal.is_restored
    assert_nowhere(bytes(terminal.output), home)


@pytest.mark.parametrize(
    ("place", "arguments"),
    [
        *(
            (place, arguments)
            for place in ("transport", "import")
            for arguments in (("check", "--json"), ("coverage",), ("user", "jane.doe@example.com"), ("export",))
        ),
        ("import", ("token", "-")),
    ],
)
def test_an_error_in_a_command_shows_no_secret(
    place: str, arguments: tuple[str, ...], script: tuple[str, str, str], home: Path
) -> None:
    python, path, planted = script
    with watched(DemoOptions(rate_limit=None)) as (_, variables):
        result = subprocess.run(
            [python, path, place, planted, *arguments],
            input=PLANTED["pasted token"].encode(),
            capture_output=True,
            env=environment(home, **variables),
            timeout=60,
        )
    assert result.returncode != 0
    assert b"RuntimeError" in result.stderr
    assert_nowhere(result.stdout + result.stderr, home)


@pytest.mark.parametrize("request_", planted_answers())
def test_credentials_that_auth0_sends_in_clear_are_in_no_answer(request_: str, home: Path) -> None:
    with watched(DemoOptions(rate_limit=None)) as (tenant, variables):
        tenant.faults[request_] = planted_answers()[request_]
        result = subprocess.run(
            [*MFA_TUI, "export"], capture_output=True, env=environment(home, **variables), timeout=60
        )
    assert tuple(request_.split()) in tenant.seen
    assert result.returncode == 0
    assert b"secrets are never exported" in result.stderr
    assert_nowhere(result.stdout + result.stderr, home)
