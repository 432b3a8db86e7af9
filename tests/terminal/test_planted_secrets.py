"""A secret is looked for in every place that the program writes to: terminal, files, command line."""

import re
from pathlib import Path

import httpx
import pytest

from mfa_tui.domain.scopes import least
from tests.terminal.conftest import Serve, Start

TOKEN = re.compile(rb"eyJ[\w-]{10,}")


@pytest.mark.parametrize("signed_in_with", ["client secret", "access token"])
def test_no_secret_reaches_the_terminal_a_file_or_the_command_line(
    signed_in_with: str, start: Start, serve: Serve, home: Path
) -> None:
    tenant = serve()
    secret = tenant["AUTH0_CLIENT_SECRET"]
    if signed_in_with == "access token":
        secret = issued_token(tenant)
        tenant = {"AUTH0_DOMAIN": tenant["AUTH0_DOMAIN"], "AUTH0_API_TOKEN": secret}
    terminal = start("--write", "--screen", "factors", **tenant)
    terminal.wait_for("otp", "○ off", "as of ")
    command_line = Path(f"/proc/{terminal.pid}/cmdline")
    if command_line.exists():
        assert secret.encode() not in command_line.read_bytes()
    terminal.type(" ")
    terminal.wait_for("1 staged")
    terminal.type("a")
    terminal.wait_for("in this order", "Cancel", "Apply", "esc cancels")
    terminal.confirm()
    terminal.wait_for("Applied and read back: 1.")
    for number, words in (("1", "Access"), ("3", "POLICY"), ("7", "Activity")):
        terminal.type(number)
        terminal.wait_for(words)
    terminal.type("q")
    assert terminal.wait_exit() == 0

    files = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    assert any(path.name == "journal.jsonl" for path in files)
    for where, written in [("the terminal", bytes(terminal.output)), *files.items()]:
        assert secret.encode() not in written, where
        assert not TOKEN.search(written), where


@pytest.mark.exhaustive
def test_a_refused_secret_is_not_repeated(start: Start, serve: Serve, home: Path) -> None:
    planted = "planted-9f2c-wrong-secret"
    terminal = start(**{**serve(), "AUTH0_CLIENT_SECRET": planted})
    terminal.wait_for("refused the sign-in")
    terminal.type("r")
    terminal.wait_for("not read")
    terminal.type("q")
    assert terminal.wait_exit() == 0
    assert planted.encode() not in terminal.output
    assert not [path for path in home.rglob("*") if path.is_file() and planted in path.read_text()]


def issued_token(tenant: dict[str, str]) -> str:
    """Sign in as the program does."""
    answer = httpx.post(
        f"{tenant['AUTH0_DOMAIN']}/oauth/token",
        json={
            "grant_type": "client_credentials",
            "client_id": tenant["AUTH0_CLIENT_ID"],
            "client_secret": tenant["AUTH0_CLIENT_SECRET"],
            "audience": f"{tenant['AUTH0_DOMAIN']}/api/v2/",
            # A token of all scopes is longer than the line that a terminal lets somebody type.
            "scope": " ".join(least(writes=True)),
        },
    )
    return str(answer.json()["access_token"])
