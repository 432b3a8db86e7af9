"""Requests that survive the cancellation of whoever asked.

Cancelling an httpx request after its headers came leaks its pool connection for good (encode/httpcore
issue 1093), and a dashboard cancels all the time: every refresh replaces the one before. So the I/O runs in
a task of its own, which nobody cancels, and which reads the body to its end.
"""

import asyncio
import time

import httpx

LARGEST_BODY = 64 * 1024 * 1024
"""Bytes. No answer of the Management API comes near; a hostile host must not fill the memory."""


class ShieldTransport(httpx.AsyncBaseTransport):
    """Innermost of ours: one task a request, with an overall deadline in seconds for the whole answer.

    httpx's own timeouts are per read: a host that sends a byte now and then would never time out.
    """

    def __init__(self, inner: httpx.AsyncBaseTransport, deadline: float = 20.0) -> None:
        self._inner = inner
        self._deadline = deadline
        self._running: set[asyncio.Task[httpx.Response]] = set()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Return the response with its body read; raises `httpx.ReadTimeout` past the deadline."""
        task = asyncio.create_task(self._exchange(request))
        self._running.add(task)
        task.add_done_callback(self._done)
        try:
            # Not wait_for: until Python 3.12 it swallows a cancellation that comes as the answer does.
            async with asyncio.timeout(self._deadline):
                return await asyncio.shield(task)
        except TimeoutError:
            raise httpx.ReadTimeout("no complete answer in time", request=request) from None

    def _done(self, task: "asyncio.Task[httpx.Response]") -> None:
        self._running.discard(task)
        if not task.cancelled():
            task.exception()  # Looked at, so that an abandoned failure is not reported as never retrieved.

    async def _exchange(self, request: httpx.Request) -> httpx.Response:
        until = time.monotonic() + self._deadline
        # Before the headers a request can be cancelled without a leak; a host may drip them, or send 1xx without end.
        async with asyncio.timeout(self._deadline):
            response = await self._inner.handle_async_request(request)
        response.request = request
        body = bytearray()
        try:
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) > LARGEST_BODY:
                    raise httpx.DecodingError("the answer is too large", request=request)
                if time.monotonic() > until:  # Nobody waits any more; the connection is needed.
                    raise httpx.ReadTimeout("no complete answer in time", request=request)
        finally:
            await response.aclose()
        headers = response.headers.copy()
        for name in ("content-encoding", "content-length", "transfer-encoding"):
            headers.pop(name, None)
        return httpx.Response(response.status_code, headers=headers, content=bytes(body), request=request)

    async def aclose(self) -> None:
        """Close the transport below, after what is under way has had a moment to end."""
        if self._running:
            _, late = await asyncio.wait(self._running, timeout=1.0)
            for task in late:
                task.cancel()
        await self._inner.aclose()
