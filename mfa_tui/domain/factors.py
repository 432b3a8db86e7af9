"""The factors that an Auth0 tenant offers: what each is, what it needs, and its names on other endpoints.

Source: GET /api/v2/guardian/factors and Auth0's page "Enable Multi-Factor Authentication".
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from mfa_tui.domain import json_fields as loose

DOCS = "https://auth0.com/docs/secure/multi-factor-authentication"


@dataclass(frozen=True)
class Factor:
    """The state of one factor as the tenant tells it. `trial_expired` concerns Auth0's test SMS provider."""

    name: str
    enabled: bool
    trial_expired: bool = False


def parse_factor(raw: object) -> Factor:
    """Return a factor of GET guardian/factors.

    Raises ValueError without a name, or where `enabled` is neither true nor false: a factor is never guessed on or off.
    A `trial_expired` that is null or missing is false.
    """
    fields = loose.identified(raw, "name")
    if not isinstance(fields["name"], str) or not isinstance(fields.get("enabled"), bool):
        raise ValueError("it does not say whether it is on")
    return Factor(fields["name"], fields["enabled"], loose.flag(fields.get("trial_expired")))


@dataclass(frozen=True)
class FactorInfo:
    """What we know of a factor, whatever the tenant.

    An *independent* factor can be a user's only one; a *dependent* one needs an independent one on.
    `methods` are the types in a user's authentication methods, `ticket` the name in an enrollment ticket,
    `enrollment` the `auth_method` of a Guardian enrollment: one thing, three vocabularies.
    """

    name: str
    title: str
    kind: Literal["possession", "phishable", "phishing-resistant", "backup", "unknown"]
    independent: bool
    needs: str
    about: str
    methods: tuple[str, ...] = ()
    ticket: str = ""
    enrollment: str = ""
    reference: str = DOCS

    @property
    def phishing_resistant(self) -> bool:
        """Tell whether a fake login page cannot relay this factor."""
        return self.kind == "phishing-resistant"


_FACTORS = f"{DOCS}/multi-factor-authentication-factors"
_FIDO = f"{DOCS}/fido-authentication-with-webauthn"

KNOWN: dict[str, FactorInfo] = {
    info.name: info
    for info in (
        FactorInfo(
            "otp",
            "One-time password",
            "possession",
            True,
            needs="nothing",
            about="A six-digit code from an authenticator app (Google Authenticator, Authy, 1Password).",
            methods=("totp",),
            ticket="otp",
            enrollment="authenticator",
            reference=f"{_FACTORS}/configure-otp-notifications-for-mfa",
        ),
        FactorInfo(
            "push-notification",
            "Push via Auth0 Guardian",
            "possession",
            True,
            needs="Guardian or your own app",
            about="A prompt on the user's phone, answered in the Guardian app, or in your own (SNS, APNs, FCM).",
            methods=("push", "guardian"),
            ticket="push-notification",
            enrollment="guardian",
            reference=f"{_FACTORS}/configure-push-notifications-for-mfa",
        ),
        FactorInfo(
            "sms",
            "Phone message",
            "phishable",
            True,
            needs="provider, message types",
            about="A code by text message or voice call, which are message types of this factor. "
            "Auth0's own provider sends 100 messages in a tenant's life: for tests only.",
            methods=("phone",),
            ticket="phone",
            enrollment="sms",
            reference=f"{_FACTORS}/configure-sms-voice-notifications-mfa",
        ),
        FactorInfo(
            "webauthn-roaming",
            "Security key",
            "phishing-resistant",
            True,
            needs="custom domain decided",
            about="A FIDO2 security key. Changing the custom domain later makes every enrolled key useless.",
            methods=("webauthn-roaming",),
            ticket="webauthn-roaming",
            enrollment="webauthn-roaming",
            reference=f"{_FIDO}/configure-webauthn-security-keys-for-mfa",
        ),
        FactorInfo(
            "duo",
            "Cisco Duo",
            "possession",
            True,
            needs="keys; no other factor on",
            about="Needs integration key, secret key and host. Duo must be the only factor of the tenant; it has no "
            "tickets and no recovery codes.",
            reference=f"{DOCS}/configure-cisco-duo-for-mfa",
        ),
        FactorInfo(
            "webauthn-platform",
            "Device biometrics",
            "phishing-resistant",
            False,
            needs="another enrollment",
            about="Touch ID, Face ID or Windows Hello; offered after the user has enrolled another factor.",
            methods=("webauthn-platform",),
            ticket="webauthn-platform",
            enrollment="webauthn-platform",
            reference=f"{_FIDO}/configure-webauthn-device-biometrics-for-mfa",
        ),
        FactorInfo(
            "email",
            "Email code",
            "phishable",
            False,
            needs="an independent factor",
            about="A code by email, through an email provider of your own. Users with a verified address count as "
            "enrolled, and no API lists that.",
            methods=("email",),
            ticket="email",
            reference=f"{_FACTORS}/configure-email-notifications-for-mfa",
        ),
        FactorInfo(
            "recovery-code",
            "Recovery code",
            "backup",
            False,
            needs="an independent factor",
            about="A code shown once at enrollment, for a lost phone. Using it issues a new one. Not with Duo.",
            methods=("recovery-code",),
            reference=f"{DOCS}/configure-recovery-codes-for-mfa",
        ),
    )
}

STRONGER_THAN_PHONE = frozenset({"otp", "push-notification", "webauthn-roaming", "duo"})


def info(name: str) -> FactorInfo:
    """Return what is known of a factor; one that Auth0 added since is kept and called unknown."""
    return KNOWN.get(name) or FactorInfo(
        name,
        name,
        "unknown",
        True,
        needs="?",
        about="This program does not know this factor; it is shown as the tenant names it.",
    )


def by_any_name(name: str) -> str:
    """Return the factor's own name for any name that another endpoint or an Action uses for it."""
    for known in KNOWN.values():
        if name in (known.name, known.ticket, known.enrollment, *known.methods):
            return known.name
    return name


def arranged(factors: Iterable[Factor]) -> tuple[list[Factor], list[Factor]]:
    """Return (independent, dependent) factors in the order of our table, unknown ones last."""
    order = list(KNOWN)
    factors = sorted(factors, key=lambda f: order.index(f.name) if f.name in KNOWN else len(order))
    return (
        [factor for factor in factors if info(factor.name).independent],
        [factor for factor in factors if not info(factor.name).independent],
    )
