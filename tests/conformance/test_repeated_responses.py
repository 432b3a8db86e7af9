"""A response that arrives twice on a connection is never taken for the response to the next request."""

import asyncio
import itertools
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from mfa_tui.client import errors
from mfa_tui.client.connection import Connection, Credentials, open_connection
from mfa_tui.client.transports.guard import Access
from tests.conformance.test_real_socket import host, self_signed

METHOD = {"type": "totp", "confirmed": True, "created_at": "2026-01-01T00:00:00.000Z"}
USERS = ("auth0|ann", "auth0|bob", "auth0|cyd")
Reply = Callable[[str, bytes], list[bytes]]
"""Returns what to write, one packet each, given the method with the path and the response that is right."""


def response(value: object, id_: str = "", status: str = "200 OK") -> bytes:
    body = json.dumps(value).encode()
    named = f"x-auth0-requestid: {id_}\r\n" if id_ else ""
    head = f"HTTP/1.1 {status}\r\ncontent-type: application/json\r\n{named}content-length: {len(body)}\r\n\r\n"
    return head.encode() + body


class Tenant:
    """Users with one method each, named after its owner, and one factor; the network spoils what it says."""

    def __init__(self, reply: Reply, *, ids: bool, padding: int = 0, constant: str = "") -> None:
        self.reply = reply
        self.ids = ids
        self.constant = constant
        self.padding = padding
        self.enabled = False
        self.requests: list[str] = []
        self.connections = 0
        self._number = itertools.count()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            length = next((int(line[15:]) for line in head.lower().splitlines() if "content-length" in line), 0)
            body = await reader.readexactly(length)
            method, path, _ = head.split(" ", 2)
            asked = f"{method} {path.removeprefix('/api/v2/').partition('?')[0]}"
            self.requests.append(asked)
            id_ = self.constant or (f"id-{next(self._number)}" if self.ids else "")
            right = response(self.answer(asked, body), id_)
            for packet in self.reply(asked, right):
                writer.write(packet)
                await writer.drain()

    def answer(self, asked: str, body: bytes) -> object:
        if asked == "PUT guardian/factors/otp":
            self.enabled = json.loads(body)["enabled"]
            return {"enabled": self.enabled}
        if asked == "GET guardian/factors":
            return [{"name": "otp", "enabled": self.enabled, "trial_expired": False}]
        owner = asked.removeprefix("GET users/").removesuffix("/authentication-methods").replace("%7C", "|")
        return {"authenticators": [{**METHOD, "id": owner, "name": " " * self.padding}], "total": 1}


@asynccontextmanager
async def connected(tenant: Tenant, tls: object = None) -> AsyncIterator[Connection]:
    async def no_time(seconds: float) -> None:
        return None

    async with host(tenant.serve, tls) as url:  # type: ignore[arg-type]
        credentials = Credentials(f"{url}/api/v2/", token=SecretStr("token"))
        connection = open_connection(url, credentials, access=Access(writable=True), sleep=no_time)
        yield connection
        await connection.aclose()


async def owners(connection: Connection) -> list[str]:
    return [(await connection.client.users.authentication_methods(user))[0].id for user in USERS]


def twice(asked: str, right: bytes) -> list[bytes]:
    return [right + right]


def with_a_tail(asked: str, right: bytes) -> list[bytes]:
    return [right + b"\r\n\r\n0\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n[]"]


def in_two_packets(asked: str, right: bytes) -> list[bytes]:
    return [right, right]


@pytest.mark.parametrize("reply", [twice, with_a_tail, in_two_packets])
@pytest.mark.parametrize("ids", [True, False], ids=["with request ids", "without"])
async def test_each_user_has_their_own_methods_where_responses_come_twice(reply: Reply, ids: bool) -> None:
    async with connected(Tenant(reply, ids=ids)) as connection:
        assert await owners(connection) == list(USERS)


