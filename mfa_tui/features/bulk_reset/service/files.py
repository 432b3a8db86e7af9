"""The files of a reset of many users: the list of them, and the outcome. All of it blocks."""

import csv
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from mfa_tui.domain.text import clean
from mfa_tui.features.bulk_reset.model import Listed, parse_list
from mfa_tui.features.bulk_reset.service.lines import BulkLine, as_csv, as_json
from mfa_tui.storage.typed_files import NotText, TooLarge, UnusableFile, read_typed, write_typed

_FORMATS = {".csv": as_csv, ".json": as_json}


def read_list(typed: str) -> Listed:
    """Return whom the list in a file names. Raises `UnusableFile`."""
    try:
        text = read_typed(typed)
    except TooLarge as error:
        raise UnusableFile(f"{error} Split the list into smaller files.") from error
    except NotText as error:
        raise UnusableFile(f"{error} Save it as CSV in UTF-8.") from error
    try:
        listed = parse_list(text)
    except csv.Error:
        raise UnusableFile("It is no list: a line has a cell without end.") from None
    except ValueError as error:
        raise UnusableFile(clean(str(error), 300)) from error
    if not listed.entries:
        raise UnusableFile("It names nobody: put a user id or an e-mail address in each line.")
    return listed


def write_outcome(typed: str, lines: Sequence[BulkLine], *, replace: bool = False) -> Path:
    """Write what became of each line, as CSV or JSON by the name's ending; see `write_typed`."""
    return write_typed(typed, {ending: partial(form, lines) for ending, form in _FORMATS.items()}, replace=replace)
