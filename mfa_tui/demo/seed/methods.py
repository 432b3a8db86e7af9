"""Authentication methods as people have them: one kit makes those of one user."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

from mfa_tui.demo.dice import device_id, text
from mfa_tui.demo.http.instants import DAY_S, MINUTE_S
from mfa_tui.demo.tenant.methods import Method
from mfa_tui.demo.types import Json

_PHONES = ("iPhone 15", "Pixel 9", "Galaxy S24", "iPhone SE", "Fairphone 5")

_MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)"
_WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
# Where passkeys are kept: the model, whether they can be copied to other devices and are, how they are reached, and
# the browser that made them.
_PASSKEYS = (
    (
        "fbfc3007-154e-4ecc-8c0b-6e020557d7bd",
        True,
        True,
        ["internal", "hybrid"],
        f"{_MAC} Version/18.5 Safari",
    ),
    ("08987058-cadc-4b81-b6e1-30de50dcbe96", False, False, ["internal"], f"{_WINDOWS} Edg/138.0.0.0"),
    ("bada5566-a7aa-401f-bd96-45619a55120d", True, True, ["internal", "hybrid"], f"{_MAC} Chrome/138.0.0.0"),
    ("ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4", True, False, ["internal", "hybrid"], f"{_WINDOWS} Chrome/138.0.0.0"),
    ("2fc0579f-8113-47ea-b116-bb5a8db9202a", False, False, ["usb", "nfc"], f"{_WINDOWS} Firefox/140.0"),
)


@dataclass(frozen=True)
class Kit:
    """Makes the methods of one user. `born_at` is the Unix second from which days are counted back.

    Each method was enrolled `days` ago and last used `used` days ago; None is never.
    """

    random: Random
    number: int
    born_at: float

    def made(self, type_: str, days: float, used: float | None = None, **facts: Any) -> Method:
        """Return a method of any type with what is given."""
        device = facts.pop("device", None) or device_id(self.random, self.number)
        created_at = self.born_at - days * DAY_S
        confirmed = facts.get("confirmed", True)
        return Method(
            id=f"{type_}|{device}",
            type=type_,
            created_at=created_at,
            enrolled_at=created_at + 0.7 * MINUTE_S if confirmed else None,
            last_auth_at=None if used is None else self.born_at - used * DAY_S,
            **facts,
        )

    def totp(self, days: float, used: float | None = None, **facts: Any) -> Method:
        """Return an authenticator app."""
        return self.made("totp", days, used, **facts)

    def phone(self, number: str, days: float, used: float | None = None, **facts: Any) -> Method:
        """Return a phone number; text messages only, unless `channels` says otherwise."""
        return self.made(
            "phone", days, used, **{"phone_number": number, "channels": ("sms",), "preferred": "sms"} | facts
        )

    def push(self, days: float, used: float | None = None, **facts: Any) -> Method:
        """Return the Guardian app, by push."""
        return self.made("push", days, used, **{"name": self.random.choice(_PHONES)} | facts)

    def linked(self, days: float, used: float | None = None) -> tuple[Method, Method]:
        """Return push and one-time codes of one app: enrolled together, deleted together."""
        link_id = text(self.random, 24)
        push = self.push(days, used, link_id=link_id)
        return push, self.totp(days, None, link_id=link_id, device=push.device)

    def email(self, address: str, days: float, used: float | None = None, **facts: Any) -> Method:
        """Return an e-mail address that codes are sent to."""
        return self.made("email", days, used, email=address, **facts)

    def recovery_code(self, days: float) -> Method:
        """Return a recovery code."""
        return self.made("recovery-code", days)

    def security_key(self, days: float, used: float | None = None, *, platform: bool = False, **facts: Any) -> Method:
        """Return a security key, or the fingerprint reader of a device."""
        type_ = "webauthn-platform" if platform else "webauthn-roaming"
        named = {"name": "MacBook" if platform else "YubiKey 5C"} | facts
        return self.made(type_, days, used, **named, details=self._key())

    def passkey(self, identity_user_id: str, days: float, used: float | None = None) -> Method:
        """Return a passkey of a database user: one that is synced, can be, or is bound to its device."""
        aaguid, eligible, backed_up, transports, user_agent = _PASSKEYS[self.number % len(_PASSKEYS)]
        more = {
            "aaguid": aaguid,
            "identity_user_id": identity_user_id,
            "credential_device_type": "multi_device" if eligible else "single_device",
            "credential_backed_up": backed_up,
            "transports": transports,
            "user_agent": user_agent,
        }
        return self.made("passkey", days, used, details=self._key() | more)

    def password(self, days: float, used: float | None = None) -> Method:
        """Return the password of a database user."""
        return self.made("password", days, used)

    def email_verification(self, address: str, days: float) -> Method:
        """Return the proof that an address was verified once."""
        return self.made("email-verification", days, email=address)

    def _key(self) -> Json:
        return {
            "key_id": text(self.random, 32),
            "public_key": text(self.random, 64),
            "relying_party_identifier": "login.acme.example",
        }


def phone_number(random: Random) -> str:
    """Return a number from the ranges that are kept for films."""
    return random.choice(("+120255501{:02d}", "+447700900{:03d}", "+493023125{:03d}")).format(random.randrange(100))
