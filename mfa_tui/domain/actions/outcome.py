"""What a run of a handler can end with: every path through the calls, as far as they lie on different branches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from mfa_tui.domain.actions.model import MfaCall, Place
from mfa_tui.domain.actions.parsing import CannotReadError
from mfa_tui.domain.actions.syntax import FUNCTIONS, Chain, Source, declaration_at, elements, function_at
from mfa_tui.domain.actions.tracking import Tracked

if TYPE_CHECKING:
    from tree_sitter import Node

State = frozenset[str]
"""What a run can have led to so far: "nothing", "requires", "skips". Empty: no run gets there."""
NOTHING: State = frozenset({"nothing"})

_DEEPEST_CALLS = 40
_LATE = "MFA happens after the Action has ended: this still has the methods from before"


@dataclass(frozen=True)
class Branch:
    """A part of the code that not every run reaches: one side of a choice, or ("maybe") reached or not."""

    node: int
    side: str


@dataclass(frozen=True)
class Item:
    """Something that happens in a function: a call, a return, a throw, a look at the methods, or another function.

    first: nothing that can throw stands before it in its function. caught: the errors of `function` do not get out.
    """

    at: int
    branches: tuple[Branch, ...]
    call: MfaCall | None = None
    function: int = 0
    ends: str = ""
    looks: Place | None = None
    first: bool = False
    caught: bool = False

    @property
    def doubtful(self) -> Item:
        """Return the item as it is where errors of its function are caught: only what is first is certain."""
        doubt = () if self.first else (Branch(self.at, "maybe"),)
        return replace(self, branches=(*doubt, *self.branches), caught=True)

    @property
    def inner(self) -> Item:
        """Return the item as it is on its outermost branch."""
        return replace(self, branches=self.branches[1:])


@dataclass
class Outcomes:
    """Runs handlers over the items of their functions, and notes which calls they reach."""

    items: dict[int, list[Item]]
    reached: dict[MfaCall, bool] = field(default_factory=dict)
    """The calls with whether they are conditional."""
    late: list[Place] = field(default_factory=list)
    _known: dict[tuple[int, State, bool, bool], State] = field(default_factory=dict)
    _depth: int = 0

    def run(self, function: int, state: State, conditional: bool = False, caught: bool = False) -> State:
        """Return what the runs of a function can end with. Raises CannotReadError where functions call too deeply."""
        asked = (function, state, conditional, caught)
        if asked not in self._known:
            if self._depth > _DEEPEST_CALLS:
                raise CannotReadError(Place(1, "", "functions call each other too deeply to follow"))
            self._known[asked] = state  # A function that calls itself: the inner run adds nothing of its own.
            self._depth += 1
            items = self.items.get(function, [])
            after, done = self._run([item.doubtful for item in items] if caught else items, state, conditional)
            self._depth -= 1
            self._known[asked] = after | done
        return self._known[asked]

    def _run(self, items: Sequence[Item], state: State, conditional: bool) -> tuple[State, State]:
        done: State = frozenset()
        at = 0
        while at < len(items) and state:
            item = items[at]
            if not item.branches:
                state, ended = self._apply(item, state, conditional or bool(done))
                done |= ended
                at += 1
                continue
            end, node = at, item.branches[0].node
            while end < len(items) and items[end].branches[:1] and items[end].branches[0].node == node:
                end += 1
            maybe = item.branches[0].side == "maybe"
            after: State = state if maybe else frozenset()
            for side in ("maybe",) if maybe else ("then", "else"):
                inner = [each.inner for each in items[at:end] if each.branches[0].side == side]
                came, ended = self._run(inner, state, True)
                after, done = after | came, done | ended
            state, at = after, end
        return state, done

    def _apply(self, item: Item, state: State, conditional: bool) -> tuple[State, State]:
        if item.ends:
            return frozenset(), state if item.ends == "return" else frozenset()
        if item.looks:
            if "requires" in state and item.looks not in self.late:
                self.late.append(item.looks)
        elif item.call:
            sometimes = conditional or item.call.conditional
            self.reached[item.call] = self.reached.get(item.call, True) and sometimes
            before = state if item.call.conditional else state - NOTHING
            return before | item.call.outcomes, frozenset()
        elif item.function:
            return self.run(item.function, state, conditional, item.caught), frozenset()
        return state, frozenset()


def outcomes(source: Source, tracked: Tracked, entries: set[int]) -> Outcomes:
    """Return what happens in each function that makes a call, or leads to one that does; `entries` are the handlers."""
    collector = _Collector(source, entries)
    for chain, call in tracked.calls:
        collector.add(chain, call=call)
    collector.ends()
    collector.looks()
    for items in collector.items.values():
        items.sort(key=lambda item: item.at)
    return Outcomes(collector.items)


class _Collector:
    def __init__(self, source: Source, entries: set[int]) -> None:
        self._source = source
        self._entries = entries
        self.items: dict[int, list[Item]] = {}

    def add(self, chain: Chain, **what: object) -> None:
        """Note an item in its function, and that function in those that call it."""
        while True:
            at = function_at(chain)
            function = chain[at].node
            known = function.id in self.items
            first, caught = _is_first(chain, at), _is_caught(chain, at)
            item = Item(chain[-1].node.start_byte, tuple(_branches(chain, at)), first=first, caught=caught, **what)  # type: ignore[arg-type]
            self.items.setdefault(function.id, []).append(item)
            if known or at == 0:
                return
            places = self._uses(chain[: at + 1])
            for place in places[1:]:
                self.add(place[0], function=function.id) if place[1] else self._maybe(place[0], function.id)
            if not places:
                return
            chain, direct = places[0]
            if not direct:
                self._maybe(chain, function.id)
                return
            what = {"function": function.id}

    def _maybe(self, chain: Chain, function: int) -> None:
        """Note a function that is handed to other code at a place, which may call it."""
        at = function_at(chain)
        if at == 0:
            return
        known = chain[at].node.id in self.items
        branches = (*_branches(chain, at), Branch(chain[-1].node.id, "maybe"))
        self.items.setdefault(chain[at].node.id, []).append(
            Item(chain[-1].node.start_byte, branches, function=function)
        )
        if not known:
            for place, direct in self._uses(chain[: at + 1]):
                self.add(place, function=chain[at].node.id) if direct else self._maybe(place, chain[at].node.id)

    def _uses(self, chain: Chain) -> list[tuple[Chain, bool]]:
        """Return where the function at the end of a chain is called (True) or handed on (False)."""
        function = chain[-1]
        at = len(chain) - 1
        while chain[at - 1].type == "parenthesized_expression":
            at -= 1
        if chain[at - 1].type == "call_expression" and chain[at].field == "function":
            return [(chain[:at], self._runs_whole(function.node, chain[:at]))]
        name = function.node.child_by_field_name("name") if function.type.endswith("_declaration") else None
        if chain[at - 1].type == "variable_declarator":
            name = chain[at - 1].node.child_by_field_name("name")
        if name is None or name.type != "identifier":
            return [(chain, False)]
        return self._calls(name, function.node)

    def _runs_whole(self, function: Node, call: Chain) -> bool:
        """Return whether a call runs a function to its end: no generator, and none that goes on in the background."""
        kind = [child.type for child in function.children]
        if "*" in kind or function.type.startswith("generator"):
            return False
        waited = call[-2].type in ("await_expression", "return_statement") or call[-1].field == "body"
        return waited or "async" not in kind or "await" not in self._source.text(function)

    def _calls(self, name: Node, function: Node) -> list[tuple[Chain, bool]]:
        text = self._source.text(name)
        declared = self._source.resolve(self._source.chain_to(name))
        fixed = declared is not None and self._source.is_fixed(declared)
        found: list[tuple[Chain, bool]] = []
        for chain in self._source.occurrences(text):
            if declaration_at(text, chain) or self._source.resolve(chain) != declared:
                continue
            direct = chain[-2].type == "call_expression" and chain[-1].field == "function"
            whole = direct and fixed and self._runs_whole(function, chain[:-1])
            found.append((chain[:-1] if direct else chain, whole))
        return found

    def ends(self) -> None:
        """Note where the functions end early."""
        if not self.items:
            return
        for chain in self._source.matches(r"(?<![\w$.])(?:return|throw)(?![\w$])"):
            at = function_at(chain)
            kind = chain[-1].type
            if kind not in ("return", "throw") or chain[at].node.id not in self.items:
                continue
            tries = [step.node for step in chain[at:] if step.type == "try_statement"]
            if kind == "throw" and tries:
                continue
            branches, statement = tuple(_branches(chain, at)), chain[-2].node
            if any(each.child_by_field_name("finalizer") for each in tries):
                branches += (Branch(statement.id, "maybe"),)
            if chain[at].node.id not in self._entries:
                kind = "return"  # What calls the function can catch what it throws.
            # What is returned is evaluated before.
            self.items[chain[at].node.id].append(Item(statement.end_byte, branches, ends=kind))

    def looks(self) -> None:
        """Note where the functions look at event.authentication.methods."""
        if not self.items:
            return
        for chain in self._source.matches(r"(?<=\.)methods(?![\w$])"):
            at = function_at(chain)
            owner = chain[-2].node.child_by_field_name("object") if chain[-2].type == "member_expression" else None
            if owner is None or chain[at].node.id not in self.items:
                continue
            if self._source.text(owner).endswith(".authentication"):
                place = self._source.place(chain[-2].node, _LATE)
                self.items[chain[at].node.id].append(
                    Item(chain[-1].node.start_byte, tuple(_branches(chain, at)), looks=place)
                )


def _branches(chain: Chain, function: int) -> list[Branch]:
    """Return the branches between a function and the end of a chain, outermost first."""
    found = []
    for at in range(function + 1, len(chain) - 1):
        parent, step = chain[at], chain[at + 1]
        kind, where, node = parent.type, step.field, parent.node
        if kind in ("if_statement", "ternary_expression"):
            if where in ("consequence", "alternative"):
                found.append(Branch(node.id, "then" if where == "consequence" else "else"))
        elif kind in ("binary_expression", "augmented_assignment_expression") and where == "right":
            operator = node.child_by_field_name("operator")
            if operator is not None and operator.type.rstrip("=") in ("&&", "||", "??"):
                found.append(Branch(node.id, "maybe"))
        elif (
            (kind in _MAYBE and where in ("body", "increment", "", "value"))
            or (kind in ("assignment_pattern", "object_assignment_pattern") and where == "right")
            or (kind == "try_statement" and where == "body" and not _is_first(chain, at))
            or (kind == "field_definition" and where == "value" and not _is_static(node))
            or (where in ("arguments", "index") and _optional(node, step.node))
        ):
            found.append(Branch(node.id, "maybe"))
    return found


_MAYBE = frozenset(
    {
        "for_statement",
        "for_in_statement",
        "while_statement",
        "do_statement",
        "switch_case",
        "switch_default",
        "catch_clause",
        "labeled_statement",
    }
)


def _optional(node: Node, part: Node) -> bool:
    """Return whether a part of a node is reached only where the optional chain before it goes on."""
    return b"?." in (node.text or b"")[: part.start_byte - node.start_byte]


def _is_static(node: Node) -> bool:
    """Return whether a field belongs to the class: it gets its value in every case, others only in an instance."""
    return any(child.type == "static" for child in node.children)


def _is_first(chain: Chain, at: int) -> bool:
    """Return whether nothing can throw between the start of a function or a try statement and the end of a chain."""
    at += 1
    if chain[at].field != "body":
        return False
    while chain[at].type == "statement_block":
        if elements(chain[at].node)[0].id != chain[at + 1].node.id:
            return False
        at += 2 if chain[at + 1].type == "try_statement" and chain[at + 2].field == "body" else 1
    return _is_plain_call(chain[at].node)


def _is_caught(chain: Chain, function: int) -> bool:
    """Return whether the code around the end of a chain catches its errors, or a promise does (`f().catch()`)."""
    tried = any(
        (chain[at].type, chain[at + 1].field) == ("try_statement", "body") for at in range(function, len(chain) - 1)
    )
    return tried or chain[-2].type == "member_expression"


def _is_plain_call(node: Node) -> bool:
    """Return whether an expression or a statement is one call, with arguments that cannot throw."""
    while node.type in ("expression_statement", "return_statement", "await_expression", "parenthesized_expression"):
        inner = elements(node)
        if not inner:
            return True
        node = inner[0]
    if node.type != "call_expression":
        return False
    callee, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
    while callee is not None and callee.type in ("member_expression", "subscript_expression"):
        index = callee.child_by_field_name("index")
        if index is not None and not _is_plain(index):
            return False
        callee = callee.child_by_field_name("object")
    return callee is not None and _is_plain(callee) and arguments is not None and _is_plain(arguments)


_PLAIN = FUNCTIONS | {"identifier", "property_identifier", "shorthand_property_identifier", "undefined"}
_PLAIN |= {"number", "true", "false", "null", "string", "string_fragment", "escape_sequence"}
_OF_PLAIN = frozenset({"arguments", "array", "object", "pair", "parenthesized_expression", "template_string"})


def _is_plain(node: Node) -> bool:
    """Return whether an expression is made of literals, functions and names only: it cannot throw."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        if node.type in _OF_PLAIN:
            waiting += elements(node)
        elif node.type not in _PLAIN:
            return False
    return True
