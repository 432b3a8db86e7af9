"""A proxy on loopback, between the program and a served tenant, that spoils responses in the ways of `FAULTS`."""

import asyncio
import gzip
import random
import threading
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field

STALL = 0.3
"""Seconds: long enough to be noticed, short enough for a test."""
_SEEN_BY_ALL = b"\r\n\r\n"


@dataclass
class Exchange:
    """One request, and what is needed to answer it."""

    request: bytes
    asked: str
    writer: asyncio.StreamWriter
    upstream: tuple[str, int]
    memory: dict[str, bytes]
    """The last response to each request, and under an empty name the last one of all."""

    async def forward(self) -> bytes:
        """Let the tenant do what was requested; return its whole response."""
        reader, writer = await asyncio.open_connection(*self.upstream)
        head, _, body = self.request.partition(_SEEN_BY_ALL)
        try:
            writer.write(head + b"\r\nconnection: close" + _SEEN_BY_ALL + body)
            response = await reader.read()
        finally:
            writer.close()
        head, _, body = response.partition(_SEEN_BY_ALL)
        if b"transfer-encoding: chunked" in head.lower():
            body = _unchunked(body)
        kept = [
            line
            for line in head.split(b"\r\n")
            if not line.lower().startswith((b"connection:", b"content-length:", b"transfer-encoding:"))
        ]
        response = b"\r\n".join([*kept, b"content-length: %d" % len(body)]) + _SEEN_BY_ALL + body
        self.memory[self.asked] = self.memory[""] = response
        return response

    async def send(self, *parts: bytes) -> None:
        """Write to the program."""
        for part in parts:
            self.writer.write(part)
            await self.writer.drain()

    def reset(self) -> None:
        """Close the connection with an RST."""
        self.writer.transport.abort()


Fault = Callable[[Exchange], Awaitable[None]]


def _unchunked(body: bytes) -> bytes:
    whole = b""
    while body:
        size, _, body = body.partition(b"\r\n")
        length = int(size, 16)
        whole, body = whole + body[:length], body[length + 2 :]
    return whole


def made(status: str, body: bytes, kind: str = "application/json", more: str = "") -> bytes:
    """Return a response that no tenant sent."""
    head = f"HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {len(body)}\r\n{more}\r\n"
    return head.encode() + body


def _answer(response: bytes, *, after: bool = False) -> Fault:
    """Answer with `response` in place of the tenant, or after it did what was requested."""

    async def fault(exchange: Exchange) -> None:
        if after:
            await exchange.forward()
        await exchange.send(response)

    return fault


def _change(change: Callable[[bytes, bytes], bytes], *, close: bool = False) -> Fault:
    """Send what `change` makes of head (without its end) and body, and perhaps close the connection then."""

    async def fault(exchange: Exchange) -> None:
        head, _, body = (await exchange.forward()).partition(_SEEN_BY_ALL)
        await exchange.send(change(head, body))
        if close:
            exchange.writer.close()

    return fault


def changed(change: Callable[[bytes], bytes]) -> Fault:
    """Send what `change` makes of the body, with the length that it then has."""

    def whole(head: bytes, body: bytes) -> bytes:
        body = change(body)
        return b"%s\r\ncontent-length: %d\r\n\r\n%s" % (_without_length(head), len(body), body)

    return _change(whole)


def _without_length(head: bytes) -> bytes:
    return b"\r\n".join(line for line in head.split(b"\r\n") if not line.startswith(b"content-length"))


async def _reset_before(exchange: Exchange) -> None:
    exchange.reset()


async def _lost(exchange: Exchange) -> None:
    await exchange.forward()
    exchange.reset()


async def _twice(exchange: Exchange) -> None:
    response = await exchange.forward()
    await exchange.send(response + response)


async def _twice_apart(exchange: Exchange) -> None:
    response = await exchange.forward()
    await exchange.send(response, response)


async def _copy_first(exchange: Exchange) -> None:
    before = exchange.memory.get("", b"")
    await exchange.send(before + await exchange.forward())


async def _swapped(exchange: Exchange) -> None:
    before = exchange.memory.get("")
    response = await exchange.forward()
    await exchange.send(before or response)


async def _stale(exchange: Exchange) -> None:
    before = exchange.memory.get(exchange.asked)
    await exchange.send(before or await exchange.forward())


async def _late(exchange: Exchange) -> None:
    response = await exchange.forward()
    await asyncio.sleep(STALL)
    await exchange.send(response)


