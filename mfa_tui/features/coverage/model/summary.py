"""Coverage in numbers: how many users are in which slice, and what that says about the tenant."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from mfa_tui.domain import factors
from mfa_tui.domain.user.enrollment_state import Covered, State
from mfa_tui.domain.user.readiness import FactorSetup, Means, Readiness, counted, verdict
from mfa_tui.domain.user.users import LEGACY_PROVIDERS
from mfa_tui.features.coverage.model.coverage import (
    BLOCKED,
    ENROLLED_ONLY_OFF,
    NEVER_USED,
    ONLY_PHONE,
    RESISTANT,
    STALE,
    Slice,
    Surroundings,
    slices,
)


@dataclass(frozen=True)
class FactorBar:
    """How many users have a factor, and how many only began to. `on` is None where that is not known."""

    name: str
    title: str
    on: bool | None
    users: int
    pending: int


@dataclass(frozen=True)
class GroupBar:
    """How the users of a connection, role or organization stand."""

    name: str
    users: int
    states: dict[State, int]
    readiness: dict[Readiness, int]

    @property
    def share(self) -> float:
        """Return the part of them that is ready, 0 to 1."""
        return self.readiness[Readiness.READY] / self.users if self.users else 0.0


@dataclass
class Summary:
    """Counts that grow as users are added. `now` is epoch seconds; `around` is what the tenant says of itself.

    `population` counts users by what decides over their readiness: a few hundred combinations at most, from which the
    readiness under any other setup of factors follows without another scan. It is empty in numbers that a version
    before it kept.
    """

    now: float
    around: Surroundings = field(default_factory=Surroundings)
    users: int = 0
    counts: Counter[Slice] = field(default_factory=Counter)
    population: Counter[Means] = field(default_factory=Counter)

    def add(self, covered: Covered) -> None:
        """Count a user in."""
        self.users += 1
        self.counts.update(slices(covered, self.around, self.now))
        self.population[covered.means] += 1

    def copy(self) -> "Summary":
        """Return the same, to be kept while this one grows."""
        return replace(self, counts=Counter(self.counts), population=Counter(self.population))

    @property
    def has_readiness(self) -> bool:
        """Tell whether it was counted who is ready."""
        return self.population.total() == self.users

    def ready(self, each: Readiness) -> int:
        """Return how many users are this, with the factors that were on when they were scanned."""
        return self.counts["readiness", each]

    def readiness(self, setup: FactorSetup | None) -> Counter[Readiness]:
        """Return how many users are what with other factors on, or the same."""
        return counted(self.population, setup)

    @property
    def verdict(self) -> str:
        """Say who can complete MFA."""
        if not self.has_readiness:
            return "Saved by an earlier version, which did not count who can complete MFA. Scan again."
        if self.around.setup is None:
            why = "Who can complete MFA is not known: the tenant's factors could not be read."
            return f"{why} {self.enrolled:,} of {self.users:,} users are enrolled."
        return verdict({each: self.ready(each) for each in Readiness})

    @property
    def base(self) -> int:
        """Return of how many users something is said: those who are ready, or enrolled where that is not known."""
        known = self.has_readiness and self.around.setup is not None
        return self.ready(Readiness.READY) if known else self.enrolled

    @property
    def cannot_log_in(self) -> tuple[int, int | None]:
        """Return how many are blocked, and how many of a deleted connection (None: not known); some may be both."""
        gone = self.gone_connections
        return self.counts[BLOCKED], None if gone is None else sum(gone.values())

    def state(self, state: State) -> int:
        """Return how many users are in this state."""
        return self.counts["state", state]

    @property
    def enrolled(self) -> int:
        """Return how many have enrolled something to do MFA with, whether its factor is on or off."""
        return self.state(State.ENROLLED)

    @property
    def only_off(self) -> int | None:
        """Return how many of them can use none of it, also where an email code is left; None: not known."""
        return None if self.around.factors_on is None else self.counts[ENROLLED_ONLY_OFF]

    @property
    def phishing_resistant(self) -> int:
        """Return how many of `base` have a working factor that cannot be relayed."""
        return self.counts[RESISTANT]

    @property
    def only_phone(self) -> int:
        """Return how many have nothing but text messages and calls."""
        return self.counts[ONLY_PHONE]

    @property
    def stale(self) -> int:
        """Return how many did MFA last more than 90 days ago."""
        return self.counts[STALE]

    @property
    def never_used(self) -> int:
        """Return how many are enrolled and have never done MFA since."""
        return self.counts[NEVER_USED]

    @property
    def may_use_email(self) -> int | None:
        """Return how many have nothing but codes to their verified address; None: not known."""
        return None if self.around.factors_on is None else self.ready(Readiness.EMAIL)

    @property
    def factors(self) -> tuple[FactorBar, ...]:
        """Return a bar for each factor that is on or held, in the order of our table."""
        on = self.around.factors_on
        held = {*self._names("factor"), *self._names("pending")}
        order = list(factors.KNOWN)
        names = sorted(held | (on or set()), key=lambda name: (order.index(name) if name in order else 99, name))
        return tuple(
            FactorBar(
                name,
                factors.info(name).title,
                None if on is None else name in on,
                self.counts["factor", name],
                self.counts["pending", name],
            )
            for name in names
        )

    @property
    def connections(self) -> tuple[GroupBar, ...]:
        """Return a bar for each connection, the largest first."""
        return self._groups("connection")

    @property
    def groups(self) -> tuple[GroupBar, ...]:
        """Return a bar for each role or organization, the largest first."""
        return self._groups("group")

    @property
    def unused_factors(self) -> tuple[str, ...]:
        """Return the factors that are on and that nobody is enrolled with.

        Not Duo, whose enrollments are at Duo; nor email while somebody may use it without being listed.
        """
        nobody = [bar.name for bar in self.factors if bar.on and not bar.users and bar.name != "duo"]
        return tuple(name for name in nobody if name != "email" or not self.may_use_email)

    @property
    def off_factors(self) -> dict[str, int]:
        """Return the factors that are off and that users are enrolled with, for nothing; and how many."""
        return {name: self.counts["off", name] for name in self._names("off") if name not in LEGACY_PROVIDERS}

    @property
    def gone_connections(self) -> dict[str, int] | None:
        """Return the connections that are no more and yet have users, and how many; None: not known."""
        if self.around.connections is None:
            return None
        return {name: self.counts["gone", name] for name in self._names("gone")}

    def _names(self, kind: str) -> list[str]:
        return sorted(slice_[1] for slice_ in self.counts if slice_[0] == kind and len(slice_) == 2)

    def _groups(self, kind: str) -> tuple[GroupBar, ...]:
        bars = [
            GroupBar(
                name,
                self.counts[kind, name],
                {state: self.counts[kind, name, state] for state in State},
                {each: self.counts[kind, name, "readiness", each] for each in Readiness},
            )
            for name in self._names(kind)
        ]
        return tuple(sorted(bars, key=lambda bar: (-bar.users, bar.name)))


def summarise(everyone: Iterable[Covered], around: Surroundings, now: float) -> Summary:
    """Count everyone."""
    summary = Summary(now, around)
    for covered in everyone:
        summary.add(covered)
    return summary
