"""JavaScript parsed with limits, so that other threads go on whatever the code is."""

from __future__ import annotations

import re
import time
from functools import cache
from typing import TYPE_CHECKING

from mfa_tui.domain.actions.model import Place

if TYPE_CHECKING:  # Imported when the first code is read: a tenant without Actions needs no parser.
    from tree_sitter import Parser, Tree

LONGEST_PARSE = 0.3
"""Seconds of CPU. 100 kB of ordinary code take 0.1 s; code made to confuse a parser takes minutes."""
MOST_OPEN = 1_000
"""Brackets that are open at one place. Ordinary code has 30, and some that never close in strings."""
_CHUNK = 4_096


class CannotReadError(Exception):
    """The code is beyond a limit, or is not JavaScript; `place` says where."""

    def __init__(self, place: Place) -> None:
        super().__init__(place.why)
        self.place = place


def parsed(data: bytes) -> Tree:
    """Return the tree; a parse that takes too long is stopped.

    The parser holds the interpreter's lock and lets other threads run only when it calls back: for every chunk, and
    for every 100 steps. Deeply nested brackets are the one input that makes a step slow, so they are not parsed.
    """
    _check_depth(data)
    until = time.thread_time() + LONGEST_PARSE

    def read(offset: int, point: object) -> bytes:
        return data[offset : offset + _CHUNK]

    def too_long(offset: int, has_error: bool) -> bool:
        return time.thread_time() > until

    parser = _parser()
    try:
        return parser.parse(read, progress_callback=too_long)
    except ValueError:
        parser.reset()
        raise CannotReadError(Place(1, "", "the code is too complex to parse")) from None


def _check_depth(data: bytes) -> None:
    """Raise CannotReadError where too many brackets are open; those in strings and comments count too."""
    depth = 0
    for match in re.finditer(rb"[(\[{]|([)\]}])", data):
        depth = max(depth - 1, 0) if match[1] else depth + 1
        if depth > MOST_OPEN:
            line = data.count(b"\n", 0, match.start()) + 1
            raise CannotReadError(Place(line, "", "the code is nested too deeply to follow"))


@cache
def _language() -> object:
    import tree_sitter_javascript
    from tree_sitter import Language

    return Language(tree_sitter_javascript.language())


def _parser() -> Parser:
    from tree_sitter import Parser

    return Parser(_language())  # type: ignore[arg-type]
