"""JavaScript as a tree, with limits: where a name stands in the code, and what it stands in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from mfa_tui.domain.actions.model import Place
from mfa_tui.domain.actions.parsing import CannotReadError, parsed

if TYPE_CHECKING:
    from tree_sitter import Node

LARGEST_CODE = 100_000
"""Bytes. Auth0 accepts no larger Action, and only hostile code is."""
DEEPEST = 400
"""Nested nodes down to a place. Ordinary code has 30."""
MOST_PLACES = 2_000
"""Places that are looked at in one Action."""

FUNCTIONS = frozenset(
    {
        "arrow_function",
        "function_declaration",
        "function_expression",
        "generator_function",
        "generator_function_declaration",
        "method_definition",
    }
)
BLOCKS = FUNCTIONS | {"program", "statement_block", "for_statement", "for_in_statement", "switch_body", "catch_clause"}
NAMES = frozenset({"identifier", "shorthand_property_identifier", "shorthand_property_identifier_pattern"})
_PATTERNS = frozenset({"object_pattern", "array_pattern", "rest_pattern"})
_PATTERN_FIELDS = frozenset(
    {("pair_pattern", "value"), ("assignment_pattern", "left"), ("object_assignment_pattern", "left")}
)
_LONGEST_TEXT = 60


class Step(NamedTuple):
    """A node on the way down, its type, and the field of its parent that it is in ("" where it has none)."""

    node: Node
    type: str
    field: str


Chain = tuple[Step, ...]
"""The way from the root down to a node, both included."""


@dataclass(frozen=True)
class Declaration:
    """Where a name is declared: `scope` is the id of the block; `node` what declares it, `kind` its type."""

    name: str
    scope: int
    kind: str
    node: Node
    chain: Chain


class Source:
    """One Action's code, parsed. Raises CannotReadError where that is not possible within the limits."""

    def __init__(self, code: str) -> None:
        self.data = code.removeprefix("\ufeff").encode("utf-8", "replace")
        if len(self.data) > LARGEST_CODE:
            raise CannotReadError(Place(1, "", "the code is larger than the 100 kB that Auth0 accepts"))
        self.tree = parsed(self.data)
        self.root = self.tree.root_node
        self._found: dict[str, tuple[Chain, ...]] = {}
        self._declared: dict[str, dict[int, list[Declaration]]] = {}
        self._places = 0
        if self.root.has_error:
            raise CannotReadError(self._error())

    def text(self, node: Node) -> str:
        """Return a node's text."""
        return self.data[node.start_byte : node.end_byte].decode("utf-8", "replace")

    def place(self, node: Node, why: str) -> Place:
        """Return a node as a place."""
        text = " ".join(
            self.data[node.start_byte : node.end_byte][: 4 * _LONGEST_TEXT].decode("utf-8", "replace").split()
        )
        short = text if len(text) <= _LONGEST_TEXT else f"{text[: _LONGEST_TEXT - 1]}…"
        return Place(self.data.count(b"\n", 0, node.start_byte) + 1, short, why)

    def line(self, node: Node) -> int:
        """Return the line of a node, from 1."""
        return self.place(node, "").line

    def chain(self, position: int) -> Chain:
        """Return the way to the leaf at a byte position."""
        self._places += 1
        if self._places > MOST_PLACES:
            raise CannotReadError(Place(1, "", "the code is too complex to follow"))
        cursor = self.tree.walk()
        steps = [Step(self.root, "program", "")]
        while cursor.goto_first_child_for_byte(position) is not None:
            node = cursor.node
            assert node is not None  # noqa: S101 - for the type checker; a cursor always stands on a node
            steps.append(Step(node, node.type, cursor.field_name or ""))
            if len(steps) > DEEPEST:
                raise CannotReadError(self.place(node, "the code is nested too deeply to follow"))
        return tuple(steps)

    def chain_to(self, node: Node) -> Chain:
        """Return the way to a node."""
        chain = self.chain(node.start_byte)
        end = next(number for number, step in enumerate(chain) if step.node.id == node.id)
        return chain[: end + 1]

    def matches(self, pattern: str) -> list[Chain]:
        """Return the ways to the leaves where a regular expression matches, in the order of the code."""
        return [self.chain(match.start()) for match in re.finditer(pattern.encode(), self.data)]

    def occurrences(self, name: str) -> tuple[Chain, ...]:
        """Return the ways to every variable of that name; members, strings and comments are left out."""
        if name not in self._found:
            found = self.matches(rf"(?<![\w$]){re.escape(name)}(?![\w$])")
            self._found[name] = tuple(
                chain for chain in found if chain[-1].type in NAMES and self.text(chain[-1].node) == name
            )
        return self._found[name]

    def resolve(self, chain: Chain) -> Declaration | None:
        """Return what declares the variable at the end of a chain, None for a global one.

        A name that is declared twice in one block is taken for the first.
        """
        declared = self._declarations(self.text(chain[-1].node))
        for step in reversed(chain):
            if step.node.id in declared:
                return declared[step.node.id][0]
        return None

    def is_declared_again(self, declaration: Declaration) -> bool:
        """Return whether another declaration gives the same name a value in the same block."""
        return len(self._declarations(declaration.name)[declaration.scope]) > 1

    def is_fixed(self, declaration: Declaration) -> bool:
        """Return whether a declared name stands for one thing: it is declared once and never written to."""
        return not self.is_declared_again(declaration) and not any(
            self.is_written(chain) and self.resolve(chain) == declaration
            for chain in self.occurrences(declaration.name)
        )

    def is_written(self, chain: Chain) -> bool:
        """Return whether the name or member at the end of a chain gets a new value there, or is deleted."""
        at = len(chain) - 1
        while chain[at - 1].type in _PATTERNS | {"parenthesized_expression"} or (
            (chain[at - 1].type, chain[at].field) in _PATTERN_FIELDS
        ):
            at -= 1
        parent, where = chain[at - 1], chain[at].field
        if parent.type == "unary_expression":
            return parent.node.children[0].type == "delete"
        if parent.type == "for_in_statement":
            return where == "left" and parent.node.child_by_field_name("kind") is None
        assigned = parent.type in ("assignment_expression", "augmented_assignment_expression")
        return parent.type == "update_expression" or (assigned and where == "left")

    def _declarations(self, name: str) -> dict[int, list[Declaration]]:
        if name not in self._declared:
            self._declared[name] = {}
            for chain in self.occurrences(name):
                if declaration := declaration_at(name, chain):
                    self._declared[name].setdefault(declaration.scope, []).append(declaration)
        return self._declared[name]

    def _error(self) -> Place:
        node = self.root
        for _ in range(DEEPEST):
            child = next((child for child in node.children if child.has_error or child.is_missing), None)
            if node.is_error or child is None:
                break
            node = child
        return self.place(node, "the code does not parse")


