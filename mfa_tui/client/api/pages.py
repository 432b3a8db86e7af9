"""Reading a list that Auth0 gives in pages (`page`, `per_page`, `total`), or from a cursor on (`from`, `take`)."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from mfa_tui.client import errors
from mfa_tui.domain.entries import Entries, miscounted

T = TypeVar("T")

PER_PAGE = 50
LARGE_PAGE = 100
"""The most that Auth0 gives at once."""
AT_ONCE = 4
MOST_PAGES = 100
"""A stop for a host that never runs out; Auth0 itself ends at 1,000 entries."""
_REPEATED = "Auth0 repeats a page"
_ENDLESS = f"it has more than {MOST_PAGES} pages"


async def all_pages(fetch: Callable[[int], Awaitable[Entries[T]]]) -> Entries[T]:
    """Return all entries of a list; `fetch(page)` gets one page of `PER_PAGE` entries, counted from 0.

    A page that only repeats the one before it ends the list, which is then `cut`: the host ignores page numbers.
    Raises `errors.Unreadable` where there are entries and none of them makes sense.
    """
    found: list[T] = []
    unreadable, before = 0, Entries[T]()
    for page in range(MOST_PAGES):
        entries = await fetch(page)
        if entries and entries == before:
            return readable(Entries(found, unreadable, gap=_REPEATED))
        found += entries
        unreadable, before = unreadable + entries.unreadable, entries
        if len(entries) + entries.unreadable < PER_PAGE:
            return readable(Entries(found, unreadable))
    return readable(Entries(found, unreadable, gap=_ENDLESS))


async def counted_pages(fetch: Callable[[int, int], Awaitable[tuple[Entries[T], int]]]) -> Entries[T]:
    """Return all entries of a long list whose total Auth0 sends, several pages at a time.

    `fetch(page, per_page)` gets one page, counted from 0, and the total. A list is `cut` that has more than MOST_PAGES,
    fewer entries than the total, or a full first page and no total that fits.
    Raises `errors.Unreadable` where there are entries and none of them makes sense.
    """
    few = asyncio.Semaphore(AT_ONCE)

    async def rest(page: int) -> Entries[T]:
        async with few:
            return (await fetch(page, LARGE_PAGE))[0]

    first, total = await fetch(0, LARGE_PAGE)
    pages = min(-(-total // LARGE_PAGE), MOST_PAGES)
    found = [first, *await asyncio.gather(*(rest(page) for page in range(1, pages)))]
    unreadable = sum(page.unreadable for page in found)
    entries = [entry for page in found for entry in page]
    received = len(entries) + unreadable
    endless = received > total and len(first) + first.unreadable == LARGE_PAGE
    gap = miscounted(total, received) if received < total or endless else ""
    return readable(Entries(entries, unreadable, gap=gap))


async def all_after(fetch: Callable[[str], Awaitable[tuple[Entries[T], str]]]) -> Entries[T]:
    """Return all entries of a list; `fetch(cursor)` gets some and the next cursor, which is empty at the end.

    A cursor that was followed before ends the list, which is then `cut`: it would lead around in a circle.
    Raises `errors.Unreadable` where there are entries and none of them makes sense.
    """
    found: list[T] = []
    unreadable, cursor = 0, ""
    followed = {cursor}
    while len(followed) <= MOST_PAGES:
        entries, cursor = await fetch(cursor)
        found += entries
        unreadable += entries.unreadable
        if not cursor or not (entries or entries.unreadable):
            return readable(Entries(found, unreadable))
        if cursor in followed:
            return readable(Entries(found, unreadable, gap=_REPEATED))
        followed.add(cursor)
    return readable(Entries(found, unreadable, gap=_ENDLESS))


def readable(entries: Entries[T]) -> Entries[T]:
    """Return a list of which something could be read.

    Raises `errors.Unreadable` where there are entries and none of them makes sense: that is no empty list.
    """
    if entries.unreadable and not entries:
        raise errors.Unreadable(f"None of its {entries.unreadable:,} entries makes sense.")
    return entries
