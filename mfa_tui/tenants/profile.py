"""What is known of a tenant before it is asked: where it is, what it is called here, how to sign in."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import chain, count
from pathlib import Path


class Label(StrEnum):
    """What a tenant is for. Every write to production, and to a tenant without a label, is confirmed by name."""

    DEV = "dev"
    STAGING = "staging"
    PRODUCTION = "production"
    NONE = "unlabelled"

    @property
    def careful(self) -> bool:
        """Tell whether a write needs the tenant's name typed: what has no label may be production."""
        return self in (Label.PRODUCTION, Label.NONE)


class Authentication(StrEnum):
    """How to sign in. `kept` tells what of it is a secret that a keyring can keep."""

    CLIENT_SECRET = "client-secret"  # noqa: S105 - the name of a way, not a secret
    PRIVATE_KEY_JWT = "private-key-jwt"
    ACCESS_TOKEN = "access-token"  # noqa: S105
    DEVICE = "device"
    AUTH0_CLI = "auth0-cli"

    @property
    def kept(self) -> str:
        """Return what the keyring holds for it, in words; empty where nothing is kept."""
        return {"client-secret": "client secret", "access-token": "access token", "device": "refresh token"}.get(
            self, ""
        )

    @property
    def words(self) -> str:
        """Return the way to sign in as a person would call it."""
        return {
            "client-secret": "client secret",
            "private-key-jwt": "private key JWT",
            "access-token": "access token",
            "device": "device login",
            "auth0-cli": "login of the Auth0 CLI",
        }[self]


class Algorithm(StrEnum):
    """What Auth0 accepts the signature of a client assertion in."""

    RS256 = "RS256"
    RS384 = "RS384"
    PS256 = "PS256"


COLOURS = ("primary", "secondary", "accent", "warning", "error", "success")
"""Colours of the theme that a header may have."""


_CLI_ISSUER = "https://auth0.auth0.com/"
"""Issuer of the tokens of an Auth0 CLI device login: Auth0's own tenant, not the one that they are for."""


@dataclass(frozen=True)
class TenantProfile:
    """A tenant as the user knows it. Holds no secret.

    `name` is short and unique here and is what the user types to confirm; `base_url` has no trailing slash;
    `client_id` is empty for a static token and for a device login of the Auth0 CLI; `audience` is what tokens are
    asked for; `writable` is how it starts; `colour` of the header is one of `COLOURS`, or empty; `key_file` signs
    where a private key is used, and is empty where the environment holds the key itself; `folder` has the files about
    the tenant, which are in the user's folders where it is None.
    """

    name: str
    domain: str
    base_url: str
    label: Label
    client_id: str
    audience: str
    authentication: Authentication = Authentication.CLIENT_SECRET
    writable: bool = False
    colour: str = ""
    key_file: str = ""
    algorithm: Algorithm = Algorithm.RS256
    folder: Path | None = None

    @property
    def account(self) -> str:
        """Return the keyring's account. It names the domain: a secret never follows a profile to another host."""
        return f"{self.client_id or self.name}@{self.domain} {self.authentication.kept}"

    @property
    def signs_in_as(self) -> tuple[str, str, Authentication]:
        """Return what makes two profiles the same way into the same tenant."""
        return self.domain, self.client_id, self.authentication

    @property
    def renews(self) -> bool:
        """Tell whether a token that ends is followed by another one."""
        return bool(self.client_id) and self.authentication is not Authentication.ACCESS_TOKEN

    @property
    def issuers(self) -> tuple[str, ...]:
        """Return what the tenant may call itself in the `iss` of a token, complete URLs; nothing is read for it."""
        # The audience names the canonical domain where the domain in use is a custom one.
        issuers = [f"{self.base_url}/", self.audience.removesuffix("api/v2/")]
        if self.authentication is Authentication.AUTH0_CLI and not self.client_id:
            issuers.append(_CLI_ISSUER)
        return tuple(dict.fromkeys(issuers))

    @property
    def custom_domain(self) -> bool:
        """Tell whether the domain is one of the customer's own, whose name no audience has."""
        return self.base_url.startswith("https://") and not self.domain.endswith(".auth0.com")


def named_apart(profile: TenantProfile, taken: Collection[str]) -> TenantProfile:
    """Return the profile under a name that is not taken: its own, else its domain, else that with a number."""
    names = chain((profile.name, profile.domain), (f"{profile.domain}-{number}" for number in count(2)))
    return replace(profile, name=next(name for name in names if name not in taken))
