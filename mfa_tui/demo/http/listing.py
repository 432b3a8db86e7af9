"""What the list endpoints share: pages, cursors, and which fields of an object are answered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from mfa_tui.demo.http.validation import Schema
from mfa_tui.demo.types import Json

T = TypeVar("T")

PAGE: dict[str, Schema] = {
    "page": {"type": "integer", "minimum": 0},
    "per_page": {"type": "integer", "minimum": 0, "maximum": 100},
}
PAGE_FROM_1: dict[str, Schema] = PAGE | {"per_page": {"type": "integer", "minimum": 1, "maximum": 100}}
TOTALS: dict[str, Schema] = {"include_totals": {"type": "boolean"}}
CURSOR: dict[str, Schema] = {
    "from": {"type": "string"},
    "take": {"type": "integer", "minimum": 1, "maximum": 100},
}
PER_PAGE = 50
_ACTIONS_PER_PAGE = 20
FIELDS: dict[str, Schema] = {"fields": {"type": "string"}, "include_fields": {"type": "boolean"}}


def page_of(items: Sequence[T], page: int, per_page: int) -> list[T]:
    """Return one page; pages are counted from 0, and one past the end is empty."""
    return list(items[page * per_page : (page + 1) * per_page])


def listed(items: Sequence[T], query: dict[str, Any], name: str, show: Callable[[T], Json]) -> Json | list[Json]:
    """Return one page, 50 unless told otherwise: a bare array, or with `include_totals` an object."""
    page, per_page = query.get("page", 0), query.get("per_page", PER_PAGE)
    shown = [show(item) for item in page_of(items, page, per_page)]
    if not query.get("include_totals"):
        return shown
    return {"start": page * per_page, "limit": per_page, "total": len(items), name: shown}


def counted_page(items: Sequence[Json], query: dict[str, Any], name: str) -> Json:
    """Return one page as the Actions API does, 20 unless the query says otherwise.

    As recorded, a number that is zero is left out: `page` of the first page, `total` of an empty one.
    """
    page, per_page = query.get("page", 0), query.get("per_page", _ACTIONS_PER_PAGE)
    shown = page_of(items, page, per_page)
    numbers = {"total": len(items) if shown else 0, "page": page, "per_page": per_page}
    return {name: shown} | {each: number for each, number in numbers.items() if number}


def taken(items: Sequence[Json], query: dict[str, Any], name: str, key: str) -> Json:
    """Return what comes after the cursor `from`, and `next` where there is more. `key` names the cursor's field.

    A cursor that is not known starts at the beginning; Auth0's answer to one was not seen.
    """
    keys = [item[key] for item in items]
    start = keys.index(query["from"]) + 1 if query.get("from") in keys else 0
    shown = list(items[start : start + query.get("take", PER_PAGE)])
    more = start + len(shown) < len(items)
    return {name: shown} | ({"next": shown[-1][key]} if more else {})


def only_fields(item: Json, query: dict[str, Any]) -> Json:
    """Return the top-level fields that the query asks for, or all but those with `include_fields=false`."""
    if not query.get("fields"):
        return item
    named = query["fields"].split(",")
    include = query.get("include_fields", True)
    return {name: value for name, value in item.items() if (name in named) is include}
