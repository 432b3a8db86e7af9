"""Staying under the tenant's rate limit: wait before a request that would be refused."""

import time
from collections.abc import Callable

import httpx

from mfa_tui.client import wire
from mfa_tui.client.recorder import Recorder
from mfa_tui.client.retry import LONGEST_WAIT, Sleep

AGAIN = 0.05
"""Seconds until one looks again whether an answer has come."""

TOLD = 0.5
"""Seconds. Shorter waits are not worth telling the user."""


class PacingTransport(httpx.AsyncBaseTransport):
    """Learns the limit from the headers of every answer and spends only what is left until the reset.

    It stands below the retries, so that a repeated request is paced too. Until the first answer it knows no
    limit and lets everything pass.
    """

    def __init__(
        self,
        inner: httpx.AsyncBaseTransport,
        recorder: Recorder,
        sleep: Sleep,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._inner = inner
        self._recorder = recorder
        self._sleep = sleep
        self._clock = clock
        self._limit = 0
        self._left = 1
        self._reset_at = 0.0
        self._in_flight = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Wait until the limit allows it, but not for ever; then pass the request on and learn from its answer."""
        waited = 0.0
        while waited < LONGEST_WAIT and (wait := self._wait()) > 0:
            if wait >= TOLD:
                self._recorder.waiting(wait, "rate limit")
            await self._sleep(wait)
            waited += wait
        self._left -= 1
        self._in_flight += 1
        try:
            response = await self._inner.handle_async_request(request)
        finally:
            self._in_flight -= 1
        self._learn(response)
        return response

    def _wait(self) -> float:
        """Return the seconds until the next request may go."""
        if self._left > 0:
            return 0.0
        wait = self._reset_at - self._clock()
        if wait <= 0:
            self._left = self._limit - self._in_flight
            if self._left <= 0 and self._in_flight:
                return AGAIN  # Those under way use up the limit; their answers will tell.
            self._left = max(1, self._left)
            return 0.0
        return min(wait, LONGEST_WAIT)

    def _learn(self, response: httpx.Response) -> None:
        limits = wire.rate_limit(response.headers, self._clock())
        if limits:
            self._limit = limits.limit
            # Others in flight will spend from what this answer still counts as left.
            self._left = limits.remaining - self._in_flight
            self._reset_at = self._clock() + limits.resets_in

    async def aclose(self) -> None:
        """Close the transport below."""
        await self._inner.aclose()
