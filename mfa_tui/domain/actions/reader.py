"""From an Action's code to what it does about MFA."""

from dataclasses import replace

from mfa_tui.domain.actions.entry import handlers
from mfa_tui.domain.actions.model import CodeReading, Effect, Place
from mfa_tui.domain.actions.outcome import NOTHING, State, outcomes
from mfa_tui.domain.actions.parsing import CannotReadError
from mfa_tui.domain.actions.syntax import Source
from mfa_tui.domain.actions.tracking import track

_MOST_UNREADABLE = 20


def read_code(code: str) -> CodeReading:
    """Return what an Action's code does about MFA. Any text can be given; it is not run."""
    if not code.strip():
        return CodeReading("unreadable", unreadable=(Place(1, "", "Auth0 sent no code"),))
    try:
        return _read(Source(code))
    except CannotReadError as error:
        return CodeReading("unreadable", unreadable=(error.place,))
    except RecursionError:
        return CodeReading("unreadable", unreadable=(Place(1, "", "the code is nested too deeply to follow"),))


def _read(source: Source) -> CodeReading:
    found = handlers(source)
    tracked = track(source, [function for _, function in found.functions])
    ways = outcomes(source, tracked, {function.id for _, function in found.functions})
    state = NOTHING
    for _, function in (each for each in found.functions if not each[0].startswith("onContinue")):
        state = ways.run(function.id, NOTHING) | (state if state != NOTHING else frozenset())
    for name, function in found.functions:
        if name.startswith("onContinue"):  # It runs only where a redirect comes back.
            state |= ways.run(function.id, state, conditional=True)
    hidden = (*found.unreadable, *tracked.unreadable, *_escapes(source))
    calls = [
        replace(call, conditional=ways.reached[call])
        for _, call in sorted(tracked.calls, key=lambda each: each[0][-1].node.start_byte)
        if call in ways.reached
    ]
    unreadable = sorted(dict.fromkeys(hidden), key=lambda place: place.line)[:_MOST_UNREADABLE]
    late = sorted(dict.fromkeys((*tracked.expects_result, *ways.late)), key=lambda place: place.line)
    return CodeReading(_effect(state, bool(unreadable)), tuple(dict.fromkeys(calls)), tuple(unreadable), tuple(late))


def _effect(state: State, hidden: bool) -> Effect:
    if hidden:
        return "unreadable"
    if state == {"requires"}:
        return "requires"
    if state == {"skips"}:
        return "skips"
    return "none" if state == NOTHING else "may"


def _escapes(source: Source) -> list[Place]:
    """Return the places where code can reach `api` or the exports without naming them."""
    found = [
        source.place(chain[-2].node, "eval can do anything")
        for chain in source.occurrences("eval")
        if source.resolve(chain) is None
    ]
    found += [
        source.place(chain[-2].node, "with can make any name stand for something else")
        for chain in source.matches(r"(?<![\w$.])with(?![\w$])")
        if chain[-1].type == "with" and chain[-2].type == "with_statement"
    ]
    names = ("identifier", "property_identifier", "private_property_identifier", "shorthand_property_identifier")
    return found + [
        source.place(chain[-1].node, "a name is written with escapes")
        for chain in source.matches(r"\\u")
        if chain[-1].type in names
    ]
