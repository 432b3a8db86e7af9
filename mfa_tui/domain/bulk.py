"""A list of users that somebody typed or exported: ids or e-mail addresses, and what is neither."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mfa_tui.domain.lookup import Kind, understand

MOST_ENTRIES = 10_000
_COLUMNS = ("user_id", "email")


@dataclass(frozen=True)
class Entry:
    """Somebody on the list. `line` counts from 1; `kind` is None for a text that names nobody."""

    line: int
    text: str
    kind: Kind | None


def entries_of(user_ids: Iterable[str]) -> tuple[Entry, ...]:
    """Return a list of users whose ids are known."""
    return tuple(Entry(number, user_id, Kind.USER_ID) for number, user_id in enumerate(user_ids, start=1))


def parse_list(text: str) -> tuple[Entry, ...]:
    """Return whom a list names: a line each, or CSV with the column `user_id` or `email`, or else the first one.

    Empty lines and those that begin with `#` are passed over. Raises ValueError for more than 10,000 entries.
    """
    lines = text.removeprefix("\ufeff").splitlines()
    rows = [
        (number, next(csv.reader([line], delimiter=_delimiter(line)), []))
        for number, line in enumerate(lines, start=1)
        if line.strip() and not line.lstrip().startswith("#")
    ]
    column = _column(rows[0][1]) if rows else None
    if column is not None:
        del rows[0]
    if len(rows) > MOST_ENTRIES:
        raise ValueError(f"the list has more than {MOST_ENTRIES:,} entries")
    return tuple(_entry(number, cells[column or 0] if len(cells) > (column or 0) else "") for number, cells in rows)


def _delimiter(line: str) -> str:
    return ";" if ";" in line and "," not in line else ","


def _column(cells: Sequence[str]) -> int | None:
    """Return where the ids stand, else the addresses; None where the first row is no header."""
    names = [cell.strip().lower() for cell in cells]
    return next((names.index(name) for name in _COLUMNS if name in names), None)


def _entry(line: int, cell: str) -> Entry:
    text = cell.strip().removeprefix("'")  # what guards a cell against being run as a formula
    lookup = understand(text)
    named = lookup.direct and lookup.kind in (Kind.USER_ID, Kind.EMAIL)
    return Entry(line, text, lookup.kind if named else None)
