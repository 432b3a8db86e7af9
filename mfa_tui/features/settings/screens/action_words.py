"""What Actions do about MFA, in the words of the Policy screen."""

from typing import Any

from textual.content import Content

from mfa_tui.domain.bound_actions import (
    contradicting_actions,
    requiring_actions,
    skipping_actions,
    unreadable_actions,
    unseen,
)
from mfa_tui.domain.entries import missing
from mfa_tui.domain.policies import Policy
from mfa_tui.domain.tenant import LOGIN, Configuration, ReadAction
from mfa_tui.domain.text import clean, listed

EFFECTS: dict[str, str] = {
    "requires": "requires MFA",
    "skips": "skips MFA",
    "may": "may change MFA",
    "unreadable": "cannot be read",
    "none": "does nothing about MFA",
}
_NEXT_LINE = Content("\n          ")


def in_short(action: ReadAction) -> str:
    """Return the calls of an Action in one line, or where it cannot be read."""
    if action.mfa.effect == "unreadable":
        place = action.mfa.unreadable[0]
        return f"line {place.line}: {place.why}"
    return listed([f"{call.method} (line {call.line})" for call in action.mfa.calls])


def about(action: ReadAction) -> tuple[Any, ...]:
    """Return everything that is known of an Action's effect, as a title and facts."""
    calls = [
        f"line {call.line}: {clean(call.text, 80)} {call.words}"
        + (f" ({listed([clean(each, 40) for each in call.types])})" if call.types else "")
        for call in action.mfa.calls
    ]
    places = [
        f"line {place.line}: {place.why}" + (f": {clean(place.text, 60)}" if place.text else "")
        for place in action.mfa.unreadable
    ]
    return (
        clean(action.name, 80),
        ("effect", EFFECTS[action.mfa.effect]),
        ("trigger", clean(action.trigger, 60) if action.trigger != LOGIN else ""),
        ("calls", _NEXT_LINE.join(calls)),
        ("not read", _NEXT_LINE.join(places)),
        ("draft", "A newer draft is not deployed. Shown is what runs." if action.draft is not None else ""),
    )


def what_actions_do(configuration: Configuration, choice: Policy) -> str:
    """Return what the Actions at login would do beside a policy."""
    if configuration.actions.value is None:
        return "Whether an Action requires or skips MFA is not known: the Actions could not be read."
    outcome = "skips" if choice.wire else "requires"
    calling = skipping_actions(configuration) if choice.wire else requiring_actions(configuration)
    matter = [action for action, _ in calling]
    contradicting = contradicting_actions(configuration, outcome)
    unreadable = unreadable_actions(configuration)
    certain = not contradicting and all(action.mfa.effect == outcome for action in matter)
    said = f"{_names(matter)} {_verb(outcome, len(matter), certain)} it"
    if others := [action for action in contradicting if action not in (*matter, *unreadable)]:
        opposite = "requires" if choice.wire else "skips"
        said += f" unless {_names(others)} {_verb(opposite, len(others))} it"
    unknown = unseen(unreadable)
    if missing(configuration.actions.value):
        unknown = f"{unknown} Not all Actions could be read.".strip()
    if not matter:
        return unknown or ("" if choice.wire else "No bound Action requires it either.")
    return f"{said}. {unknown}".strip()


def _names(actions: list[ReadAction]) -> str:
    return listed([f"“{clean(action.name, 40)}”" for action in actions])


def _verb(outcome: str, count: int, certain: bool = True) -> str:
    """Return "skips" or "requires" as it follows a number of names, with "may" where it is not certain."""
    verb = outcome.removesuffix("s")
    return f"may {verb}" if not certain else verb if count > 1 else outcome
