"""How requests are signed: a static token, or one that is renewed in time by a grant of OAuth."""

import asyncio
import base64
import json
import math
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass

import httpx
from pydantic import SecretStr, TypeAdapter

from mfa_tui.client import errors, wire
from mfa_tui.client.auth import refusals
from mfa_tui.domain.access import Grant

LAST_SECOND = 253_402_300_800
"""Epoch seconds: the year 10000, which no clock on the screen can show."""

LEEWAY = 60.0
"""Seconds before its expiry at which a token is renewed: a request under way must not outlive it."""

Send = Callable[[httpx.Request], Awaitable[httpx.Response]]
"""Sends one request as it is and returns the answer with its body read; raises `httpx.HTTPError`."""


@dataclass(frozen=True)
class TokenAnswer:
    """The answer of POST /oauth/token (RFC 6749 section 5.1)."""

    access_token: str
    expires_in: float = 86_400.0
    scope: str = ""
    refresh_token: str = ""


@dataclass(frozen=True)
class Tokens:
    """What a grant gave: `expires_at` is epoch seconds; without a `refresh_token` it cannot be renewed."""

    access_token: SecretStr
    expires_at: float
    scopes: tuple[str, ...] = ()
    refresh_token: SecretStr | None = None


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
        yield _signed(request, self._token)

    async def aclose(self) -> None:
        """Do nothing: nothing is under way."""


class RenewedToken(httpx.Auth):
    """A token that is fetched when first needed and renewed `LEEWAY` before its expiry.

    It is also renewed when the tenant answers 401 although it should be valid. The token lives in memory only. Many
    requests at once share one renewal, and it outlives whoever asked for it: where refresh tokens rotate, an answer
    that nobody took would end the login. Raises `errors.SignInRefused` where the token endpoint says no.
    """

    def __init__(self, send: Send, clock: Callable[[], float] = time.time) -> None:
        self._send = send
        self._clock = clock
        self._tokens: Tokens | None = None
        self._renewal: asyncio.Task[None] | None = None

    @property
    def grant(self) -> Grant:
        """Return what the current token allows; nothing before the first one."""
        if self._tokens is None:
            return Grant()
        return Grant(self._tokens.scopes or read_grant(self._tokens.access_token).scopes, self._tokens.expires_at)

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """Fetch or renew the token where that is due, and add it to the request."""
        used = await self._current()
        response = yield _signed(request, used.access_token)
        if response.status_code == 401:
            yield _signed(request, (await self._current(refused=used)).access_token)

    async def aclose(self) -> None:
        """Wait for a renewal under way: what it brings may have to be kept."""
        if self._renewal is not None and not self._renewal.done():
            await asyncio.wait([self._renewal], timeout=2.0)

    async def _current(self, refused: Tokens | None = None) -> Tokens:
        if self._tokens is None or self._tokens is refused or self._is_due(self._tokens):
            if self._renewal is None or self._renewal.done():
                self._renewal = asyncio.create_task(self._renew())
                self._renewal.add_done_callback(_looked_at)
            await asyncio.shield(self._renewal)
        assert self._tokens is not None  # noqa: S101 - a renewal that fails raises
        return self._tokens

    def _is_due(self, tokens: Tokens) -> bool:
        return self._clock() >= tokens.expires_at - LEEWAY

    async def _renew(self) -> None:
        answer = await self._send(await self._request())
        tokens = read_tokens(answer, self._clock(), self._advice)
        await self._accept(tokens)

    async def _request(self) -> httpx.Request:
        """Return the token request. Raises `errors.SignInRefused` where there is nothing to ask with."""
        raise NotImplementedError

    @property
    def _advice(self) -> refusals.Advice:
        """What to tell somebody whose token request is refused."""
        raise NotImplementedError

    async def _accept(self, tokens: Tokens) -> None:
        self._tokens = tokens


Proof = Callable[[], dict[str, str]]
"""Returns the parameters that prove who the client is, made afresh for each token request."""


class ClientCredentials(RenewedToken):
    """The grant of a machine-to-machine application (RFC 6749 section 4.4): POST /oauth/token with its `proof`."""

    def __init__(
        self,
        client_id: str,
        proof: Proof,
        audience: str,
        token_url: httpx.URL,
        send: Send,
        clock: Callable[[], float] = time.time,
        *,
        advice: refusals.Advice = refusals.SECRET,
    ) -> None:
        super().__init__(send, clock)
        self._client_id = client_id
        self._proof = proof
        self._audience = audience
        self._token_url = token_url
        self._advised = advice

    @property
    def _advice(self) -> refusals.Advice:
        return self._advised

    async def _request(self) -> httpx.Request:
        parameters = {
            "grant_type": "client_credentials",
            "client_id": self._client_id,
            "audience": self._audience,
            **self._proof(),
        }
        return httpx.Request("POST", self._token_url, json=parameters)


def by_secret(secret: SecretStr) -> Proof:
    """Return the proof by client secret (`client_secret_post`)."""
    return lambda: {"client_secret": secret.get_secret_value()}


_TOKEN_ANSWER = TypeAdapter(TokenAnswer)


def read_tokens(response: httpx.Response, now: float, advice: refusals.Advice) -> Tokens:
    """Return what the token endpoint gave. Raises `errors.SignInRefused` where it said no, else another `ApiError`."""
    if response.status_code in (400, 401, 403):
        raise refusals.refused(response.status_code, response.headers, response.content, advice)
    answer = wire.decode(response.status_code, response.headers, response.content, _TOKEN_ANSWER, now)
    given = (answer.access_token, answer.refresh_token or "-")
    if not all(text.isascii() and text.isprintable() and text and " " not in text for text in given) or not (
        math.isfinite(answer.expires_in)
    ):
        raise errors.Unreadable("The token endpoint answered something that is no token.", response.status_code)
    refresh_token = SecretStr(answer.refresh_token) if answer.refresh_token else None
    return Tokens(SecretStr(answer.access_token), now + answer.expires_in, tuple(answer.scope.split()), refresh_token)


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


def _signed(request: httpx.Request, token: SecretStr) -> httpx.Request:
    request.headers["Authorization"] = f"Bearer {token.get_secret_value()}"
    return request


def _looked_at(task: "asyncio.Task[None]") -> None:
    if not task.cancelled():
        task.exception()  # So that a failure that nobody waits for any more is not reported as never retrieved.