async def test_the_copy_may_wait_in_tls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A record holds 16 KiB: the response ends with its record, and the copy is not decrypted yet."""
    tls = self_signed(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "server-cert.pem"))
    whole = 16 * 1024
    empty = len(response(Tenant(twice, ids=False).answer(f"GET users/{USERS[0]}/authentication-methods", b"")))
    tenant = Tenant(twice, ids=False, padding=whole - empty - 2)
    async with connected(tenant, tls) as connection:
        assert await owners(connection) == list(USERS)


async def test_a_connection_without_anything_left_is_used_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for tls in (None, self_signed(tmp_path)):
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "server-cert.pem"))
        tenant = Tenant(lambda asked, right: [right], ids=True)
        async with connected(tenant, tls) as connection:
            assert await owners(connection) == list(USERS)
        assert tenant.connections == 1


def late(tenant_of: list[Tenant]) -> Reply:
    """Send the copy of each response when the next request has arrived, before its own response."""
    before: dict[int, bytes] = {}

    def reply(asked: str, right: bytes) -> list[bytes]:
        connection = tenant_of[0].connections
        copy = before.get(connection, b"")
        before[connection] = right
        return [copy + right]

    return reply


async def test_a_copy_that_arrives_after_the_next_request_was_sent_is_known_by_its_id() -> None:
    tenants: list[Tenant] = []
    tenants.append(Tenant(late(tenants), ids=True))
    async with connected(tenants[0]) as connection:
        assert await owners(connection) == list(USERS)
    assert tenants[0].connections > 1


async def test_a_write_whose_response_was_another_s_is_not_sent_twice() -> None:
    tenants: list[Tenant] = []
    tenants.append(Tenant(late(tenants), ids=True))
    async with connected(tenants[0]) as connection:
        await connection.client.list_factors()
        with pytest.raises(errors.Misdelivered) as caught:
            await connection.client.set_factor("otp", True)
        assert not caught.value.refused, "it may have happened"
        assert (await connection.client.list_factors())[0].enabled
    assert tenants[0].requests.count("PUT guardian/factors/otp") == 1


def once(asked: str, right: bytes) -> list[bytes]:
    return [right]


@pytest.mark.parametrize("constant", ["always-the-same", ""], ids=["one id for everything", "no id"])
async def test_a_tenant_behind_a_gateway_without_useful_request_ids_can_be_read_and_written(constant: str) -> None:
    tenant = Tenant(once, ids=False, constant=constant)
    async with connected(tenant) as connection:
        assert await owners(connection) == list(USERS)
        opened = tenant.connections
        assert await asyncio.gather(*[owners(connection) for _ in range(8)]) == [list(USERS)] * 8
        assert (await connection.client.set_factor("otp", True)) is not None
        assert (await connection.client.list_factors())[0].enabled
    assert opened <= 2, "one repeated read shows that the ids say nothing"
    assert tenant.requests.count("PUT guardian/factors/otp") == 1


async def test_users_that_are_first_read_at_once_can_be_read_behind_such_a_gateway() -> None:
    async with connected(Tenant(once, ids=False, constant="always-the-same")) as connection:
        assert await asyncio.gather(*[owners(connection) for _ in range(8)]) == [list(USERS)] * 8


async def test_leftover_bytes_are_noticed_where_request_ids_say_nothing() -> None:
    async with connected(Tenant(twice, ids=False, constant="always-the-same")) as connection:
        assert await owners(connection) == list(USERS)
        assert await owners(connection) == list(USERS)


async def test_a_key_set_from_a_cache_keeps_its_id(tmp_path: Path) -> None:
    async def cache(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.readuntil(b"\r\n\r\n"):
            writer.write(response({"keys": []}, "always-the-same"))
            await writer.drain()

    async with host(cache) as url:
        connection = open_connection(url, Credentials(url, token=SecretStr("token")), access=Access())
        assert await connection.client.get_signing_keys() == await connection.client.get_signing_keys()
        await connection.aclose()


async def test_informational_responses_without_end_are_given_up_and_leave_nothing_open() -> None:
    ended = asyncio.Event()

    async def flood(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        try:
            while True:
                writer.write(b"HTTP/1.1 103 Early Hints\r\n\r\n" * 100)
                await writer.drain()
                await asyncio.sleep(0)
        except ConnectionError:
            ended.set()

    from mfa_tui.client.transports.network import network
    from mfa_tui.client.transports.shield import ShieldTransport

    async with host(flood) as url:
        transport = ShieldTransport(network(httpx.URL(url)), deadline=0.3)
        async with httpx.AsyncClient(transport=transport, timeout=30) as http:
            with pytest.raises(httpx.ReadTimeout):
                await http.get(url)
            async with asyncio.timeout(5):
                await ended.wait()
