"""What Actions do about MFA, in the words of the Policy screen."""

from typing import Any

from textual.content import Content

from mfa_tui.domain.bound_actions import requiring_actions, skipping_actions, unreadable_actions, unseen
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
    matter = skipping_actions(configuration) if choice.wire else requiring_actions(configuration)
    names = listed([f"“{clean(action.name, 40)}”" for action, _ in matter])
    verb = "skip" if choice.wire else "require"
    plain = verb if len(matter) > 1 else f"{verb}s"
    said = f"{names} {plain if all(action.mfa.effect != 'may' for action, _ in matter) else f'may {verb}'} it."
    unknown = unseen(unreadable_actions(configuration))
    if missing(configuration.actions.value):
        unknown = f"{unknown} Not all Actions could be read.".strip()
    elif not choice.wire and matter and (skipping := skipping_actions(configuration)):
        names = listed([f"“{clean(action.name, 40)}”" for action, _ in skipping])
        unknown = f"Unless {names} skips it. {unknown}".strip()
    if not matter:
        said = "" if unknown or choice.wire else "No bound Action requires it either."
    return f"{said} {unknown}".strip()
