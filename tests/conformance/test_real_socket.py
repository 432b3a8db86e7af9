"""The client over real sockets: cancelled requests, stalls, dead ports, foreign certificates, big answers."""

import asyncio
import gc
import gzip
import random
import ssl
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from mfa_tui.client import errors
from mfa_tui.client.auth.tokens import LEEWAY
from mfa_tui.client.connection import Connection, Credentials, open_connection
from mfa_tui.client.transports import shield
from mfa_tui.client.transports.guard import Access
from mfa_tui.client.transports.shield import ShieldTransport
from mfa_tui.demo.options import DEMO_CLIENT_ID, DEMO_CLIENT_SECRET, DemoOptions

pytestmark = pytest.mark.exhaustive

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
Serve = Callable[[DemoOptions], str]


def connected(url: str, secret: str = DEMO_CLIENT_SECRET) -> Connection:
    credentials = Credentials(f"{url}/api/v2/", DEMO_CLIENT_ID, SecretStr(secret))
    return open_connection(url, credentials, access=Access())


@asynccontextmanager
async def host(handler: Handler, tls: ssl.SSLContext | None = None) -> AsyncIterator[str]:
    """Serve raw bytes on loopback; what is still open in the end is closed."""
    writers: list[asyncio.StreamWriter] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        try:
            await handler(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    port = server.sockets[0].getsockname()[1]
    async with server:
        yield f"http{'s' if tls else ''}://127.0.0.1:{port}"
        for writer in writers:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()


@pytest.mark.exhaustive
async def test_six_hundred_requests_cancelled_at_random_moments_leave_the_pool_healthy(served: Serve) -> None:
    connection = connected(served(DemoOptions(rate_limit=None, latency_ms=2)))
    client = connection.client
    await client.list_factors()
    chance = random.Random(7)
    cancelled = 0
    for _ in range(60):
        tasks = [asyncio.create_task(client.list_factors()) for _ in range(10)]
        await asyncio.sleep(chance.random() * 0.02)
        for task in tasks:
            cancelled += task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    assert cancelled > 100, "the moments were meant to hit requests under way"
    answers = await asyncio.gather(*[client.list_factors() for _ in range(40)])
    assert len(answers) == 40
    layer: Any = client._http._transport
    while not isinstance(layer, httpx.AsyncHTTPTransport):
        if isinstance(layer, ShieldTransport):
            await asyncio.gather(*layer._running, return_exceptions=True)
        layer = layer._inner
    connections = layer._pool.connections
    assert connections
    assert all(one.is_idle() for one in connections), "no cancelled request keeps a connection"
    await client.aclose()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
async def test_without_the_shield_the_same_storm_would_leak(served: Serve) -> None:
    """The trap is real: should httpx mend it, the shield can go."""
    url = served(DemoOptions(rate_limit=None, latency_ms=2))
    network = httpx.AsyncHTTPTransport(limits=httpx.Limits(max_connections=5))
    chance = random.Random(7)
    leaked = 0
    async with httpx.AsyncClient(base_url=url, transport=network, timeout=httpx.Timeout(5, pool=0.5)) as http:
        for _ in range(600):  # Until it has hit: on a busy machine the moments are others.
            tasks = [asyncio.create_task(http.get("/.well-known/jwks.json")) for _ in range(10)]
            await asyncio.sleep(chance.random() * 0.02)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            if leaked := sum(not connection.is_idle() for connection in network._pool.connections):
                break
    assert leaked
    # The sockets that are lost here complain when they are collected: now, and not in the middle of another test.
    del http, network, tasks
    gc.collect()


async def test_a_host_that_accepts_and_never_answers_is_given_up_with_words(monkeypatch: pytest.MonkeyPatch) -> None:
    async def stall(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()

    async with host(stall) as url:
        http = httpx.AsyncClient(transport=ShieldTransport(httpx.AsyncHTTPTransport(), deadline=0.2), timeout=30)
        with pytest.raises(httpx.ReadTimeout):
            await http.get(url)
        await http.aclose()


async def test_a_host_that_drips_its_answer_meets_the_deadline_for_the_whole() -> None:
    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n")
        while not writer.is_closing():
            writer.write(b"[")
            await writer.drain()
            await asyncio.sleep(0.01)

    async with host(drip) as url:
        http = httpx.AsyncClient(transport=ShieldTransport(httpx.AsyncHTTPTransport(), deadline=0.3), timeout=30)
        with pytest.raises(httpx.ReadTimeout):
            await http.get(url)
        await http.aclose()


async def test_an_answer_without_end_does_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shield, "LARGEST_BODY", 100_000)
    bomb = gzip.compress(b"[" * 50_000_000)

    async def flood(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        head = f"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: {len(bomb)}\r\n\r\n"
        writer.write(head.encode() + bomb)
        await writer.drain()

    async with host(flood) as url:
        connection = connected(url)
        with pytest.raises(errors.Unreadable, match="too large"):
            await connection.client.list_factors()
        await connection.client.aclose()


async def test_a_dead_port_is_unreachable_and_says_what_to_check() -> None:
    connection = connected("http://127.0.0.1:9")
    with pytest.raises(errors.Unreachable) as caught:
        await connection.client.list_factors()
    assert "AUTH0_DOMAIN" in str(caught.value)
    await connection.client.aclose()


def self_signed(folder: Path) -> ssl.SSLContext:
    """Return what serves TLS with a certificate that nobody vouches for."""
    key, certificate = folder / "server-key.pem", folder / "server-cert.pem"
    subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", *subject]
    subprocess.run([*command, "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    return tls


async def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    asked = []

    async def spy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.read())

    async with host(spy, self_signed(tmp_path)) as url:
        connection = connected(url)
        with pytest.raises(errors.Untrusted):
            await connection.client.list_factors()
        await connection.client.aclose()
    assert not any(asked), "no credential may reach a host that is not trusted"


async def test_a_redirect_is_not_followed_with_our_credentials() -> None:
    stolen = []

    async def thief(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        stolen.append(await reader.readuntil(b"\r\n\r\n"))

    async with host(thief) as elsewhere:

        async def redirect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(
                f"HTTP/1.1 307 Temporary Redirect\r\nlocation: {elsewhere}/\r\ncontent-length: 0\r\n\r\n".encode()
            )
            await writer.drain()

        async with host(redirect) as url:
            connection = connected(url)
            with pytest.raises(errors.Unreadable, match="redirects"):
                await connection.client.list_factors()
            await connection.client.aclose()
    assert stolen == []


async def test_against_the_served_demo_tenant_a_token_is_renewed_while_the_program_runs(served: Serve) -> None:
    connection = connected(served(DemoOptions(rate_limit=None, token_lifetime_s=int(LEEWAY) - 1)))
    for _ in range(3):
        assert len(await connection.client.list_factors()) == 8
    tokens = [call for call in connection.recorder.calls if call.path == "/oauth/token"]
    assert len(tokens) == 3, "a lifetime shorter than the leeway means a new token each time"
    await connection.client.aclose()
