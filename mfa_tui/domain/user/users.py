"""The people of a tenant: the part of a user's profile that matters for MFA.

Source: GET /api/v2/users, /users/{id}, /users-by-email and the rows of a users export.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from mfa_tui.domain import json_fields as loose

PROFILE_FIELDS = (
    "user_id",
    "email",
    "email_verified",
    "name",
    "nickname",
    "given_name",
    "family_name",
    "username",
    "phone_number",
    "identities",
    "created_at",
    "updated_at",
    "last_login",
    "last_ip",
    "logins_count",
    "blocked",
    "multifactor",
    "multifactor_last_modified",
)
"""What is asked of a profile. Metadata is not: it is nobody's business here, and may be large."""

LEGACY_PROVIDERS = ("duo", "google-authenticator")
"""MFA providers from before Guardian, as `multifactor` names them."""


@dataclass(frozen=True, slots=True)
class Identity:
    """An account that the user logs in with: its connection, the connection's kind, and the id there."""

    connection: str
    provider: str = ""
    user_id: str = ""
    social: bool = False


@dataclass(frozen=True, slots=True)
class User:
    """One user. Times are epoch seconds; texts that a profile lacks are empty.

    `multifactor` names the MFA providers that have something of this user, None where the profile does not say:
    no list is no promise that there is nothing, and an auto-enrolled e-mail address never appears in it.
    """

    user_id: str
    email: str = ""
    email_verified: bool = False
    name: str = ""
    nickname: str = ""
    given_name: str = ""
    family_name: str = ""
    username: str = ""
    phone_number: str = ""
    identities: tuple[Identity, ...] = ()
    created_at: float | None = None
    updated_at: float | None = None
    last_login: float | None = None
    last_ip: str = ""
    logins_count: int = 0
    blocked: bool = False
    multifactor: tuple[str, ...] | None = None
    multifactor_last_modified: float | None = None

    @property
    def connections(self) -> tuple[str, ...]:
        """Return the names of the user's connections, the account's own first."""
        return tuple(identity.connection for identity in self.identities)

    @property
    def connection(self) -> str:
        """Return the connection that the account belongs to, empty where the profile does not say."""
        return self.identities[0].connection if self.identities else ""

    @property
    def legacy_providers(self) -> tuple[str, ...]:
        """Return the providers from before Guardian that this user is enrolled with."""
        return tuple(name for name in self.multifactor or () if name in LEGACY_PROVIDERS)

    @property
    def label(self) -> str:
        """Return what a person would call this user: the name, else an address, else the id."""
        return self.name or self.email or self.username or self.phone_number or self.user_id

    @property
    def typed_to_confirm(self) -> str:
        """Return what must be typed before something of this user is destroyed: the e-mail, else the id."""
        return self.email or self.user_id


def parse_user(raw: object) -> User:
    """Return the user in a profile. Raises ValueError for one without a user id; all else may be missing."""
    profile = loose.identified(raw, "user_id")
    value = profile.get
    return User(
        user_id=loose.text(value("user_id")),
        email=loose.text(value("email")),
        email_verified=loose.flag(value("email_verified")),
        name=loose.text(value("name")),
        nickname=loose.text(value("nickname")),
        given_name=loose.text(value("given_name")),
        family_name=loose.text(value("family_name")),
        username=loose.text(value("username")),
        phone_number=loose.text(value("phone_number")),
        identities=tuple(_identity(one) for one in loose.objects(value("identities"))),
        created_at=loose.instant(value("created_at")),
        updated_at=loose.instant(value("updated_at")),
        last_login=loose.instant(value("last_login")),
        last_ip=loose.text(value("last_ip")),
        logins_count=loose.count(value("logins_count")),
        blocked=loose.flag(value("blocked")),
        multifactor=None if value("multifactor") is None else loose.texts(value("multifactor")),
        multifactor_last_modified=loose.instant(value("multifactor_last_modified")),
    )


def _identity(raw: loose.Json) -> Identity:
    return Identity(
        loose.text(raw.get("connection")),
        loose.text(raw.get("provider")),
        loose.text(raw.get("user_id")),
        loose.flag(raw.get("isSocial")),
    )


@dataclass(frozen=True, slots=True)
class UsersPage:
    """A page of a search. `total` is how many the tenant found, beyond the 1,000 that it lists.

    `unreadable` counts the entries of the page that make no sense.
    """

    users: Sequence[User]
    total: int = 0
    unreadable: int = 0


@dataclass(frozen=True, slots=True)
class Role:
    """A role of a user (GET /api/v2/users/{id}/roles), in the whole tenant."""

    id: str
    name: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Organization:
    """An organization that a user belongs to (GET /api/v2/users/{id}/organizations)."""

    id: str
    name: str = ""
    display_name: str = ""


def parse_role(raw: object) -> Role:
    """Return a role. Raises ValueError for one without an id."""
    fields = loose.identified(raw, "id")
    return Role(*(loose.text(fields.get(name)) for name in ("id", "name", "description")))


def parse_organization(raw: object) -> Organization:
    """Return an organization. Raises ValueError for one without an id."""
    fields = loose.identified(raw, "id")
    return Organization(*(loose.text(fields.get(name)) for name in ("id", "name", "display_name")))
