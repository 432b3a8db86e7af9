"""The part of Lucene's query syntax that Auth0 documents for users and logs, read into a tree.

Terms (`jane`, `email:jane@*`, `"jane doe"`), ranges, `_exists_:field`, AND, OR, NOT, parentheses, and a field before
parentheses. Operators are capitals. Terms side by side are OR, as in Elasticsearch; before NOT they are AND.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_SHORTEST_SUFFIX = 3


class QueryError(ValueError):
    """The query cannot be read; the words say why."""


@dataclass(frozen=True)
class Term:
    """A value to find. field: None for any of the usual ones. phrase: in quotes, so `*` is just a star."""

    field: str | None
    text: str
    phrase: bool = False


@dataclass(frozen=True)
class Between:
    """A range. low, high: None where that end is open."""

    field: str
    low: str | None
    high: str | None
    low_included: bool
    high_included: bool


@dataclass(frozen=True)
class Exists:
    """The field has a value."""

    field: str


@dataclass(frozen=True)
class Not:
    """What does not fit the inner query."""

    inner: Query


@dataclass(frozen=True)
class Both:
    """What fits each of the parts."""

    parts: tuple[Query, ...]


@dataclass(frozen=True)
class Either:
    """What fits one of the parts."""

    parts: tuple[Query, ...]


Query = Term | Between | Exists | Not | Both | Either

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<open>\()
    | (?P<close>\))
    | (?P<operator>(?:AND|OR|NOT)(?=[\s()]|$)|[-!](?=\S))
    | (?P<field>(?:[^\s():"\[\]{}\\]|\\.)+):(?!\s|$)
    | (?P<range>(?P<from>[\[{])\s*(?P<low>[^\s\]}]+)\s+TO\s+(?P<high>[^\s\]}]+)\s*(?P<to>[\]}]))
    | (?P<phrase>"(?:[^"\\]|\\.)*")
    | (?P<word>(?:[^\s():"\[\]{}\\]|\\.)+)(?!:)
    )""",
    re.VERBOSE,
)
_ESCAPED = re.compile(r"\\(.)")


def parse(text: str) -> Query:
    """Read a query. Raises QueryError."""
    parser = _Parser(text)
    query = parser.either(None)
    if parser.token is not None:
        raise QueryError(f"unexpected {parser.token.group().strip()!r}")
    return query


def terms_of(query: Query) -> Iterator[Term]:
    """Yield every term in a query."""
    match query:
        case Term():
            yield query
        case Not(inner):
            yield from terms_of(inner)
        case Both(parts) | Either(parts):
            for part in parts:
                yield from terms_of(part)


class _Parser:
    """Recursive descent over the tokens; `token` is the one that comes next, None at the end."""

    def __init__(self, text: str) -> None:
        self._text = text.rstrip()
        self._at = 0
        self.token: re.Match[str] | None = None
        self._advance()

    def _advance(self) -> None:
        if self._at >= len(self._text):
            self.token = None
            return
        self.token = _TOKEN.match(self._text, self._at)
        if self.token is None:
            raise QueryError(f"cannot read {self._text[self._at :].strip()!r}")
        self._at = self.token.end()

    def _next_is(self, group: str, *texts: str) -> bool:
        return self.token is not None and self.token[group] is not None and (not texts or self.token[group] in texts)

    def _take(self) -> re.Match[str]:
        if self.token is None:
            raise QueryError("something is missing at the end")
        token = self.token
        self._advance()
        return token

    def either(self, field: str | None) -> Query:
        """Read alternatives; `field` is the one before the parenthesis that we are in."""
        parts = [self._both(field)]
        while self.token is not None and not self._next_is("close"):
            if self._next_is("operator", "OR"):
                self._advance()
            parts.append(self._both(field))
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def _both(self, field: str | None) -> Query:
        parts = [self._one(field)]
        while self._next_is("operator", "AND", "NOT", "-", "!"):
            if self._next_is("operator", "AND"):
                self._advance()
            parts.append(self._one(field))
        return parts[0] if len(parts) == 1 else Both(tuple(parts))

    def _one(self, field: str | None) -> Query:
        token = self._take()
        if token["operator"] in ("NOT", "-", "!"):
            return Not(self._one(field))
        if token["field"] is not None:
            if field is not None or self._next_is("field"):
                raise QueryError(f"unexpected {token['field']!r}:")
            return self._one(_plain(token["field"]))
        if token["open"]:
            inner = self.either(field)
            if not self._next_is("close"):
                raise QueryError("a parenthesis is not closed")
            self._advance()
            return inner
        if token["range"] and field is not None:
            low, high = (None if end == "*" else end.strip('"') for end in (token["low"], token["high"]))
            return Between(field, low, high, token["from"] == "[", token["to"] == "]")
        if token["phrase"] is not None:
            return Term(field, _plain(token["phrase"][1:-1]), phrase=True)
        if token["word"] is not None:
            return _word(field, token["word"])
        raise QueryError(f"unexpected {token.group().strip()!r}")


def _word(field: str | None, word: str) -> Query:
    if field == "_exists_":
        return Exists(_plain(word))
    if field is not None and word == "*":
        return Exists(field)
    if word.startswith("*") and len(word.strip("*")) < _SHORTEST_SUFFIX:
        raise QueryError(f"a wildcard in front needs at least {_SHORTEST_SUFFIX} other characters: {word!r}")
    return Term(field, word)


def _plain(text: str) -> str:
    return _ESCAPED.sub(r"\1", text)
