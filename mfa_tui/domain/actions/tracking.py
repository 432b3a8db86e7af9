"""Following `api` through the code: every name that stands for it or a part of it, and every call that it makes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mfa_tui.domain.actions.calls import local_function, mfa_call
from mfa_tui.domain.actions.constants import strings
from mfa_tui.domain.actions.model import MfaCall, Place
from mfa_tui.domain.actions.syntax import Chain, Source, declaration_at, elements, function_at, parameters
from mfa_tui.domain.actions.values import ENDS, PARTS, Value, is_used, looks_only

if TYPE_CHECKING:
    from tree_sitter import Node

_MOST_NAMES, _LONGEST_PATH = 100, 6
_THIS = re.compile(r"(?<![\w$.])this(?![\w$])")
_REACHES = {("call_expression", "function"), ("assignment_expression", "left")}
"""Where a member of an object that api is in is called or set: it can reach api as `this`."""


@dataclass
class Tracked:
    """What was found: calls with where they are, and the places that cannot be read."""

    calls: list[tuple[Chain, MfaCall]] = field(default_factory=list)
    unreadable: list[Place] = field(default_factory=list)
    expects_result: list[Place] = field(default_factory=list)


def track(source: Source, functions: list[Node]) -> Tracked:
    """Follow the second parameter of the functions."""
    tracker = _Tracker(source, {function.id for function in functions})
    for function in functions:
        tracker.pass_to(function, 1, Value())
    tracker.run()
    return tracker.found


class _Tracker:
    def __init__(self, source: Source, entries: set[int]) -> None:
        self._source = source
        self._entries = entries
        self._waiting: list[tuple[str, int, Value]] = []
        self._seen: set[tuple[str, int, Value]] = set()
        self.found = Tracked()

    def run(self) -> None:
        """Follow every name until no new one comes up."""
        while self._waiting:
            name, scope, value = self._waiting.pop()
            for chain in self._source.occurrences(name):
                if declaration_at(name, chain):
                    continue
                declaration = self._source.resolve(chain)
                if declaration and declaration.scope == scope:
                    plain = chain[-2].type in ("assignment_expression", "augmented_assignment_expression")
                    if not plain and self._source.is_written(chain):
                        self._unreadable(chain[-2].node, "api is overwritten")
                    self._follow(chain, value)

    def pass_to(self, function: Node, index: int, value: Value) -> None:
        """Note that a function gets a value as its parameter `index`, from 0."""
        declared = parameters(function)
        for number, parameter in enumerate(declared):
            if parameter.type == "rest_pattern" and number <= index:
                self._unreadable(parameter, "api is in a rest parameter")
        if index < len(declared):
            self._bind(declared[index], value)
        if function.type != "arrow_function":
            for chain in self._source.occurrences("arguments"):
                at = function_at(chain)
                while at and chain[at].type == "arrow_function":
                    at = function_at(chain[: at + 1])
                if chain[at].node.id == function.id:
                    self._unreadable(chain[-1].node, "arguments can stand for api")

    def _bind(self, pattern: Node, value: Value) -> None:
        """Note that the names of a pattern stand for the parts of a value."""
        waiting = [(pattern, value)]
        while waiting:
            node, value = waiting.pop()
            if node.type in ("identifier", "shorthand_property_identifier_pattern"):
                self._bind_name(node, value)
            elif node.type in ("assignment_pattern", "object_assignment_pattern"):
                left = node.child_by_field_name("left")
                if left and left.type == "shorthand_property_identifier_pattern":
                    waiting += [(left, part)] if (part := value.member(self._source.text(left))) else []
                elif left:
                    waiting.append((left, value))
            elif node.type == "object_pattern":
                for each in elements(node):
                    waiting += self._parts(each, value)
            else:
                self._unreadable(node, "api is destructured in a way that cannot be followed")

    def _parts(self, node: Node, value: Value) -> list[tuple[Node, Value]]:
        """Return what an element of an object pattern takes of a value."""
        if node.type == "shorthand_property_identifier_pattern":
            part = value.member(self._source.text(node))
            return [(node, part)] if part else []
        if node.type == "object_assignment_pattern":
            return [(node, value)]
        if node.type == "rest_pattern":
            return [(inner, value) for inner in elements(node)]
        key, target = node.child_by_field_name("key"), node.child_by_field_name("value")
        if key is None or target is None:
            return []
        if key.type == "computed_property_name":
            self._unreadable(node, "a property is computed")
            return []
        name = self._source.text(key).strip("'\"")
        if "\\" in name:
            self._unreadable(node, "a name is written with escapes")
        part = value.member(name)
        return [(target, part)] if part else []

    def _bind_name(self, node: Node, value: Value) -> None:
        declaration = self._source.resolve(self._source.chain_to(node))
        if declaration is None:
            self._unreadable(node, "api is stored in a global variable")
            return
        if self._source.is_declared_again(declaration):
            self._unreadable(node, "the name is declared twice")
        bound = (self._source.text(node), declaration.scope, value)
        if bound in self._seen:
            return
        if len(self._seen) >= _MOST_NAMES or len(value.path) > _LONGEST_PATH:
            self._unreadable(node, "api has too many names to follow")
            return
        self._seen.add(bound)
        self._waiting.append(bound)

    def _unreadable(self, node: Node, why: str) -> None:
        self.found.unreadable.append(self._source.place(node, why))

    def _follow(self, chain: Chain, value: Value) -> None:
        """Follow a value outwards from the name at the end of a chain, as far as the expression goes."""
        at = len(chain) - 1
        while at > 0:
            following = self._step(chain, at, value)
            if following is None:
                return
            at, value = following

    def _step(self, chain: Chain, at: int, value: Value) -> tuple[int, Value] | None:
        """Return where the value goes next, None where its way ends."""
        step, parent = chain[at], chain[at - 1]
        kind, where = parent.type, step.field
        if kind in ("parenthesized_expression", "await_expression"):
            return at - 1, value
        if kind in ("member_expression", "subscript_expression"):
            return self._member(chain, at, value) if where == "object" else None
        if kind == "call_expression":
            if where == "function":
                self._call(chain[:at], value)
            return None
        if kind == "arguments":
            self._argument(chain, at, value)
            return None
        if kind == "variable_declarator":
            if where == "value" and (name := parent.node.child_by_field_name("name")):
                self._bind(name, value)
            return None
        if kind in ("assignment_expression", "augmented_assignment_expression"):
            return self._assigned(chain, at, value)
        if kind == "ternary_expression":
            return (at - 1, Value(value.path, False)) if where != "condition" else None
        if kind == "binary_expression":
            return self._operand(chain, at, value)
        if kind == "sequence_expression":
            return (at - 1, value) if parent.node.children[-1].id == step.node.id else None
        if kind == "pair":
            return self._in_object(chain, at, value) if where == "value" else None
        if kind == "object":
            if any(each.type == "method_definition" for each in elements(parent.node)) or _THIS.search(
                self._source.text(parent.node)
            ):
                self._unreadable(step.node, "api is in an object with methods")
            return at - 1, value.within(self._source.text(step.node))
        if kind == "spread_element" and chain[at - 2].type == "object":
            return at - 2, value
        if kind == "return_statement" or (kind == "arrow_function" and where == "body"):
            function = chain[function_at(chain)] if kind == "return_statement" else parent
            if function.node.id not in self._entries:
                self._unreadable(parent.node, "api is returned")
            return None
        if kind in ENDS:
            return None
        self._unreadable(parent.node, "api is used in a way that cannot be followed")
        return None

    def _member(self, chain: Chain, at: int, value: Value) -> tuple[int, Value] | None:
        owner = chain[at - 1].node
        if name := owner.child_by_field_name("property"):
            names = frozenset({self._source.text(name)})
        elif index := owner.child_by_field_name("index"):
            names = strings(self._source, index) or frozenset()
        if len(names) != 1 or any("\\" in name for name in names):
            self._unreadable(owner, "a property is computed")
            return None
        if value.method and names <= {"call", "apply", "bind"}:
            self._indirect(chain[: at - 1], value, *names)
            return None
        part = value.member(*names)
        around = (chain[at - 2].type, chain[at - 1].field)
        if value.path[:1] and value.path[0].startswith("{") and not part and around in _REACHES:
            self._unreadable(owner, "a function can reach the object that api is in")
        if around[0] == "unary_expression" and self._source.is_written(chain[:at]):
            self._unreadable(owner, "api is overwritten")
        if part and not part.method and len(part.path) > 1 and not part.path[0].startswith("{"):
            self._unreadable(owner, "a member of api that mfa-tui does not know")
            return None
        return (at - 1, part) if part else None

    def _indirect(self, chain: Chain, value: Value, how: str) -> None:
        """Read `method.call(...)` as a call; `apply` and `bind` cannot be read."""
        if how == "call" and chain[-1].type == "call_expression":
            self._call(chain, value, skip=1)
        else:
            self._unreadable(chain[-1].node, f"an MFA method is used with {how}")

    def _call(self, chain: Chain, value: Value, skip: int = 0) -> None:
        node = chain[-1].node
        if value.path[:1] and value.path[0].startswith("{"):
            return
        if not value.method:
            if value.path:
                self._unreadable(node, "a member of api that mfa-tui does not know")
            return
        arguments = elements(node.child_by_field_name("arguments"))[skip:]
        call = mfa_call(self._source, node, value, arguments)
        self.found.calls.append((chain, call))
        if is_used(chain):
            self.found.expects_result.append(self._source.place(chain[-2].node, "the call has no result to use"))

    def _argument(self, chain: Chain, at: int, value: Value) -> None:
        call = chain[at - 2].node
        function = call.child_by_field_name("function")
        before = elements(chain[at - 1].node)
        index = next(number for number, each in enumerate(before) if each.id == chain[at].node.id)
        spread = any(each.type == "spread_element" for each in before[: index + 1])
        if function is None or spread:
            self._unreadable(call, "api is passed on")
            return
        target = local_function(self._source, function)
        if target is not None:
            self.pass_to(target, index, value)
        elif not looks_only(self._source, function, before, index):
            self._unreadable(call, "api is passed to code that is not in this file")

    def _assigned(self, chain: Chain, at: int, value: Value) -> tuple[int, Value] | None:
        parent = chain[at - 1].node
        left = parent.child_by_field_name("left")
        if chain[at].field == "left" or left is None:
            if at == len(chain) - 1 and self._declared_bare(chain):
                return None  # It was declared without a value: what is assigned is followed from the other side.
            if at == len(chain) - 1 or value.method or value.path in ((), *((part,) for part in PARTS)):
                self._unreadable(parent, "api is overwritten")
            return None
        value = Value(value.path, False)
        if left.type in ("identifier", "object_pattern"):
            self._bind(left, value)
        else:
            self._unreadable(parent, "api is stored where it cannot be followed")
        return at - 1, value

    def _declared_bare(self, chain: Chain) -> bool:
        declaration = self._source.resolve(chain)
        return (
            declaration is not None
            and declaration.kind == "variable"
            and declaration.node.child_by_field_name("value") is None
        )

    def _operand(self, chain: Chain, at: int, value: Value) -> tuple[int, Value] | None:
        operator = chain[at - 1].node.child_by_field_name("operator")
        left = chain[at].field == "left"
        if operator is None or operator.type not in ("&&", "||", "??") or (operator.type == "&&" and left):
            return None
        return at - 1, Value(value.path, value.certain and left)

    def _in_object(self, chain: Chain, at: int, value: Value) -> tuple[int, Value] | None:
        key = chain[at - 1].node.child_by_field_name("key")
        if key is None or key.type == "computed_property_name":
            self._unreadable(chain[at - 1].node, "api is stored under a computed property")
            return None
        return at - 2, value.within(self._source.text(key).strip("'\""))
