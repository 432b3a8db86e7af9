"""What a token costs: without a screen from start to finish, and on the screen from the paste to the verdict."""

import base64
import json
import subprocess
import sys
import time
from statistics import median

from tests.benchmarks.measuring import OURS, Row, Settings, ended

CLAIMS = {
    "iss": "https://acme-demo.eu.auth0.com/",
    "aud": "app",
    "sub": "a|1",
    "iat": 1_700_000_000,
    "exp": 4_000_000_000,
    "amr": ["mfa"],
}
ONE = ".".join(
    base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")
    for part in ({"alg": "RS256", "kid": "k"}, CLAIMS, "signature")
)
LOG = "2026-11-24T12:00:00Z GET /callback 302 - some request that matters to nobody\n" * 2_600 + ONE
"""A log of 200 KB with one token at its end."""


def finished(arguments: list[str], text: str) -> float:
    """Return the seconds that a command takes with a text on its standard input."""
    began = time.perf_counter()
    subprocess.run([sys.executable, *arguments], input=text.encode(), capture_output=True, check=False)
    return time.perf_counter() - began


def pasted(settings: Settings, text: str) -> float:
    """Return the seconds from a paste to its verdict."""
    with OURS.start(settings.home) as terminal:
        terminal.wait_for_bytes(OURS.filled)
        terminal.type("5")
        terminal.wait_for("Paste anything")
        terminal.settle()
        began = time.perf_counter()
        terminal.type(f"\x1b[200~{text}\x1b[201~")
        terminal.wait_for("Claims MFA")
        took = time.perf_counter() - began
        ended(terminal)
    return took


def tokens(settings: Settings) -> list[Row]:
    """Headless and on the screen, one token and a paste of 200 KB."""
    command = ["-m", "mfa_tui", "token", "-"]
    rounds = [
        (finished(["-c", "import base64, json"], ""), finished(command, ONE), finished(command, LOG))
        for _ in range(settings.rounds)
    ]
    base, one, log = (median(times) * 1000 for times in zip(*rounds, strict=True))
    small, large = pasted(settings, ONE), pasted(settings, LOG)
    return [
        Row("python -c 'import base64, json'", base, "ms"),
        Row("mfa-tui token -, one token", one, "ms", 1.5 * base + 60),
        Row("  200 KB around it take more", max(0.0, log - one), "ms", 200),
        Row("paste of one token to its verdict", small * 1000, "ms"),
        Row("  200 KB pasted around it take more", max(0.0, large - small) * 1000, "ms", 200, note="most in Textual"),
    ]
