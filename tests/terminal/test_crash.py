"""When the program breaks, the terminal gets a traceback that can be sent to us: without anybody's token in it."""

import sys
from pathlib import Path

from tests.terminal.conftest import Start

# The token comes from the environment, so that it stands in locals only, and in no line of source.
BROKEN = """
import os, sys
from mfa_tui.app.app import MfaApp
from mfa_tui.session.view import TenantView
from mfa_tui.tenants.profile import Label, TenantProfile

def no_session():
    raise OSError("no tenant here")

def on_key(self, event):
    token = os.environ["PLANTED"]
    headers = {"Authorization": "Bearer " + token}
    raise RuntimeError("it broke")

MfaApp.on_key = on_key
profile = TenantProfile("acme", "acme.example", "https://acme.example", Label.DEV, "id", "audience")
app = MfaApp(TenantView(profile, False), no_session)
app.run()
sys.exit(app.return_code)
"""
PLANTED = "eyJ-PLANTED-token-in-a-local"


def test_a_crash_exits_with_1_and_a_traceback_that_shows_no_locals(start: Start, tmp_path: Path) -> None:
    script = tmp_path / "broken.py"
    script.write_text(BROKEN)
    terminal = start(str(script), command=(sys.executable,), PLANTED=PLANTED)
    terminal.wait_for("Overview")
    terminal.type("z")
    assert terminal.wait_exit() == 1
    assert "RuntimeError: it broke" in terminal.text
    assert "broken.py" in terminal.text
    assert PLANTED.encode() not in terminal.output
    assert terminal.is_restored
