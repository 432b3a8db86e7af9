"""Fetching a large file from wherever the tenant says that it lies, line by line and in little memory.

The file is somebody else's: its host gets no token, may be slow, and may send anything. It is fetched over a
connection of its own that is thrown away, so a reader who stops in the middle leaves nothing behind in the pool.
"""

import asyncio
import time
import zlib
from collections.abc import AsyncGenerator, AsyncIterator, Callable

import httpx

from mfa_tui import __version__
from mfa_tui.client import errors
from mfa_tui.client.transports.network import TIMEOUT

WayTo = Callable[[httpx.URL], httpx.AsyncBaseTransport]
"""Gives a transport to the host of a URL."""

LONGEST_LINE = 1024 * 1024
LARGEST_FILE = 4 * 1024**3
"""Bytes, unpacked: some ten million users."""
LONGEST_FETCH = 1_800.0
"""Seconds for the whole file."""
_PIECE = 64 * 1024
_GZIP = b"\x1f"  # No text begins with this character.


def allowed(location: str, tenant: httpx.URL) -> httpx.URL:
    """Return the address of a file that the tenant at `tenant` named.

    Raises `errors.Unreadable` unless it is https, or on the loopback host where the tenant itself is.
    """
    try:
        url = httpx.URL(location)
    except httpx.InvalidURL:
        raise errors.Unreadable("The file's address is none.") from None
    beside = url.scheme == tenant.scheme == "http" and url.host == tenant.host
    possible = url.host and not url.userinfo and (url.port or 0) < 65536
    if not possible or not (url.scheme == "https" or beside):
        raise errors.Unreadable(f"The file is at a place that is not safe: {url.scheme}://{url.host}.")
    return url


async def lines(url: httpx.URL, way_to: WayTo) -> AsyncGenerator[bytes, None]:
    """Yield the lines of a file, gzipped or not, without their ends. Close it: `contextlib.aclosing`.

    Raises an `errors.ApiError`, after some of the lines where the file is cut off, endless or no text.
    """
    headers = {"User-Agent": f"mfa-tui/{__version__}", "Accept-Encoding": "identity"}
    try:
        async with (
            httpx.AsyncClient(transport=way_to(url), timeout=TIMEOUT, headers=headers, trust_env=False) as http,
            http.stream("GET", url) as response,
        ):
            if response.status_code != 200:
                raise errors.Unreadable(f"The file could not be had: HTTP status {response.status_code}.")
            line = bytearray()
            async for piece in _unpacked(response.aiter_raw()):
                *whole, rest = piece.split(b"\n")
                for end in whole:
                    line += end
                    yield bytes(line)
                    line.clear()
                line += rest
                if len(line) > LONGEST_LINE:
                    raise errors.Unreadable("The file has a line of more than 1 MiB.")
            if line:
                yield bytes(line)
    except httpx.HTTPError as error:
        raise errors.from_transport(error) from None


async def _unpacked(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Yield the file in pieces of at most 64 KiB; between two of them others get a turn."""
    give_up_at = time.monotonic() + LONGEST_FETCH
    unpacker: _Unpacker | None = None
    size, begun = 0, False
    async for chunk in chunks:
        if chunk and not begun:
            begun, unpacker = True, _Unpacker() if chunk.startswith(_GZIP) else None
        while chunk:
            piece, chunk = unpacker.next(chunk) if unpacker else (chunk[:_PIECE], chunk[_PIECE:])
            size += len(piece)
            if size > LARGEST_FILE or time.monotonic() > give_up_at:
                raise errors.Unreadable("The file does not end.")
            yield piece
            await asyncio.sleep(0)
    if unpacker and not unpacker.complete:
        raise errors.Unreadable("The file is cut off.")


class _Unpacker:
    """Unpacks gzip in steps; gzipped files that were joined are one file."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(wbits=31)
        self.complete = False

    def next(self, packed: bytes) -> tuple[bytes, bytes]:
        """Return a piece of the file, and what has not been unpacked yet."""
        try:
            piece = self._member.decompress(packed, _PIECE)
        except zlib.error:
            raise errors.Unreadable("The file is damaged: it cannot be unpacked.") from None
        self.complete = self._member.eof
        if not self.complete:
            return piece, self._member.unconsumed_tail
        rest, self._member = self._member.unused_data, zlib.decompressobj(wbits=31)
        return piece, rest
