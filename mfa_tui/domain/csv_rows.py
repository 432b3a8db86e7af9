"""Rows for spreadsheets: CSV (RFC 4180) in which no cell is ever run as a formula."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from mfa_tui.domain.text import clean

_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for the beginning of a formula, or trims off before one (OWASP, "CSV Injection")."""

Cell = str | int | float | bool | None


def cell(value: Cell) -> str:
    """Return the text of a cell: on one line, inert, and with an apostrophe before what would be run."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return "" if value is None else str(value)
    guard = "'" if value.startswith(_RUNS) else ""
    return guard + clean(value)


def csv_lines(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """Yield the lines of a CSV file, the names of the columns first. All texts are quoted."""
    line = io.StringIO()
    writer = csv.writer(line, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(columns)
    yield line.getvalue()
    for cells in rows:
        line.seek(0)
        line.truncate()
        writer.writerow([cell(value) for value in cells])
        yield line.getvalue()
