"""The way out: connections, timeouts and proxies."""

from urllib.request import getproxies, proxy_bypass

import httpx

from mfa_tui.client.transports.correlation import CorrelationTransport

TIMEOUT = httpx.Timeout(10.0, connect=5.0)
"""Seconds, for each step of a request."""
LIMITS = httpx.Limits(max_connections=20, max_keepalive_connections=20, keepalive_expiry=30.0)
"""More than ten, for a scan to be ten times as fast as one request after the other where the tenant sets no limit."""


def network(url: httpx.URL) -> httpx.AsyncBaseTransport:
    """Return a transport to the host of `url`, through the proxy that the environment names for it."""
    # Plain http is loopback only: through a proxy it would carry the secret over the network in clear.
    direct = url.scheme == "http" or proxy_bypass(url.host)
    proxy = None if direct else getproxies().get(url.scheme)
    return CorrelationTransport(httpx.AsyncHTTPTransport(limits=LIMITS, proxy=proxy))
