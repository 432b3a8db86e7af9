"""JSON of strangers, read with what every parser keeps silent about: duplicates, NaN, depth, numbers too big."""

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any, NamedTuple, NoReturn

from mfa_tui.domain.text import clean
from mfa_tui.features.tokens.model.vocabulary import TokenWarning

MAX_DEPTH = 100
_MAX_DIGITS = 1_000


class JsonText(NamedTuple):
    """A JSON text read. `problem` says why it is none; `value` is then None, or what could still be read.

    `duplicates` are the names that the outermost object has twice; its last value counts, as in most parsers.
    """

    value: Any = None
    problem: str = ""
    warnings: tuple[TokenWarning, ...] = ()
    duplicates: frozenset[str] = frozenset()


def read_json(raw: bytes, name: str) -> JsonText:
    """Read the bytes of a segment called `name` as UTF-8 and JSON (RFC 8259). Never raises.

    Bytes that are not UTF-8 are a problem, and are then read as Latin-1 to show what they may have meant.
    """
    try:
        text, problem = raw.decode("utf-8"), ""
    except UnicodeDecodeError as error:
        text, problem = raw.decode("latin-1"), f"{name} is not UTF-8 (byte {error.start + 1})"
    reader = _Reader(name)
    try:
        value = json.loads(
            text,
            object_pairs_hook=reader.object,
            parse_int=reader.integer,
            parse_float=reader.float,
            parse_constant=_refuse_constant,
        )
    except RecursionError:
        return JsonText(problem=problem or _too_deep(name))
    except ValueError as error:
        return JsonText(problem=problem or f"{name} is not JSON: {clean(str(error), 200)}")
    if _is_deep(value):
        return JsonText(problem=problem or _too_deep(name))
    # The outermost object is the last one that the parser finishes.
    duplicates = reader.duplicates if isinstance(value, dict) else frozenset()
    return JsonText(value, problem, tuple(reader.warnings.values()), duplicates)


class _Reader:
    """The hooks of one reading, and what they saw."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.warnings: dict[str, TokenWarning] = {}
        self.duplicates: frozenset[str] = frozenset()

    def object(self, pairs: list[tuple[str, Any]]) -> Mapping[str, Any]:
        value = dict(pairs)
        self.duplicates = frozenset()
        if len(value) != len(pairs):
            counts = Counter(key for key, _ in pairs)
            self.duplicates = frozenset(key for key, count in counts.items() if count > 1)
            for key in sorted(self.duplicates)[:20]:
                shown = clean(key, 60)
                self._warn("duplicate_member", f'{self._name} has "{shown}" more than once; readers disagree', shown)
        return value

    def integer(self, digits: str) -> int | str:
        # int() of more than 4,300 digits raises, and of fewer takes long: such a number is kept as text.
        if len(digits) > _MAX_DIGITS:
            self._warn("huge_number", f"{self._name} has a number of {len(digits):,} digits, kept as text")
            return digits
        return int(digits)

    def float(self, digits: str) -> float | str:
        value = float(digits)
        if value in (float("inf"), float("-inf")) or len(digits) > _MAX_DIGITS:
            self._warn("huge_number", f"{self._name} has a number that no computer can hold, kept as text")
            return digits
        return value

    def _warn(self, code: str, text: str, key: str = "") -> None:
        if len(self.warnings) < 50:
            self.warnings.setdefault(f"{code} {key}", TokenWarning(code, f"{text}."))


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON value")


def _too_deep(name: str) -> str:
    return f"{name} is nested more than {MAX_DEPTH} levels deep"


def _is_deep(value: Any) -> bool:
    level = [value]
    for _ in range(MAX_DEPTH + 1):
        below: list[Any] = []
        for node in level:
            if isinstance(node, dict):
                below.extend(child for child in node.values() if isinstance(child, (dict, list)))
            elif isinstance(node, list):
                below.extend(child for child in node if isinstance(child, (dict, list)))
        if not below:
            return False
        level = below
    return True
