"""Which things fit a query: Auth0's rules on case, wildcards, dates and fields that cannot be searched.

Values are not cut into words: `name:jane` finds who is called Jane and nothing else, `name:jane*` also Jane Doe.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from mfa_tui.demo.search.lucene import Between, Both, Either, Exists, Not, Query, Term

T = TypeVar("T")
Fits = Callable[[T], bool]
_WORD_PART = re.compile(r"\\(.)|(\*)|([^\\*]+)")


@dataclass(frozen=True)
class Index(Generic[T]):
    """How one kind of thing can be searched.

    values: (thing, field) -> the field's values; none for a field that it lacks or that is not searchable.
    usual: the fields in which a term without a field is looked for.
    any_case: fields where capitals do not matter.
    dates: fields that hold an instant; `2025-01` means all of that month.
    exact_only: a prefix of fields that know neither wildcards nor ranges.
    """

    values: Callable[[T, str], Iterable[Any]]
    usual: tuple[str, ...]
    any_case: frozenset[str] = frozenset()
    dates: frozenset[str] = frozenset()
    exact_only: str = "\0"


def fits(query: Query, index: Index[T]) -> Fits[T]:
    """Return the test whether one thing fits the query."""
    match query:
        case Term(None, text, phrase):
            anywhere = [fits(Term(field, text, phrase), index) for field in index.usual]
            return lambda thing: any(test(thing) for test in anywhere)
        case Term(str() as field):
            return _some_value(field, _equals(query, index), index)
        case Between(field):
            return _some_value(field, _between(query, index), index)
        case Exists(field):
            return lambda thing: any(True for _ in index.values(thing, field))
        case Not(inner):
            unwanted = fits(inner, index)
            return lambda thing: not unwanted(thing)
        case Both(parts):
            each = [fits(part, index) for part in parts]
            return lambda thing: all(test(thing) for test in each)
        case Either(parts):
            some = [fits(part, index) for part in parts]
            return lambda thing: any(test(thing) for test in some)
    raise AssertionError(query)


def _some_value(field: str, test: Callable[[Any], bool], index: Index[T]) -> Fits[T]:
    values = index.values
    return lambda thing: any(test(value) for value in values(thing, field))


def _equals(term: Term, index: Index[Any]) -> Callable[[Any], bool]:
    field = term.field or ""
    parts = [] if term.phrase else _WORD_PART.findall(term.text)
    text = term.text if term.phrase else "".join(escaped or star or plain for escaped, star, plain in parts)
    if field in index.dates:
        day = text.removesuffix("Z")
        return lambda value: str(value).startswith(day)
    if any(star for _, star, _ in parts):
        if field.startswith(index.exact_only):
            return lambda _: False
        pattern = "".join(".*" if star else re.escape(escaped or plain) for escaped, star, plain in parts)
        flags = re.DOTALL | (re.IGNORECASE if field in index.any_case else 0)
        matches = re.compile(pattern, flags).fullmatch
        return lambda value: isinstance(value, str) and matches(value) is not None
    if field in index.any_case:
        folded = text.casefold()
        return lambda value: str(value).casefold() == folded
    return lambda value: _written(value) == text


def _written(value: Any) -> str:
    """Return a value as a query writes it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _between(wanted: Between, index: Index[Any]) -> Callable[[Any], bool]:
    if wanted.field.startswith(index.exact_only):
        return lambda _: False

    ends = (
        (wanted.low, (0, 1) if wanted.low_included else (1,)),
        (wanted.high, (0, -1) if wanted.high_included else (-1,)),
    )
    return lambda value: all(bound is None or _compare(value, bound) in accepted for bound, accepted in ends)


def _compare(value: Any, bound: str) -> int | None:
    """Return -1, 0 or 1, None for a number that is held against a word.

    A bound such as `2025-01` equals all that begins with it, which is how dates are rounded.
    """
    if isinstance(value, (int, float)):
        try:
            number = float(bound)
        except ValueError:
            return None
        return (value > number) - (value < number)
    bound = bound.removesuffix("Z")
    start = str(value)[: len(bound)]
    return (start > bound) - (start < bound)
