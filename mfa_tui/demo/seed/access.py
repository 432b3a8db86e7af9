"""The sessions and refresh tokens of a user, made from when they last logged in."""

from __future__ import annotations

from random import Random

from mfa_tui.demo.dice import dice, owned_id
from mfa_tui.demo.http.instants import HOUR_S, iso
from mfa_tui.demo.seed.acme import PORTAL
from mfa_tui.demo.tenant.methods import Method
from mfa_tui.demo.tenant.people import Access, User
from mfa_tui.demo.types import Json

# As in the tenant's settings: three days idle, seven at most.
_IDLE_S, _LONGEST_S = 72 * HOUR_S, 168 * HOUR_S
# Method type -> the factor as a session names it.
_FACTORS = {"totp": "otp", "push": "push-notification", "guardian": "push-notification"}
_BROWSERS = (
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Safari/605.1.15",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36",
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
)


def access_of(user: User, methods: tuple[Method, ...], seed: int, born_at: float) -> Access:
    """Return what keeps a user logged in; nothing for who has not logged in within the life of a session.

    methods: of the user; the first that proves MFA is the factor that the sessions name.
    """
    if user.last_login is None or born_at - user.last_login > _IDLE_S or user.blocked:
        return Access()
    random = dice(seed, f"access {user.user_id}")
    access = Access()
    factor = next((_FACTORS.get(method.type, method.type) for method in methods if method.proves_mfa), None)
    for _ in range(2 if user.number == 0 else random.choice((1, 1, 2))):
        session = _session(random, user, factor, user.last_login - random.uniform(0, 20) * HOUR_S)
        access.sessions.append(session)
        if len(access.refresh_tokens) < 1:
            access.refresh_tokens.append(_refresh_token(random, user, session))
    return access


def _session(random: Random, user: User, factor: str | None, at: float) -> Json:
    browser = random.choice(_BROWSERS)
    methods = [{"name": "pwd" if user.user_id.startswith("auth0|") else "federated", "timestamp": iso(at)}]
    if factor is not None:
        methods.append({"name": "mfa", "timestamp": iso(at + 20), "type": factor})
    return {
        "id": owned_id(random, user.number, 32),
        "user_id": user.user_id,
        "created_at": iso(at),
        "updated_at": iso(at + HOUR_S),
        "authenticated_at": iso(at),
        "idle_expires_at": iso(at + _IDLE_S),
        "expires_at": iso(at + _LONGEST_S),
        "last_interacted_at": iso(at + HOUR_S),
        "device": {
            "initial_user_agent": browser,
            "initial_ip": user.last_ip,
            "initial_asn": "64496",
            "last_user_agent": browser,
            "last_ip": user.last_ip,
            "last_asn": "64496",
        },
        "clients": [{"client_id": PORTAL}],
        "authentication": {"methods": methods},
        "cookie": {"mode": "non-persistent"},
    }


def _refresh_token(random: Random, user: User, session: Json) -> Json:
    return {
        "id": owned_id(random, user.number, 18),
        "user_id": session["user_id"],
        "created_at": session["created_at"],
        "idle_expires_at": session["idle_expires_at"],
        "expires_at": session["expires_at"],
        "last_exchanged_at": session["updated_at"],
        "device": session["device"],
        "client_id": PORTAL,
        "session_id": session["id"],
        "rotating": True,
        "resource_servers": [{"audience": "https://api.acme.example", "scopes": "openid profile offline_access"}],
    }
