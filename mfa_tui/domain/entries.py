"""A list that Auth0 sent, as far as it could be read, and what of it is missing."""

from collections.abc import Iterable
from typing import TypeVar

T = TypeVar("T")


class Entries(tuple[T, ...]):
    """The readable entries of a list, in the order of the answer.

    An entry that cannot be read costs only itself. `unreadable` counts those left out; `gap` says why others are
    missing, such as "Auth0 repeats a page", and is empty where none are.
    """

    unreadable: int
    gap: str

    def __new__(cls, entries: Iterable[T] = (), unreadable: int = 0, *, gap: str = "") -> "Entries[T]":
        """Return the entries with what is missing from them."""
        made = super().__new__(cls, entries)
        made.unreadable, made.gap = unreadable, gap
        return made

    @property
    def cut(self) -> bool:
        """Return whether entries are missing that were not received."""
        return bool(self.gap)


def miscounted(total: int, received: int) -> str:
    """Return the gap of a list that does not have as many entries as its total."""
    return f"its total is {total:,}, and Auth0 sent {received:,}"


def refilled(entries: tuple[T, ...], others: Iterable[T]) -> tuple[T, ...]:
    """Return a list with other entries in place of its own, and the same gaps."""
    if isinstance(entries, Entries):
        return Entries(others, entries.unreadable, gap=entries.gap)
    return Entries(others)


def missing(entries: object) -> str:
    """Return in words what is missing from a list, for a reader of "12 methods"; empty where it is whole."""
    if not isinstance(entries, Entries):
        return ""
    said = []
    if entries.unreadable:
        said.append(
            "1 entry could not be read"
            if entries.unreadable == 1
            else f"{entries.unreadable:,} entries could not be read"
        )
    if entries.gap:
        said.append(f"the list is incomplete: {entries.gap}")
    words = "; ".join(said)
    return f"{words[0].upper()}{words[1:]}." if words else ""
