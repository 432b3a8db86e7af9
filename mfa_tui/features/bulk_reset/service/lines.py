"""The lines of a reset of many users, and the file of outcomes that they become."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from mfa_tui.domain.csv_rows import csv_lines
from mfa_tui.domain.text import clean
from mfa_tui.features.reset.model import ResetPlan


class Result(StrEnum):
    """What became of a line of the list. The value is the word in the outcome file."""

    PLANNED = "not begun"
    RESET = "reset"
    PARTLY = "partly reset"
    BEYOND = "more than planned"
    UNKNOWN = "not known"
    NOTHING = "nothing to reset"
    FAILED = "not reset"
    NOT_YET = "not reset yet"
    CHANGED = "changed since the dry run"
    NOT_FOUND = "not found"
    AMBIGUOUS = "ambiguous"
    TWICE = "listed twice"
    NO_NAME = "no id or e-mail"
    UNREAD = "could not be read"
    UNASKED = "not asked"

    @property
    def problem(self) -> bool:
        """Tell whether somebody has to look at it: the line is wrong, or what was wanted did not happen."""
        return self in _PROBLEMS

    @property
    def left(self) -> bool:
        """Tell whether a reset that goes on takes it up: not begun, failed in passing, half done, or not known."""
        return self in (Result.PLANNED, Result.NOT_YET, Result.PARTLY, Result.UNKNOWN)


_PROBLEMS = frozenset(
    (
        Result.PARTLY,
        Result.BEYOND,
        Result.UNKNOWN,
        Result.FAILED,
        Result.NOT_YET,
        Result.CHANGED,
        Result.NOT_FOUND,
        Result.AMBIGUOUS,
        Result.NO_NAME,
        Result.UNREAD,
    )
)


@dataclass(frozen=True, slots=True)
class BulkLine:
    """A line of the list, who it means, what would go or went, and what became of it. All `words` are inert.

    `ids` are what may go, and nothing else.
    """

    line: int
    text: str
    result: Result
    words: str = ""
    user_id: str = ""
    email: str = ""
    planned: tuple[str, ...] = ()
    ids: frozenset[str] = frozenset()


def ids_of(plan: ResetPlan) -> frozenset[str]:
    """Return the ids of everything that a plan deletes."""
    return frozenset(id_ for _, id_ in plan.ids)


def planned(line: BulkLine, plan: ResetPlan) -> BulkLine:
    """Return the line with what a reset of its user would delete."""
    user = plan.user
    known = replace(line, user_id=user.user_id, email=clean(user.email, 320), planned=plan.words, ids=ids_of(plan))
    if plan.empty:
        return replace(known, result=Result.NOTHING, words="Nothing is enrolled.")
    return replace(known, result=Result.PLANNED, words="")


COLUMNS = ("line", "entry", "user_id", "email", "result", "planned", "words")
"""The columns of the outcome file as CSV and the members as JSON: a contract with scripts."""


def as_csv(lines: Iterable[BulkLine]) -> Iterator[str]:
    """Yield the outcome file as CSV; no cell is run as a formula."""
    rows = (
        (one.line, one.text, one.user_id, one.email, one.result, "; ".join(one.planned), one.words) for one in lines
    )
    return csv_lines(COLUMNS, rows)


def as_json(lines: Iterable[BulkLine]) -> Iterator[str]:
    """Yield the outcome file as JSON: an array with an object a line."""
    separator = "["
    for one in lines:
        values = (one.line, one.text, one.user_id, one.email, one.result, one.planned, one.words)
        yield f"{separator}\n  {json.dumps(dict(zip(COLUMNS, values, strict=True)))}"
        separator = ","
    yield "[]\n" if separator == "[" else "\n]\n"
