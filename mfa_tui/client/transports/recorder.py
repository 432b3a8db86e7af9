"""What went over the wire: method, path, status, time and request id of every call. No bodies, no secrets."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import httpx

from mfa_tui.client import wire
from mfa_tui.domain.access import RateLimit


@dataclass(frozen=True)
class Call:
    """One attempt of one request. `status` is None where no answer came; `at` is epoch seconds."""

    at: float
    method: str
    path: str
    status: int | None
    milliseconds: float
    request_id: str = ""
    error: str = ""


@dataclass(frozen=True)
class Waiting:
    """The client is waiting before it sends: `seconds` long, because of `reason`."""

    seconds: float
    reason: str


class Recorder:
    """The journal of calls, in memory, the newest `keep`; and the last rate limit that the tenant told.

    `listen` is called after every call and before every wait; it must not block.
    """

    def __init__(self, keep: int = 1_000) -> None:
        self.calls: deque[Call] = deque(maxlen=keep)
        self.total = 0
        self.rate_limit: RateLimit | None = None
        self.listen: Callable[[Call | Waiting], None] = lambda event: None

    def record(self, call: Call) -> None:
        """Keep a call and tell the listener."""
        self.calls.append(call)
        self.total += 1
        self.listen(call)

    def waiting(self, seconds: float, reason: str) -> None:
        """Tell the listener that the client waits."""
        self.listen(Waiting(seconds, reason))


class RecorderTransport(httpx.AsyncBaseTransport):
    """Records every attempt, retries included: it stands below the retries."""

    def __init__(
        self, inner: httpx.AsyncBaseTransport, recorder: Recorder, clock: Callable[[], float] = time.time
    ) -> None:
        self._inner = inner
        self._recorder = recorder
        self._clock = clock

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Pass the request on and record how it went."""
        at, began = self._clock(), time.perf_counter()

        def call(status: int | None, request_id: str = "", error: str = "") -> Call:
            took = (time.perf_counter() - began) * 1_000
            return Call(at, request.method, request.url.path, status, took, request_id, error)

        try:
            response = await self._inner.handle_async_request(request)
        except httpx.HTTPError as error:
            self._recorder.record(call(None, error=type(error).__name__))
            raise
        self._recorder.rate_limit = wire.rate_limit(response.headers, self._clock()) or self._recorder.rate_limit
        self._recorder.record(call(response.status_code, wire.request_id(response.headers)))
        return response

    async def aclose(self) -> None:
        """Close the transport below."""
        await self._inner.aclose()
