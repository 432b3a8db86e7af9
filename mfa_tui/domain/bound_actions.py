"""What the Actions bound in a tenant do about MFA, taken together."""

from mfa_tui.domain.actions.model import MfaCall
from mfa_tui.domain.tenant import Configuration, ReadAction
from mfa_tui.domain.text import clean, listed

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


def contradicting_actions(configuration: Configuration, outcome: str) -> tuple[ReadAction, ...]:
    """Return the Actions at a login that can do the opposite of an outcome ("requires", "skips") or cannot be read.

    Auth0 does not document which of two Actions wins that contradict each other, so with one of these no outcome is
    certain.
    """
    opposite = skipping_actions(configuration) if outcome == "requires" else requiring_actions(configuration)
    able = [action for action, _ in opposite if action.mfa.effect != outcome]
    return (*able, *unreadable_actions(configuration))


def deciding_actions(configuration: Configuration) -> tuple[ReadAction, ...]:
    """Return the bound Actions that require or skip MFA, or may, whatever the policy says; at a login first."""
    return tuple(action for action in configuration.actions.value or () if action.bound and action.mfa.effect != "none")


def _calling(configuration: Configuration, outcome: str) -> Calling:
    readable = (action for action in configuration.bound() if action.mfa.effect != "unreadable")
    found = ((action, tuple(call for call in action.mfa.calls if outcome in call.outcomes)) for action in readable)
    return [(action, calls) for action, calls in found if calls]


def unseen(actions: tuple[ReadAction, ...]) -> str:
    """Say of which Actions mfa-tui cannot tell what they do, and where."""
    places = [f"“{clean(action.name, 60)}” (line {action.mfa.unreadable[0].line})" for action in actions]
    return f"mfa-tui cannot tell what {listed(places)} does." if places else ""
