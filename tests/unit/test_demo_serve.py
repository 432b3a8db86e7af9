"""The demo tenant on a loopback port, as `mfa-tui demo-tenant` serves it."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys

import httpx
import pytest

from mfa_tui.demo.options import DEMO_CLIENT_ID, DEMO_CLIENT_SECRET, DemoOptions
from mfa_tui.demo.serve import PortTakenError, serve

SERVE = (
    "from mfa_tui.demo.options import DemoOptions; from mfa_tui.demo.serve import serve;"
    "serve(DemoOptions(), host={host!r}, port=0)"
)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_it_announces_what_a_shell_can_evaluate_answers_and_ends_cleanly_on_ctrl_c(host: str) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE.format(host=host)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        domain, client_id, secret = (process.stdout.readline() for _ in range(3))
        assert domain.startswith("export AUTH0_DOMAIN=http://127.0.0.1:")
        assert client_id == f"export AUTH0_CLIENT_ID={DEMO_CLIENT_ID}\n"
        assert secret == f"export AUTH0_CLIENT_SECRET={DEMO_CLIENT_SECRET}\n"
        answer = httpx.get(domain.split("=")[1].strip() + "/api/v2/guardian/factors")
        assert answer.json()["message"] == "Missing authentication"
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate(timeout=20)
    assert (process.returncode, output, errors) == (0, "", "")


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::", "demo.example.com", ""])
def test_an_address_that_others_can_reach_is_refused(host: str) -> None:
    with pytest.raises(ValueError, match=r"loopback address such as 127\.0\.0\.1, not on"):
        serve(DemoOptions(), host=host, port=0)


def test_a_port_that_is_taken_is_named() -> None:
    announced: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortTakenError, match=f"port {port} of 127.0.0.1 cannot be used: Address already"):
            serve(DemoOptions(), port=port, announce=announced.append)
    assert announced == []
