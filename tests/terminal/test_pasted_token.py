"""A pasted token is a live credential: afterwards it is nowhere, not even after a crash."""

import base64
import json
import signal
import sys
from pathlib import Path

import pytest

from tests.terminal.conftest import Start
from tests.terminal.terminal import ENTER

PASTE = "\x1b[200~{}\x1b[201~"


def token(**claims: object) -> str:
    parts = ({"alg": "RS256", "typ": "JWT", "kid": "k"}, claims, "signature-that-must-not-be-seen-anywhere")
    return ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts)


TOKEN = token(
    iss="https://acme-demo.eu.auth0.com/",
    aud="app",
    iat=1_700_000_000,
    exp=4_000_000_000,
    sub="auth0|planted",
    amr=["mfa"],
    email="planted.person@example.com",
)


def assert_nowhere(terminal_output: bytes, home: Path) -> None:
    pieces = [piece.encode() for piece in TOKEN.split(".")]
    for path in [path for path in home.rglob("*") if path.is_file()]:
        for piece in (*pieces, b"planted.person"):
            assert piece not in path.read_bytes(), path
    for piece in pieces:
        assert piece not in terminal_output


@pytest.mark.parametrize("end", ["quit", "kill", "clear"])
def test_the_token_is_in_no_file_process_list_or_title_afterwards(start: Start, home: Path, end: str) -> None:
    terminal = start("--demo", "--screen", "tokens")
    terminal.wait_for("Paste anything", "as of ")
    terminal.type(PASTE.format(f"curl -H 'Authorization: Bearer {TOKEN}'"))
    terminal.wait_for("Claims MFA")
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            assert TOKEN.encode() not in process.read_bytes()
        except (FileNotFoundError, ProcessLookupError):
            continue
    terminal.type("v")
    terminal.wait_for("Verify with")
    terminal.type(ENTER)
    terminal.wait_for("UNVERIFIED")
    terminal.type("Y")
    terminal.wait_for("clipboard")
    if end == "kill":
        terminal.send(signal.SIGKILL)
        assert terminal.wait_exit() != 0
    else:
        if end == "clear":
            terminal.type("\x18")
            terminal.wait_for("Paste anything")
        terminal.type("q")
        assert terminal.wait_exit() == 0
    assert_nowhere(bytes(terminal.output), home)
    assert b"\x1b]0;" not in terminal.output
    assert b"\x1b]2;" not in terminal.output


CRASH = """
import sys
from tests.rig import Tenant, program
from pathlib import Path

app = program(Tenant(), Path(sys.argv[1]), screen="tokens")

def crash() -> None:
    token_in_a_local = app.screen._paste
    raise RuntimeError("boom")

app.action_help = crash
app.run()
sys.exit(app.return_code)
"""


@pytest.mark.exhaustive
def test_a_crash_while_a_token_is_on_the_screen_does_not_print_it(start: Start, home: Path) -> None:
    terminal = start(str(home), command=(sys.executable, "-c", CRASH))
    terminal.wait_for("Paste anything")
    terminal.type(PASTE.format(TOKEN))
    terminal.wait_for("Claims MFA")
    terminal.type("?")
    assert terminal.wait_exit() != 0
    assert b"boom" in terminal.output
    assert_nowhere(bytes(terminal.output), home)
