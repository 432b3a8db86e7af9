"""Putting the client together: base URL, authentication and transports, for a real or the demo tenant."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx
from pydantic import SecretStr

from mfa_tui import __version__
from mfa_tui.client.api.management import ManagementClient
from mfa_tui.client.auth import refusals
from mfa_tui.client.auth.device import DeviceLogin, PersonalLogin, Vault
from mfa_tui.client.auth.tokens import ClientCredentials, Proof, RenewedToken, Send, StaticToken, Tokens, by_secret
from mfa_tui.client.transports.guard import Access, GuardTransport
from mfa_tui.client.transports.network import TIMEOUT, network
from mfa_tui.client.transports.pacing import PacingTransport
from mfa_tui.client.transports.recorder import Recorder, RecorderTransport
from mfa_tui.client.transports.retry import RetryTransport, Sleep
from mfa_tui.client.transports.shield import ShieldTransport
from mfa_tui.domain.access import Grant
from mfa_tui.domain.scopes import Holder, least, remedy

Way = Callable[[httpx.URL], httpx.AsyncBaseTransport]


@dataclass(frozen=True)
class Credentials:
    """What to sign in with: exactly one of a client secret, the `assertion` of a private key, a static token, a login.

    A login is a person's: fresh `tokens` of a device login, a `vault` that holds its refresh token, or both.
    `audience` is what a token is asked for.
    """

    audience: str
    client_id: str = ""
    client_secret: SecretStr | None = None
    token: SecretStr | None = None
    assertion: Proof | None = None
    tokens: Tokens | None = None
    vault: Vault | None = None


@dataclass(frozen=True)
class Connection:
    """A client with what it shares with its surroundings."""

    client: ManagementClient
    auth: StaticToken | RenewedToken
    access: Access
    recorder: Recorder

    @property
    def grant(self) -> Grant:
        """Return what the current token allows."""
        return self.auth.grant

    async def aclose(self) -> None:
        """Close all connections, after a token that is being renewed has come."""
        await self.auth.aclose()
        await self.client.aclose()


def open_connection(
    base_url: str,
    credentials: Credentials,
    *,
    access: Access,
    asgi_app: Any = None,
    clock: Callable[[], float] = time.time,
    sleep: Sleep = asyncio.sleep,
    holder: Holder = Holder.MACHINE,
) -> Connection:
    """Return a client for the tenant at `base_url` (`https://host`, or `http://` on loopback).

    Nothing is sent yet. `holder` has the grant, and decides what is advised where a scope is missing. With `asgi_app`
    the requests go to that app in this process, over the same transports. Order, outermost first: guard, retry,
    pacing, recorder, shield, network.
    """
    token_url = httpx.URL(f"{base_url}/oauth/token")
    recorder = Recorder()
    way_to = _way(asgi_app)
    transport = _transport(token_url, way_to, access, recorder, sleep)
    auth = _auth(credentials, token_url, _sender(transport), clock)
    http = httpx.AsyncClient(
        base_url=f"{base_url}/api/v2/",
        auth=auth,
        transport=transport,
        timeout=TIMEOUT,
        headers={"User-Agent": f"mfa-tui/{__version__}", "Accept": "application/json"},
    )

    def advise(lacking: tuple[str, ...]) -> str:
        ours = tuple(scope for scope in lacking if scope in least(writes=True))
        return remedy(ours, granted=auth.grant.scopes, holder=holder)

    client = ManagementClient(http, lambda url: RecorderTransport(way_to(url), recorder), advise)
    return Connection(client, auth, access, recorder)


async def signing_keys(base_url: str) -> str:
    """Return the JWK Set of the tenant at `base_url` as JSON text; nobody has to sign in for it. Raises `ApiError`."""
    transport = ShieldTransport(network(httpx.URL(base_url)))
    client = ManagementClient(httpx.AsyncClient(base_url=f"{base_url}/api/v2/", transport=transport, timeout=TIMEOUT))
    try:
        return await client.get_signing_keys()
    finally:
        await client.aclose()


def device_login(
    base_url: str, client_id: str, audience: str, *, asgi_app: Any = None, sleep: Sleep = asyncio.sleep
) -> DeviceLogin:
    """Return the login of a person at the tenant at `base_url`; nothing is sent yet."""
    url = httpx.URL(f"{base_url}/oauth/token")

    async def send(request: httpx.Request) -> httpx.Response:
        # A transport for each question: they are seconds apart, and a login that is abandoned leaves nothing open.
        transport = _transport(url, _way(asgi_app), Access(), Recorder(), sleep)
        async with transport:
            return await _sender(transport)(request)

    return DeviceLogin(base_url, client_id, audience, send, sleep=sleep)


def _way(asgi_app: Any) -> Way:
    return lambda url: httpx.ASGITransport(asgi_app, raise_app_exceptions=False) if asgi_app else network(url)


def _transport(
    token_url: httpx.URL, way_to: Way, access: Access, recorder: Recorder, sleep: Sleep
) -> httpx.AsyncBaseTransport:
    recorded = RecorderTransport(ShieldTransport(way_to(token_url)), recorder)
    paced = PacingTransport(recorded, recorder, sleep)
    return GuardTransport(RetryTransport(paced, recorder, sleep), access, token_url)


def _sender(transport: httpx.AsyncBaseTransport) -> Send:
    async def send(request: httpx.Request) -> httpx.Response:
        request.headers["User-Agent"] = f"mfa-tui/{__version__}"
        request.extensions = {**request.extensions, "timeout": TIMEOUT.as_dict()}
        return await transport.handle_async_request(request)

    return send


def _auth(
    credentials: Credentials, token_url: httpx.URL, send: Send, clock: Callable[[], float]
) -> StaticToken | RenewedToken:
    client_id, audience = credentials.client_id, credentials.audience
    if credentials.token is not None:
        return StaticToken(credentials.token)
    if credentials.tokens is not None or credentials.vault is not None:
        tokens, vault = credentials.tokens, credentials.vault
        return PersonalLogin(client_id, token_url, send, clock, tokens=tokens, vault=vault)
    if credentials.assertion is not None:
        proof = credentials.assertion
        return ClientCredentials(client_id, proof, audience, token_url, send, clock, advice=refusals.KEY)
    if credentials.client_secret is None:
        raise ValueError("credentials hold nothing to sign in with")
    return ClientCredentials(client_id, by_secret(credentials.client_secret), audience, token_url, send, clock)
