"""What a user can prove themselves with: authentication methods, and Guardian's records of them.

Source: GET /api/v2/users/{id}/authentication-methods (all of them, finished or not) and
GET /api/v2/users/{id}/enrollments (in spite of its name only the first one that was confirmed).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from mfa_tui.domain import factors
from mfa_tui.domain import json_fields as loose
from mfa_tui.domain.user.readiness import FactorSetup


class Standing(StrEnum):
    """What a type of method is to MFA. An unknown type is not counted: we do not know what it proves."""

    MFA = "MFA"
    BACKUP = "backup"
    APART = "not MFA"
    UNKNOWN = "unknown"


_TYPES: dict[str, tuple[str, Standing]] = {
    "totp": ("Authenticator app", Standing.MFA),
    "push": ("Guardian push", Standing.MFA),
    "guardian": ("Guardian app", Standing.MFA),
    "phone": ("Phone", Standing.MFA),
    "email": ("Email code", Standing.MFA),
    "webauthn-roaming": ("Security key", Standing.MFA),
    "webauthn-platform": ("Device biometrics", Standing.MFA),
    "recovery-code": ("Recovery code", Standing.BACKUP),
    "passkey": ("Passkey", Standing.APART),
    "password": ("Password", Standing.APART),
    "email-verification": ("Verified email", Standing.APART),
}
CHANNELS = {"sms": "text message", "voice": "voice call", "totp": "one-time code", "push": "push"}
PREFERABLE = ("sms", "voice")
"""The channels that a phone's `preferred_authentication_method` can be."""


@dataclass(frozen=True, slots=True)
class AuthenticationMethod:
    """One authentication method. Times are epoch seconds; texts that the answer lacks are empty.

    `confirmed` is False while the enrollment is pending. Answers to POST and PATCH do not tell it, and count as
    confirmed; so read back. `channels` are the types inside it, such as sms and voice of a phone. Methods with one
    `link_id` were enrolled together and are deleted together. `identity_user_id` is the identity of a passkey.
    Of passkeys and security keys: `aaguid` is the model, `transports` how it is reached, `user_agent` the browser that
    made it, `credential_backed_up` None where the tenant does not say.
    """

    id: str
    type: str
    name: str = ""
    confirmed: bool = True
    created_at: float | None = None
    enrolled_at: float | None = None
    last_auth_at: float | None = None
    phone_number: str = ""
    email: str = ""
    preferred_authentication_method: str = ""
    channels: tuple[str, ...] = ()
    link_id: str = ""
    identity_user_id: str = ""
    relying_party_identifier: str = ""
    credential_device_type: str = ""
    credential_backed_up: bool | None = None
    aaguid: str = ""
    transports: tuple[str, ...] = ()
    user_agent: str = ""

    @property
    def can_be_named(self) -> bool:
        """Return whether an admin can give it a name; passwords, recovery codes and verified addresses have none."""
        return self.standing is Standing.MFA or self.type == "passkey"

    @property
    def binding(self) -> str:
        """Return where a passkey or security key lives: `synced`, `device-bound` or `can be synced`.

        Empty where the tenant does not say, and for other types.
        """
        if self.credential_device_type == "single_device":
            return "device-bound"
        if self.credential_backed_up:
            return "synced"
        return "can be synced" if self.credential_device_type == "multi_device" else ""

    @property
    def title(self) -> str:
        """Return what people call this type; an unknown one is shown as the tenant names it."""
        return _TYPES[self.type][0] if self.type in _TYPES else self.type

    @property
    def standing(self) -> Standing:
        """Return what the type is to MFA."""
        return _TYPES[self.type][1] if self.type in _TYPES else Standing.UNKNOWN

    @property
    def counts_as_mfa(self) -> bool:
        """Tell whether this is a second factor, confirmed or not."""
        return self.standing is Standing.MFA

    @property
    def usable(self) -> bool:
        """Tell whether MFA can be done with it, as far as the method itself goes."""
        return self.counts_as_mfa and self.confirmed

    @property
    def factor(self) -> str:
        """Return the tenant's factor that this is a method of."""
        return factors.by_any_name(self.type)

    @property
    def phishing_resistant(self) -> bool:
        """Tell whether a fake login page cannot relay it."""
        return self.counts_as_mfa and factors.info(self.factor).phishing_resistant

    @property
    def device(self) -> str:
        """Return the id of its Guardian enrollment: the second half of its own."""
        return self.id.partition("|")[2]

    @property
    def detail(self) -> str:
        """Return where it reaches the user, masked also where the tenant sent it in full; empty if nowhere."""
        if self.phone_number:
            return masked_phone(self.phone_number)
        if self.email:
            return masked_email(self.email)
        if self.relying_party_identifier:
            return f"for {self.relying_party_identifier}"
        return ""

    @property
    def words(self) -> str:
        """Return the method in one phrase: `Phone “Work phone” …5501, by text message`."""
        named = f"{self.title} “{self.name}”" if self.name else self.title
        channel = CHANNELS.get(self.preferred_authentication_method, self.preferred_authentication_method)
        return " ".join(part for part in (named, self.detail) if part) + (f", by {channel}" if channel else "")


