"""Making sure that a response answers the request it is returned for.

HTTP/1.1 has nothing that ties a response to its request but the order on the connection. Where a response arrives
twice (a broken load balancer or proxy), the second copy waits in a buffer and is returned for the next request on that
connection, whatever that was. Three buffers can hold it. httpcore looks into the socket before it reuses an idle
connection, but not into h11, which keeps the bytes that arrived in the same read as the end of the response
(`start_next_cycle` leaves them there), nor into the decrypted or received TLS records. So this transport looks into
both when a response ends, and closes a connection on which anything is left.

A copy that arrives after the next request was sent is in no buffer yet. Auth0 gives each response an id
(`x-auth0-requestid`), so a response whose id was seen before closes its connection too and raises `StrayResponse`:
`RetryTransport` repeats a read on a fresh connection, and a write is read back by whoever sent it.

Some gateways send one constant id, or few. The first response on a connection cannot be a copy of one on another
connection. So where a repeated read gets a seen id there too, the ids of that host say nothing: the response is good,
and from then on only leftover bytes close a connection to it.

HTTP/2 numbers its streams, so none of this applies to it; the client does not count on a tenant that speaks it.
"""

import ssl
from collections import OrderedDict
from collections.abc import AsyncIterator
from typing import Any
from weakref import WeakSet

import httpx

from mfa_tui.client import wire
from mfa_tui.client.errors import StrayResponse

REMEMBERED = 4_096
"""Request ids: a copy arrives right behind its original, and there are at most 20 connections."""
_CACHEABLE = "/.well-known/"
"""Public documents: a cache may return a copy, with the id of its original."""
_STRAY = "a stray response"
"""The extension of a request that already got a response with a seen id."""


class CorrelationTransport(httpx.AsyncBaseTransport):
    """Wraps the transport to the network. A connection that holds more than the response is closed, not reused."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner
        self._seen: OrderedDict[str, None] = OrderedDict()
        self._used: WeakSet[Any] = WeakSet()
        self._constant: set[bytes] = set()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Return the response. Raises `StrayResponse` for one that was returned before."""
        response = await self._inner.handle_async_request(request)
        network = response.extensions.get("network_stream")
        if network is None or response.extensions.get("http_version") == b"HTTP/2":
            return response
        fresh = network not in self._used
        self._used.add(network)
        if self._repeated(request, response, fresh):
            request.extensions[_STRAY] = True
            await network.aclose()
            await response.aclose()
            raise StrayResponse("A response arrived twice.", request=request)
        assert isinstance(response.stream, httpx.AsyncByteStream)  # noqa: S101 - narrows the type for mypy
        response.stream = _Body(response.stream, network)
        return response

    def _repeated(self, request: httpx.Request, response: httpx.Response, fresh: bool) -> bool:
        id_, host = wire.request_id(response.headers), request.url.netloc
        if not id_ or host in self._constant or request.url.path.startswith(_CACHEABLE):
            return False
        if id_ in self._seen:
            if fresh and _STRAY in request.extensions:
                self._constant.add(host)
                return False
            return True
        self._seen[id_] = None
        if len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)
        return False

    async def aclose(self) -> None:
        """Close the transport below."""
        await self._inner.aclose()


class _Body(httpx.AsyncByteStream):
    """The body of a response, and its connection, which goes back to the pool when the body is closed."""

    def __init__(self, inner: httpx.AsyncByteStream, network: Any) -> None:
        self._inner = inner
        self._network = network

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._inner:
            yield chunk

    async def aclose(self) -> None:
        if _unparsed(self._inner) or _undecrypted(self._network):
            await self._network.aclose()  # The pool finds the socket closed, and drops the connection.
        await self._inner.aclose()


def _unparsed(stream: Any) -> bool:
    """Return whether h11 holds bytes after the response. Private API, so where it is gone: assume so."""
    try:
        data, _ = stream._httpcore_stream._stream._connection._h11_state.trailing_data
    except AttributeError:
        return True
    return bool(data)


def _undecrypted(network: Any) -> bool:
    """Return whether TLS holds bytes after the response, or the end of the connection."""
    tls = network.get_extra_info("ssl_object")
    if tls is None:
        return False
    try:
        tls.read(1)
    except ssl.SSLWantReadError:
        return False
    except ssl.SSLError:
        pass
    return True
