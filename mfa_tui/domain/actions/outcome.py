"""What a run of a handler can end with: every path through the calls, as far as they lie on different branches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from mfa_tui.domain.actions.model import MfaCall, Place
from mfa_tui.domain.actions.parsing import CannotReadError
from mfa_tui.domain.actions.syntax import Chain, Source, declaration_at, elements, function_at
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
    """Something that happens in a function: a call, a return, a throw, a look at the methods, or another function."""

    at: int
    branches: tuple[Branch, ...]
    call: MfaCall | None = None
    function: int = 0
    ends: str = ""
    looks: Place | None = None

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
    _known: dict[tuple[int, State, bool], State] = field(default_factory=dict)
    _depth: int = 0

    def run(self, function: int, state: State, conditional: bool = False) -> State:
        """Return what the runs of a function can end with. Raises CannotReadError where functions call too deeply."""
        asked = (function, state, conditional)
        if asked not in self._known:
            if self._depth > _DEEPEST_CALLS:
                raise CannotReadError(Place(1, "", "functions call each other too deeply to follow"))
            self._known[asked] = state  # A function that calls itself: the inner run adds nothing of its own.
            self._depth += 1
            after, done = self._run(self.items.get(function, ()), state, conditional)
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
            return self.run(item.function, state, conditional), frozenset()
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
            item = Item(chain[-1].node.start_byte, tuple(_branches(chain, at)), **what)  # type: ignore[arg-type]
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
    for parent, step, inner in zip(
        chain[function + 1 :], chain[function + 2 :], (*chain[function + 3 :], None), strict=False
    ):
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
            or (kind == "try_statement" and where == "body" and not _first(step, inner))
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
        "class_body",
    }
)


def _optional(node: Node, part: Node) -> bool:
    """Return whether a part of a node is reached only where the optional chain before it goes on."""
    return b"?." in (node.text or b"")[: part.start_byte - node.start_byte]


def _first(block: object, statement: object) -> bool:
    """Return whether a statement is the first of its block, and not a block of its own: nothing before it can throw."""
    return (
        statement is not None
        and elements(block.node)[0].id == statement.node.id  # type: ignore[attr-defined]
        and statement.node.type != "statement_block"  # type: ignore[attr-defined]
    )
