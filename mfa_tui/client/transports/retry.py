"""Trying again what is safe to send twice: reads, and writes that say the whole new value."""

import random
import time
from collections.abc import Awaitable, Callable

import httpx

from mfa_tui.client import errors, wire
from mfa_tui.client.transports.recorder import Recorder

ATTEMPTS = 4
READING = frozenset({"GET", "HEAD", "OPTIONS"})
IDEMPOTENT = READING | {"PUT", "DELETE"}
LOST = "an answer got lost"
"""The extension of a request that is there where an earlier attempt at the same write may have come through."""
LONGEST_WAIT = 30.0
"""Seconds. A tenant that asks for more is told to the user instead of waited for."""

Sleep = Callable[[float], Awaitable[None]]


class RetryTransport(httpx.AsyncBaseTransport):
    """Repeats idempotent requests on 429, 5xx and connection errors.

    It obeys `Retry-After` and `x-ratelimit-reset`, else backs off exponentially, with jitter so that several
    programs do not return in step. A request that got no answer in time is repeated once only: the user has
    waited long enough.
    """

    def __init__(
        self,
        inner: httpx.AsyncBaseTransport,
        recorder: Recorder,
        sleep: Sleep,
        clock: Callable[[], float] = time.time,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._inner = inner
        self._recorder = recorder
        self._sleep = sleep
        self._clock = clock
        self._jitter = jitter

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request, again where that is safe and sensible; return the last answer."""
        attempts = ATTEMPTS if request.method in IDEMPOTENT else 1
        timeouts = 0
        for attempt in range(1, attempts + 1):
            last = attempt == attempts
            try:
                response = await self._inner.handle_async_request(request)
            except httpx.TransportError as error:
                timeouts += isinstance(error, httpx.TimeoutException)
                if last or timeouts > 1 or _final(request, error):
                    raise
                self._lose(request, not isinstance(errors.from_transport(error), errors.Unreachable))
                await self._wait(self._backoff(attempt), "no answer")
                continue
            wait = self._wait_for(response, attempt)
            if last or wait is None or wait > LONGEST_WAIT:
                return response
            self._lose(request, response.status_code >= 500)
            await response.aclose()
            await self._wait(wait, "rate limit" if response.status_code == 429 else f"error {response.status_code}")
        raise AssertionError("unreachable: the last attempt returns or raises")

    def _lose(self, request: httpx.Request, may_be_done: bool) -> None:
        """Note at a write that is sent again that it may have come through before."""
        if may_be_done and request.method not in READING:
            request.extensions[LOST] = True

    def _wait_for(self, response: httpx.Response, attempt: int) -> float | None:
        """Return the seconds to wait before trying again, or None where the answer is final."""
        if response.status_code != 429 and response.status_code < 500:
            return None
        asked = wire.retry_after(response.headers, self._clock()) if response.status_code in (429, 503) else None
        return self._backoff(attempt) if asked is None else asked + 0.25 * self._jitter()

    def _backoff(self, attempt: int) -> float:
        return float(0.5 * 2 ** (attempt - 1) * (0.75 + 0.5 * self._jitter()))

    async def _wait(self, seconds: float, reason: str) -> None:
        self._recorder.waiting(seconds, reason)
        await self._sleep(seconds)

    async def aclose(self) -> None:
        """Close the transport below."""
        await self._inner.aclose()


def _final(request: httpx.Request, error: httpx.TransportError) -> bool:
    """Return whether to give up: a write whose response was another's may have happened, so it is read back."""
    if isinstance(error, errors.StrayResponse):
        return request.method not in READING
    return isinstance(errors.from_transport(error), errors.Untrusted)
