"""The handlers of an Action: the functions that Auth0 calls with `event` and `api`.

Every place that writes to `exports`, or hands it on, is either understood or makes the Action unreadable.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mfa_tui.domain.actions.constants import strings
from mfa_tui.domain.actions.model import Place
from mfa_tui.domain.actions.syntax import FUNCTIONS, Chain, Source, elements, unwrapped

if TYPE_CHECKING:
    from tree_sitter import Node

_HANDLER = re.compile(r"on(?:Execute|Continue)[A-Z]\w*\Z")
_MOST_STEPS = 10
_DYNAMIC = "the handler is not a function of this file"
_UNSEEN = "the exports are changed in a way that cannot be followed"
_REPLACED = "the exports are replaced: what else is exported may not count"
_HIDING = re.compile(r"\\|__proto__\Z")
"""Names that stand for another one, or bring others with them."""
_AT_ONCE = frozenset(
    {
        "program",
        "expression_statement",
        "assignment_expression",
        "sequence_expression",
        "parenthesized_expression",
        "lexical_declaration",
        "variable_declaration",
        "variable_declarator",
        "export_statement",
    }
)
"""What an export may stand in so that it happens in every case."""

_OWN_THIS = FUNCTIONS - {"arrow_function"} | {"class_body"}
"""Where `this` is something else; at the top of a module it is its exports."""
_LOOKS = frozenset({"binary_expression", "unary_expression", "if_statement"})


@dataclass(frozen=True)
class Handlers:
    """The handlers' functions by name (onExecutePostLogin...), and what hides others."""

    functions: tuple[tuple[str, Node], ...]
    unreadable: tuple[Place, ...]


def handlers(source: Source) -> Handlers:
    """Return what the code exports as handlers, however it is exported."""
    finder = _Finder(source)
    for chain in source.matches(r"(?<![\w$])export(?![\w$])"):
        if chain[-1].type == "export":
            finder.es_export(chain[:-1])
    for name in ("exports", "module"):
        for chain in source.occurrences(name):
            if source.resolve(chain) is None:
                finder.use(chain)
    for chain in source.matches(r"(?<![\w$.])this(?![\w$])"):
        if chain[-1].type == "this" and not any(step.type in _OWN_THIS for step in chain):
            finder.use(chain)
    return finder.result()


@dataclass
class _Replacement:
    """An assignment to `module.exports`, `exports` or both (`module.exports = exports = ...`): `names` says which."""

    node: Node
    names: set[str]


