"""The rate limit of the Management API: a token bucket, and what it tells in the response headers."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from mfa_tui.demo.options import RateLimit


@dataclass(frozen=True)
class Allowance:
    """What the bucket says to one request.

    retry_after_s: whole seconds until the next request may pass; 0 where this one did.
    headers: limit and remaining in requests; reset is the Unix second at which the bucket is full again.
    """

    granted: bool
    retry_after_s: int
    headers: dict[str, str]


class TokenBucket:
    """Holds at most `burst` tokens, gains `per_second` a second, and gives one to each request."""

    def __init__(self, limit: RateLimit, clock: Callable[[], float]) -> None:
        self._limit = limit
        self._clock = clock
        self._tokens = float(limit.burst)
        self._filled_at = clock()

    def take(self) -> Allowance:
        """Take one token where there is one."""
        now, limit = self._clock(), self._limit
        self._tokens = min(limit.burst, self._tokens + (now - self._filled_at) * limit.per_second)
        self._filled_at = now
        granted = self._tokens >= 1
        if granted:
            self._tokens -= 1
        headers = {
            "x-ratelimit-limit": str(limit.burst),
            "x-ratelimit-remaining": str(int(self._tokens)),
            "x-ratelimit-reset": str(math.ceil(now + (limit.burst - self._tokens) / limit.per_second)),
        }
        retry_after_s = 0 if granted else max(1, math.ceil((1 - self._tokens) / limit.per_second))
        return Allowance(granted, retry_after_s, headers)
