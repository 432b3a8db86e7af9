"""What a user can prove themselves with, and how each endpoint shows it.

One thing has three names here: the type of an authentication method (`totp`), the way an enrollment was made
(`authenticator`) and the factor of the tenant (`otp`). An enrollment is the Guardian record of a method, and its
id is the second half of the method's: `totp|dev_...` is the enrollment `dev_...`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from mfa_tui.demo.http.instants import iso
from mfa_tui.demo.types import Json

# Left alone when all methods are deleted: they belong to the connection, not to MFA. That a passkey stays was not
# seen at Auth0, whose documentation says "enrolled MFA factors".
CREDENTIALS = frozenset({"password", "passkey", "email-verification"})
# What DELETE users/{id}/authenticators names; security keys are not among them.
AUTHENTICATORS = frozenset({"totp", "push", "guardian", "phone", "email", "recovery-code"})
_COUNTS_AS_MFA = (AUTHENTICATORS - {"recovery-code"}) | {"webauthn-roaming", "webauthn-platform"}
# Method type -> the `type` and `auth_method` of its enrollment. The others have no enrollment.
_ENROLLED_AS = {
    "totp": ("authenticator", "authenticator"),
    "push": ("pn", "guardian"),
    "guardian": ("pn", "guardian"),
    "phone": ("sms", "sms"),
    "webauthn-roaming": ("webauthn-roaming", "webauthn-roaming"),
    "webauthn-platform": ("webauthn-platform", "webauthn-platform"),
}


@dataclass(frozen=True, slots=True)
class Method:
    """One authentication method of a user. It is never changed, only replaced. Times are Unix seconds.

    channels: the types inside it, such as sms and voice of a phone; they share the method's device.
    link_id: methods that were enrolled together, and go together.
    details: whatever else is shown of its kind, such as the key id of a passkey.
    """

    id: str
    type: str
    created_at: float
    confirmed: bool = True
    name: str | None = None
    phone_number: str | None = None
    email: str | None = None
    channels: tuple[str, ...] = ()
    preferred: str | None = None
    enrolled_at: float | None = None
    last_auth_at: float | None = None
    link_id: str | None = None
    details: Json = field(default_factory=dict)

    @property
    def device(self) -> str:
        """The id of its enrollment."""
        return self.id.partition("|")[2]

    @property
    def proves_mfa(self) -> bool:
        """Whether the user can do MFA with it: confirmed, and neither a recovery code nor a credential."""
        return self.confirmed and self.type in _COUNTS_AS_MFA


def as_read(method: Method) -> Json:
    """Return the method as GET shows it: addresses masked, and whether it is confirmed."""
    times = {"enrolled_at": method.enrolled_at, "last_auth_at": method.last_auth_at}
    shown = {name: iso(at) for name, at in times.items() if at is not None}
    linked = {} if method.link_id is None else {"link_id": method.link_id}
    return as_written(_masked(method)) | {"confirmed": method.confirmed} | shown | linked | method.details


def as_updated(method: Method) -> Json:
    """Return the method as POST and PATCH answer it: addresses masked, and nothing about confirmation."""
    return as_written(_masked(method))


def as_written(method: Method) -> Json:
    """Return the method as PUT answers it. As recorded, addresses come back in full here and nowhere else."""
    shown: Json = {"id": method.id, "type": method.type, "created_at": iso(method.created_at)}
    optional = {
        "name": method.name,
        "phone_number": method.phone_number,
        "email": method.email,
        "preferred_authentication_method": method.preferred,
    }
    shown |= {name: value for name, value in optional.items() if value is not None}
    if method.channels:
        shown["authentication_methods"] = [
            {"id": f"{type_}|{method.device}", "type": type_} for type_ in method.channels
        ]
    return shown


def enrollment(method: Method) -> Json | None:
    """Return the Guardian enrollment of a method as GET users/{id}/enrollments shows it, where it has one."""
    if method.type not in _ENROLLED_AS:
        return None
    type_, auth_method = _ENROLLED_AS[method.type]
    optional = {
        "name": method.name,
        "identifier": method.device if auth_method == "guardian" else None,
        "phone_number": method.phone_number and mask_phone(method.phone_number),
        "enrolled_at": method.enrolled_at and iso(method.enrolled_at),
        "last_auth": method.last_auth_at and iso(method.last_auth_at),
    }
    return {
        "id": method.device,
        "status": "confirmed" if method.confirmed else "pending",
        "type": type_,
        "auth_method": auth_method,
    } | {name: value for name, value in optional.items() if value}


def mask_phone(number: str) -> str:
    """Return a phone number with all but its last four characters crossed out, as recorded."""
    return "X" * (len(number) - 4) + number[-4:]


def _masked(method: Method) -> Method:
    return replace(
        method,
        phone_number=method.phone_number and mask_phone(method.phone_number),
        email=method.email and _mask_email(method.email),
    )


def _mask_email(email: str) -> str:
    """As recorded: `chuck334@example.com` is `chuc****@exam*******`, and a short name is four stars."""
    local, _, domain = email.rpartition("@")
    return f"{local[:-4]}****@{domain[:4]}{'*' * len(domain[4:])}"
