"""A list of users that somebody typed or exported: ids or e-mail addresses, and what is neither."""

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from mfa_tui.domain.user.lookup import Kind, exactly

MOST_ENTRIES = 10_000
_COLUMNS = ("userid", "auth0id", "id", "email", "emailaddress", "mail", "mailaddress")
"""Headers of columns to take, the surest first; capitals, spaces, hyphens and the like do not count in them."""


@dataclass(frozen=True)
class Entry:
    """Somebody on the list. `line` counts from 1; `kind` is None for a text that names nobody."""

    line: int
    text: str
    kind: Kind | None


def entries_of(user_ids: Iterable[str]) -> tuple[Entry, ...]:
    """Return a list of users whose ids are known."""
    return tuple(Entry(number, user_id, Kind.USER_ID) for number, user_id in enumerate(user_ids, start=1))


@dataclass(frozen=True)
class Listed:
    """Whom a list names. `column` has the headers of what was taken, joined by "or"; it is empty for plain lines."""

    entries: tuple[Entry, ...]
    column: str = ""


def parse_list(text: str) -> Listed:
    """Return whom a list names: a line each; or a table, with commas, semicolons or tabs, and a header.

    Of a table a column with ids is taken, or else one with addresses, by its header; see `_COLUMNS`. Where its values
    name hardly anybody, the next one is, as in a row where its cell is empty. Of a line that has nothing there the text
    is the whole line. Empty lines and those that begin with `#` are passed over. Raises ValueError,
    with words, for a table without such a column and for more than 10,000 entries.
    """
    lines = text.removeprefix("\ufeff").splitlines()
    kept = [(n, line) for n, line in enumerate(lines, start=1) if line.strip() and not line.lstrip().startswith("#")]
    usual = _delimiter(kept[0][1]) if kept else ""
    rows = [
        (number, next(csv.reader([line], delimiter=usual or _delimiter(line) or ",", skipinitialspace=True), []))
        for number, line in kept
    ]
    header = rows[0][1] if rows else []
    candidates = _candidates(header)
    if candidates:
        del rows[0]
    elif len(header) > 1 and not any(map(_names, header)):
        raise ValueError(f"No column is called user_id or email, but {', '.join(header)}. Rename the one to take.")
    if len(rows) > MOST_ENTRIES:
        raise ValueError(f"It has more than {MOST_ENTRIES:,} entries. Cut it into several lists.")
    column = _fitting(candidates, [cells for _, cells in rows]) if candidates else _plain(header)
    if candidates and rows and not any(_names(_cell(cells, column)) for _, cells in rows):
        raise ValueError(
            f"The column {header[column]} names nobody. Put ids such as auth0|123 into it, or add a column email."
        )
    order = (column, *(other for other in candidates if other != column))
    taken = [next((one for one in order if _cell(cells, one).strip()), column) for _, cells in rows]
    entries = [_entry(number, _cell(cells, one)) for (number, cells), one in zip(rows, taken, strict=True)]
    whole = dict(kept)
    return Listed(
        tuple(entry if entry.text else replace(entry, text=whole[entry.line].strip()) for entry in entries),
        " or ".join(header[one].strip() for one in order if one in taken) if candidates else "",
    )


def _delimiter(line: str) -> str:
    """Return what stands between the cells of a line, outside quotes; empty where it is one cell."""
    bare = re.sub('"[^"]*"', "", line)
    return max((one for one in ",;\t" if one in bare), key=bare.count, default="")


def _candidates(header: Sequence[str]) -> list[int]:
    """Return where ids or addresses should stand, the best first; nothing where the first row is no header."""
    names = ["".join(filter(str.isalnum, cell.lower())) for cell in header]
    return [names.index(name) for name in _COLUMNS if name in names]


def _fitting(candidates: Sequence[int], rows: Sequence[Sequence[str]]) -> int:
    """Return the first column that names somebody in half of its rows; where none does, the one that names most."""
    named = {column: sum(_names(_cell(cells, column)) for cells in rows) for column in candidates}
    return next((column for column in candidates if 2 * named[column] >= len(rows)), max(named, key=named.__getitem__))


def _plain(first: Sequence[str]) -> int:
    """Return which cell of a table without a header names somebody; the first one where not exactly one does."""
    naming = [column for column, cell in enumerate(first) if _names(cell)]
    return naming[0] if len(naming) == 1 else 0


def _cell(cells: Sequence[str], column: int) -> str:
    return cells[column] if len(cells) > column else ""


def _names(cell: str) -> bool:
    return _entry(0, cell).kind is not None


def _entry(line: int, cell: str) -> Entry:
    text = cell.strip().removeprefix("'")  # what guards a cell against being run as a formula
    lookup = exactly(text)
    return Entry(line, text, lookup.kind if lookup and lookup.direct else None)
