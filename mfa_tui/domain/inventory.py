"""What tenants are compared by: every setting of MFA that can be read, under one name, and what a tenant has of them.

A setting is named `section.name`, as a baseline file has it: `factors.sms`, `phone.provider`. `policy` stands alone.
Credentials are no values here: a setting whose name ends in `_set` only says whether there is one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TypeGuard

from mfa_tui.domain.changes import POLICY, Kind, Target
from mfa_tui.domain.factors import KNOWN
from mfa_tui.domain.policies import CHOICES, named
from mfa_tui.domain.problems import Problem
from mfa_tui.domain.tenant import FLAGS
from mfa_tui.domain.text import clean, listed

Value = bool | int | str | tuple[str, ...]
"""A policy is its array, as in the API. A text that was never set is empty; lists that have no order are sorted."""

POLICY_KEY = "policy"


class Weaker(Enum):
    """Which of two different values is the weaker one."""

    LOWER = "the lower"
    HIGHER = "the higher"
    ANY = "each, where it is not the one that was decided on"
    NEITHER = "neither"
    COSMETIC = "neither, and no login is decided by it"


@dataclass(frozen=True)
class Setting:
    """One thing that can be compared.

    `part` is the answer of the tenant that holds it. `words` begin a sentence that a value ends. Of a choice `allowed`
    are the values, weakest first where one is weaker; of a number `least` and `most`, and its `unit`.
    """

    section: str
    name: str
    part: str
    words: str
    type: type[bool] | type[int] | type[str] | type[tuple[str, ...]]
    weaker: Weaker
    target: Target
    allowed: tuple[str, ...] = ()
    least: int = 0
    most: int = 0
    unit: str = ""

    @property
    def key(self) -> str:
        """Return the name under which values are kept."""
        return f"{self.section}.{self.name}" if self.section else self.name

    @property
    def expected(self) -> str:
        """Say what a value must be."""
        if self.key == POLICY_KEY:
            names = listed([f'"{policy.id}"' for policy in CHOICES], "or")
            return f"{names}, or the array that the API has for it"
        if self.type is bool:
            return "true or false"
        if self.type is int:
            return f"a whole number from {self.least} to {self.most} ({self.unit})"
        if self.allowed:
            names = listed([f'"{name}"' for name in self.allowed], "or")
            return names if self.type is str else f"an array of {names}"
        return "a text"

    def takes(self, value: object) -> TypeGuard[Value]:
        """Tell whether the value is one that this setting can have."""
        if self.type is bool or self.type is int:
            return type(value) is self.type and (self.type is bool or self.least <= value <= self.most)
        if self.type is str:
            return isinstance(value, str) and (not self.allowed or value in self.allowed)
        if not isinstance(value, tuple) or not all(isinstance(item, str) for item in value):
            return False
        return not self.allowed or set(value) <= set(self.allowed)

    def in_words(self, value: Value) -> str:
        """Say a value."""
        if self.key == POLICY_KEY and isinstance(value, tuple):
            return clean(named(value).title, 80)
        if isinstance(value, bool):
            return ("set" if value else "not set") if self.name.endswith("_set") else ("on" if value else "off")
        if isinstance(value, int):
            return f"{value} {self.unit}"
        if isinstance(value, tuple):
            return listed([clean(item, 80) for item in value])
        if self.allowed:
            return clean(value, 80) or "not set"
        return f"“{clean(value, 80)}”" if value else "empty"


def factor(name: str) -> Setting:
    """Return the setting of a factor, known or not."""
    return Setting("factors", name, "factors", f"{clean(name, 80)} is", bool, Weaker.LOWER, Target(Kind.FACTOR, name))


def _table() -> Iterable[Setting]:
    yield Setting("", POLICY_KEY, "policy", "policy is", tuple, Weaker.LOWER, POLICY)
    yield from (factor(name) for name in KNOWN)
    for name, words in FLAGS.items():
        weaker = Weaker.COSMETIC if name == "mfa_show_factor_list_on_enrollment" else Weaker.LOWER
        yield Setting("tenant", name, "tenant settings", f"“{words}” is", bool, weaker, Target(Kind.FLAG, name))
    risk = "risk-assessment"
    yield Setting(risk, "enabled", "risk assessment", "risk assessment is", bool, Weaker.LOWER, POLICY)
    yield _number(
        risk, "new_device_days", "new devices", "a device is new after", Weaker.HIGHER, POLICY, 1, 365, "days"
    )
    phone, push = Target(Kind.FACTOR, "sms"), Target(Kind.FACTOR, "push-notification")
    yield Setting(
        "phone",
        "message_types",
        "phone message types",
        "phone messages go by",
        tuple,
        Weaker.NEITHER,
        phone,
        ("sms", "voice"),
    )
    providers = ("auth0", "twilio", "phone-message-hook")
    yield _choice("phone", "provider", "phone provider", "phone provider is", Weaker.NEITHER, phone, providers)
    for section, title, target in (("phone", "phone", phone), ("email", "email", Target(Kind.FACTOR, "email"))):
        part = f"{title} codes"
        yield _number(section, "otp_length", part, f"{title} codes have", Weaker.LOWER, target, 4, 10, "digits")
        yield _number(
            section,
            "otp_expiration_time",
            part,
            f"{title} codes are good for",
            Weaker.HIGHER,
            target,
            30,
            86_400,
            "seconds",
        )
    yield _text("phone", "twilio_from", "Twilio", "Twilio sender is", Weaker.NEITHER, phone)
    yield _text("phone", "twilio_messaging_service_sid", "Twilio", "Twilio service is", Weaker.NEITHER, phone)
    yield _credential("phone", "twilio_sid_set", "Twilio", "Twilio account is", phone)
    yield _credential("phone", "twilio_auth_token_set", "Twilio", "Twilio token is", phone)
    yield _text("phone", "enrollment_message", "phone templates", "enrollment text is", Weaker.COSMETIC, phone)
    yield _text("phone", "verification_message", "phone templates", "verification text is", Weaker.COSMETIC, phone)
    services = ("guardian", "sns", "direct")
    yield _choice("push-notification", "provider", "push provider", "push provider is", Weaker.NEITHER, push, services)
    yield Setting("push-notification", "apns_enabled", "APNs", "push by APNs is", bool, Weaker.NEITHER, push)
    yield Setting("push-notification", "apns_sandbox", "APNs", "the sandbox of APNs is", bool, Weaker.NEITHER, push)
    yield _text("push-notification", "apns_bundle_id", "APNs", "bundle of the app is", Weaker.NEITHER, push)
    yield _text("push-notification", "sns_region", "SNS", "SNS region is", Weaker.NEITHER, push)
    yield _text("push-notification", "sns_apns_arn", "SNS", "SNS application for Apple is", Weaker.NEITHER, push)
    yield _text("push-notification", "sns_gcm_arn", "SNS", "SNS application for Google is", Weaker.NEITHER, push)
    yield _credential("push-notification", "sns_access_key_set", "SNS", "SNS access key is", push)
    duo = Target(Kind.FACTOR, "duo")
    yield _text("duo", "host", "Duo", "Duo host is", Weaker.ANY, duo)
    yield _credential("duo", "ikey_set", "Duo", "Duo integration key is", duo)
    yield _credential("duo", "skey_set", "Duo", "Duo secret key is", duo)
    roaming = Target(Kind.FACTOR, "webauthn-roaming")
    levels = ("discouraged", "preferred", "required")
    words = "PIN of security keys is"
    yield _choice("webauthn-roaming", "user_verification", "security keys", words, Weaker.LOWER, roaming, levels)
    for name, part in (("webauthn-roaming", "security keys"), ("webauthn-platform", "device biometrics")):
        target = Target(Kind.FACTOR, name)
        words = f"own relying party of {part} is"
        yield Setting(name, "override_relying_party", part, words, bool, Weaker.ANY, target)
        yield _text(name, "relying_party", part, f"relying party of {part} is", Weaker.ANY, target)
    yield from _remembering()


def _remembering() -> Iterable[Setting]:
    section, part = "remember-browser", "remembered browsers"
    offer, ticked = "the offer to remember a browser is", "that offer, accepted by default, is"
    yield Setting(section, "display_checkbox", part, offer, bool, Weaker.HIGHER, POLICY)
    yield Setting(section, "checked_by_default", part, ticked, bool, Weaker.HIGHER, POLICY)
    for name, words, most in (
        ("inactivity_timeout", "a browser that is not used is remembered for", 2_592_000),
        ("overall_timeout", "a browser is remembered for at most", 7_776_000),
    ):
        yield _number(section, name, part, words, Weaker.HIGHER, POLICY, 3_600, most, "seconds")


def _number(
    section: str, name: str, part: str, words: str, weaker: Weaker, target: Target, least: int, most: int, unit: str
) -> Setting:
    return Setting(section, name, part, words, int, weaker, target, least=least, most=most, unit=unit)


def _choice(
    section: str, name: str, part: str, words: str, weaker: Weaker, target: Target, allowed: tuple[str, ...]
) -> Setting:
    return Setting(section, name, part, words, str, weaker, target, allowed)


def _text(section: str, name: str, part: str, words: str, weaker: Weaker, target: Target) -> Setting:
    return Setting(section, name, part, words, str, weaker, target)


def _credential(section: str, name: str, part: str, words: str, target: Target) -> Setting:
    return Setting(section, name, part, words, bool, Weaker.LOWER, target)


SETTINGS: Mapping[str, Setting] = {setting.key: setting for setting in _table()}
WITHHELD: Mapping[str, str] = {
    "push-notification.sns_secret_key_set": "Auth0 never returns the SNS secret key, so whether it is set is unknown"
}
"""What a baseline may name and no tenant answers, with why it is never compared."""
PARTS: tuple[str, ...] = tuple(dict.fromkeys(setting.part for setting in SETTINGS.values()))
"""The answers that hold the settings, by the words for them."""


def setting(key: str) -> Setting | None:
    """Return the setting of that name; any factor is one, also one that Auth0 added since. None for nonsense."""
    section, _, name = key.partition(".")
    return SETTINGS.get(key) or (factor(name) if section == "factors" and name else None)


def normal(key: str, value: Value) -> Value:
    """Return a value as it is compared: lists sorted, except a policy, which is kept as the tenant has it."""
    return tuple(sorted(set(value))) if isinstance(value, tuple) and key != POLICY_KEY else value


@dataclass(frozen=True)
class Inventory:
    """What one tenant has, as far as it was read. `unread` says why a part is missing, by the words for the part."""

    name: str
    values: Mapping[str, Value] = field(default_factory=dict)
    unread: Mapping[str, Problem] = field(default_factory=dict)


@dataclass(frozen=True)
class Baseline:
    """What a tenant should have: only what is written in it is compared.

    `source` names the file, `warnings` what of it is not compared, or looks wrong.
    """

    source: str
    values: Mapping[str, Value] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()

    @property
    def parts(self) -> tuple[str, ...]:
        """Return the answers of a tenant that are needed to compare it."""
        return tuple(dict.fromkeys(found.part for key in self.values if (found := setting(key))))
