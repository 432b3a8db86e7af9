"""Changes to a tenant: staged, put in order, described in words, and each with its inverse.

Auth0 applies whatever it is sent, in whatever order. The order that never leaves users without a way in is
factor on, then settings, then policy; and the reverse when switching off.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from mfa_tui.domain import factors as factor_table
from mfa_tui.domain.entries import refilled
from mfa_tui.domain.policies import ADAPTIVE, NEVER, Policies, named
from mfa_tui.domain.tenant import FLAGS, Configuration
from mfa_tui.domain.text import clean

Value = bool | Policies | None


class Kind(StrEnum):
    """What a change is made to."""

    FACTOR = "factor"
    FLAG = "flag"
    POLICY = "policy"


@dataclass(frozen=True)
class Target:
    """One thing that can be set: a factor or a flag by name, or the policy (whose name is empty)."""

    kind: Kind
    name: str = ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.name}" if self.name else str(self.kind)


POLICY = Target(Kind.POLICY)


@dataclass(frozen=True)
class Change:
    """One write: what is set, what it was when it was staged, and what it shall be."""

    target: Target
    before: Value
    after: Value

    @property
    def words(self) -> str:
        """Say what the change does, as a person would."""
        match self.target.kind:
            case Kind.FACTOR:
                return f"switch {'on' if self.after else 'off'} {clean(self.target.name, 80)}"
            case Kind.FLAG:
                title = FLAGS.get(self.target.name, self.target.name)
                return f"switch {'on' if self.after else 'off'} “{title}”"
            case Kind.POLICY:
                return f"policy {in_words(self.before)} → {in_words(self.after)}"

    @property
    def inverse(self) -> "Change":
        """Return the change that takes this one back."""
        return Change(self.target, self.after, self.before)


def in_words(value: Value) -> str:
    """Say a value: on, off, the policy's title, or unknown."""
    if value is None:
        return "unknown"
    if isinstance(value, bool):
        return "on" if value else "off"
    return clean(named(value).title, 80)


def current(configuration: Configuration, target: Target) -> Value:
    """Return what the tenant has for `target` in this reading; None where it is not known."""
    match target.kind:
        case Kind.FACTOR:
            return next((f.enabled for f in configuration.factors.value or () if f.name == target.name), None)
        case Kind.FLAG:
            settings = configuration.settings.value
            return settings.flag(target.name) if settings else None
        case Kind.POLICY:
            return configuration.policies.value


Draft = tuple[Change, ...]
"""What is staged, in the order of staging; at most one change a target."""


def stage(draft: Draft, configuration: Configuration, target: Target, wanted: Value) -> Draft:
    """Return the draft with `target` staged to `wanted`; staging what the tenant already has drops it."""
    rest = tuple(change for change in draft if change.target != target)
    now = current(configuration, target)
    return rest if now is None or now == wanted else (*rest, Change(target, now, wanted))


def staged(draft: Draft, target: Target) -> Change | None:
    """Return the change that is staged for `target`, if any."""
    return next((change for change in draft if change.target == target), None)


def rebased(draft: Draft, configuration: Configuration) -> Draft:
    """Return the draft over a newer reading: what has come true by itself is no change any more.

    A change whose starting value moved keeps the value it was staged from, so that the review can show the
    conflict instead of hiding it.
    """
    return tuple(change for change in draft if current(configuration, change.target) != change.after)


def applied(configuration: Configuration, changes: Iterable[Change]) -> Configuration:
    """Return the configuration as it would be after the changes."""
    for change in changes:
        configuration = _with(configuration, change.target, change.after)
    return configuration


def _with(configuration: Configuration, target: Target, value: Value) -> Configuration:
    match target.kind:
        case Kind.FACTOR:
            listed = configuration.factors.value or ()
            factors = refilled(
                listed, (replace(f, enabled=bool(value)) if f.name == target.name else f for f in listed)
            )
            return replace(configuration, factors=replace(configuration.factors, value=factors))
        case Kind.POLICY:
            value = value if isinstance(value, tuple) else None
            return replace(configuration, policies=replace(configuration.policies, value=value))
        case Kind.FLAG:
            settings = configuration.settings.value
            if settings is None:
                return configuration
            if target.name == "customize_mfa_in_postlogin_action":
                settings = replace(settings, customize_mfa_in_postlogin_action=bool(value))
            else:
                settings = replace(settings, flags={**settings.flags, target.name: value})
            return replace(configuration, settings=replace(configuration.settings, value=settings))


def ordered(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Return the changes in the order in which they are safe to apply."""
    return tuple(sorted(changes, key=_rank))


def _rank(change: Change) -> tuple[int, int]:
    if change.target.kind is Kind.POLICY:
        return 2, 0
    step = 0 if change.target.kind is Kind.FACTOR else 1
    dependent = change.target.kind is Kind.FACTOR and not factor_table.info(change.target.name).independent
    # On: what others stand on first. Off: the same backwards.
    return (step, int(dependent)) if change.after else (4 - step, int(not dependent))


def inverse(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Return the ordered changes that take back `changes`."""
    return ordered(change.inverse for change in changes)


def risk(change: Change, configuration: Configuration) -> str:
    """Say who will notice this change; empty where nobody is worse off."""
    match change.target.kind:
        case Kind.FACTOR if change.after is False and change.before is True:
            return "users who enrolled only this must enroll again when they are next asked"
        case Kind.POLICY if change.after == NEVER.wire:
            return ""
        case Kind.POLICY if change.after == ADAPTIVE.wire:
            return (
                "at a login that is rated risky, users without a second factor must pass an email challenge and "
                "enroll; those without an email address are blocked"
            )
        case Kind.POLICY:
            return "users without a second factor must enroll at their next login"
        case _:
            return ""


def encode(value: Value) -> bool | list[str] | None:
    """Return a value as JSON holds it."""
    return list(value) if isinstance(value, tuple) else value


def decode(raw: object) -> Value:
    """Return a value from JSON; anything that cannot be one is None."""
    if isinstance(raw, bool):
        return raw
    return tuple(str(item) for item in raw) if isinstance(raw, list) else None


def target_from(text: str) -> Target | None:
    """Return the target that `str(target)` wrote, or None."""
    kind, _, name = text.partition(":")
    return Target(Kind(kind), name) if kind in set(Kind) else None
