"""What lets a user in or keeps them out: sessions, refresh tokens, and the blocks of brute-force protection."""

from dataclasses import dataclass

from mfa_tui.domain import json_fields as loose
from mfa_tui.domain.user.methods import AuthenticationMethod

_LOGINS = {
    "pwd": "password",
    "federated": "identity provider",
    "passkey": "passkey",
    "sms": "SMS code",
    "email": "email code",
}


@dataclass(frozen=True, slots=True)
class Performed:
    """Something that a user did to log in. `at` is epoch seconds; `type` is the factor, only where `name` is `mfa`."""

    name: str
    type: str = ""
    at: float | None = None

    @property
    def words(self) -> str:
        """Return it in plain words, such as `password` or `MFA with Authenticator app`."""
        if self.name != "mfa":
            return _LOGINS.get(self.name, self.name)
        factor = "totp" if self.type == "otp" else self.type
        return f"MFA with {AuthenticationMethod('', factor).title}" if factor else "MFA"


@dataclass(frozen=True, slots=True)
class Session:
    """A login that still holds (GET /api/v2/users/{user_id}/sessions). Times are epoch seconds.

    `methods` are what the user did to log in, in the order of the tenant: the proof of how the session did MFA.
    """

    id: str
    created_at: float | None = None
    authenticated_at: float | None = None
    last_interacted_at: float | None = None
    expires_at: float | None = None
    idle_expires_at: float | None = None
    last_ip: str = ""
    last_user_agent: str = ""
    client_ids: tuple[str, ...] = ()
    methods: tuple[Performed, ...] = ()


def parse_session(raw: object) -> Session:
    """Return a session. Raises ValueError for one without an id."""
    fields = loose.identified(raw, "id")
    performed = loose.objects(loose.member(fields, "authentication", "methods"))
    return Session(
        id=loose.text(fields.get("id")),
        created_at=loose.instant(fields.get("created_at")),
        authenticated_at=loose.instant(fields.get("authenticated_at")),
        last_interacted_at=loose.instant(fields.get("last_interacted_at")),
        expires_at=loose.instant(fields.get("expires_at")),
        idle_expires_at=loose.instant(fields.get("idle_expires_at")),
        last_ip=loose.text(loose.member(fields, "device", "last_ip")),
        last_user_agent=loose.text(loose.member(fields, "device", "last_user_agent")),
        client_ids=tuple(loose.text(one.get("client_id")) for one in loose.objects(fields.get("clients"))),
        methods=tuple(
            Performed(loose.text(one.get("name")), loose.text(one.get("type")), loose.instant(one.get("timestamp")))
            for one in performed
        ),
    )


@dataclass(frozen=True, slots=True)
class RefreshToken:
    """A refresh token's record, not the token (GET /api/v2/users/{user_id}/refresh-tokens). Times: epoch seconds."""

    id: str
    client_id: str = ""
    session_id: str = ""
    created_at: float | None = None
    last_exchanged_at: float | None = None
    expires_at: float | None = None
    idle_expires_at: float | None = None


def parse_refresh_token(raw: object) -> RefreshToken:
    """Return a refresh token's record. Raises ValueError for one without an id."""
    fields = loose.identified(raw, "id")
    return RefreshToken(
        id=loose.text(fields.get("id")),
        client_id=loose.text(fields.get("client_id")),
        session_id=loose.text(fields.get("session_id")),
        created_at=loose.instant(fields.get("created_at")),
        last_exchanged_at=loose.instant(fields.get("last_exchanged_at")),
        expires_at=loose.instant(fields.get("expires_at")),
        idle_expires_at=loose.instant(fields.get("idle_expires_at")),
    )


@dataclass(frozen=True, slots=True)
class Block:
    """An address from which too many logins failed (GET /api/v2/user-blocks); not an admin's block of the user."""

    identifier: str
    ip: str = ""
    connection: str = ""


def parse_block(raw: object) -> Block:
    """Return a block. Raises ValueError for one without an identifier."""
    fields = loose.identified(raw, "identifier")
    return Block(*(loose.text(fields.get(name)) for name in ("identifier", "ip", "connection")))
