"""What the list endpoints share: pages, and which fields of an object are answered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from .state import Json
from .validation import Schema

T = TypeVar("T")

PAGE: dict[str, Schema] = {
    "page": {"type": "integer", "minimum": 0},
    "per_page": {"type": "integer", "minimum": 0, "maximum": 100},
}
FIELDS: dict[str, Schema] = {"fields": {"type": "string"}, "include_fields": {"type": "boolean"}}


def page_of(items: Sequence[T], page: int, per_page: int) -> list[T]:
    """Return one page; pages are counted from 0, and one past the end is empty."""
    return list(items[page * per_page : (page + 1) * per_page])


def only_fields(item: Json, query: dict[str, Any]) -> Json:
    """Return the top-level fields that the query asks for, or all but those with `include_fields=false`."""
    if not query.get("fields"):
        return item
    named = query["fields"].split(",")
    include = query.get("include_fields", True)
    return {name: value for name, value in item.items() if (name in named) is include}
