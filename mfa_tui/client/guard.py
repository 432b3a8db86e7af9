"""Read-only, below everything: while a tenant is locked no request that could write leaves the process."""

from dataclasses import dataclass

import httpx

from mfa_tui.client.errors import WriteRefused

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass
class Access:
    """Whether writing to a tenant is unlocked. Shared by the guard, which obeys it, and the session."""

    writable: bool = False


class GuardTransport(httpx.AsyncBaseTransport):
    """Outermost transport: refuses writes while `access` is locked, whatever the rest of the program does.

    The one exception is the token request, which changes nothing in the tenant.
    """

    def __init__(self, inner: httpx.AsyncBaseTransport, access: Access, token_url: httpx.URL) -> None:
        self._inner = inner
        self._access = access
        self._token_url = token_url

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Pass the request on, or raise `WriteRefused` without sending it."""
        if request.method not in SAFE_METHODS and request.url != self._token_url and not self._access.writable:
            raise WriteRefused(f"{request.method} {request.url.path} was not sent.")
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        """Close the transport below."""
        await self._inner.aclose()
