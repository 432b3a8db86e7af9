"""Coverage in numbers: how many users are in which slice, and what that says about the tenant."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from mfa_tui.domain import factors
from mfa_tui.domain.coverage import (
    MAY_USE_EMAIL,
    NEVER_USED,
    ONLY_OFF,
    ONLY_PHONE,
    RESISTANT,
    STALE,
    Covered,
    Slice,
    State,
    Surroundings,
    slices,
)
from mfa_tui.domain.users import LEGACY_PROVIDERS


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

    @property
    def share(self) -> float:
        """Return the part of them that is enrolled, 0 to 1."""
        return self.states[State.ENROLLED] / self.users if self.users else 0.0


@dataclass
class Summary:
    """Counts that grow as users are added. `now` is epoch seconds; `around` is what the tenant says of itself."""

    now: float
    around: Surroundings = field(default_factory=Surroundings)
    users: int = 0
    counts: Counter[Slice] = field(default_factory=Counter)

    def add(self, covered: Covered) -> None:
        """Count a user in."""
        self.users += 1
        self.counts.update(slices(covered, self.around, self.now))

    def state(self, state: State) -> int:
        """Return how many users are in this state."""
        return self.counts["state", state]

    @property
    def enrolled(self) -> int:
        """Return how many have enrolled something to do MFA with, whether its factor is on or off."""
        return self.state(State.ENROLLED)

    @property
    def only_off(self) -> int | None:
        """Return how many of them can do MFA with none of it, since each factor of theirs is off; None: not known."""
        return None if self.around.factors_on is None else self.counts[ONLY_OFF]

    @property
    def enrolled_words(self) -> str:
        """Say how many are enrolled, and how many of them for nothing now."""
        words = f"{self.enrolled:,} of {self.users:,} users are enrolled"
        if self.only_off is None:
            return f"{words}, not known whether in factors that are on"
        return f"{words}, {self.only_off:,} of them only in factors that are off" if self.only_off else words

    @property
    def phishing_resistant(self) -> int:
        """Return how many have a factor that cannot be relayed."""
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
        """Return how many are pending or not enrolled and may get codes to their verified address; None: not known."""
        return None if self.around.factors_on is None else self.counts[MAY_USE_EMAIL]

    def may_use_email_of(self, state: State) -> int:
        """Return how many of the users in one state may get codes to their verified address; 0 also where not known."""
        return self.counts[*MAY_USE_EMAIL, state]

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
            GroupBar(name, self.counts[kind, name], {state: self.counts[kind, name, state] for state in State})
            for name in self._names(kind)
        ]
        return tuple(sorted(bars, key=lambda bar: (-bar.users, bar.name)))


def summarise(everyone: Iterable[Covered], around: Surroundings, now: float) -> Summary:
    """Count everyone."""
    summary = Summary(now, around)
    for covered in everyone:
        summary.add(covered)
    return summary
