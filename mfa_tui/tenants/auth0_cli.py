"""The login of the Auth0 CLI, read and never written: its config file, and what it keeps in the keyring.

Formats: auth0/auth0-cli internal/config and internal/keyring; values of zalando/go-keyring.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mfa_tui.tenants.address import NotAHost, located
from mfa_tui.tenants.profile import Authentication, Label, TenantProfile

if TYPE_CHECKING:
    from pydantic import SecretStr

    from mfa_tui.tenants.secrets import SecretStore

TOKEN_SERVICE = "Auth0 CLI Access Token"  # noqa: S105 - names of entries
SECRET_SERVICE = "Auth0 CLI Client Secret"  # noqa: S105
LEGACY_SERVICE = "Auth0 CLI Refresh Token"
MOST_CHUNKS = 50


class CliProblem(ValueError):
    """The CLI's login cannot be used; the message says why and what to run."""


@dataclass(frozen=True)
class CliTenant:
    """A tenant that the CLI is logged in to. `client_id` is empty after a device login; no secret is in it."""

    domain: str
    base_url: str
    client_id: str
    expires_at: float | None
    scopes: tuple[str, ...]

    def expired(self, now: float) -> bool:
        """Tell whether its login has ended for good: where there is an application, a new token can be fetched."""
        return not self.client_id and self.expires_at is not None and self.expires_at <= now

    @property
    def profile(self) -> TenantProfile:
        """Return the tenant as one of ours."""
        return TenantProfile(
            name=self.domain.split(".")[0],
            domain=self.domain,
            base_url=self.base_url,
            label=Label.NONE,
            client_id=self.client_id,
            audience=f"{self.base_url}/api/v2/",
            authentication=Authentication.AUTH0_CLI,
        )


@dataclass(frozen=True)
class CliConfig:
    """What the CLI's config file says; `default` is a domain of `tenants`, or an empty string."""

    path: Path
    tenants: tuple[CliTenant, ...] = ()
    default: str = ""

    def named(self, domain: str) -> CliTenant | None:
        """Return the tenant with this domain."""
        return next((tenant for tenant in self.tenants if tenant.domain == domain.lower()), None)


@dataclass(frozen=True)
class CliLogin:
    """What to sign in with: a token until `expires_at` (epoch seconds), or the secret of a `client_id`."""

    token: SecretStr | None = None
    client_secret: SecretStr | None = None
    expires_at: float | None = None


def config_file(environment: Mapping[str, str]) -> Path:
    """Return where the CLI keeps its config: under HOME on every platform, and XDG is not looked at."""
    return Path(environment.get("HOME") or Path.home()) / ".config" / "auth0" / "config.json"


def read_config(path: Path) -> CliConfig:
    """Read the config; one that is not there has no tenants. Raises `CliProblem`."""
    try:
        content = json.loads(path.read_bytes())
    except FileNotFoundError:
        return CliConfig(path)
    except OSError as error:
        raise CliProblem(f"{path}: cannot be read: {(error.strerror or 'no reason told').lower()}") from None
    except (ValueError, RecursionError):
        raise CliProblem(f"{path}: this is not JSON. Log in again: auth0 login") from None
    entries = content.get("tenants") if isinstance(content, dict) else None
    if not isinstance(entries, dict):
        return CliConfig(path)
    tenants = tuple(filter(None, (_tenant(domain, entry) for domain, entry in entries.items())))
    default = content.get("default_tenant")
    return CliConfig(path, tenants, default.lower() if isinstance(default, str) else "")


