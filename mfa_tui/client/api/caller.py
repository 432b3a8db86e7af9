"""Sending one request and reading its answer: what every part of the Management API client stands on."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar
from urllib.parse import quote

import httpx
from pydantic import TypeAdapter

from mfa_tui.client import errors, wire
from mfa_tui.client.transports.retry import LOST

T = TypeVar("T")

Advise = Callable[[tuple[str, ...]], str]
"""Says what would bring the scopes that the tenant named as missing, by the way in which this program signs in."""

LONGEST_SEGMENT = 1_000
"""Characters; the longest id at Auth0 is a fraction of it."""


def segment(name: str) -> str:
    """Return a name as one segment of a path.

    Raises `errors.Invalid` for what would lead to another endpoint: nothing, `.` and `..`, which URLs resolve.
    """
    if name in ("", ".", "..") or len(name) > LONGEST_SEGMENT:
        raise errors.Invalid("This name cannot be part of an address.")
    return quote(name, safe="")


def unadvised(scopes: tuple[str, ...]) -> str:
    """Advise nothing: the general hint stays."""
    return ""


class Caller:
    """Holds the injected `httpx.AsyncClient`, whose base URL ends in `/api/v2/`, and what to do about a refusal."""

    def __init__(self, http: httpx.AsyncClient, advise: Advise = unadvised) -> None:
        self._http = http
        self._advise = advise

    async def _call(
        self,
        method: str,
        path: str,
        shape: TypeAdapter[T],
        *,
        params: Mapping[str, str | int] | None = None,
        json: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> T:
        body = {} if json is None else {"json": json}
        response = await self._send(method, path, params=params, headers=headers, **body)
        with self._explained(response):
            return wire.decode(response.status_code, response.headers, response.content, shape, time.time())

    async def _do(
        self, method: str, path: str, *, params: Mapping[str, str | int] | None = None, json: Any = None
    ) -> None:
        """Send what is answered by its status alone (202, 204)."""
        body = {} if json is None else {"json": json}
        response = await self._send(method, path, params=params, **body)
        with self._explained(response):
            wire.check(response.status_code, response.headers, response.content, time.time())

    @contextmanager
    def _explained(self, response: httpx.Response) -> Iterator[None]:
        """Add to an error what its answer alone does not tell."""
        try:
            yield
        except errors.ApiError as error:
            error.lost = bool(response.request.extensions.get(LOST))
            if isinstance(error, errors.Forbidden) and error.scopes:
                error.advice = self._advise(error.scopes)
            raise

    async def _send(self, method: str, path: str, **options: Any) -> httpx.Response:
        try:
            return await self._http.request(method, path, **options)
        except httpx.HTTPError as error:
            raise errors.from_transport(error) from None
        except httpx.InvalidURL:
            raise errors.Invalid("The name in the address is too long or malformed.") from None
