"""A list that Auth0 sent, as far as it could be read, and what of it is missing."""

from collections.abc import Iterable
from typing import TypeVar

T = TypeVar("T")


class Entries(tuple[T, ...]):
    """The readable entries of a list, in the order of the answer.

    One entry that makes no sense costs only itself. `unreadable` counts those left out; `cut` is True where the list
    goes on and the rest could not be read, because the tenant repeats itself or never comes to an end.
    """

    unreadable: int
    cut: bool

    def __new__(cls, entries: Iterable[T] = (), unreadable: int = 0, *, cut: bool = False) -> "Entries[T]":
        """Return the entries with what is missing from them."""
        made = super().__new__(cls, entries)
        made.unreadable, made.cut = unreadable, cut
        return made


def refilled(entries: tuple[T, ...], others: Iterable[T]) -> tuple[T, ...]:
    """Return a list with other entries in place of its own, and the same gaps."""
    gaps = (entries.unreadable, entries.cut) if isinstance(entries, Entries) else (0, False)
    return Entries(others, gaps[0], cut=gaps[1])


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
    if entries.cut:
        said.append("the list is incomplete: Auth0 repeats a page")
    words = "; ".join(said)
    return f"{words[0].upper()}{words[1:]}." if words else ""
