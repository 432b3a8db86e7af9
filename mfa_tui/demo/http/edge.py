"""What stands before every endpoint: the request id, the network's latency and the rate limit."""

from __future__ import annotations

import asyncio
import secrets

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mfa_tui.demo.http.errors import too_many_requests
from mfa_tui.demo.http.ratelimit import TokenBucket

REQUEST_ID = "x-auth0-requestid"


class Edge:
    """ASGI middleware. Only the Management API is rate limited here; Auth0 limits `oauth/token` apart."""

    def __init__(self, app: ASGIApp, *, latency_s: float, bucket: TokenBucket | None) -> None:
        self._app = app
        self._latency_s = latency_s
        self._bucket = bucket

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request through, or answer 429."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = {REQUEST_ID: secrets.token_hex(10)}
        app = self._app
        if self._bucket is not None and scope["path"].startswith("/api/v2/"):
            allowance = self._bucket.take()
            headers |= allowance.headers
            if not allowance.granted:
                app = too_many_requests(allowance.retry_after_s).answer()

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(headers)
            await send(message)

        if self._latency_s:
            await asyncio.sleep(self._latency_s)
        await app(scope, receive, send_with_headers)
