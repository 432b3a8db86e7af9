"""Logins of the person who runs the tenant: device codes, refresh tokens that rotate, and the page to confirm at.

RFC 8628, and "Call Your API Using the Device Authorization Flow" and "Refresh Token Rotation" of Auth0's documents.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import NoReturn

from mfa_tui.demo.http.oauth_errors import OAuthError

DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
CODE_LIFETIME_S = 900
_LETTERS = "BCDFGHJKLMNPQRSTVWXZ"


@dataclass
class Login:
    """A person's consent: what the tokens are for. `ended` once it was revoked, or an old refresh token came back."""

    client_id: str
    audience: str
    scope: str
    ended: bool = False


@dataclass
class Pending:
    """A device code that waits for the person; `allowed` is None until they decide."""

    user_code: str
    login: Login
    expires_at: float
    allowed: bool | None = None
    polled_at: float = float("-inf")


@dataclass
class Logins:
    """Everything the tenant remembers of them; `interval_s` is how often a device may ask."""

    interval_s: float
    pending: dict[str, Pending] = field(default_factory=dict)
    refresh_tokens: dict[str, tuple[Login, bool]] = field(default_factory=dict)

    def begin(self, login: Login, now: float) -> tuple[str, Pending]:
        """Return a new device code, and what waits for it."""
        letters = "".join(secrets.choice(_LETTERS) for _ in range(8))
        pending = Pending(f"{letters[:4]}-{letters[4:]}", login, now + CODE_LIFETIME_S)
        device_code = secrets.token_urlsafe(32)
        self.pending[device_code] = pending
        return device_code, pending

    def decide(self, user_code: str, allowed: bool, now: float) -> bool:
        """Note what the person decided; tell whether the code was one that waits."""
        for pending in self.pending.values():
            if pending.user_code == user_code.strip().upper() and pending.allowed is None and now < pending.expires_at:
                pending.allowed = allowed
                return True
        return False

    def redeem(self, device_code: str, client_id: str, now: float) -> Login:
        """Return the login that a device code stands for, once. Raises OAuthError.

        `expired_token` is answered exactly once; after it the code is unknown.
        """
        pending = self.pending.get(device_code)
        if pending is None or pending.login.client_id != client_id:
            raise OAuthError(403, "invalid_grant", "Invalid or expired device code.")
        if pending.allowed is None and now < pending.expires_at:
            too_early = now - pending.polled_at < self.interval_s
            pending.polled_at = now
            if too_early:
                raise OAuthError(
                    429,
                    "slow_down",
                    f"You are polling faster than the specified interval of {self.interval_s:g} seconds.",
                )
            raise OAuthError(403, "authorization_pending", "User has yet to authorize device code.")
        del self.pending[device_code]
        if pending.allowed is None:
            raise OAuthError(403, "expired_token", "The device code has expired.")
        if not pending.allowed:
            raise OAuthError(403, "access_denied", "User cancelled the confirmation prompt.")
        return pending.login

    def new_refresh_token(self, login: Login) -> str:
        """Return a refresh token; those before it are used up."""
        token = f"v1.{secrets.token_urlsafe(40)}"
        self.refresh_tokens[token] = (login, False)
        return token

    def refresh(self, token: str, client_id: str) -> Login:
        """Return the login of a refresh token, and use it up. One that comes twice ends the login for all. Raises."""
        login, used = self.refresh_tokens.get(token, (None, False))
        if login is None or login.client_id != client_id or login.ended:
            _unknown_refresh_token()
        if used:
            login.ended = True
            _unknown_refresh_token()
        self.refresh_tokens[token] = (login, True)
        return login

    def revoke(self, token: str) -> None:
        """End the login that a refresh token belongs to."""
        login, _ = self.refresh_tokens.get(token, (None, False))
        if login is not None:
            login.ended = True


def _unknown_refresh_token() -> NoReturn:
    raise OAuthError(403, "invalid_grant", "Unknown or invalid refresh token.")
