"""The demo tenant, as a person meets it: it comes up, changes are made and taken back, it leaves a clean terminal."""

import json
import re
import signal
import subprocess
from pathlib import Path

import pytest

from mfa_tui.commands.registry import MODES
from tests.terminal.conftest import Start
from tests.terminal.terminal import CTRL_C, ENTER, ESCAPE, MFA_TUI, Terminal, environment


@pytest.mark.exhaustive
def test_the_demo_fills_the_overview_and_q_leaves_the_terminal_as_it_was(start: Start) -> None:
    terminal = start("--demo")
    terminal.wait_for("mfa-tui", "DEV", "READ-WRITE", "Policy", "Always", "FINDING", "as of ")
    assert not terminal.is_restored
    terminal.type("q")
    assert terminal.wait_exit() == 0
    assert terminal.is_restored
    assert "Traceback" not in terminal.text


def _switch_on_otp(terminal: Terminal) -> None:
    terminal.wait_for(OTP_OFF, "as of ")
    terminal.type(" ")
    terminal.wait_for("1 staged")
    terminal.type("a")
    terminal.wait_for("in this order")
    terminal.confirm()


OTP_ON, OTP_OFF = re.compile(r"otp .*● on"), re.compile(r"otp .*○ off")


@pytest.fixture
def temporary(home: Path) -> Path:
    """Return the folder for temporary files of everything that a test starts."""
    folder = home / "tmp"
    folder.mkdir()
    return folder


def files_in(*folders: Path) -> list[str]:
    return sorted(path.name for folder in folders for path in folder.rglob("*") if path.is_file())


def test_a_factor_is_staged_reviewed_applied_journalled_and_turned_back_and_nothing_stays(
    start: Start, home: Path, temporary: Path
) -> None:
    def entries() -> list[dict[str, object]]:
        (journal,) = temporary.glob("mfa-tui-*/journal.jsonl")
        return [json.loads(line) for line in journal.read_text().splitlines()]

    terminal = start("--demo", TMPDIR=str(temporary))
    terminal.wait_for("Always")
    terminal.type("2")
    terminal.wait_for("FACTOR", OTP_OFF)
    terminal.type(" ")
    terminal.wait_for("1 staged", "switch on otp")
    terminal.type("a")
    terminal.wait_for("1 change to acme-demo (dev), in this order", "Cancel", "Apply")
    terminal.confirm()
    terminal.wait_for("Applied and read back: 1.", OTP_ON)

    intent, outcome = entries()
    assert [intent[key] for key in ("entry", "target", "before", "after")] == ["intent", "factor:otp", False, True]
    assert [outcome[key] for key in ("entry", "id", "result")] == ["outcome", intent["id"], "applied"]
    (journal,) = temporary.glob("mfa-tui-*/journal.jsonl")
    assert journal.stat().st_mode & 0o777 == 0o600
    assert journal.parent.stat().st_mode & 0o777 == 0o700

    terminal.type("u")
    terminal.wait_for("Undo: 1 change to acme-demo (dev), in this order")
    terminal.confirm()
    terminal.wait_for(OTP_OFF)
    assert [entry.get("after", entry.get("result")) for entry in entries()] == [True, "applied", False, "applied"]
    terminal.type("q")
    assert terminal.wait_exit() == 0
    assert list(temporary.iterdir()) == []
    assert "journal.jsonl" not in files_in(home)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_demo_that_a_signal_ends_leaves_no_files(
    number: signal.Signals, start: Start, home: Path, temporary: Path
) -> None:
    terminal = start("--demo", "--screen", "factors", TMPDIR=str(temporary))
    _switch_on_otp(terminal)
    terminal.wait_for("Applied and read back: 1.")
    assert files_in(temporary) == ["journal.jsonl"]
    terminal.send(number)
    terminal.wait_exit()
    assert list(temporary.iterdir()) == []


def test_a_new_demo_knows_nothing_of_one_that_was_killed_in_the_middle_of_a_change(
    start: Start, home: Path, temporary: Path
) -> None:
    terminal = start("--demo", "--screen", "factors", TMPDIR=str(temporary))
    _switch_on_otp(terminal)
    terminal.wait_for("Applied and read back: 1.")
    (journal,) = temporary.glob("mfa-tui-*/journal.jsonl")
    cut_off = journal.read_text().splitlines()[0]
    terminal.send(signal.SIGKILL)
    terminal.wait_exit()
    journal.write_text(f"{cut_off}\n")

    again = start("--demo", size=(200, 40), TMPDIR=str(temporary))
    again.wait_for("Always", "FINDING", "as of ")
    again.type("2")
    again.wait_for(OTP_OFF)
    again.type("1")
    again.wait_for("Always", "FINDING")
    assert "in the middle of a change" not in again.text
    again.type("q")
    assert again.wait_exit() == 0
    assert journal.read_text() == f"{cut_off}\n", "it is not touched either"


