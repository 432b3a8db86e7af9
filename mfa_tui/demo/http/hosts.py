"""Which hosts a served demo tenant answers for: none that a page in a browser could have pointed at this machine."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from mfa_tui.demo.http.errors import ApiError


class LoopbackHostsOnly:
    """ASGI middleware against DNS rebinding: a request whose `Host` is no loopback name or address gets 403.

    A web page can make its own host name resolve to 127.0.0.1 and then read what a server there answers. The browser
    still sends that name as `Host`.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        app = self._app
        if scope["type"] == "http":
            hosts = Headers(scope=scope).getlist("host")
            if len(hosts) != 1 or not _is_loopback(hosts[0]):
                app = ApiError(
                    403,
                    "The demo tenant only answers requests for localhost or a loopback address such as 127.0.0.1, "
                    "not for the host in this request.",
                    "host_not_allowed",
                ).answer()
        await app(scope, receive, send)


def _is_loopback(host: str) -> bool:
    try:
        parts = urlsplit(f"//{host}")
        name, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    if parts.netloc != host or "@" in host:
        return False
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
