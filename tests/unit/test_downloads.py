"""Fetching the file of an export: from where it may come, what it may be, and what it may not do to us."""

import gzip
import json
from collections.abc import AsyncIterator
from contextlib import aclosing

import httpx
import pytest
from pydantic import SecretStr

from mfa_tui.client import errors
from mfa_tui.client.api import downloads
from mfa_tui.client.api.jobs import Job, JobsClient

TENANT = httpx.URL("https://acme.eu.auth0.com/api/v2/")
FILE = "https://files.example/acme.json.gz?Signature=secret"


class Body(httpx.AsyncByteStream):
    """A file that arrives in the given chunks."""

    def __init__(self, *chunks: bytes) -> None:
        self._chunks = chunks
        self.closed = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self._chunks:
            yield chunk

    async def aclose(self) -> None:
        self.closed = True


async def fetch(*chunks: bytes, status: int = 200, location: str = FILE) -> tuple[list[object], httpx.Request]:
    """Download a file as the client does; return its objects and the request that was sent."""
    seen: list[httpx.Request] = []

    def host(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(status, stream=Body(*chunks))

    tenant = httpx.AsyncClient(base_url=TENANT, headers={"Authorization": "Bearer of.the.tenant"})
    client = JobsClient(tenant, lambda url: httpx.MockTransport(host))
    job = Job("job_1", "completed", location=SecretStr(location))
    async with aclosing(client.download(job)) as found:
        return [one async for one in found], seen[0]


def packed(*rows: object) -> bytes:
    return gzip.compress("".join(json.dumps(row) + "\n" for row in rows).encode())


async def test_the_file_is_read_a_line_at_a_time_however_it_is_cut() -> None:
    whole = packed({"user_id": "a"}, {"user_id": "é|b"}, {"user_id": "c"})
    for chunks in ([whole], [bytes([byte]) for byte in whole], [whole[:7], b"", whole[7:]]):
        found, _ = await fetch(*chunks)
        assert found == [{"user_id": "a"}, {"user_id": "é|b"}, {"user_id": "c"}]


async def test_our_token_is_never_sent_along() -> None:
    _, request = await fetch(packed())
    assert "authorization" not in request.headers
    assert str(request.url) == FILE


async def test_a_file_that_is_not_packed_or_packed_in_parts_is_read_too() -> None:
    assert (await fetch(b'{"user_id": "a"}\r\n\n{"user_id": "b"}'))[0] == [{"user_id": "a"}, {"user_id": "b"}]
    assert (await fetch(packed({"a": 1}) + packed({"b": 2})))[0] == [{"a": 1}, {"b": 2}]


async def test_a_line_that_is_no_json_costs_itself_only() -> None:
    assert (await fetch(gzip.compress(b'nonsense\n{"a": 1}\n' + b"[" * 9_000 + b"\n")))[0] == [None, {"a": 1}, None]


@pytest.mark.parametrize(
    ("chunks", "words"),
    [
        ([packed({"a": 1})[:-9]], "cut off"),
        ([b"\x1f\x8bnot really"], "damaged"),
        ([packed({"a": 1}), b"and more"], "damaged"),
        ([gzip.compress(b"x" * 3_000_000)], "more than 1 MiB"),
    ],
)
async def test_a_file_that_is_broken_says_how(chunks: list[bytes], words: str) -> None:
    with pytest.raises(errors.Unreadable, match=words):
        await fetch(*chunks)


async def test_a_file_that_never_ends_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloads, "LARGEST_FILE", 100_000)
    with pytest.raises(errors.Unreadable, match="does not end"):
        await fetch(gzip.compress(b"{}\n" * 1_000_000))
    monkeypatch.setattr(downloads, "LARGEST_FILE", 10**9)
    monkeypatch.setattr(downloads, "LONGEST_FETCH", -1.0)
    with pytest.raises(errors.Unreadable, match="does not end"):
        await fetch(packed({"a": 1}))


@pytest.mark.parametrize("status", [403, 302, 500])
async def test_a_link_that_has_expired_is_told(status: int) -> None:
    with pytest.raises(errors.Unreadable, match=str(status)):
        await fetch(b"AccessDenied", status=status)


@pytest.mark.parametrize(
    "location",
    [
        "http://files.example/x",
        "http://127.0.0.1/x",
        "file:///etc/passwd",
        "//files.example/x",
        "https://user:password@files.example/x",
        "https:///x",
        "https://files.example:99999999/x",
        "https://files.example:port/x",
        "",
    ],
)
async def test_a_file_at_an_unsafe_place_is_not_asked_for(location: str) -> None:
    with pytest.raises(errors.Unreadable, match=r"not safe|none"):
        await fetch(location=location)


def test_on_loopback_a_served_tenant_may_have_its_files_beside_it() -> None:
    served = httpx.URL("http://127.0.0.1:8089/api/v2/")
    assert downloads.allowed("http://127.0.0.1:9000/x", served).port == 9000
    with pytest.raises(errors.Unreadable):
        downloads.allowed("http://169.254.169.254/latest", served)


async def test_a_reader_who_stops_leaves_no_connection_open() -> None:
    body = Body(*[b'{"a": 1}\n'] * 1_000)
    transport = httpx.MockTransport(lambda request: httpx.Response(200, stream=body))
    async with aclosing(downloads.lines(httpx.URL(FILE), lambda url: transport)) as found:
        await anext(found)
    assert body.closed


async def test_a_job_that_names_no_file_is_told() -> None:
    client = JobsClient(httpx.AsyncClient(base_url=TENANT), lambda url: httpx.MockTransport(lambda r: None))  # type: ignore[arg-type]
    with pytest.raises(errors.Unreadable, match="names no file"):
        await anext(client.download(Job("job_1", "completed")))
