"""Every test runs in a home of its own, without the network, the user's files or the user's environment."""

import os
import signal
import time
from itertools import count

# Textual reads this when it is imported.
os.environ["TEXTUAL_ANIMATIONS"] = "none"
# And keyring this: no test may meet the keyring of whoever runs it.
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
os.environ["TZ"] = "UTC"
time.tzset()
# A shell that starts the tests in the background has them ignore SIGINT, and every program that they start.
signal.signal(signal.SIGINT, signal.default_int_handler)

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from textual import pilot

from mfa_tui.demo.signing import SigningKey
from tests.idle import idle

assert hasattr(pilot, "wait_for_idle"), "Textual has renamed what this replaces"
pilot.wait_for_idle = idle  # Textual's own naps 20 ms a time, three times for a key.

# What is asserted is never a time: on a busy machine, a slow example is no fault of the program.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("quick", settings.get_profile("any machine"), max_examples=25)

# Making a key costs a demo tenant more than many a story. Tenants made one after the other still have different keys.
_make_key, _keys, _made = SigningKey.generate, dict[int, SigningKey](), count()


def _one_of_a_few_keys() -> SigningKey:
    number = next(_made) % 4
    if number not in _keys:
        _keys[number] = _make_key()
    return _keys[number]


SigningKey.generate = _one_of_a_few_keys  # type: ignore[method-assign]

SHARED = Path(__file__).parent.parent.parent / "shared"


@pytest.fixture(autouse=True)
def _own_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in list(os.environ):
        if name.startswith(("AUTH0_", "MFA_TUI_", "XDG_", "TMUX", "SSH_")) or name in (
            "NO_COLOR",
            "STY",
            "TEXTUAL_THEME",
        ):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("MFA_TUI_CLIPBOARD", "osc52")
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.setenv("TERM", "xterm-256color")


def pytest_configure(config: pytest.Config) -> None:
    """Try fewer examples by default than in the exhaustive run."""
    settings.load_profile("quick" if "not exhaustive" in config.option.markexpr else "any machine")