def read_login(config: CliConfig, tenant: CliTenant, store: SecretStore, now: float) -> CliLogin:
    """Return what the CLI would sign in with. Raises `CliProblem` where that is nothing, or nothing any more.

    A token is not read where there is a secret to get a fresh one with.
    """
    from pydantic import SecretStr

    from mfa_tui.tenants.secrets import KeyringUnusable

    trouble, token, legacy = "", "", False
    try:
        if tenant.client_id and (secret := _value(store, SECRET_SERVICE, tenant.domain)):
            return CliLogin(client_secret=SecretStr(secret))
        token = _token(store, tenant.domain)
        legacy = not token and bool(_value(store, LEGACY_SERVICE, tenant.domain))
    except KeyringUnusable as unusable:
        trouble = str(unusable)
    token = token or _token_in_config(config.path, tenant.domain)
    again = f"Log in again: {login_line()}"
    if not token and trouble:
        raise CliProblem(f"the Auth0 CLI's login to {tenant.domain} cannot be read: {trouble}")
    if not token and legacy:
        raise CliProblem(
            f"the login to {tenant.domain} is of an Auth0 CLI before 1.32, which kept a refresh token that only "
            f"it may use. {again}"
        )
    if not token:
        raise CliProblem(f"the Auth0 CLI knows {tenant.domain}, but its keyring entry is gone. {again}")
    claims = _claims(token)
    ends = [at for at in (tenant.expires_at, claims.get("exp")) if isinstance(at, int | float)]
    if ends and min(ends) <= now:
        raise CliProblem(
            f"the Auth0 CLI's login to {tenant.domain} has expired; such a login cannot be renewed. {again}"
        )
    audiences = claims.get("aud", [])
    audiences = audiences if isinstance(audiences, list) else [audiences]
    if audiences and not any(isinstance(aud, str) and aud == tenant.profile.audience for aud in audiences):
        raise CliProblem(f"the Auth0 CLI's token for {tenant.domain} is for another tenant. {again}")
    return CliLogin(token=SecretStr(token), expires_at=min(ends, default=None))


def login_line(scopes: tuple[str, ...] = ()) -> str:
    """Return the command that gives the CLI a login with these scopes; the tenant is chosen in the browser."""
    return f'auth0 login --scopes "{",".join(scopes)}"' if scopes else "auth0 login"


def _tenant(domain: Any, entry: Any) -> CliTenant | None:
    """Return a tenant of the config; nothing for one whose domain is none."""
    try:
        address = located(domain, "domain")
    except NotAHost:
        return None
    entry = entry if isinstance(entry, dict) else {}
    client_id, scopes = entry.get("client_id"), entry.get("scopes")
    return CliTenant(
        address.host,
        address.base_url,
        client_id if isinstance(client_id, str) else "",
        _instant(entry.get("expires_at")),
        tuple(scope for scope in scopes if isinstance(scope, str)) if isinstance(scopes, list) else (),
    )


def _instant(text: Any) -> float | None:
    """Return an RFC 3339 time as epoch seconds; Go writes the year 1 where there is none."""
    try:
        at = datetime.fromisoformat(text)
        return at.timestamp() if at.year > 1 and at.tzinfo else None
    except (TypeError, ValueError, OverflowError):
        return None


def _token_in_config(path: Path, domain: str) -> str:
    """Return the token that the CLI put into its file because it found no keyring."""
    try:
        token = json.loads(path.read_bytes())["tenants"][domain]["access_token"]
    except (OSError, ValueError, KeyError, TypeError):
        return ""
    return token if isinstance(token, str) else ""


def _token(store: SecretStore, domain: str) -> str:
    """Return the access token: its chunks, joined, up to the first that is not there."""
    chunks = []
    for number in range(MOST_CHUNKS):
        chunk = _value(store, f"{TOKEN_SERVICE} {number}", domain)
        if not chunk:
            break
        chunks.append(chunk)
    return "".join(chunks)


def _value(store: SecretStore, service: str, domain: str) -> str:
    """Return an entry as go-keyring wrote it; on Windows it stands under a name of its own."""
    value = store.entry(service, domain) or store.entry(f"{service}:{domain}", domain) or ""
    if not value.isascii():
        # Windows: Go writes bytes where Python's keyring expects UTF-16, so two letters came out as one.
        value = _or_nothing(lambda: value.encode("utf-16-le").decode("ascii"))
    for prefix, decoded in (("go-keyring-encoded:", bytes.fromhex), ("go-keyring-base64:", base64.b64decode)):
        if value.startswith(prefix):
            text = value.removeprefix(prefix).strip()
            return _or_nothing(lambda: decoded(text).decode())  # noqa: B023 - called at once
    return value


def _or_nothing(decode: Callable[[], str]) -> str:
    try:
        return decode()
    except (ValueError, binascii.Error):
        return ""


def _claims(token: str) -> dict[str, Any]:
    """Return what the token says of itself, unverified; nothing where it is opaque."""
    try:
        payload = token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (IndexError, ValueError, RecursionError):
        return {}
    return claims if isinstance(claims, dict) else {}