def test_a_new_demo_does_not_show_the_coverage_of_an_earlier_one(start: Start, home: Path, temporary: Path) -> None:
    variables = {"TMPDIR": str(temporary)}
    command = [*MFA_TUI, "coverage", "--demo", "--format", "json"]
    found = subprocess.run(command, env=environment(home, **variables), capture_output=True, text=True, timeout=120)
    assert found.returncode == 0, found.stderr
    assert json.loads(found.stdout)["complete"] is True
    assert not [name for name in files_in(home) if name.startswith("coverage-")]

    assert list(temporary.iterdir()) == []

    terminal = start("--demo", size=(160, 45), **variables)
    terminal.wait_for("Always", "FINDING", "4 c shows who can complete MFA")
    terminal.type("q")
    assert terminal.wait_exit() == 0


@pytest.mark.exhaustive
def test_quitting_with_something_staged_asks_first(start: Start) -> None:
    terminal = start("--demo", "--screen", "factors")
    terminal.wait_for("FACTOR", "otp", "as of ")
    terminal.type(" ")
    terminal.wait_for("1 staged")
    terminal.type("q")
    terminal.wait_for("1 staged, not applied. Quitting forgets that.")
    terminal.type(ENTER)  # the safe answer has the focus
    terminal.wait_for("FACTOR")
    terminal.type("q")
    terminal.wait_for("Quitting forgets that.")
    terminal.confirm()
    assert terminal.wait_exit() == 0


@pytest.mark.exhaustive
def test_ctrl_c_and_escape_do_not_end_it(start: Start) -> None:
    terminal = start("--demo")
    terminal.wait_for("Always")
    terminal.type(CTRL_C, CTRL_C, "/")
    terminal.wait_for(re.compile("│ *filter"))  # the field, not the hint of its key
    terminal.type(*"nowhere")
    terminal.wait_for('No row matches "nowhere".')
    terminal.type(ESCAPE)
    terminal.wait_for("No recovery codes")
    terminal.type(ESCAPE, CTRL_C)
    terminal.type("2")
    terminal.wait_for("FACTOR")
    terminal.type("q")
    assert terminal.wait_exit() == 0


def test_every_screen_takes_keys_and_can_be_left(start: Start) -> None:
    terminal = start("--demo")
    terminal.wait_for("Always")
    for number, mode in enumerate(MODES, start=1):
        terminal.type(str(number))
        terminal.settle()
        terminal.type("r", "x", "j")
        terminal.settle()
        assert terminal.is_alive(), f"{mode.title}: {terminal.text[-3000:]}"
    terminal.type("2")
    terminal.wait_for("FACTOR")
    terminal.type("q")
    assert terminal.wait_exit() == 0


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    ("size", "words"),
    [((80, 24), ["mfa-tui", "READ-WRITE", "Always", "FINDING"]), ((200, 60), ["mfa-tui", "Always", "remedy"])],
)
def test_small_and_large_terminals_show_it(start: Start, size: tuple[int, int], words: list[str]) -> None:
    terminal = start("--demo", size=size)
    terminal.wait_for(*words)
    terminal.type("2")
    terminal.wait_for("FACTOR", "webauthn-roaming")
    terminal.type("q")
    assert terminal.wait_exit() == 0


@pytest.mark.exhaustive
def test_in_ascii_no_other_character_is_written(start: Start) -> None:
    terminal = start("--demo", "--ascii")
    terminal.wait_for("Always")
    terminal.type("2")
    terminal.wait_for("FACTOR", "[ ] off", "[x] on")
    terminal.type("3")
    terminal.wait_for("POLICY")
    terminal.type("q")
    assert terminal.wait_exit() == 0
    assert terminal.text.isascii()


@pytest.mark.exhaustive
def test_a_byte_that_is_no_utf_8_ends_nothing(start: Start) -> None:
    terminal = start("--demo", "--screen", "factors")
    terminal.wait_for("otp", "as of ")
    terminal.type("\udcff", " ")
    terminal.wait_for("1 staged")
