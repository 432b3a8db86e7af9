"""Reading a list that Auth0 gives in pages (`page`, `per_page`, `total`), or from a cursor on (`from`, `take`)."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")

PER_PAGE = 50
MOST_PAGES = 100
"""A stop for a host that never runs out; Auth0 itself ends at 1,000 entries."""


async def all_pages(fetch: Callable[[int], Awaitable[tuple[T, ...]]]) -> tuple[T, ...]:
    """Return all entries of a list; `fetch(page)` gets one page of `PER_PAGE` entries, counted from 0."""
    found: list[T] = []
    for page in range(MOST_PAGES):
        entries = await fetch(page)
        found += entries
        if len(entries) < PER_PAGE:
            break
    return tuple(found)


async def all_after(fetch: Callable[[str], Awaitable[tuple[tuple[T, ...], str]]]) -> tuple[T, ...]:
    """Return all entries of a list; `fetch(cursor)` gets some and the next cursor, which is empty at the end."""
    found: list[T] = []
    cursor = ""
    for _ in range(MOST_PAGES):
        entries, cursor = await fetch(cursor)
        found += entries
        if not cursor or not entries:
            break
    return tuple(found)
