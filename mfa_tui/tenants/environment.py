"""A tenant from environment variables, under the names that the Auth0 CLI, Deploy CLI and Terraform use."""

import ipaddress
import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from mfa_tui.tenants.profile import Label, TenantProfile

TOKEN_NAMES = ("AUTH0_API_TOKEN", "AUTH0_ACCESS_TOKEN")
_HOST_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"(?:{_HOST_LABEL}\.)+{_HOST_LABEL}", re.IGNORECASE)


class EnvironmentProblem(ValueError):
    """The environment does not describe a tenant; the message says what to set."""


def profile_from(environment: Mapping[str, str]) -> TenantProfile:
    """Return the tenant that the environment describes.

    Raises `EnvironmentProblem` where a variable is missing or wrong. Secrets are looked for, not read.
    """
    domain = environment.get("AUTH0_DOMAIN", "").strip()
    if not domain:
        raise EnvironmentProblem(
            "No tenant: set AUTH0_DOMAIN (for example acme.eu.auth0.com) with AUTH0_CLIENT_ID and "
            "AUTH0_CLIENT_SECRET, or with AUTH0_API_TOKEN. Or try the demo tenant: mfa-tui --demo"
        )
    base_url, host, loopback = _located(domain)
    client_id = environment.get("AUTH0_CLIENT_ID", "").strip()
    if static_token(environment):
        client_id = ""
    elif not client_id or not environment.get("AUTH0_CLIENT_SECRET"):
        raise EnvironmentProblem(
            f"No credentials for {host}: set AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET of a machine-to-machine "
            "application, or AUTH0_API_TOKEN"
        )
    return TenantProfile(
        name=host if loopback else host.split(".")[0],
        domain=host,
        base_url=base_url,
        label=_label(environment.get("MFA_TUI_LABEL", ""), loopback),
        client_id=client_id,
        audience=environment.get("AUTH0_AUDIENCE", "").strip() or f"{base_url}/api/v2/",
    )


def static_token(environment: Mapping[str, str]) -> str:
    """Return the access token that the environment holds, or an empty string."""
    for name in TOKEN_NAMES:
        token = environment.get(name, "").strip()
        if token:
            if not token.isascii() or not token.isprintable() or " " in token:
                raise EnvironmentProblem(f"{name} does not hold a token: it has spaces or characters that no token has")
            return token
    return ""


def _located(domain: str) -> tuple[str, str, bool]:
    """Return (base URL, host, loopback). A tenant is a bare host over https; only loopback may be http."""
    if domain.lower().startswith("http://"):
        try:
            parts = urlsplit(domain)
            host, port = parts.hostname or "", parts.port
        except ValueError:
            host, port, parts = "", None, urlsplit("")
        if _is_loopback(host) and parts.path in ("", "/") and not (parts.query or parts.fragment or parts.username):
            shown = f"[{host}]" if ":" in host else host
            shown = f"{shown}:{port}" if port else shown
            return f"http://{shown}", shown, True
    elif _HOST.fullmatch(domain) and not domain.replace(".", "").isdigit():
        host = domain.lower()
        return f"https://{host}", host, False
    raise EnvironmentProblem(
        "AUTH0_DOMAIN is not a bare host: write acme.eu.auth0.com, without https://, path or port "
        "(only a loopback address may be given as http://127.0.0.1:PORT)"
    )


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _label(text: str, loopback: bool) -> Label:
    if not text.strip():
        return Label.DEV if loopback else Label.NONE
    try:
        return Label(text.strip().lower())
    except ValueError:
        raise EnvironmentProblem("MFA_TUI_LABEL is one of dev, staging and production") from None
