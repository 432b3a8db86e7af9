"""Coverage scans against a tenant on a real socket: how much of the possible speed, and what it costs."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from mfa_tui.demo.options import DEMO_CLIENT_ID, DEMO_CLIENT_SECRET, DemoOptions, RateLimit
from mfa_tui.features.coverage.service.scan import AT_ONCE
from tests.benchmarks.measuring import PYTHON, Row, Settings
from tests.terminal.terminal import environment

_SERVE = """
from mfa_tui.demo.options import DemoOptions, RateLimit
from mfa_tui.demo.serve import serve
serve({options!r}, port=0)
"""
LATENCY_MS = 80


@contextmanager
def served(options: DemoOptions) -> Iterator[dict[str, str]]:
    """Serve a demo tenant in a process of its own; yield the variables that lead to it."""
    command = [PYTHON, "-c", _SERVE.format(options=options)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        domain = process.stdout.readline().strip().removeprefix("export AUTH0_DOMAIN=")
        try:
            yield {
                "AUTH0_DOMAIN": domain,
                "AUTH0_CLIENT_ID": DEMO_CLIENT_ID,
                "AUTH0_CLIENT_SECRET": DEMO_CLIENT_SECRET,
            }
        finally:
            process.terminate()


def scanned(settings: Settings, how: str, options: DemoOptions) -> dict[str, Any]:
    """Scan such a tenant: of `everyone`, of those with MFA (`enrolled`), by the `sdk`, or `bare` httpx."""
    with served(options) as variables:
        command = [sys.executable, "-m", "tests.benchmarks.scan_app", how]
        env = environment(settings.home, **variables)
        found: dict[str, Any] = json.loads(subprocess.run(command, env=env, capture_output=True, check=True).stdout)
        return found


def paced(settings: Settings, limit: RateLimit, users: int) -> list[Row]:
    """Measure what of a rate limit a scan leaves unused: the burst at once, then the rate, is what is possible."""
    found = scanned(settings, "everyone", DemoOptions(rate_limit=limit, users=users, latency_ms=LATENCY_MS))
    possible = max(0.0, found["requests"] - limit.burst) / limit.per_second
    name = f"coverage at {limit.per_second:g}/s, burst {limit.burst}"
    note = f"{found['users']} users in {found['seconds']:.1f} s, possible {possible:.1f} s"
    return [
        Row(f"{name}: lost throughput", max(0.0, 1 - possible / found["seconds"]) * 100, "%", 5, note),
        Row(f"{name}: 429s", found["refused"], "", 0),
    ]


def coverage(settings: Settings) -> list[Row]:
    """Scan at 2/s, at 16/s and without a limit, there also as a loop with Auth0's SDK does it."""
    slow = paced(settings, RateLimit(2, 2), max(1, settings.users // settings.slow_share))
    fast = paced(settings, RateLimit(16, 50), settings.users)
    unlimited = DemoOptions(rate_limit=None, users=settings.users, latency_ms=LATENCY_MS)
    free, bare, sdk = (scanned(settings, how, unlimited) for how in ("everyone", "bare", "sdk"))
    name = f"coverage without a limit, {LATENCY_MS} ms"
    note = (
        f"{free['methods']} users, {AT_ONCE} at once, in {free['reading']:.2f} s, httpx alone {bare['reading']:.2f} s"
    )
    return [
        *slow,
        *fast,
        Row(f"{name}: lost", max(0.0, 1 - bare["reading"] / free["reading"]) * 100, "%", 5, note),
        Row(f"{name}: the whole scan", free["seconds"], "s"),
        Row("  the same by the SDK, one after the other", sdk["seconds"], "s"),
        Row(
            "  as a ratio to the SDK's",
            free["seconds"] / sdk["seconds"],
            "x",
            0.1,
            f"{sdk['seconds'] / free['seconds']:.1f} times as fast",
        ),
    ]


def export(settings: Settings) -> list[Row]:
    """Scan a large tenant by an export job, without a limit or latency."""
    small = scanned(settings, "enrolled", DemoOptions(rate_limit=None, users=10))
    found = scanned(settings, "enrolled", DemoOptions(rate_limit=None, users=settings.crowd))
    name = f"coverage of {settings.crowd:,} by {found['source']}"
    return [
        Row(name, found["seconds"], "s", None, f"{found['requests']} requests"),
        Row("  peak memory", found["peak_mb"], "MB", None, f"of 10 users {small['peak_mb']:.0f} MB"),
        Row("  peak memory, a user", (found["peak_mb"] - small["peak_mb"]) * 1024 / settings.crowd, "KB"),
    ]
