"""Instants as the Management API writes them: UTC, milliseconds, a Z. Inside the demo they are Unix seconds."""

from __future__ import annotations

from datetime import UTC, datetime

MINUTE_S = 60.0
HOUR_S = 3600.0
DAY_S = 86400.0


def iso(at: float) -> str:
    """Return a Unix second as `2025-01-31T00:41:28.398Z`."""
    return f"{datetime.fromtimestamp(at, UTC).replace(tzinfo=None).isoformat(timespec='milliseconds')}Z"


def nanos(at: float) -> str:
    """Return a Unix second as Actions show instants, `2025-01-31T00:41:28.398125000Z`."""
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%dT%H:%M:%S.%f}000Z"


def day_of(at: float) -> str:
    """Return the UTC day of a Unix second as `20250131`, which is how `stats/daily` is asked for days."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y%m%d")
