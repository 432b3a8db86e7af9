"""What an expression is in terms of `api`, and what may be done with it without harm."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mfa_tui.domain.actions.syntax import Chain, Source

if TYPE_CHECKING:
    from tree_sitter import Node

PARTS = ("multifactor", "authentication")
_ASKING = ("challengeWith", "enrollWith")
_BENIGN = re.compile(r"(?:console\.\w+|JSON\.stringify|Object\.keys|Boolean|String)\Z")
"""Functions that do nothing with `api` but look at it, as long as they are JavaScript's own."""
_GLOBALS = ("globalThis", "global")


@dataclass(frozen=True)
class Value:
    """Which part of `api` an expression is: () itself, ("multifactor",), ("multifactor", "enable").

    A first element like "{key" says that it is in an object under that key. Not `certain`: it can be something else.
    """

    path: tuple[str, ...] = ()
    certain: bool = True

    def member(self, name: str) -> Value | None:
        """Return a member, None where it has nothing to do with MFA."""
        if self.path[:1] and self.path[0].startswith("{"):
            return Value(self.path[1:], self.certain) if self.path[0] == "{" + name else None
        if not self.path:
            return Value((name,), self.certain) if name in PARTS else None
        if self.path == ("authentication",) and not name.startswith(_ASKING):
            return None
        return Value((*self.path, name), self.certain)

    def within(self, key: str) -> Value:
        """Return the object that has this under a key."""
        return Value(("{" + key, *self.path), self.certain)

    @property
    def method(self) -> str:
        """Return the MFA method that this is, "" where it is none."""
        if self.path == ("multifactor", "enable"):
            return "multifactor.enable"
        if len(self.path) == 2 and self.path[0] == "authentication":
            return self.path[1]
        return ""


ENDS = frozenset(
    {
        "expression_statement",
        "unary_expression",
        "update_expression",
        "if_statement",
        "while_statement",
        "do_statement",
        "for_statement",
        "for_in_statement",
        "switch_statement",
        "switch_case",
    }
)
"""Where an expression's value is looked at or dropped, and goes no further."""

_USES = {
    ("await_expression", ""),
    ("variable_declarator", "value"),
    ("assignment_expression", "right"),
    ("member_expression", "object"),
    ("ternary_expression", "condition"),
    ("if_statement", "condition"),
}
"""What looks at the result of a call: the type of the node around it, and the field that the call is in."""


def looks_only(source: Source, function: Node, arguments: list[Node], index: int) -> bool:
    """Return whether a function that gets a part of `api` does no more than look at it, or calls one of its methods."""
    text = source.text(function)
    if _BENIGN.match(text):
        replaces = text == "JSON.stringify" and len(arguments) > 1
        return not replaces and _is_global(source, text.partition(".")[0])
    return index == 0 and text.startswith(f"{source.text(arguments[0])}.") and text.endswith(".call")


def _is_global(source: Source, name: str) -> bool:
    """Return whether a name is JavaScript's own in the whole code: never declared, never replaced, and only called."""
    if any(_reaches(source, everything, name) for everything in _GLOBALS):
        return False
    for chain in source.occurrences(name):
        at = len(chain) - 1
        if chain[at - 1].type == "member_expression" and chain[at].field == "object":
            at -= 1
        if source.resolve(chain) is not None or source.is_written(chain[: at + 1]):
            return False
        if at == len(chain) - 1 and (chain[at - 1].type, chain[at].field) != ("call_expression", "function"):
            return False
    return True


def _reaches(source: Source, everything: str, name: str) -> bool:
    """Return whether the code uses the object of all globals for more than members that are not a certain one."""
    for chain in source.occurrences(everything):
        member = chain[-2].node.child_by_field_name("property")
        if member is None or source.text(member) in (name, *_GLOBALS):
            return True
    return False


def is_used(chain: Chain) -> bool:
    """Return whether something looks at the result of the call at the end of a chain."""
    at = len(chain) - 1
    while chain[at - 1].type == "parenthesized_expression":
        at -= 1
    return (chain[at - 1].type, chain[at].field) in _USES
