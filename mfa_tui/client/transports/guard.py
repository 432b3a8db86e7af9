"""Read-only, below everything: while a tenant is locked no request that could write leaves the process."""

from dataclasses import dataclass

import httpx

from mfa_tui.client.errors import WriteRefused

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
READING_POST = "/api/v2/jobs/users-exports"
"""The one path of the Management API where POST only reads."""


@dataclass
class Access:
    """Whether writing to a tenant is unlocked. Shared by the guard, which obeys it, and the session."""

    writable: bool = False


class GuardTransport(httpx.AsyncBaseTransport):
    """Outermost transport: refuses writes while `access` is locked, whatever the rest of the program does.

    Some POSTs change nothing in the tenant, so they pass: the token request and that for a device code, and the order
    of a users export, which reads what GET users reads, but all of it. Without it a locked tenant could not be asked
    who is enrolled.
    """

    def __init__(self, inner: httpx.AsyncBaseTransport, access: Access, token_url: httpx.URL) -> None:
        self._inner = inner
        self._access = access
        self._reading = {("POST", token_url.join(path)) for path in ("token", "device/code", READING_POST)}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Pass the request on, or raise `WriteRefused` without sending it."""
        reads = request.method in SAFE_METHODS or (request.method, request.url) in self._reading
        if not reads and not self._access.writable:
            raise WriteRefused(f"{request.method} {request.url.path} was not sent.")
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        """Close the transport below."""
        await self._inner.aclose()
