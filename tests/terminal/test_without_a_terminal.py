"""Where there is no terminal to draw on, the program says so at once and names the command that needs none."""

import os
import pty
import subprocess
from pathlib import Path

import pytest

from tests.terminal.terminal import MFA_TUI, environment


@pytest.mark.parametrize("without", ["stdin", "stderr", "TERM"])
def test_without_a_terminal_it_refuses_and_names_the_headless_command(without: str, home: Path) -> None:
    master, slave = pty.openpty()
    try:
        process = subprocess.run(
            [*MFA_TUI, "--demo"],
            stdin=subprocess.DEVNULL if without == "stdin" else slave,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE if without == "stderr" else slave,
            env=environment(home, **({"TERM": "dumb"} if without == "TERM" else {})),
            timeout=20,
        )
        said = process.stderr if without == "stderr" else os.read(master, 10_000)
    finally:
        os.close(master)
        os.close(slave)
    assert process.returncode == 2
    assert process.stdout == b""
    assert said.count(b"\n") == 1
    assert b"mfa-tui check" in said
    assert b"\x1b" not in said
