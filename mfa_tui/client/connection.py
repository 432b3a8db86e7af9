"""Putting the client together: base URL, authentication and transports, for a real or the demo tenant."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx
from pydantic import SecretStr

from mfa_tui import __version__
from mfa_tui.client.auth import ClientCredentials, StaticToken
from mfa_tui.client.guard import Access, GuardTransport
from mfa_tui.client.management import ManagementClient
from mfa_tui.client.network import TIMEOUT, network
from mfa_tui.client.pacing import PacingTransport
from mfa_tui.client.recorder import Recorder, RecorderTransport
from mfa_tui.client.retry import RetryTransport, Sleep
from mfa_tui.client.shield import ShieldTransport
from mfa_tui.domain.access import Grant


@dataclass(frozen=True)
class Credentials:
    """Either a static `token`, or a client id and secret with the audience to ask a token for."""

    audience: str
    client_id: str = ""
    client_secret: SecretStr | None = None
    token: SecretStr | None = None


@dataclass(frozen=True)
class Connection:
    """A client with what it shares with its surroundings."""

    client: ManagementClient
    auth: StaticToken | ClientCredentials
    access: Access
    recorder: Recorder

    @property
    def grant(self) -> Grant:
        """Return what the current token allows."""
        return self.auth.grant


def open_connection(
    base_url: str,
    credentials: Credentials,
    *,
    access: Access,
    asgi_app: Any = None,
    clock: Callable[[], float] = time.time,
    sleep: Sleep = asyncio.sleep,
) -> Connection:
    """Return a client for the tenant at `base_url` (`https://host`, or `http://` on loopback).

    Nothing is sent yet. With `asgi_app` the requests go to that app in this process, over the same
    transports. Order, outermost first: guard, retry, pacing, recorder, shield, network.
    """
    token_url = httpx.URL(f"{base_url}/oauth/token")
    recorder = Recorder()

    def way_to(url: httpx.URL) -> httpx.AsyncBaseTransport:
        return httpx.ASGITransport(asgi_app, raise_app_exceptions=False) if asgi_app else network(url)

    recorded = RecorderTransport(ShieldTransport(way_to(token_url)), recorder)
    paced = PacingTransport(recorded, recorder, sleep)
    transport = GuardTransport(RetryTransport(paced, recorder, sleep), access, token_url)
    auth = _auth(credentials, token_url, clock)
    http = httpx.AsyncClient(
        base_url=f"{base_url}/api/v2/",
        auth=auth,
        transport=transport,
        timeout=TIMEOUT,
        headers={"User-Agent": f"mfa-tui/{__version__}", "Accept": "application/json"},
    )
    client = ManagementClient(http, lambda url: RecorderTransport(way_to(url), recorder))
    return Connection(client, auth, access, recorder)


def _auth(
    credentials: Credentials, token_url: httpx.URL, clock: Callable[[], float]
) -> StaticToken | ClientCredentials:
    if credentials.token is not None:
        return StaticToken(credentials.token)
    if credentials.client_secret is None:
        raise ValueError("credentials hold neither a token nor a client secret")
    return ClientCredentials(credentials.client_id, credentials.client_secret, credentials.audience, token_url, clock)
