"""Who is enrolled in MFA and who is not: what is asked of one user, and what they are counted as.

Source: the rows of a users export (POST /api/v2/jobs/users-exports) or GET /api/v2/users for who has MFA at all, and
GET /api/v2/users/{id}/authentication-methods for what it is.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from mfa_tui.domain import factors, loose
from mfa_tui.domain.methods import AuthenticationMethod, Standing
from mfa_tui.domain.users import LEGACY_PROVIDERS, Identity, User

EXPORT_FIELDS: Mapping[str, str] = {
    "user_id": "user_id",
    "email": "email",
    "email_verified": "email_verified",
    "name": "name",
    "identities[0].connection": "connection",
    "blocked": "blocked",
    "last_login": "last_login",
    "multifactor": "multifactor",
}
"""What an export is asked for, and its names in the file. Auth0 allows 30 fields."""
SEARCH_FIELDS = ("user_id", "email", "email_verified", "name", "identities", "blocked", "last_login", "multifactor")

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
    `groups` are roles or organizations, where asked.
    """

    state: State
    factors: tuple[str, ...] = ()
    pending: tuple[str, ...] = ()
    last_used: float | None = None
    reason: str = ""
    groups: tuple[str, ...] = ()


def held(person: Person, methods: Iterable[AuthenticationMethod]) -> Held:
    """Return what a user's methods amount to. A provider from before Guardian counts: no method stands for it."""
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
        state, reason = State.UNKNOWN, f"This program does not know what a method of type {unknown[0]} proves."
    else:
        state = State.PENDING if pending else State.NONE
    return Held(
        state,
        tuple(sorted({*legacy, *(method.factor for method in (*usable, *backups))})),
        tuple(sorted({method.factor for method in pending})),
        max((method.last_auth_at for method in usable if method.last_auth_at is not None), default=None),
        reason,
    )


NOTHING = Held(State.NONE)
"""What is taken for true of a user whose profile names no MFA provider, where methods are not read."""


@dataclass(frozen=True, slots=True)
class Covered:
    """One user and what they are enrolled with."""

    person: Person
    held: Held

    def in_groups(self, groups: tuple[str, ...]) -> "Covered":
        """Return the same with roles or organizations."""
        return replace(self, held=replace(self.held, groups=groups))

    @property
    def phishing_resistant(self) -> bool:
        """Tell whether some factor cannot be relayed by a fake login page."""
        return any(factors.info(name).phishing_resistant for name in self.held.factors)

    @property
    def only_phone(self) -> bool:
        """Tell whether text messages and voice calls are all there is, apart from recovery codes."""
        return {name for name in self.held.factors if factors.info(name).kind != "backup"} == {"sms"}

    def only_off(self, factors_on: frozenset[str] | None) -> bool | None:
        """Tell whether the user is enrolled and yet can do MFA with none of it: each factor is off; None: not known.

        A provider from before Guardian is not switched with the factors, and is not taken for off.
        """
        if factors_on is None:
            return None
        working = {name for name in self.held.factors if factors.info(name).kind != "backup"}
        return self.held.state is State.ENROLLED and working.isdisjoint(factors_on.union(LEGACY_PROVIDERS))

    @property
    def has_verified_email(self) -> bool:
        """Tell whether Auth0 enrolls the address by itself, where the email factor is on; no list says so."""
        return bool(self.person.email) and self.person.email_verified and "email" not in self.held.factors

    def unused_since(self, now: float) -> bool | None:
        """Tell whether MFA was last done more than 90 days ago; None for a user who never did."""
        return None if self.held.last_used is None else now - self.held.last_used > STALE_DAYS * 86_400


@dataclass(frozen=True)
class Surroundings:
    """What the tenant says about what users hold. `factors_on` and `connections` are None where not readable."""

    factors_on: frozenset[str] | None = None
    connections: frozenset[str] | None = None


Slice = tuple[str, ...]
"""One thing that users are counted by: a kind, then a name where there are several of it, then a state."""

ONLY_OFF: Slice = ("only off",)
RESISTANT: Slice = ("phishing-resistant",)
ONLY_PHONE: Slice = ("only phone",)
STALE: Slice = ("stale",)
NEVER_USED: Slice = ("never used",)
MAY_USE_EMAIL: Slice = ("may use e-mail",)


def slices(covered: Covered, around: Surroundings, now: float) -> Iterator[Slice]:
    """Yield every slice of the report that a user is counted in: what bars are made of, and what they drill into.

    With a name: `state`, `factor` and `pending` (of a factor), `connection`, `group`, `off` (has this factor, which
    is off), `gone` (is of this connection, which is no more). `connection`, `group` and `MAY_USE_EMAIL` come with the
    state too.
    """
    person, held = covered.person, covered.held
    yield "state", held.state
    yield from (("factor", name) for name in held.factors)
    yield from (("pending", name) for name in held.pending)
    if person.connection:
        yield "connection", person.connection
        yield "connection", person.connection, held.state
        if around.connections is not None and person.connection not in around.connections:
            yield "gone", person.connection
    for group in held.groups:
        yield "group", group
        yield "group", group, held.state
    if around.factors_on is not None:
        yield from (("off", name) for name in held.factors if name not in around.factors_on)
        without = held.state in (State.PENDING, State.NONE)
        if "email" in around.factors_on and without and covered.has_verified_email:
            yield MAY_USE_EMAIL
            yield *MAY_USE_EMAIL, held.state
    if held.state is State.ENROLLED:
        if covered.only_off(around.factors_on):
            yield ONLY_OFF
        if covered.phishing_resistant:
            yield RESISTANT
        if covered.only_phone:
            yield ONLY_PHONE
        unused = covered.unused_since(now)
        if unused is None:
            yield NEVER_USED
        elif unused:
            yield STALE
