"""A tenant over a socket: locked until it is unlocked, and every way in which it cannot be read has its words."""

import socket

import pytest

from tests.terminal.conftest import Serve, Start
from tests.terminal.terminal import ENTER


def test_it_starts_read_only_and_is_unlocked_after_a_question(start: Start, serve: Serve) -> None:
    terminal = start("--screen", "factors", **serve())
    terminal.wait_for("READ-ONLY", "otp", "○ off", "as of ")
    terminal.type(" ")
    terminal.wait_for("1 staged")
    terminal.type("a")
    terminal.wait_for("READ-ONLY: nothing can be applied.", "esc cancels")
    terminal.type(ENTER)  # Cancel has the focus.
    terminal.wait_for("space toggle")
    terminal.type("W")
    terminal.wait_for("Unlock writing to 127.0.0.1", "(dev)?")
    terminal.confirm()
    terminal.wait_for("READ-WRITE")
    terminal.type("W")
    terminal.wait_for("READ-ONLY")


@pytest.mark.exhaustive
def test_a_wrong_secret_is_told_and_it_stays_alive(start: Start, serve: Serve) -> None:
    terminal = start(**{**serve(), "AUTH0_CLIENT_SECRET": "wrong"})
    terminal.wait_for("Auth0 refused the sign-in of this program.", "Check AUTH0_CLIENT_ID")
    terminal.type("2")
    terminal.wait_for("FACTOR")
    terminal.type("q")
    assert terminal.wait_exit() == 0


@pytest.mark.exhaustive
def test_a_dead_port_is_told_and_it_stays_alive(start: Start) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    terminal = start(
        AUTH0_DOMAIN=f"http://127.0.0.1:{port}", AUTH0_CLIENT_ID="id", AUTH0_CLIENT_SECRET="no-secret-at-all"
    )
    terminal.wait_for("The tenant cannot be reached.", "Check AUTH0_DOMAIN")
    terminal.type("q")
    assert terminal.wait_exit() == 0