def parse_method(raw: object) -> AuthenticationMethod:
    """Return an authentication method. Raises ValueError for one without id or type."""
    fields = loose.identified(loose.identified(raw, "id"), "type")
    value = fields.get
    return AuthenticationMethod(
        id=loose.text(value("id")),
        type=loose.text(value("type")),
        name=loose.text(value("name")),
        confirmed=value("confirmed") is not False,
        created_at=loose.instant(value("created_at")),
        enrolled_at=loose.instant(value("enrolled_at")),
        last_auth_at=loose.instant(value("last_auth_at")),
        phone_number=loose.text(value("phone_number")),
        email=loose.text(value("email")),
        preferred_authentication_method=loose.text(value("preferred_authentication_method")),
        channels=tuple(loose.text(inner.get("type")) for inner in loose.objects(value("authentication_methods"))),
        link_id=loose.text(value("link_id")),
        identity_user_id=loose.text(value("identity_user_id")),
        relying_party_identifier=loose.text(value("relying_party_identifier")),
        credential_device_type=loose.text(value("credential_device_type")),
        credential_backed_up=None
        if value("credential_backed_up") is None
        else loose.flag(value("credential_backed_up")),
        aaguid=loose.text(value("aaguid")),
        transports=loose.texts(value("transports")),
        user_agent=loose.text(value("user_agent")),
    )


@dataclass(frozen=True, slots=True)
class Enrollment:
    """Guardian's record of a device. GET guardian/enrollments/{id} tells neither `type` nor `auth_method`."""

    id: str
    status: str = ""
    type: str = ""
    auth_method: str = ""
    name: str = ""
    identifier: str = ""
    phone_number: str = ""
    enrolled_at: float | None = None
    last_auth: float | None = None


def parse_enrollment(raw: object) -> Enrollment:
    """Return an enrollment. Raises ValueError for one without an id."""
    fields = loose.identified(raw, "id")
    return Enrollment(
        id=loose.text(fields.get("id")),
        status=loose.text(fields.get("status")),
        type=loose.text(fields.get("type")),
        auth_method=loose.text(fields.get("auth_method")),
        name=loose.text(fields.get("name")),
        identifier=loose.text(fields.get("identifier")),
        phone_number=loose.text(fields.get("phone_number")),
        enrolled_at=loose.instant(fields.get("enrolled_at")),
        last_auth=loose.instant(fields.get("last_auth")),
    )


@dataclass(frozen=True, slots=True)
class MethodRow:
    """One line of a user's methods: the method, Guardian's record of it, and what is linked to it.

    `method` is None where Guardian has a record that no method stands for: an orphan, which only
    DELETE guardian/enrollments/{id} takes away.
    """

    method: AuthenticationMethod | None
    enrollment: Enrollment | None = None
    linked: tuple[AuthenticationMethod, ...] = ()

    @property
    def state(self) -> str:
        """Return `confirmed`, `pending`, or Guardian's own word where there is nothing else."""
        if self.method is not None:
            return "confirmed" if self.method.confirmed else "pending"
        return self.enrollment.status if self.enrollment else ""

    def factor_on(self, setup: FactorSetup | None) -> bool | None:
        """Tell whether the factor is on; None for what is no MFA or no method, and where it is not known."""
        method = self.method
        if method is None or setup is None or method.standing not in (Standing.MFA, Standing.BACKUP):
            return None
        return method.factor in setup.on

    @property
    def last_used(self) -> float | None:
        """Return when it was last used, from whichever record knows it later; epoch seconds."""
        method = self.method.last_auth_at if self.method else None
        guardian = self.enrollment.last_auth if self.enrollment else None
        return max((time for time in (method, guardian) if time is not None), default=None)


def rows(methods: Sequence[AuthenticationMethod], enrollments: Iterable[Enrollment] = ()) -> tuple[MethodRow, ...]:
    """Return a row a method, MFA first, then backups, then what is apart; orphaned enrollments last."""
    by_device = {enrollment.id: enrollment for enrollment in enrollments}
    order = list(Standing)
    arranged = sorted(methods, key=lambda method: order.index(method.standing))
    merged = [MethodRow(one, by_device.get(one.device), linked_with(one, methods)) for one in arranged]
    devices = {method.device for method in methods}
    return (*merged, *(MethodRow(None, one) for device, one in by_device.items() if device not in devices))


def linked_with(
    method: AuthenticationMethod, methods: Iterable[AuthenticationMethod]
) -> tuple[AuthenticationMethod, ...]:
    """Return the other methods that go when this one is deleted."""
    return tuple(one for one in methods if method.link_id and one.link_id == method.link_id and one.id != method.id)


def masked_phone(number: str) -> str:
    """Return the last four digits of a number: `…5501`."""
    return f"…{number[-4:]}" if len(number) > 4 else "…"


def masked_email(address: str) -> str:
    """Return an address with its middle starred; what the tenant has starred already stays as it is."""
    if "*" in address:
        return address
    local, _, domain = address.rpartition("@")
    return f"{local[:1]}****@{re.sub(r'(?<=.)[^.]', '*', domain)}"
