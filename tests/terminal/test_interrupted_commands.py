"""Commands without a screen end at once when they are interrupted or nobody takes their answer, and say so in words."""

import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.terminal.terminal import MFA_TUI, environment

IN_TIME = 2.0
"""Seconds from the signal to the end: the product's contract."""
HEEDING = "import signal; signal.signal(2, signal.default_int_handler); from mfa_tui.cli.main import main; main()"
"""The program where whoever started the tests does not have it ignore SIGINT."""
COMMANDS = [("check",), ("coverage",), ("user", "jane.doe@example.com"), ("export",)]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("command", COMMANDS)
def test_a_signal_ends_a_command_in_time_though_the_tenant_never_answers(
    command: tuple[str, ...], number: signal.Signals, home: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.settimeout(60)
        domain = f"http://127.0.0.1:{silent.getsockname()[1]}"
        env = environment(home, AUTH0_DOMAIN=domain, AUTH0_CLIENT_ID="id", AUTH0_CLIENT_SECRET="secret")
        pipe = subprocess.PIPE
        with subprocess.Popen(
            [sys.executable, "-c", HEEDING, *command], env=env, stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe
        ) as process:
            try:
                silent.accept()[0].detach()  # It stays open, and silent.
                started = time.perf_counter()
                process.send_signal(number)
                out, err = process.communicate(timeout=30)
                seconds = time.perf_counter() - started
            finally:
                process.kill()
    assert process.returncode == (130 if number is signal.SIGINT else -signal.SIGTERM)
    assert (out, err) == (b"", b"")
    assert seconds < IN_TIME


@pytest.mark.exhaustive
@pytest.mark.parametrize("command", [*COMMANDS, ("tenants", "list")])
@pytest.mark.parametrize(
    ("where", "code", "words"),
    [
        (">&-", 2, "mfa-tui: standard output is closed\n"),
        (">/dev/full", 2, "cannot be written: No space left on device"),
        ("| true", None, ""),
    ],
)
def test_an_answer_that_nobody_takes_ends_in_words_and_not_in_a_traceback(
    where: str, code: int | None, words: str, command: tuple[str, ...], home: Path
) -> None:
    if where == ">/dev/full" and not Path("/dev/full").exists():
        pytest.skip("needs /dev/full")
    demo = ["--demo"] if command[0] != "tenants" else []
    script = f'"$@" {where}; codes=(${{PIPESTATUS[@]}}); echo "code ${{codes[0]}}" >&2'
    result = subprocess.run(
        ["/bin/bash", "-c", script, "bash", *MFA_TUI, *command, *demo],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        env=environment(home),
        timeout=60,
    )
    assert words in result.stderr
    assert "Traceback" not in result.stderr
    ended = int(result.stderr.rpartition("code ")[2])
    assert ended == code if code is not None else ended in (0, 141)