class _Finder:
    def __init__(self, source: Source) -> None:
        self._source = source
        self._exported: list[tuple[str, Node]] = []
        self._members: list[tuple[Node, str]] = []
        """The assignments to members of the exports, each with the name that it begins with."""
        self._replacements: dict[int, _Replacement] = {}
        self._hidden: list[Place] = []

    def hide(self, node: Node, why: str) -> None:
        """Note a place that can hide a handler."""
        self._hidden.append(self._source.place(node, why))

    def result(self) -> Handlers:
        """Return the handlers. The whole module counts as one where no name does."""
        for replacement in self._replacements.values():
            if len(self._replacements) > 1 or self._detaches(replacement):
                self.hide(replacement.node, _REPLACED)
        named = [each for each in self._exported if _HANDLER.match(each[0])]
        whole = [each for each in self._exported if each[0] in ("", "default")]
        functions: list[tuple[str, Node]] = []
        for at, (name, value) in enumerate(named or whole):
            if _is_undefined(value) and name in [later for later, _ in named[at + 1 :]]:
                continue  # Compilers declare what they export later.
            function = self._function(value)
            if function is not None and not function.type.startswith("generator"):
                functions.append((name, function))
            else:
                self.hide(value, _DYNAMIC)
                functions += [(name, argument) for argument in self._wrapped(value)]
        return Handlers(tuple(dict.fromkeys(functions)), tuple(self._hidden))

    def _detaches(self, replacement: _Replacement) -> bool:
        """Return whether Auth0 gets something else than what is exported by name before and after a replacement."""
        return "module" not in replacement.names or any(
            node.start_byte < replacement.node.start_byte or name not in replacement.names
            for node, name in self._members
        )

    def _export(self, name: str, value: Node) -> None:
        """Note what is exported under a name."""
        if _HIDING.search(name):
            self.hide(value, _UNSEEN)
        else:
            self._exported.append((name, value))

    def es_export(self, chain: Chain) -> None:
        """Read an `export` statement at the end of a chain."""
        node = chain[-1].node
        if node.child_by_field_name("source") is not None:
            self.hide(node, _DYNAMIC)
        elif value := node.child_by_field_name("value"):
            self._whole(value, "default")
        elif declaration := node.child_by_field_name("declaration"):
            declared = [each for each in elements(declaration) if each.type == "variable_declarator"] or [declaration]
            default = any(child.type == "default" for child in node.children)
            for each in declared:
                name, value = each.child_by_field_name("name"), each.child_by_field_name("value")
                shown = "default" if default or name is None else self._source.text(name)
                self._exported.append((shown, value or each))
        for clause in elements(node):
            for each in elements(clause) if clause.type == "export_clause" else []:
                name, alias = each.child_by_field_name("name"), each.child_by_field_name("alias")
                if name is not None:
                    self._export(self._source.text(alias or name).strip("'\""), name)

    def use(self, chain: Chain) -> None:
        """Read a use of `exports`, `module` or `this` at the end of a chain."""
        name = self._source.text(chain[-1].node)
        at, path = len(chain) - 1, ["exports" if name == "this" else name]
        while chain[at - 1].type in ("member_expression", "subscript_expression") and chain[at].field == "object":
            at -= 1
            names = self._member(chain[at].node)
            if names is None or len(names) != 1 or any(map(_HIDING.search, names)):
                self.hide(chain[at].node, _UNSEEN)
                return
            path += names
        if path[0] == "module":
            path = path[1:]
        parent = chain[at - 1]
        if parent.type == "assignment_expression" and chain[at].field == "left":
            self._assignment(chain[:at], path, name)
        elif path[:1] != ["exports"] and path:
            return  # `module.id` and the like.
        elif len(path) == 1 and self._marks_module(chain[:at]):
            return
        elif self._source.is_written(chain[: at + 1]) or (len(path) < 2 and parent.type not in _LOOKS):
            self.hide(parent.node, _UNSEEN)

    def _assignment(self, chain: Chain, path: list[str], name: str) -> None:
        node = chain[-1].node
        value = node.child_by_field_name("right")
        if not path:
            self.hide(node, _UNSEEN)
        if path[:1] != ["exports"] or value is None:
            return
        if any(step.type not in _AT_ONCE for step in chain):
            self.hide(node, "the exports depend on a condition")
        elif len(path) == 1:
            self._replaced(chain, value, name)
        elif len(path) == 2:
            self._members.append((node, name))
            if path[1] == "default":
                self._whole(value, "default")
            else:
                self._exported.append((path[1], value))

    def _replaced(self, chain: Chain, value: Node, name: str) -> None:
        """Note an assignment to all exports; a chain of them is one."""
        while chain[-2].type == "assignment_expression":
            chain = chain[:-1]
        while value.type == "assignment_expression" and (right := value.child_by_field_name("right")):
            value = right
        if chain[-1].node.id not in self._replacements:
            self._replacements[chain[-1].node.id] = _Replacement(chain[-1].node, set())
            self._whole(value, "")
        self._replacements[chain[-1].node.id].names.add(name)

    def _whole(self, value: Node, name: str) -> None:
        """Note what takes the place of all exports: an object that is written out, or one value."""
        value = unwrapped(value)
        if value.type != "object":
            self._exported.append((name, value))
            if name == "" and self._function(value) is None:
                self.hide(value, _DYNAMIC)
            return
        for each in elements(value):
            key, inner = each.child_by_field_name("key"), each.child_by_field_name("value")
            if each.type == "shorthand_property_identifier":
                self._exported.append((self._source.text(each), each))
            elif each.type == "method_definition" and (method := each.child_by_field_name("name")):
                if any(child.type in ("get", "set") for child in each.children):
                    self.hide(each, _DYNAMIC)
                else:
                    self._keyed(method, each)
            elif each.type == "pair" and key is not None and inner is not None:
                self._keyed(key, inner)
            else:
                self.hide(each, _UNSEEN)

    def _keyed(self, key: Node, value: Node) -> None:
        if key.type == "computed_property_name":
            self.hide(key, _DYNAMIC)
        else:
            self._export(self._source.text(key).strip("'\""), value)

    def _member(self, node: Node) -> frozenset[str] | None:
        if name := node.child_by_field_name("property"):
            return frozenset({self._source.text(name)})
        index = node.child_by_field_name("index")
        return strings(self._source, index) if index else None

    def _marks_module(self, chain: Chain) -> bool:
        """Return whether `exports` goes to the call with which compilers mark a module."""
        if chain[-1].type != "arguments":
            return False
        call = self._source.text(chain[-2].node)
        return re.match(r"Object\.defineProperty\(\w+,\s*[\"']__esModule[\"']", call) is not None

    def _function(self, value: Node) -> Node | None:
        for _ in range(_MOST_STEPS):
            value = unwrapped(value)
            if value.type in FUNCTIONS:
                return value
            following: Node | None = None
            if value.type == "assignment_expression":
                following = value.child_by_field_name("right")
            elif value.type in ("identifier", "shorthand_property_identifier"):
                declaration = self._source.resolve(self._source.chain_to(value))
                if declaration is None or not self._source.is_fixed(declaration):
                    return None
                if declaration.kind == "function":
                    return declaration.node
                if declaration.kind in ("const", "variable"):
                    following = declaration.node.child_by_field_name("value")
            if following is None:
                return None
            value = following
        return None

    def _wrapped(self, value: Node) -> list[Node]:
        """Return the functions that are passed to a call which makes the handler: they are likely to run."""
        value = unwrapped(value)
        if value.type != "call_expression":
            return []
        found = [self._function(argument) for argument in elements(value.child_by_field_name("arguments"))]
        return [function for function in found if function is not None]


def _is_undefined(value: Node) -> bool:
    for _ in range(_MOST_STEPS):
        following = value.child_by_field_name("right") if value.type == "assignment_expression" else None
        if following is None:
            break
        value = following
    return value.text in (b"void 0", b"undefined")
