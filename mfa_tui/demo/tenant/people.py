"""The users of a tenant, kept small: 20,000 of them fit in memory, and a profile is made when it is asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import md5
from typing import Any
from urllib.parse import quote

from mfa_tui.demo.http.instants import iso
from mfa_tui.demo.tenant.connections import DATABASE, connection_of
from mfa_tui.demo.tenant.methods import Method
from mfa_tui.demo.types import Json

Identities = tuple[tuple[str, str], ...]


@dataclass(slots=True)
class User:
    """One user. Times are Unix seconds; what is None is absent from the profile.

    number: the user's place in the tenant, from 0; the device ids of their methods end with it.
    identities: (connection, id there), the first one being the account's own.
    recipe: what a user of the crowd is enrolled with; their methods are made from it each time they are read.
    methods: the user's methods where they are not made from a recipe.
    enrolled: some confirmed method counts as MFA.
    legacy_provider: `duo` or `google-authenticator`, from before Guardian.
    remembered_browsers: how many browsers skip MFA. Auth0 shows this nowhere.
    own_picture: the URL that was set; see `picture`.
    changed_at: when an admin last changed the profile.
    blocked_ips: addresses that brute-force protection blocks for this user.
    """

    user_id: str
    number: int
    identities: Identities
    created_at: float
    name: str
    email: str | None = None
    email_verified: bool = False
    given_name: str | None = None
    family_name: str | None = None
    nickname: str | None = None
    username: str | None = None
    phone_number: str | None = None
    phone_verified: bool | None = None
    own_picture: str | None = None
    last_login: float | None = None
    last_ip: str | None = None
    logins_count: int = 0
    blocked: bool | None = None
    app_metadata: Json | None = None
    user_metadata: Json | None = None
    role_ids: tuple[str, ...] = ()
    organization_ids: tuple[str, ...] = ()
    recipe: str = ""
    methods: tuple[Method, ...] | None = None
    enrolled: bool = False
    legacy_provider: str | None = None
    multifactor_last_modified: float | None = None
    changed_at: float = 0.0
    last_password_reset: float | None = None
    remembered_browsers: int = 0
    blocked_ips: tuple[str, ...] = ()

    @property
    def connection(self) -> str:
        """The name of the connection that the account belongs to."""
        return self.identities[0][0]

    @property
    def updated_at(self) -> float:
        """When the profile last changed: at the last login, or when MFA or an admin did."""
        return max(self.created_at, self.last_login or 0.0, self.multifactor_last_modified or 0.0, self.changed_at)

    @property
    def picture(self) -> str | None:
        """The URL of the picture. As recorded, a database user without one has that of Gravatar, or two letters."""
        if self.own_picture or self.email is None or self.connection != DATABASE:
            return self.own_picture
        digest = md5(self.email.encode(), usedforsecurity=False).hexdigest()
        letters = quote(f"https://cdn.auth0.com/avatars/{self.email[:2]}.png", safe="")
        return f"https://s.gravatar.com/avatar/{digest}?s=480&r=pg&d={letters}"

    @property
    def multifactor(self) -> list[str]:
        """The MFA providers that the profile names."""
        return (["guardian"] if self.enrolled else []) + ([self.legacy_provider] if self.legacy_provider else [])


@dataclass(slots=True)
class Access:
    """What keeps a user logged in, as the API shows it, newest first."""

    sessions: list[Json] = field(default_factory=list)
    refresh_tokens: list[Json] = field(default_factory=list)


def profile(user: User) -> Json:
    """Return the user as GET users/{id} answers it; what is not known is left out."""
    optional: dict[str, Any] = {
        "email": user.email,
        "family_name": user.family_name,
        "given_name": user.given_name,
        "nickname": user.nickname,
        "username": user.username,
        "phone_number": user.phone_number,
        "phone_verified": user.phone_verified,
        "picture": user.picture,
        "app_metadata": user.app_metadata or None,  # as recorded, an empty one is left out and user_metadata is not
        "user_metadata": user.user_metadata,
        "blocked": user.blocked,
        "last_login": user.last_login and iso(user.last_login),
        "last_ip": user.last_ip,
        "logins_count": user.logins_count or None,
        "last_password_reset": user.last_password_reset and iso(user.last_password_reset),
        "multifactor": user.multifactor or None,
        "multifactor_last_modified": user.multifactor_last_modified and iso(user.multifactor_last_modified),
    }
    shown: Json = {
        "user_id": user.user_id,
        "name": user.name,
        "created_at": iso(user.created_at),
        "updated_at": iso(user.updated_at),
        "identities": [_identity(*identity) for identity in user.identities],
    }
    if user.email is not None:
        shown["email_verified"] = user.email_verified
    return shown | {name: value for name, value in optional.items() if value is not None}


def _identity(name: str, id_there: str) -> Json:
    connection = connection_of(name)
    return {
        "connection": name,
        "user_id": id_there,
        "provider": connection.provider,
        "isSocial": connection.is_social,
    }
