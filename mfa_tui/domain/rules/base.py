"""How a rule is written down, and what several rules look at.

A rule names the parts of the tenant that it needs and is skipped where one of them could not be read: no
finding is better than a guess. It returns what it saw (words, evidence, cause), or None.
"""

from collections.abc import Callable
from dataclasses import dataclass

from mfa_tui.domain import policies
from mfa_tui.domain.actions.model import MfaCall
from mfa_tui.domain.changes import Kind, Target
from mfa_tui.domain.factors import DOCS
from mfa_tui.domain.findings import Severity
from mfa_tui.domain.tenant import Configuration, ReadAction
from mfa_tui.domain.text import clean, listed

ENABLE = f"{DOCS}/enable-mfa"
CUSTOMISE = f"{DOCS}/customize-mfa"
ADAPTIVE = f"{DOCS}/adaptive-mfa"
SELECTION = f"{CUSTOMISE}/customize-mfa-selection-universal-login"

CUSTOMISE_FLAG = Target(Kind.FLAG, "customize_mfa_in_postlogin_action")


@dataclass(frozen=True)
class Seen:
    """What a rule saw in the tenant."""

    words: str
    evidence: str
    cause: Target | None = None


@dataclass(frozen=True)
class Rule:
    """A rule with what does not depend on the tenant."""

    id: str
    severity: Severity
    needs: tuple[str, ...]
    remedy: str
    reference: str
    locks_out: bool
    look: "Look"


Look = Callable[[Configuration], Seen | None]


def rule(
    id_: str, severity: Severity, *needs: str, remedy: str, reference: str, locks_out: bool = False
) -> Callable[[Look], Rule]:
    """Make a rule of the function below; `needs` are fields of `Configuration` that must have been read."""
    return lambda look: Rule(id_, severity, needs, remedy, reference, locks_out, look)


Calling = list[tuple[ReadAction, tuple[MfaCall, ...]]]
"""Actions, each with the calls that matter."""


def requiring_actions(configuration: Configuration) -> Calling:
    """Return the Actions that require MFA at a login, always or on a condition, with the calls that do."""
    return _calling(configuration, "requires")


def skipping_actions(configuration: Configuration) -> Calling:
    """Return the Actions that skip MFA at a login, always or on a condition, with the calls that do."""
    return _calling(configuration, "skips")


def unreadable_actions(configuration: Configuration) -> tuple[ReadAction, ...]:
    """Return the Actions that run at a login and can do more than mfa-tui can see."""
    return tuple(action for action in configuration.bound() if action.mfa.effect == "unreadable")


def deciding_actions(configuration: Configuration) -> tuple[ReadAction, ...]:
    """Return the bound Actions that require or skip MFA, or may, whatever the policy says; at a login first."""
    return tuple(action for action in configuration.actions.value or () if action.bound and action.mfa.effect != "none")


def _calling(configuration: Configuration, outcome: str) -> Calling:
    readable = (action for action in configuration.bound() if action.mfa.effect != "unreadable")
    found = ((action, tuple(call for call in action.mfa.calls if outcome in call.outcomes)) for action in readable)
    return [(action, calls) for action, calls in found if calls]


def factor(name: str) -> Target:
    """Return the factor as a thing that can be set."""
    return Target(Kind.FACTOR, name)


def policy(configuration: Configuration) -> policies.Policy:
    """Return the policy that the tenant has."""
    return policies.named(configuration.policies.value or ())


def on(configuration: Configuration) -> str:
    """Say which factors are on."""
    on = sorted(configuration.on)
    return f"Factors on: {listed([clean(name) for name in on])}." if on else "No factor is on."


def names(found: Calling) -> str:
    """Name Actions, each with the line of its first call."""
    return listed([f"“{clean(action.name, 60)}” (line {calls[0].line})" for action, calls in found])


def unseen(actions: tuple[ReadAction, ...]) -> str:
    """Say of which Actions mfa-tui cannot tell what they do, and where."""
    places = [f"“{clean(action.name, 60)}” (line {action.mfa.unreadable[0].line})" for action in actions]
    return f"mfa-tui cannot tell what {listed(places)} does." if places else ""