def declaration_at(name: str, chain: Chain) -> Declaration | None:
    """Return the declaration that the name at the end of a chain is, None where it is only used there."""
    at = len(chain) - 1
    while at > 0:
        step, parent = chain[at], chain[at - 1]
        if parent.type in _PATTERNS or (parent.type, step.field) in _PATTERN_FIELDS:
            at -= 1
        else:
            break
    step, parent = chain[at], chain[at - 1]
    kind = parent.type
    if kind == "formal_parameters":
        return Declaration(name, chain[at - 2].node.id, "parameter", chain[at - 2].node, chain[: at - 1])
    if kind == "arrow_function" and step.field == "parameter":
        return Declaration(name, parent.node.id, "parameter", parent.node, chain[:at])
    if kind == "variable_declarator" and step.field == "name":
        statement = chain[at - 2]
        within = FUNCTIONS | {"program"} if statement.type == "variable_declaration" else BLOCKS
        constant = statement.node.children[0].type == "const"
        return Declaration(
            name, _block(chain[: at - 1], within), "const" if constant else "variable", parent.node, chain[:at]
        )
    if kind in FUNCTIONS and step.field == "name" and kind != "method_definition":
        own = kind in ("function_expression", "generator_function")
        scope = parent.node.id if own else _block(chain[: at - 1], BLOCKS)
        return Declaration(name, scope, "function", parent.node, chain[:at])
    if (
        (kind in ("class_declaration", "class") and step.field == "name")
        or kind in ("import_specifier", "import_clause", "namespace_import")
        or (kind == "catch_clause" and step.field == "parameter")
        or (kind == "for_in_statement" and step.field == "left" and parent.node.child_by_field_name("kind"))
    ):
        return Declaration(name, _block(chain[:at], BLOCKS), "other", parent.node, chain[:at])
    return None


def function_at(chain: Chain) -> int:
    """Return the position in a chain of the innermost function around its end, 0 (the program) where there is none."""
    return next((at for at in range(len(chain) - 2, 0, -1) if chain[at].type in FUNCTIONS), 0)


def parameters(function: Node) -> list[Node]:
    """Return the parameters of a function, in order."""
    if single := function.child_by_field_name("parameter"):
        return [single]
    return elements(function.child_by_field_name("parameters"))


def elements(node: Node | None) -> list[Node]:
    """Return the children that mean something: no punctuation, no comments."""
    return [child for child in node.named_children if child.type != "comment"] if node else []


def unwrapped(node: Node) -> Node:
    """Return what is inside round brackets."""
    for _ in range(DEEPEST):
        inner = elements(node)
        if node.type != "parenthesized_expression" or len(inner) != 1:
            break
        node = inner[0]
    return node


def _block(chain: Chain, types: frozenset[str]) -> int:
    return next(step.node.id for step in reversed(chain) if step.type in types)
