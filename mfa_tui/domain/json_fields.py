"""Reading JSON whose fields may be missing, null or of another type than documented.

A user's profile is filled by custom databases, imports, enterprise directories and scripts of twenty years. What
does not make sense there is as good as not there: one odd profile must not cost a page of users.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

Json = Mapping[str, Any]

_MILLISECONDS_FROM = 1e11
"""An epoch from here on counts milliseconds: in seconds it would lie beyond the year 5000."""


def text(value: object) -> str:
    """Return a string or number as text, anything else as empty."""
    if isinstance(value, bool):
        return ""
    return str(value) if isinstance(value, str | int | float) else ""


def flag(value: object) -> bool:
    """Tell whether the value is true, also as the word that some databases deliver."""
    return value is True or value == "true"


def count(value: object) -> int:
    """Return a whole number, 0 where there is none."""
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def texts(value: object) -> tuple[str, ...]:
    """Return the strings of a list; a string alone is a list of one."""
    if isinstance(value, str):
        return (value,)
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()


def objects(value: object) -> tuple[Json, ...]:
    """Return the objects of a list."""
    return tuple(item for item in value if isinstance(item, dict)) if isinstance(value, list) else ()


def member(value: object, *names: str) -> Any:
    """Return what lies at a path into nested objects, None where the path ends early."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def instant(value: object) -> float | None:
    """Return epoch seconds for an ISO 8601 text or an epoch; without a zone it is UTC, as everything at Auth0."""
    if isinstance(value, str):
        try:
            moment = datetime.fromisoformat(value)
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
        except (ValueError, OverflowError):
            return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    seconds = value / 1000 if value >= _MILLISECONDS_FROM else value
    return float(seconds) if 0 <= seconds < _MILLISECONDS_FROM else None


def identified(raw: object, name: str) -> Json:
    """Return `raw` as an object that has an id under `name`.

    Raises ValueError for one without, and for an id that lost a character on the way: it would address something else.
    """
    if not isinstance(raw, dict):
        raise ValueError("it is no object")
    if not text(raw.get(name)):
        raise ValueError(f"it has no {name}")
    if "\ufffd" in text(raw.get(name)):
        raise ValueError(f"its {name} is damaged")
    return raw
