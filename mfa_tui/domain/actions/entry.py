"""The handlers of an Action: the functions that Auth0 calls with `event` and `api`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mfa_tui.domain.actions.model import Place
from mfa_tui.domain.actions.syntax import FUNCTIONS, Chain, Source, elements, unwrapped

if TYPE_CHECKING:
    from tree_sitter import Node

_HANDLER = r"(?<![\w$])on(?:Execute|Continue)[A-Z]\w*"
_EXPORTS = r"(?<![\w$])export(?:s|)(?![\w$])"
_MOST_STEPS = 10
_DYNAMIC = "the handler is not a function of this file"


@dataclass(frozen=True)
class Handlers:
    """The handlers' functions by name (onExecutePostLogin...), and what hides others."""

    functions: tuple[tuple[str, Node], ...]
    unreadable: tuple[Place, ...]


def handlers(source: Source) -> Handlers:
    """Return what the code exports as handlers, however it is exported."""
    functions: list[tuple[str, Node]] = []
    hidden: list[Place] = []
    for chain in source.matches(_HANDLER):
        value = _exported(source, chain)
        if value is None:
            continue
        name = source.text(chain[-1].node)
        function = _function(source, value)
        if function is not None:
            functions.append((name, function))
        else:
            hidden.append(source.place(value, _DYNAMIC))
            functions += [(name, argument) for argument in _wrapped(source, value)]
    if not functions and not hidden:
        for chain in source.matches(_EXPORTS):
            if not (value := _whole_module(source, chain)):
                continue
            function = _function(source, value)
            if function is not None:
                functions.append(("", function))
            elif not (value.type == "object" and not elements(value)):
                hidden.append(source.place(value, _DYNAMIC))
    return Handlers(tuple(dict.fromkeys(functions)), tuple(hidden))


def _exported(source: Source, chain: Chain) -> Node | None:
    """Return the value that is exported under the handler's name at the end of a chain."""
    at = len(chain) - 1
    if chain[at].type == "string_fragment":
        at -= 1
    step, parent = chain[at], chain[at - 1]
    if step.field in ("property", "index") and parent.type in ("member_expression", "subscript_expression"):
        if chain[at - 1].field == "left" and chain[at - 2].type == "assignment_expression":
            return chain[at - 2].node.child_by_field_name("right")
    elif parent.type == "pair" and step.field == "key":
        return parent.node.child_by_field_name("value")
    elif parent.type == "method_definition" and step.field == "name":
        return parent.node
    elif step.type == "shorthand_property_identifier":
        return step.node
    elif parent.type == "export_specifier":
        return parent.node.child_by_field_name("name")
    elif step.field == "name" and any(each.type == "export_statement" for each in chain):
        return parent.node.child_by_field_name("value") if parent.type == "variable_declarator" else parent.node
    return None


def _whole_module(source: Source, chain: Chain) -> Node | None:
    """Return what is exported where `exports` or `export` at the end of a chain is not followed by a known name."""
    at = len(chain) - 1
    if chain[at].type == "export":
        return chain[at - 1].node if chain[at - 1].type == "export_statement" else None
    if chain[at].type not in ("identifier", "property_identifier"):
        return None
    while at > 0 and chain[at - 1].type in ("member_expression", "subscript_expression"):
        at -= 1
    parent = chain[at - 1]
    if parent.type == "assignment_expression" and chain[at].field == "left":
        target = source.text(chain[at].node)
        right = parent.node.child_by_field_name("right")
        if chain[at].type == "subscript_expression":
            return chain[at].node
        return right if target in ("exports", "module.exports") else None
    return chain[at].node if parent.type == "arguments" else None


def _function(source: Source, value: Node) -> Node | None:
    for _ in range(_MOST_STEPS):
        value = unwrapped(value)
        if value.type in FUNCTIONS:
            return value
        following: Node | None = None
        if value.type == "assignment_expression":
            following = value.child_by_field_name("right")
        elif value.type in ("identifier", "shorthand_property_identifier"):
            declaration = source.resolve(source.chain_to(value))
            if declaration and declaration.kind == "function":
                return declaration.node
            if declaration and declaration.kind in ("const", "variable"):
                following = declaration.node.child_by_field_name("value")
        if following is None:
            return None
        value = following
    return None


def _wrapped(source: Source, value: Node) -> list[Node]:
    """Return the functions that are passed to a call which makes the handler: they are likely to run."""
    value = unwrapped(value)
    if value.type != "call_expression":
        return []
    found = [_function(source, argument) for argument in elements(value.child_by_field_name("arguments"))]
    return [function for function in found if function is not None]
