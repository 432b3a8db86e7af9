"""Where a tenant is: a bare host over https. Only a loopback address may be plain http: the demo tenant, a mock."""

import ipaddress
import re
from typing import NamedTuple
from urllib.parse import urlsplit

_HOST_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"(?:{_HOST_LABEL}\.)+{_HOST_LABEL}", re.IGNORECASE | re.ASCII)
_ADDRESS = re.compile(r"(https?://)?([^/?#]*)", re.IGNORECASE)


class NotAHost(ValueError):
    """What should be a domain is more, or less, than a bare host; the message says what to write."""


class Address(NamedTuple):
    """A tenant's address: `base_url` without a trailing slash, `host` in lower case, with the port on loopback."""

    base_url: str
    host: str
    loopback: bool

    @property
    def canonical(self) -> bool:
        """Tell whether the host is Auth0's own name of a tenant; where not, it is a custom domain."""
        return self.loopback or self.host.endswith(".auth0.com")

    @property
    def audience(self) -> str:
        """Return the Management API's identifier if this is the canonical domain."""
        return f"{self.base_url}/api/v2/"


def as_typed(domain: str) -> str:
    """Return a domain that somebody typed or pasted without what a browser adds to it: blanks, https://, a path.

    What would send a credential elsewhere stays, and is refused by `located`: plain http, a port, `tenant@`.
    """
    found = _ADDRESS.match(domain.strip())
    scheme, host = found.groups(default="") if found else ("", "")
    return host if scheme.lower() == "https://" else f"{scheme}{host}"


def located(domain: str, called: str) -> Address:
    """Return the address of a domain; raises `NotAHost`, which names it as it is `called`.

    `tenant@evil.example`, ports and paths are refused: a credential must not go where nobody meant to send it.
    """
    if domain.lower().startswith("http://"):
        try:
            parts = urlsplit(domain)
            host, port = parts.hostname or "", parts.port
        except ValueError:
            host, port, parts = "", None, urlsplit("")
        if _is_loopback(host) and parts.path in ("", "/") and not (parts.query or parts.fragment or parts.username):
            shown = f"[{host}]" if ":" in host else host
            shown = f"{shown}:{port}" if port else shown
            return Address(f"http://{shown}", shown, True)
    elif _HOST.fullmatch(domain) and not domain.replace(".", "").isdigit():
        host = domain.lower()
        return Address(f"https://{host}", host, False)
    raise NotAHost(
        f"{called} is not a bare host: write acme.eu.auth0.com, without https://, path or port "
        "(only a loopback address may be given as http://127.0.0.1:PORT)"
    )


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
