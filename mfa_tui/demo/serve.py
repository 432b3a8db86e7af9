"""Serve a demo tenant on a loopback port, for a client in another process."""

from __future__ import annotations

import contextlib
import ipaddress
import os
import socket
import sys
from collections.abc import Callable

from mfa_tui.demo.options import DEMO_CLIENT_ID, DEMO_CLIENT_SECRET, DemoOptions


class PortTakenError(OSError):
    """The port cannot be listened on; the words are for the person who chose it."""


def serve(
    options: DemoOptions,
    host: str = "127.0.0.1",
    port: int = 8089,
    announce: Callable[[str], object] = print,
) -> None:
    """Serve until ctrl+c. Once the port is ours, `announce` gets three lines that a shell can evaluate.

    Port 0 takes a free one. Raises PortTakenError, and ValueError for a public key that is none, and for a host that
    others can reach: everybody knows this tenant's secret.
    """
    address = _loopback(host)
    if options.public_key:
        from mfa_tui.demo.endpoints.authentication.oauth_clients import read_public_key

        read_public_key(options.public_key)
    with _listen(address, port) as listener:
        shown = f"[{address}]" if address.version == 6 else str(address)
        announce(f"export AUTH0_DOMAIN=http://{shown}:{listener.getsockname()[1]}")
        announce(f"export AUTH0_CLIENT_ID={DEMO_CLIENT_ID}")
        announce(f"export AUTH0_CLIENT_SECRET={DEMO_CLIENT_SECRET}")
        sys.stdout.flush()  # a pipe would keep the lines to itself until the end
        _run(options, listener)


def _loopback(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    try:
        address = ipaddress.ip_address("127.0.0.1" if host == "localhost" else host)
    except ValueError:
        address = None
    if address is None or not address.is_loopback:
        raise ValueError(f"a demo tenant is served on a loopback address such as 127.0.0.1, not on {host!r}")
    return address


def _listen(address: ipaddress.IPv4Address | ipaddress.IPv6Address, port: int) -> socket.socket:
    # asyncio switches Nagle's algorithm off only where the protocol is named; else answers take 40 ms more.
    family = socket.AF_INET6 if address.version == 6 else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":  # elsewhere this would let two servers share a port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((str(address), port))
        listener.listen()
    except OSError as error:
        listener.close()
        raise PortTakenError(f"port {port} of {address} cannot be used: {error.strerror}") from error
    return listener


def _run(options: DemoOptions, listener: socket.socket) -> None:
    import uvicorn

    from mfa_tui.demo.app import create_app
    from mfa_tui.demo.http.hosts import LoopbackHostsOnly

    app = LoopbackHostsOnly(create_app(options))
    config = uvicorn.Config(app, log_level="warning", access_log=False, lifespan="off", ws="none")
    # uvicorn ends cleanly on ctrl+c, and then raises the signal again.
    with contextlib.suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listener])
