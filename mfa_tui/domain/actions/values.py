"""What an expression is in terms of `api`, and what may be done with it without harm."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mfa_tui.domain.actions.syntax import Chain

PARTS = ("multifactor", "authentication")
_ASKING = ("challengeWith", "enrollWith")
_BENIGN = re.compile(r"(?:console\.\w+|JSON\.stringify|Object\.keys|Boolean|String)\Z")
"""Functions that do nothing with `api` but look at it."""


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


def looks_only(function: str, index: int) -> bool:
    """Return whether a function that gets a part of `api` does no more than look at it, or calls one of its methods."""
    return _BENIGN.match(function) is not None or (index == 0 and function.endswith(".enable.call"))


def is_used(chain: Chain) -> bool:
    """Return whether something looks at the result of the call at the end of a chain."""
    at = len(chain) - 1
    while chain[at - 1].type == "parenthesized_expression":
        at -= 1
    return (chain[at - 1].type, chain[at].field) in _USES
