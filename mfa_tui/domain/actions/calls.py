"""A call in the code: what an MFA method does with its arguments, and which function of the file is called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mfa_tui.domain.actions.constants import factor_types, strings
from mfa_tui.domain.actions.model import MfaCall
from mfa_tui.domain.actions.syntax import FUNCTIONS, Source, unwrapped
from mfa_tui.domain.actions.values import Value

if TYPE_CHECKING:
    from tree_sitter import Node

_REQUIRE, _EITHER = frozenset({"requires"}), frozenset({"requires", "skips"})
_PROVIDERS = {
    "none": frozenset({"skips"}),
    **dict.fromkeys(("any", "duo", "google-authenticator", "guardian"), _REQUIRE),
}
"""What `enable` does with the providers that Auth0 documents; with another one, either is possible."""


def mfa_call(source: Source, node: Node, method: Value, arguments: list[Node]) -> MfaCall:
    """Return what the call of an MFA method does."""
    line = source.line(node)
    if method.method != "multifactor.enable":
        types = factor_types(source, arguments)
        return MfaCall(method.method, line, types, "", _REQUIRE, not method.certain)
    names = (strings(source, arguments[0]) if arguments else None) or frozenset({""})
    outcomes = frozenset().union(*(_PROVIDERS.get(name, _EITHER) for name in names))
    provider = next(iter(names)) if len(names) == 1 else ""
    return MfaCall(method.method, line, (), provider, outcomes, not method.certain)


def local_function(source: Source, function: Node) -> Node | None:
    """Return the function of this file that is called, None where it is another or can change."""
    function = unwrapped(function)
    if function.type in FUNCTIONS:
        return function
    declaration = source.resolve(source.chain_to(function)) if function.type == "identifier" else None
    if declaration is None or not source.is_fixed(declaration):
        return None
    if declaration.kind == "function":
        return declaration.node
    value = declaration.node.child_by_field_name("value") if declaration.kind == "const" else None
    return value if value and value.type in FUNCTIONS else None
