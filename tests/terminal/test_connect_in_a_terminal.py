"""A first start in a real terminal, several tenants at once, and a typed secret that is found nowhere else."""

import json
import re
import stat
import sys
from pathlib import Path

import pytest

from mfa_tui.demo.options import DEMO_CLIENT_ID, DEMO_CLIENT_SECRET
from tests.terminal.conftest import Serve, Start
from tests.terminal.terminal import ENTER, TAB, Terminal

WRONG = "planted-9f2c-wrong-secret"


@pytest.fixture
def keyring(tmp_path: Path) -> dict[str, str]:
    """Variables that give every process the same keyring; it is a file outside of the home folder."""
    return {"PYTHON_KEYRING_BACKEND": "tests.keyrings.FileKeyring", "TEST_KEYRING": str(tmp_path / "keyring.json")}


def profiles(home: Path, **domains: str) -> None:
    file = home / "config" / "mfa-tui" / "tenants.toml"
    file.parent.mkdir(parents=True)
    table = '[tenants.{}]\ndomain = "{}"\nclient_id = "{}"\nlabel = "dev"\n'
    file.write_text("".join(table.format(name, domain, DEMO_CLIENT_ID) for name, domain in domains.items()))


def fill(terminal: Terminal, *keys: str) -> None:
    """Type as fast as the program paints."""
    for key in keys:
        terminal.settle()
        terminal.type(key)


@pytest.mark.exhaustive
def test_a_first_start_leads_to_the_demo_with_one_key_and_q_leaves(start: Start) -> None:
    terminal = start()
    terminal.wait_for("nothing yet", "the demo tenant")
    terminal.type("d")
    terminal.wait_for("acme-demo", "READ-WRITE", "as of ")
    terminal.type("q")
    assert terminal.wait_exit() == 0
    other = start("--write")
    other.wait_for("nothing yet")
    other.type("q")
    assert other.wait_exit() == 0
    assert other.is_restored


@pytest.mark.exhaustive
def test_read_only_at_the_start_holds_for_what_is_connected_later(start: Start) -> None:
    terminal = start("--demo", "--read-only", "--screen", "tenants")
    terminal.wait_for("acme-demo", "acme-staging", "as of ")
    terminal.type("j", ENTER)
    terminal.wait_for("acme-staging is connected")
    terminal.type("T", "j", ENTER)
    terminal.wait_for("STAGING", "READ-ONLY")
    assert "READ-WRITE" not in terminal.text
    terminal.type("q")
    assert terminal.wait_exit() == 0


def test_no_secret_that_is_typed_into_the_form_is_anywhere_but_in_the_keyring(
    start: Start, serve: Serve, home: Path, keyring: dict[str, str]
) -> None:
    domain = serve()["AUTH0_DOMAIN"]
    terminal = start("--write", **keyring)
    terminal.wait_for("nothing yet")
    terminal.type("n")
    terminal.wait_for("How do you sign in")
    terminal.type(ENTER)
    terminal.wait_for("New tenant, by client secret")
    fill(terminal, "acme", TAB, domain, TAB, DEMO_CLIENT_ID, TAB, WRONG, TAB, TAB, " ", TAB, TAB, ENTER)  # production
    terminal.wait_for("Nothing was saved.")
    assert not list(home.rglob("tenants.toml"))
    fill(terminal, "\x15", DEMO_CLIENT_SECRET, *[TAB] * 4, ENTER)
    terminal.wait_for("acme", "READ-WRITE", "as of ")
    terminal.type("2")
    terminal.wait_for("otp")
    terminal.type(" ")
    terminal.wait_for("1 staged")
    terminal.type("a")
    terminal.wait_for("Type acme to apply")
    fill(terminal, "acme", ENTER, ENTER)
    terminal.wait_for("Applied and read back: 1.")
    terminal.type("8")
    terminal.wait_for("what its token lets us do")
    terminal.type("q")
    assert terminal.wait_exit() == 0

    files = {str(path): path.read_bytes() for path in home.rglob("*") if path.is_file()}
    assert any(path.endswith("journal.jsonl") for path in files)
    (saved,) = home.rglob("tenants.toml")
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600
    for where, written in {"the terminal": bytes(terminal.output), **files}.items():
        assert DEMO_CLIENT_SECRET.encode() not in written, where
        assert WRONG.encode() not in written, where
        assert not re.search(rb"eyJ[\w-]{10}", written), where
    kept = json.loads(Path(keyring["TEST_KEYRING"]).read_text())
    assert [password for _, _, password in kept] == [f"1:{DEMO_CLIENT_SECRET}"]


BROKEN = """
import sys
from mfa_tui.cli.main import main
from mfa_tui.features.connect.service.connecting import Connecting
from mfa_tui.ui.dialogs.ask import AskScreen

async def try_out(self, profile, credentials):
    raise RuntimeError(f"it broke at {credentials.client_secret.get_secret_value()}")

def answer(self, result):
    raise RuntimeError("it broke")

if sys.argv.pop() == "crash":
    AskScreen.answer = answer
else:
    Connecting.try_out = try_out
main()
"""


@pytest.mark.exhaustive
@pytest.mark.parametrize("how", ["crash", "error"])
def test_when_something_breaks_a_typed_secret_is_not_shown(how: str, start: Start, home: Path, tmp_path: Path) -> None:
    profiles(home, acme="http://127.0.0.1:9", other="http://127.0.0.1:9")
    script = tmp_path / "broken.py"
    script.write_text(BROKEN)
    terminal = start(str(script), how, command=(sys.executable,))
    terminal.wait_for("acme", "client secret")
    terminal.type("1")
    terminal.wait_for("Client secret of acme")
    terminal.type(WRONG, ENTER)
    if how == "error":
        terminal.wait_for("Something unexpected went wrong (RuntimeError)")
        terminal.type("q")
    assert terminal.wait_exit() == (how == "crash")
    assert ("RuntimeError: it broke" in terminal.text) is (how == "crash")
    assert WRONG.encode() not in terminal.output


@pytest.mark.exhaustive
def test_several_tenants_are_connected_at_start_with_their_secrets_asked_one_after_the_other(
    start: Start, serve: Serve, home: Path
) -> None:
    profiles(home, first=serve()["AUTH0_DOMAIN"], second=serve("--latency", "50")["AUTH0_DOMAIN"])
    terminal = start("--tenant", "first", "--tenant", "second", "--screen", "factors")
    terminal.wait_for("Client secret of first:")
    terminal.type(DEMO_CLIENT_SECRET, ENTER)
    terminal.wait_for("Client secret of second:")
    terminal.type(DEMO_CLIENT_SECRET, ENTER)
    terminal.wait_for("▸ first", "second", re.compile(r"otp +○ off +○ off"))
    terminal.type("\x1b[C")
    terminal.wait_for("▸ second")
    terminal.type("q")
    assert terminal.wait_exit() == 0
    assert DEMO_CLIENT_SECRET.encode() not in terminal.output


def test_a_tenant_that_is_given_twice_is_an_error(start: Start, home: Path) -> None:
    profiles(home, first="acme.eu.auth0.com")
    terminal = start("--tenant", "first", "--tenant", "first", AUTH0_CLIENT_SECRET="planted-1")
    assert terminal.wait_exit() == 2
    assert "acme.eu.auth0.com is given twice with --tenant" in terminal.text