async def _dripped(exchange: Exchange) -> None:
    response = await exchange.forward()
    step = max(1, len(response) // 20)
    for start in range(0, len(response), step):
        await exchange.send(response[start : start + step])
        await asyncio.sleep(STALL / 20)


async def _hints(exchange: Exchange) -> None:
    await exchange.send(b"HTTP/1.1 103 Early Hints\r\nlink: </>\r\n\r\n" * 500, await exchange.forward())


HTML = b"<!doctype html><title>Sign in to the guest network</title>"
ERROR = b'{"statusCode":500,"error":"Internal Server Error","message":"An internal error occurred."}'
LIMITED = b'{"statusCode":429,"error":"Too Many Requests","message":"Global limit has been reached"}'

FAULTS: dict[str, Fault] = {
    "reset before the tenant heard of it": _reset_before,
    "response lost after the tenant did it": _lost,
    "reset in the body": _change(lambda head, body: head + _SEEN_BY_ALL + body[: len(body) // 2], close=True),
    "closed after the status line": _change(lambda head, body: head.split(b"\r\n")[0] + b"\r\n", close=True),
    "twice in one packet": _twice,
    "twice in two packets": _twice_apart,
    "the response before, again, then this one": _copy_first,
    "the response before in place of this one": _swapped,
    "the response to the same request as before": _stale,
    "late": _late,
    "dripped": _dripped,
    "informational responses without need": _hints,
    "longer than its length": _change(lambda head, body: head + _SEEN_BY_ALL + body + b"}{trailing"),
    "shorter than its length": _change(lambda head, body: head + _SEEN_BY_ALL + body[:-1], close=True),
    "chunks that are none": _change(
        lambda head, body: _without_length(head) + b"\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n" + body, close=True
    ),
    "cut in a chunk": _change(
        lambda head, body: _without_length(head) + b"\r\ntransfer-encoding: chunked\r\n\r\nffff\r\n" + body, close=True
    ),
    "gzip that is none": _change(lambda head, body: head + b"\r\ncontent-encoding: gzip\r\n\r\n" + body),
    "gzip that is cut": _change(
        lambda head, body: (
            _without_length(head) + b"\r\ncontent-encoding: gzip\r\n\r\n" + gzip.compress(body)[: len(body) // 2]
        ),
        close=True,
    ),
    "HTTP/1.0 and closed": _change(
        lambda head, body: head.replace(b"HTTP/1.1", b"HTTP/1.0", 1) + _SEEN_BY_ALL + body, close=True
    ),
    "headers without end": _change(lambda head, body: head + b"\r\nx-bomb: " + b"a" * 300_000, close=True),
    "HTML with 200": _answer(made("200 OK", HTML, "text/html")),
    "HTML with 403": _answer(made("403 Forbidden", HTML, "text/html")),
    "HTML with 502 after the tenant did it": _answer(made("502 Bad Gateway", HTML, "text/html"), after=True),
    "429 without headers": _answer(made("429 Too Many Requests", LIMITED)),
    "429 with an absurd Retry-After": _answer(made("429 Too Many Requests", LIMITED, more="retry-after: 1e308\r\n")),
    "500 after the tenant did it": _answer(made("500 Internal Server Error", ERROR), after=True),
    "503 with a Retry-After in the past": _answer(
        made("503 Service Unavailable", ERROR, more="retry-after: Thu, 01 Jan 1970 00:00:00 GMT\r\n")
    ),
    "a redirect to another host": _answer(made("307 Temporary Redirect", b"", more="location: http://127.0.0.9/\r\n")),
    "an empty body with 200": _answer(made("200 OK", b""), after=True),
    "null": _answer(made("200 OK", b"null"), after=True),
    "an empty list": _answer(made("200 OK", b"[]"), after=True),
    "no content": _answer(b"HTTP/1.1 204 No Content\r\n\r\n", after=True),
    "text that is not UTF-8": _answer(made("200 OK", b'[{"name":"\xff\xfe"}]'), after=True),
    "deep JSON": _answer(made("200 OK", b"[" * 50_000), after=True),
}
"""Each by what happens."""


@dataclass
class Chaos:
    """What is to be spoilt: `choose` names a fault for a request (`METHOD path`), or nothing."""

    choose: Callable[[str], str] = lambda asked: ""
    counts: Counter[str] = field(default_factory=Counter)
    faults: Mapping[str, Fault] = field(default_factory=lambda: FAULTS)


EMPTY = "an empty list"
"""Where nothing has been set up it is the truth, which nothing distinguishes this fault from."""


def in_turn(seed: int, share: float, but: str = "") -> Callable[[str], str]:
    """Spoil a share of the requests about the tenant in all ways in turn, `but` one, in a random order."""
    chance = random.Random(seed)
    names = [name for name in FAULTS if name != but]
    deck: list[str] = []

    def choose(asked: str) -> str:
        if "/api/v2/" not in asked or chance.random() >= share:
            return ""
        deck.extend(() if deck else chance.sample(names, len(names)))
        return deck.pop()

    return choose


async def _serve(
    chaos: Chaos, upstream: tuple[str, int], reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    memory: dict[str, bytes] = {}
    with suppress(OSError, asyncio.IncompleteReadError), closing(writer):
        while not writer.is_closing():
            head = await reader.readuntil(_SEEN_BY_ALL)
            lines = head.decode().lower().split("\r\n")
            length = next((int(line[15:]) for line in lines if line.startswith("content-length:")), 0)
            asked = " ".join(head.decode().split(" ", 2)[:2])
            exchange = Exchange(head + await reader.readexactly(length), asked, writer, upstream, memory)
            name = chaos.choose(asked)
            chaos.counts[name] += 1
            if name:
                await chaos.faults[name](exchange)
            else:
                await exchange.send(await exchange.forward())


@contextmanager
def proxied(url: str, chaos: Chaos) -> Iterator[str]:
    """Yield the address of a proxy to the tenant at `url`; it runs in a thread of its own."""
    host, port = url.removeprefix("http://").split(":")
    loop, ready, address = asyncio.new_event_loop(), threading.Event(), list[int]()
    stop = asyncio.Event()

    async def run() -> None:
        async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            with suppress(asyncio.CancelledError):  # asyncio would log a cancelled handler as an error.
                await _serve(chaos, (host, int(port)), reader, writer)

        server = await asyncio.start_server(connected, "127.0.0.1", 0)
        address.append(server.sockets[0].getsockname()[1])
        ready.set()
        await stop.wait()
        server.close()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await asyncio.sleep(0.05)  # What was closed is let go of a turn or two later.

    thread = threading.Thread(target=lambda: loop.run_until_complete(run()))
    thread.start()
    ready.wait()
    try:
        yield f"http://127.0.0.1:{address[0]}"
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(20)
        loop.close()
