"""How requests are signed: a static token, or client credentials whose token is renewed in time."""

import asyncio
import base64
import json
import math
import time
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass

import httpx
from pydantic import SecretStr, TypeAdapter

from mfa_tui.client import errors, wire
from mfa_tui.domain.access import Grant

LAST_SECOND = 253_402_300_800
"""Epoch seconds: the year 10000, which no clock on the screen can show."""

LEEWAY = 60.0
"""Seconds before its expiry at which a token is renewed: a request under way must not outlive it."""


@dataclass(frozen=True)
class TokenAnswer:
    """The answer of POST /oauth/token (RFC 6749 section 5.1)."""

    access_token: str
    expires_in: float = 86_400.0
    scope: str = ""


class StaticToken(httpx.Auth):
    """A token that somebody else got; it cannot be renewed."""

    def __init__(self, token: SecretStr) -> None:
        self._token = token

    @property
    def grant(self) -> Grant:
        """Return what the token says of itself."""
        return read_grant(self._token)

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """Add the token (RFC 6750 section 2.1)."""
        request.headers["Authorization"] = f"Bearer {self._token.get_secret_value()}"
        yield request


class ClientCredentials(httpx.Auth):
    """The grant of a machine-to-machine application: POST /oauth/token with client id and secret.

    The token lives in memory only. It is fetched under a lock, so that many requests at once ask for it once,
    and renewed `LEEWAY` before its expiry, or when the tenant answers 401 although it should be valid.
    Raises `errors.SignInRefused` where the token endpoint says no.
    """

    requires_response_body = True

    def __init__(
        self,
        client_id: str,
        client_secret: SecretStr,
        audience: str,
        token_url: httpx.URL,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._client_id = client_id
        self._client_secret = client_secret
        self._audience = audience
        self._token_url = token_url
        self._clock = clock
        self._lock = asyncio.Lock()
        self._token: SecretStr | None = None
        self._expires_at = 0.0
        self._scope = ""

    @property
    def grant(self) -> Grant:
        """Return what the current token allows; nothing before the first one."""
        if self._token is None:
            return Grant()
        return Grant(tuple(self._scope.split()) or read_grant(self._token).scopes, self._expires_at)

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """Fetch or renew the token where that is due, and add it to the request."""
        async with self._lock:
            if self._token is None or self._clock() >= self._expires_at - LEEWAY:
                self._accept((yield self._token_request()))
            used = self._token
        response = yield self._signed(request, used)
        if response.status_code != 401:
            return
        async with self._lock:
            if self._token is used:
                self._accept((yield self._token_request()))
        yield self._signed(request, self._token)

    def _token_request(self) -> httpx.Request:
        return httpx.Request(
            "POST",
            self._token_url,
            json={
                "grant_type": "client_credentials",
                "client_id": self._client_id,
                "client_secret": self._client_secret.get_secret_value(),
                "audience": self._audience,
            },
        )

    def _accept(self, response: httpx.Response) -> None:
        now = self._clock()
        if response.status_code in (400, 401, 403):
            said = wire.error_fields(response.content)
            detail = said.get("error_description") or said.get("error") or f"HTTP status {response.status_code}."
            id_ = wire.request_id(response.headers)
            raise errors.SignInRefused(detail, response.status_code, said.get("error", ""), id_)
        answer = wire.decode(response.status_code, response.headers, response.content, _TOKEN_ANSWER, now)
        token = answer.access_token
        if not (token.isascii() and token.isprintable() and math.isfinite(answer.expires_in)) or " " in token:
            raise errors.Unreadable("The token endpoint answered something that is no token.", response.status_code)
        self._token, self._scope = SecretStr(answer.access_token), answer.scope
        self._expires_at = now + answer.expires_in

    @staticmethod
    def _signed(request: httpx.Request, token: SecretStr | None) -> httpx.Request:
        if token is not None:
            request.headers["Authorization"] = f"Bearer {token.get_secret_value()}"
        return request


_TOKEN_ANSWER = TypeAdapter(TokenAnswer)


def read_grant(token: SecretStr) -> Grant:
    """Read scopes and expiry from the payload of our own token, unverified: the tenant is who verifies it."""
    try:
        payload = token.get_secret_value().split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        expiry, scope = claims.get("exp"), claims.get("scope")
    except (IndexError, ValueError, AttributeError, RecursionError):
        return Grant()
    told = isinstance(expiry, int | float) and 0 < expiry < LAST_SECOND
    return Grant(tuple(scope.split()) if isinstance(scope, str) else (), float(expiry) if told else None)
