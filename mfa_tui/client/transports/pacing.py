"""Staying under the tenant's rate limit: wait before a request that would be refused."""

import asyncio
import contextlib
import time
from collections.abc import Callable, Iterator
from contextvars import ContextVar

import httpx

from mfa_tui.client import wire
from mfa_tui.client.transports.bucket import Bucket, Ticket
from mfa_tui.client.transports.recorder import Recorder
from mfa_tui.client.transports.retry import Sleep

TOLD = 0.5
"""Seconds. Shorter waits are not worth telling the user."""
BREATH = 0.004
"""Seconds between two requests of the background: answers that come all at once would make the keys wait for them."""
LIMITED = "/api/v2/"
"""Only the Management API counts against this limit: tokens and keys are limited apart, or not at all."""

_in_background: ContextVar[bool] = ContextVar("in_background", default=False)


@contextlib.contextmanager
def background() -> Iterator[None]:
    """Let what is sent in here, tasks begun in here included, give way to whatever somebody is looking at."""
    token = _in_background.set(True)
    try:
        yield
    finally:
        _in_background.reset(token)


class PacingTransport(httpx.AsyncBaseTransport):
    """Sends as fast as the tenant allows, and no faster; what it knows of the limit is in its `Bucket`.

    It stands below the retries, so that a repeated request is paced too. Requests go in turn. While it is not certain
    that there is a token, one goes alone and the others wait for what its answer tells; that is so before the first
    answer. A tenant that tells no limit is not paced.
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
        self._bucket = Bucket()
        self._news = asyncio.Event()
        self._turn = asyncio.Lock()
        self._turn_in_background = asyncio.Lock()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Wait until the limit allows it, then pass the request on and learn from its answer."""
        if LIMITED not in request.url.path:
            return await self._inner.handle_async_request(request)
        async with contextlib.AsyncExitStack() as turn:
            if _in_background.get():  # Of the background at most one stands in the queue of everything else.
                await turn.enter_async_context(self._turn_in_background)
                await self._sleep(BREATH)
            await turn.enter_async_context(self._turn)
            await self._wait()
            if not self._bucket.certain:
                return await self._exchange(request, self._bucket.send(self._clock()))
            ticket = self._bucket.send(self._clock())
        return await self._exchange(request, ticket)

    async def _wait(self) -> None:
        while wait := self._bucket.wait(self._clock()):
            if wait >= TOLD:
                self._recorder.waiting(wait, "rate limit")
            await self._sleep_or_learn(wait)

    async def _sleep_or_learn(self, seconds: float) -> None:
        """Sleep until something is learned at the latest: more may be left than was thought."""
        self._news.clear()
        either = [asyncio.ensure_future(self._sleep(seconds)), asyncio.ensure_future(self._news.wait())]
        try:
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in either:
                task.cancel()

    async def _exchange(self, request: httpx.Request, ticket: Ticket) -> httpx.Response:
        try:
            response = await self._inner.handle_async_request(request)
        except BaseException:
            self._bucket.lose()
            raise
        now = self._clock()
        if response.status_code == 429:
            self._bucket.refuse(now, wire.retry_after(response.headers, now))
        else:
            self._bucket.learn(ticket, now, wire.rate_limit(response.headers, now))
        self._news.set()
        return response

    async def aclose(self) -> None:
        """Close the transport below."""
        await self._inner.aclose()
