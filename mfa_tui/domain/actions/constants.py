"""Values that can be read from the code without running it: strings, and the choices between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mfa_tui.domain.actions.syntax import Source, declaration_at, elements, unwrapped

if TYPE_CHECKING:
    from tree_sitter import Node

_DEEPEST = 12
_MOST_NODES = 500


def strings(source: Source, node: Node, depth: int = 0) -> frozenset[str] | None:
    """Return every string that an expression can be, None where it can be something else."""
    node = unwrapped(node)
    if depth > _DEEPEST:
        return None
    if node.type in ("string", "template_string"):
        inner = node.named_children
        if any(child.type != "string_fragment" for child in inner):
            return None
        return frozenset({"".join(source.text(child) for child in inner)})
    if node.type == "ternary_expression":
        branches = [node.child_by_field_name(name) for name in ("consequence", "alternative")]
        found = [strings(source, branch, depth + 1) for branch in branches if branch]
        return frozenset().union(*(each for each in found if each)) if None not in found else None
    if node.type == "binary_expression" and (operator := node.child_by_field_name("operator")):
        left, right = (node.child_by_field_name(name) for name in ("left", "right"))
        if operator.type != "+" or left is None or right is None:
            return None
        heads, tails = strings(source, left, depth + 1), strings(source, right, depth + 1)
        return frozenset(a + b for a in heads for b in tails) if heads and tails else None
    value = constant(source, node)
    return strings(source, value, depth + 1) if value is not None else None


def constant(source: Source, node: Node) -> Node | None:
    """Return what a name that is declared with `const`, or a member of such an object, stands for."""
    node = unwrapped(node)
    if node.type == "identifier":
        declaration = source.resolve(source.chain_to(node))
        if declaration is None or declaration.kind != "const":
            return None
        target = declaration.node.child_by_field_name("name")
        return declaration.node.child_by_field_name("value") if target and target.type == "identifier" else None
    if node.type == "member_expression":
        owner, name = node.child_by_field_name("object"), node.child_by_field_name("property")
        value = constant(source, owner) if owner and owner.type == "identifier" else None
        if owner is None or value is None or name is None or _may_change(source, owner):
            return None
        return _member(source, _frozen(source, value), source.text(name))
    return None


def _member(source: Source, value: Node, name: str) -> Node | None:
    """Return a member of an object that is written out: plain names with values, each of them once."""
    found: dict[str, Node | None] = {}
    for pair in elements(value) if value.type == "object" else []:
        key = pair.child_by_field_name("key") if pair.type == "pair" else None
        if key is None or key.type != "property_identifier" or source.text(key) in found:
            return None
        found[source.text(key)] = pair.child_by_field_name("value")
    return found.get(name)


def _may_change(source: Source, name: Node) -> bool:
    """Return whether an object is used for more than reading its members: they can be others then."""
    declared = source.resolve(source.chain_to(name))
    for chain in source.occurrences(source.text(name)):
        if declaration_at(source.text(name), chain) or source.resolve(chain) != declared:
            continue
        member = chain[-2].type in ("member_expression", "subscript_expression") and chain[-1].field == "object"
        called = (chain[-3].type, chain[-2].field) == ("call_expression", "function")
        if not member or called or source.is_written(chain[:-1]):
            return True
    return False


def _frozen(source: Source, node: Node) -> Node:
    """Return the argument of Object.freeze, else the node."""
    function = node.child_by_field_name("function") if node.type == "call_expression" else None
    if function and source.text(function) == "Object.freeze":
        inner = elements(node.child_by_field_name("arguments"))
        return inner[0] if len(inner) == 1 else node
    return node


def factor_types(source: Source, arguments: list[Node]) -> tuple[str, ...]:
    """Return the factor types that the arguments of a call name; nothing where one of them is not a constant."""
    found: list[str] = []
    waiting = list(arguments[::-1])
    for _ in range(_MOST_NODES):
        if not waiting:
            return tuple(found)
        node = unwrapped(waiting.pop())
        if node.type == "pair":
            key, value = node.child_by_field_name("key"), node.child_by_field_name("value")
            if key is None or value is None:
                return ()
            if source.text(key).strip("'\"") == "type":
                names = strings(source, value)
                if names is None:
                    return ()
                found += sorted(names)
            elif value.type in ("object", "array"):
                waiting.append(value)
        elif node.type in ("object", "array"):
            waiting += elements(node)[::-1]
        elif node.type in ("identifier", "member_expression"):
            value = constant(source, node)
            if value is None:
                return ()
            waiting.append(value)
        else:
            return ()
    return ()
