"""Whether a change makes MFA stronger or weaker: one answer for staged changes, reviews and drift.

A factor that is on is stronger than one that is off, whatever else it is: fewer users can complete MFA without it.
Where no order is known, as between two policies that have no name here, a change counts as weaker: what is not known
to be safe is never staged in bulk.
"""

from enum import Enum

from mfa_tui.domain.changes import Change, Kind, Value
from mfa_tui.domain.inventory import POLICY_KEY, Setting, Weaker, setting
from mfa_tui.domain.inventory import Value as Compared
from mfa_tui.domain.policies import ADAPTIVE, CHOICES, NEVER
from mfa_tui.domain.text import clean

_LOGINS = {policy.wire: rank for rank, policy in enumerate(CHOICES)}
"""The policies by how many logins they require MFA for."""


class Strength(Enum):
    """What a change does to MFA, or how one value stands against another."""

    STRONGER = "stronger"
    WEAKER = "weaker"
    NEUTRAL = "neutral"

    @property
    def opposite(self) -> "Strength":
        """Return how the other side stands."""
        return {Strength.STRONGER: Strength.WEAKER, Strength.WEAKER: Strength.STRONGER}.get(self, self)


def of_values(one: Setting, before: Compared, after: Compared) -> Strength:
    """Return whether `after` is stronger or weaker than `before` for this setting."""
    if before == after or one.weaker in (Weaker.ANY, Weaker.NEITHER, Weaker.COSMETIC):
        return Strength.NEUTRAL
    if one.key == POLICY_KEY:
        return _of_policies(before, after)
    first, second = _rank(one, before), _rank(one, after)
    if one.weaker is Weaker.HIGHER:
        first, second = second, first
    return Strength.STRONGER if second > first else Strength.WEAKER


def _of_policies(before: Compared, after: Compared) -> Strength:
    strongest = CHOICES[-1].wire
    if before == NEVER.wire or after == strongest:
        return Strength.STRONGER
    known = isinstance(before, tuple) and isinstance(after, tuple) and before in _LOGINS and after in _LOGINS
    return Strength.STRONGER if known and _LOGINS[after] > _LOGINS[before] else Strength.WEAKER  # type: ignore[index]


def _rank(one: Setting, value: Compared) -> int:
    """Return where a value stands among those that it is weaker or stronger than."""
    if isinstance(value, str):
        return one.allowed.index(value) if value in one.allowed else -1
    return int(value) if isinstance(value, bool | int) else 0


def of_change(change: Change) -> Strength:
    """Return whether a change strengthens or weakens MFA; a change from a value that is not known is neutral."""
    one = setting(_key(change))
    if one is None or change.before is None or change.after is None:
        return Strength.NEUTRAL
    return of_values(one, change.before, change.after)


def _key(change: Change) -> str:
    sections = {Kind.FACTOR: "factors", Kind.FLAG: "tenant"}
    section = sections.get(change.target.kind)
    return f"{section}.{change.target.name}" if section else POLICY_KEY


def weakening(change: Change) -> str:
    """Say what a change weakens; empty where it weakens nothing."""
    if of_change(change) is not Strength.WEAKER:
        return ""
    match change.target.kind:
        case Kind.FACTOR:
            return f"no user can complete MFA with {clean(change.target.name, 80)} anymore"
        case Kind.FLAG:
            return "Auth0 no longer follows Actions that choose the factor"
    after: Value = change.after
    if after == NEVER.wire:
        return "logins no longer require MFA, unless an Action requires it"
    if after == ADAPTIVE.wire:
        return "only logins that Auth0 rates as risky require MFA"
    return "how many logins still require MFA is not known for this policy"
