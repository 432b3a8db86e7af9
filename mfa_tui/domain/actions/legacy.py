"""Rules, Auth0's code at login from before Actions, which stopped executing on 2026-11-18: who required MFA."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mfa_tui.domain.actions.constants import strings
from mfa_tui.domain.actions.model import Place
from mfa_tui.domain.actions.parsing import CannotReadError
from mfa_tui.domain.actions.syntax import Chain, Source, elements, parameters

if TYPE_CHECKING:
    from tree_sitter import Node

_PLAIN = re.compile(r"\bcontext\s*\.\s*multifactor\s*=(?!=)")
_MERGES = ("Object.assign", "_.assign", "_.extend", "_.merge")


def rule_mfa(script: str) -> Place | None:
    """Return where a Rule's script sets `context.multifactor`, whatever the name; None where it does not."""
    try:
        return _found(Source(f"({script}\n)"))
    except CannotReadError:
        found = _PLAIN.search(script)
        return Place(script.count("\n", 0, found.start()) + 1, found[0]) if found else None


def _found(source: Source) -> Place | None:
    for chain in source.matches(r"(?<![\w$])multifactor(?![\w$])|\](?=\s*=(?![=>]))"):
        at = len(chain) - 1
        if chain[at].type == "string_fragment":
            at -= 1
        place = _merged(source, chain[:at]) if chain[at].field == "key" else _set(source, chain[: at + 1])
        if place:
            return place
    return None


def _set(source: Source, chain: Chain) -> Place | None:
    """Return the assignment to the member that a chain ends in, unless it is the user's (`user.multifactor`)."""
    at = len(chain) - 2
    while chain[at].type not in ("member_expression", "subscript_expression"):
        if chain[at].type != "binary_expression":
            return None
        at -= 1
    member = chain[at].node
    owner, index = member.child_by_field_name("object"), member.child_by_field_name("index")
    if owner is None or chain[at].field != "left" or chain[at - 1].type != "assignment_expression":
        return None
    if index is not None and strings(source, index) != frozenset({"multifactor"}):
        return None
    return None if _is_user(source, owner) else source.place(chain[at - 1].node, "")


def _merged(source: Source, chain: Chain) -> Place | None:
    """Return the pair at the end of a chain where its object becomes a Rule's context or is merged into it."""
    if len(chain) < 5 or chain[-1].type != "pair":
        return None
    if _becomes_context(source, chain):
        return source.place(chain[-1].node, "")
    if chain[-3].type != "arguments":
        return None
    function, target = chain[-4].node.child_by_field_name("function"), elements(chain[-3].node)[0]
    if function is None or source.text(function) not in _MERGES or _is_user(source, target):
        return None
    return source.place(chain[-1].node, "") if target.type == "identifier" else None


def _becomes_context(source: Source, chain: Chain) -> bool:
    """Return whether the object of a pair is `{ ...context, }` or is assigned to `context`."""
    spreads = [node for node in chain[-2].node.named_children if node.type == "spread_element"]
    if any(_is_context(source, node.named_children[0]) for node in spreads if node.named_children):
        return True
    left = chain[-3].node.child_by_field_name("left") if chain[-3].type == "assignment_expression" else None
    return left is not None and _is_context(source, left)


def _is_user(source: Source, node: Node) -> bool:
    """Return whether a node is the first parameter of a function: `user` in a Rule."""
    return _is_parameter(source, node, 0)


def _is_context(source: Source, node: Node) -> bool:
    """Return whether a node is the second parameter of a function: `context` in a Rule."""
    return _is_parameter(source, node, 1)


def _is_parameter(source: Source, node: Node, position: int) -> bool:
    declaration = source.resolve(source.chain_to(node)) if node.type == "identifier" else None
    if declaration is None or declaration.kind != "parameter":
        return False
    found = parameters(declaration.node)
    return position < len(found) and source.text(found[position]) == source.text(node)
