"""Drift: where a tenant differs from a baseline, or from another tenant, in words, and what would align it.

How much a difference matters depends on which side is the stronger one (`domain.strength`):

- **error** where the tenant is weaker: a factor that is off, a policy that requires MFA for fewer logins, a PIN that is
  not required, codes that are shorter or valid for longer, browsers that are remembered for longer, a risk assessment
  that is off, credentials that are missing so that a factor cannot deliver. Also another Duo host or relying party:
  another service decides over the login, or every enrolled key is useless.
- **warn** where the tenant is stronger, or different without being weaker: another provider or sender, a longer code.
- **note** where no login depends on it: the texts of messages, whether a list is shown.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from mfa_tui.domain.changes import Change, Draft, Kind, Target, ordered, stage
from mfa_tui.domain.findings import Severity
from mfa_tui.domain.inventory import POLICY_KEY, Baseline, Inventory, Setting, Value, Weaker, setting
from mfa_tui.domain.policies import CHOICES
from mfa_tui.domain.problems import Kind as ProblemKind
from mfa_tui.domain.problems import Problem
from mfa_tui.domain.strength import Strength, of_change, of_values
from mfa_tui.domain.tenant import Configuration

_NAMED = {policy.wire for policy in CHOICES}


@dataclass(frozen=True)
class Difference:
    """One setting that differs. `here` and `there` are None where that side does not have the setting at all.

    `strength` says how `here` stands against `there`. `target` is what to look at, `change` what would align `here`
    with `there`, where one can be staged.
    """

    key: str
    severity: Severity
    words: str
    here: Value | None
    there: Value | None
    target: Target
    change: Change | None = None
    strength: Strength = Strength.NEUTRAL


@dataclass(frozen=True)
class Unread:
    """A part that could not be compared because one side could not be read."""

    part: str
    where: str
    problem: Problem


@dataclass(frozen=True)
class Drift:
    """How `here` differs from `there`, worst first; `compared` settings were held against each other."""

    here: str
    there: str
    differences: tuple[Difference, ...]
    unread: tuple[Unread, ...]
    compared: int

    @property
    def worst(self) -> Severity | None:
        """Return how bad the worst difference is."""
        return max((difference.severity for difference in self.differences), default=None)


def against_baseline(here: Inventory, baseline: Baseline) -> Drift:
    """Compare a tenant with what is written in a baseline, and nothing else."""
    return _compare(here, Inventory(baseline.source, baseline.values), "the baseline", baseline.values)


def between(here: Inventory, there: Inventory) -> Drift:
    """Compare two tenants in everything that either of them has. Reads as: what `there` would make of `here`."""
    return _compare(here, there, there.name, dict.fromkeys((*here.values, *there.values)))


def _compare(here: Inventory, there: Inventory, other: str, keys: Iterable[str]) -> Drift:
    unread: dict[tuple[str, str], Unread] = {}
    found: list[Difference] = []
    compared = 0
    for key in keys:
        one = setting(key)
        if one is None:
            continue
        missing = [_missing(side, one) for side in (here, there) if key not in side.values]
        troubles = [trouble for trouble in missing if trouble]
        if troubles:
            unread |= {(trouble.part, trouble.where): trouble for trouble in troubles}
            continue
        compared += 1
        ours, theirs = here.values.get(key), there.values.get(key)
        if ours != theirs:
            found.append(_difference(one, ours, theirs, other))
    for side in (here, there):  # A part that neither side has a value of is still not equal.
        for part, problem in side.unread.items():
            if problem.kind is not ProblemKind.ABSENT:
                unread.setdefault((part, side.name), Unread(part, side.name, problem))
    worst_first = sorted(found, key=lambda difference: -difference.severity)
    return Drift(here.name, other, tuple(worst_first), tuple(unread.values()), compared)


def _missing(side: Inventory, one: Setting) -> Unread | None:
    """Return why this side has no value, or None where it was read and does not have the setting."""
    problem = side.unread.get(one.part)
    return Unread(one.part, side.name, problem) if problem and problem.kind is not ProblemKind.ABSENT else None


def _difference(one: Setting, here: Value | None, there: Value | None, other: str) -> Difference:
    if here is None or there is None:
        value, has, lacks = (here, "here", other) if there is None else (there, f"in {other}", "this tenant")
        assert value is not None  # noqa: S101 - one side has it, else it would not be compared
        words = f"{one.words} {one.in_words(value)} {has}; {lacks} does not have it"
        strength = Strength.NEUTRAL
        if one.section == "factors" and value is True:
            strength = Strength.STRONGER if here is True else Strength.WEAKER
        return Difference(one.key, _severity_of_lack(one, here, there), words, here, there, one.target, None, strength)
    words = f"{one.words} {one.in_words(here)} here, {one.in_words(there)} in {other}"
    strength, change = of_values(one, there, here), _change(one, here, there)
    return Difference(one.key, _severity(one, strength), words, here, there, one.target, change, strength)


def _severity_of_lack(one: Setting, here: Value | None, there: Value | None) -> Severity:
    """Return how much it matters that one side lacks a setting: a factor that is not there is as good as off."""
    if one.section != "factors" or here is True:
        return Severity.WARN
    return Severity.ERROR if there is True else Severity.NOTE


def _severity(one: Setting, strength: Strength) -> Severity:
    """Return how much a difference matters, by how this side stands."""
    if one.weaker is Weaker.COSMETIC:
        return Severity.NOTE
    return Severity.ERROR if strength is Strength.WEAKER or one.weaker is Weaker.ANY else Severity.WARN


def _change(one: Setting, here: Value, there: Value) -> Change | None:
    if one.section == "factors" or one.target.kind is Kind.FLAG:
        return Change(one.target, bool(here), bool(there))
    if one.key == POLICY_KEY and isinstance(here, tuple) and isinstance(there, tuple) and there in _NAMED:
        return Change(one.target, here, there)
    return None


def alignable(differences: Iterable[Difference]) -> tuple[tuple[Change, ...], tuple[Change, ...]]:
    """Return the changes that align without weakening the tenant, and those that would weaken it.

    Only the first are staged together; each of the others takes a decision of its own.
    """
    changes = ordered(each.change for each in differences if each.change)
    weaker = tuple(change for change in changes if of_change(change) is Strength.WEAKER)
    return tuple(change for change in changes if change not in weaker), weaker


def align(differences: Iterable[Difference], configuration: Configuration, draft: Draft = ()) -> Draft:
    """Return the draft with what aligns these differences without weakening, as the tenant is now."""
    for change in alignable(differences)[0]:
        draft = stage(draft, configuration, change.target, change.after)
    return draft
