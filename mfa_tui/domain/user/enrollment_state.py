"""What one user is enrolled with, as little of it as the counts of a tenant need: 100,000 of them fit in memory."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from mfa_tui.domain import factors
from mfa_tui.domain import json_fields as loose
from mfa_tui.domain.entries import missing
from mfa_tui.domain.user.methods import AuthenticationMethod, Standing
from mfa_tui.domain.user.readiness import FactorSetup, Means, Readiness, readiness, unknown_because
from mfa_tui.domain.user.users import LEGACY_PROVIDERS, Identity, User

STALE_DAYS = 90


class State(StrEnum):
    """Whether a user has enrolled something to do MFA with, on or off. The value is the word that is shown."""

    ENROLLED = "enrolled"
    PENDING = "pending only"
    NONE = "not enrolled"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Person:
    """The little that is known of a user before their methods are read. `last_login` is epoch seconds.

    `multifactor` names the providers that have something of them. It is empty for who only began to enroll.
    """

    user_id: str
    email: str = ""
    email_verified: bool = False
    name: str = ""
    connection: str = ""
    blocked: bool = False
    last_login: float | None = None
    multifactor: tuple[str, ...] = ()


def parse_person(raw: object) -> Person:
    """Return the user in a row of an export. Raises ValueError for a row without a user id."""
    row = loose.identified(raw, "user_id")
    return Person(
        loose.text(row.get("user_id")),
        loose.text(row.get("email")),
        loose.flag(row.get("email_verified")),
        loose.text(row.get("name")),
        loose.text(row.get("connection")),
        loose.flag(row.get("blocked")),
        loose.instant(row.get("last_login")),
        loose.texts(row.get("multifactor")),
    )


def person_of(user: User) -> Person:
    """Return a user that a search found."""
    return Person(
        user.user_id,
        user.email,
        user.email_verified,
        user.name,
        user.connection,
        user.blocked,
        user.last_login,
        user.multifactor or (),
    )


def user_of(person: Person) -> User:
    """Return what is known of a person as a user, for whoever reads the rest."""
    return User(
        user_id=person.user_id,
        email=person.email,
        email_verified=person.email_verified,
        name=person.name,
        identities=(Identity(person.connection),) if person.connection else (),
        last_login=person.last_login,
        blocked=person.blocked,
        multifactor=person.multifactor,
    )


@dataclass(frozen=True, slots=True)
class Held:
    """What a user is enrolled with, boiled down.

    `factors` are the tenant's names of what is confirmed, recovery codes included, `pending` of what was begun.
    `last_used` is when MFA was last done with any of it, epoch seconds. `reason` says why the state is unknown.
    `groups` are roles or organizations, where asked. `unreadable` is True where something of the user could not be
    read or is of an unknown type, whatever else there is.
    """

    state: State
    factors: tuple[str, ...] = ()
    pending: tuple[str, ...] = ()
    last_used: float | None = None
    reason: str = ""
    groups: tuple[str, ...] = ()
    unreadable: bool = False

    def off(self, setup: FactorSetup | None) -> frozenset[str]:
        """Return the confirmed factors that are off; a provider from before Guardian is not switched with them."""
        return frozenset() if setup is None else frozenset(self.factors).difference(setup.on, LEGACY_PROVIDERS)


def held(person: Person, methods: Iterable[AuthenticationMethod]) -> Held:
    """Return what a user's methods amount to. A provider from before Guardian counts: no method stands for it."""
    gaps = missing(methods)
    methods = tuple(methods)
    legacy = [name for name in person.multifactor if name in LEGACY_PROVIDERS]
    usable = [method for method in methods if method.usable]
    backups = [method for method in methods if method.standing is Standing.BACKUP and method.confirmed]
    pending = [method for method in methods if method.counts_as_mfa and not method.confirmed]
    unknown = [method.type for method in methods if method.standing is Standing.UNKNOWN]
    reason = ""
    if usable or legacy:
        state = State.ENROLLED
    elif unknown:
        state, reason = State.UNKNOWN, f"mfa-tui does not know what a method of type {unknown[0]} proves."
    elif gaps:
        state, reason = State.UNKNOWN, gaps
    else:
        state = State.PENDING if pending else State.NONE
    return Held(
        state,
        tuple(sorted({*legacy, *(method.factor for method in (*usable, *backups))})),
        tuple(sorted({method.factor for method in pending})),
        max((method.last_auth_at for method in usable if method.last_auth_at is not None), default=None),
        reason,
        unreadable=bool(unknown or gaps),
    )


NOTHING = Held(State.NONE)
"""What is taken for true of a user whose profile names no MFA provider, where methods are not read."""


@lru_cache(maxsize=4_096)
def _confirmed(names: tuple[str, ...]) -> frozenset[str]:
    """Return the factors without backups; the same few combinations come thousands of times."""
    return frozenset(name for name in names if name != "recovery-code")


@dataclass(frozen=True, slots=True)
class Covered:
    """One user and what they are enrolled with."""

    person: Person
    held: Held

    def in_groups(self, groups: tuple[str, ...]) -> "Covered":
        """Return the same with roles or organizations."""
        return replace(self, held=replace(self.held, groups=groups))

    @property
    def means(self) -> Means:
        """Return what decides over the readiness."""
        person, held = self.person, self.held
        return Means(
            _confirmed(held.factors),
            bool(held.pending),
            held.unreadable or held.state is State.UNKNOWN,
            bool(person.email) and person.email_verified,
        )

    def working(self, setup: FactorSetup | None) -> frozenset[str]:
        """Return the confirmed factors that are usable; where it is not known which are, all of them."""
        confirmed = _confirmed(self.held.factors)
        return confirmed if setup is None else confirmed & setup.usable

    def phishing_resistant(self, setup: FactorSetup | None) -> bool:
        """Tell whether some working factor cannot be relayed by a fake login page."""
        return any(factors.info(name).phishing_resistant for name in self.working(setup))

    def only_phone(self, setup: FactorSetup | None) -> bool:
        """Tell whether text messages and voice calls are all that works, apart from recovery codes."""
        return self.working(setup) == {"sms"}

    def only_off(self, setup: FactorSetup | None) -> bool | None:
        """Tell whether the user is enrolled and none of it works, be there an email code or not; None: not known."""
        if setup is None:
            return None
        useless = readiness(self.means, setup) in (Readiness.ONLY_OFF, Readiness.EMAIL)
        return useless and self.held.state is State.ENROLLED

    def readiness(self, setup: FactorSetup | None) -> Readiness:
        """Return what the user is while these factors are on."""
        return readiness(self.means, setup)

    def reason(self, setup: FactorSetup | None) -> str:
        """Return why the user is not readable, empty where they are."""
        if self.held.reason or self.readiness(setup) is not Readiness.UNKNOWN:
            return self.held.reason
        return unknown_because(self.means, setup)

    def unused_since(self, now: float) -> bool | None:
        """Tell whether MFA was last done more than 90 days ago; None for a user who never did."""
        return None if self.held.last_used is None else now - self.held.last_used > STALE_DAYS * 86_400


def means_of(user: User, methods: Iterable[AuthenticationMethod]) -> Means:
    """Return what decides over the readiness of a user whose profile and methods were read."""
    person = person_of(user)
    return Covered(person, held(person, methods)).means
