"""The claims of a token as rows of a tree, in the order of the token, with the meaning of each known name."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from mfa_tui.domain.text import clean
from mfa_tui.features.tokens.model.reading.claim_names import CLAIMS, HEADER

MAX_ROWS = 1_000
_MAX_TEXT = 500


class ClaimRow(NamedTuple):
    """One line of the tree. `path` is as jq writes it; `depth` 0 is the outermost; all texts are inert.

    `value` is empty for an object or array that has rows of its own. `type` is the JSON type.
    """

    path: str
    depth: int
    name: str
    value: str
    type: str
    meaning: str = ""


class ClaimTree(NamedTuple):
    """The rows, and whether there were more than are shown."""

    rows: tuple[ClaimRow, ...] = ()
    cut: bool = False


def claim_tree(claims: Mapping[str, Any] | None, *, of_header: bool = False) -> ClaimTree:
    """Return the tree of a header or of claims, at most `MAX_ROWS` rows."""
    meanings = HEADER if of_header else CLAIMS
    rows: list[ClaimRow] = []
    for row in _rows(claims or {}, "", 0, meanings):
        if len(rows) == MAX_ROWS:
            return ClaimTree(tuple(rows), cut=True)
        rows.append(row)
    return ClaimTree(tuple(rows))


def shown(value: object) -> str:
    """Return a JSON scalar as text: strings as they are, the rest as JSON writes it. Inert."""
    if isinstance(value, str):
        return clean(value, _MAX_TEXT)
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return clean(str(value), _MAX_TEXT)


def meaning_of(name: str, meanings: Mapping[str, str] = CLAIMS) -> str:
    """Return what a claim means by its standard or at Auth0; namespaced ones are an Action's or a rule's."""
    if known := meanings.get(name):
        return known
    return "custom claim with a namespace, added by the tenant" if name.startswith(("https://", "http://")) else ""


def _rows(node: Any, path: str, depth: int, meanings: Mapping[str, str]) -> Iterator[ClaimRow]:
    pairs = node.items() if isinstance(node, dict) else enumerate(node)
    for key, value in pairs:
        name = clean(key, 120) if isinstance(key, str) else f"[{key}]"
        here = f"{path}[{key}]" if isinstance(key, int) else path + _step(key, name)
        meaning = meaning_of(key, meanings) if depth == 0 and isinstance(key, str) else ""
        if isinstance(value, (dict, list)):
            kind = "object" if isinstance(value, dict) else "array"
            empty = {"object": "{}", "array": "[]"}[kind] if not value else ""
            yield ClaimRow(here, depth, name, empty, kind, meaning)
            yield from _rows(value, here, depth + 1, meanings)
        else:
            yield ClaimRow(here, depth, name, shown(value), _type(value), meaning)


def _step(key: str, name: str) -> str:
    return f".{name}" if key.isascii() and key.isidentifier() else f'["{name}"]'


def _type(value: object) -> str:
    if value is None:
        return "null"
    return {bool: "boolean", str: "string"}.get(type(value), "number")
