"""Rules, Auth0's code at login from before Actions, which stopped executing on 2026-11-18: who required MFA."""

import re

from mfa_tui.domain.actions.model import Place
from mfa_tui.domain.actions.parsing import CannotReadError
from mfa_tui.domain.actions.syntax import Chain, Source, parameters

_PLAIN = re.compile(r"\bcontext\s*\.\s*multifactor\s*=(?!=)")


def rule_mfa(script: str) -> Place | None:
    """Return where a Rule's script sets `context.multifactor`, whatever the name; None where it does not."""
    try:
        source = Source(f"({script}\n)")
    except CannotReadError:
        found = _PLAIN.search(script)
        return Place(script.count("\n", 0, found.start()) + 1, found[0]) if found else None
    for chain in source.matches(r"(?<![\w$])multifactor(?![\w$])"):
        if place := _set(source, chain):
            return place
    return None


def _set(source: Source, chain: Chain) -> Place | None:
    """Return the assignment to the member at the end of a chain, unless it is the user's (`user.multifactor`)."""
    at = len(chain) - 1
    if chain[at].type == "string_fragment":
        at -= 1
    parent = chain[at - 1]
    if parent.type == "pair" and chain[at].field == "key":
        return source.place(parent.node, "")
    owner = parent.node.child_by_field_name("object")
    if owner is None or chain[at - 1].field != "left" or chain[at - 2].type != "assignment_expression":
        return None
    declaration = source.resolve(source.chain_to(owner)) if owner.type == "identifier" else None
    if declaration and declaration.kind == "parameter":
        first = parameters(declaration.node)[0]
        if source.text(first) == source.text(owner):
            return None
    return source.place(chain[at - 2].node, "")
