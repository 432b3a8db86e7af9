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

_USER, _CONTEXT = 0, 1
"""The parameters of a Rule, by position."""
_PLAIN = re.compile(r"\bcontext\s*\.\s*multifactor\s*=(?!=)")
_PLACES = r"(?<![\w$])multifactor(?![\w$])|\](?=\s*(?::|(?:\|\||&&|\?\?)?=(?![=>])))"
"""The name itself, and the ends of computed names that get a value."""
_IN_NAMES = frozenset({"binary_expression", "computed_property_name", "property_identifier", "]"}) | frozenset(
    {"string", "string_fragment", "template_string"}
)
_NAMES = {"member_expression": "property", "subscript_expression": "index", "pair": "key"}
"""What has a name, and the field that the name is in."""
_SETS = ("assignment_expression", "augmented_assignment_expression")
_MERGES = ("Object.assign", "_.assign", "_.extend", "_.merge")
_CHOICES = frozenset(
    {("ternary_expression", "consequence"), ("ternary_expression", "alternative"), ("binary_expression", "right")}
)
"""Where an expression's value can be that of the expression around it."""


def rule_mfa(script: str) -> Place | None:
    """Return where a Rule's script sets `context.multifactor`, whatever the name; None where it does not."""
    try:
        return _found(Source(f"({script}\n)"))
    except CannotReadError:
        found = _PLAIN.search(script)
        return Place(script.count("\n", 0, found.start()) + 1, found[0]) if found else None


def _found(source: Source) -> Place | None:
    for leaf in source.matches(_PLACES):
        chain = _named(source, leaf)
        if not chain:
            continue
        if chain[-1].type in ("pair", "shorthand_property_identifier"):
            if _becomes_context(source, chain[:-1]):
                return source.place(chain[-1].node, "")
        elif chain[-2].type in _SETS and chain[-1].field == "left":
            owner = chain[-1].node.child_by_field_name("object")
            if owner is not None and not _is_parameter(source, owner, _USER):
                return source.place(chain[-2].node, "")
    return None


def _named(source: Source, leaf: Chain) -> Chain | None:
    """Return the way to the member or pair that is called `multifactor` at a leaf, None where nothing is."""
    if leaf[-1].type == "shorthand_property_identifier":
        return leaf
    at = len(leaf) - 1
    while leaf[at].type in _IN_NAMES:
        at -= 1
    name = leaf[at].node.child_by_field_name(_NAMES[leaf[at].type]) if leaf[at].type in _NAMES else None
    if name is not None and name.type == "computed_property_name":
        name = name.named_children[0]
    if name is None:
        return None
    names = {source.text(name)} if name.type == "property_identifier" else strings(source, name)
    return leaf[: at + 1] if names == {"multifactor"} else None


def _becomes_context(source: Source, chain: Chain) -> bool:
    """Return whether the object at the end of a chain is merged into a Rule's context, or takes its place."""
    waiting, seen = [chain], set()
    while waiting:
        chain = waiting.pop()
        if _has_context(source, [each for each in elements(chain[-1].node) if each.type == "spread_element"]):
            return True
        at = len(chain) - 1
        while chain[at - 1].type == "parenthesized_expression" or (chain[at - 1].type, chain[at].field) in _CHOICES:
            at -= 1
        parent = chain[at - 1]
        if parent.type == "spread_element" and chain[at - 2].type == "object":
            waiting.append(chain[: at - 1])
        elif parent.type == "arguments" and _merges(source, chain[at - 2].node):
            return True
        elif parent.type == "assignment_expression" and (left := parent.node.child_by_field_name("left")):
            if _is_parameter(source, left, _CONTEXT):
                return True
        elif parent.type == "variable_declarator" and (name := parent.node.child_by_field_name("name")):
            declared = source.resolve(source.chain_to(name)) if name.type == "identifier" else None
            if declared is not None and name.id not in seen:
                seen.add(name.id)
                uses = source.occurrences(source.text(name))
                waiting += [use for use in uses if use[-1].node != name and source.resolve(use) == declared]
    return False


def _merges(source: Source, call: Node) -> bool:
    """Return whether a call merges its arguments, and a Rule's context is or can be one of them."""
    function = call.child_by_field_name("function")
    if function is None or source.text(function) not in _MERGES:
        return False
    arguments = elements(call.child_by_field_name("arguments"))
    target = arguments[0]
    named = target.type == "identifier" and not _is_parameter(source, target, _USER)
    return named or _has_context(source, arguments)


def _has_context(source: Source, nodes: list[Node]) -> bool:
    """Return whether a Rule's context is among nodes, as it is or spread."""
    inner = [elements(node)[0] if node.type == "spread_element" else node for node in nodes]
    return any(_is_parameter(source, node, _CONTEXT) for node in inner)


def _is_parameter(source: Source, node: Node, position: int) -> bool:
    """Return whether a node is the parameter of a function at a position, from 0."""
    declaration = source.resolve(source.chain_to(node)) if node.type == "identifier" else None
    if declaration is None or declaration.kind != "parameter":
        return False
    declared = parameters(declaration.node)
    return position < len(declared) and source.text(declared[position]) == source.text(node)
