"""How a rule is written down, and what several rules look at.

A rule names the parts of the tenant that it needs and is skipped where one of them could not be read: no
finding is better than a guess. It returns what it saw (words, evidence, cause), or None.
"""

from collections.abc import Callable
from dataclasses import dataclass

from mfa_tui.domain import policies
from mfa_tui.domain.bound_actions import Calling
from mfa_tui.domain.changes import Kind, Target
from mfa_tui.domain.factors import DOCS
from mfa_tui.domain.findings import Severity
from mfa_tui.domain.tenant import Configuration
from mfa_tui.domain.text import clean, listed

ENABLE = f"{DOCS}/enable-mfa"
CUSTOMISE = f"{DOCS}/customize-mfa"
ADAPTIVE = f"{DOCS}/adaptive-mfa"
SELECTION = f"{CUSTOMISE}/customize-mfa-selection-universal-login"

CUSTOMISE_FLAG = Target(Kind.FLAG, "customize_mfa_in_postlogin_action")


@dataclass(frozen=True)
class Seen:
    """What a rule saw in the tenant. `remedy` takes the place of the rule's own where that does not fit."""

    words: str
    evidence: str
    cause: Target | None = None
    remedy: str = ""


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
