"""Times of a token: NumericDate (RFC 7519 section 2) as UTC, local and relative, and milliseconds told from seconds."""

import time
from collections.abc import Mapping
from typing import Any, NamedTuple, TypeGuard

TIME_CLAIMS = ("iat", "auth_time", "nbf", "exp", "updated_at")

# Seconds of the year 5138, or milliseconds of March 1973: no token has either.
_MILLISECONDS_FROM = 100_000_000_000


class Moment(NamedTuple):
    """One time of a token. `epoch` as it stands there; `utc` is empty where no calendar reaches."""

    epoch: float
    utc: str
    local: str
    relative: str
    in_milliseconds: bool = False


def is_number(value: object) -> TypeGuard[float]:
    """Tell whether a JSON value is a number; true and false are not, though Python takes them for ints."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def seconds_of(value: object) -> float | None:
    """Return a NumericDate as float; None where the value is no number. Integers beyond floats become infinite."""
    if not is_number(value):
        return None
    try:
        return float(value)
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")


def looks_like_milliseconds(value: float) -> bool:
    """Tell whether a time is so large that it can only have been meant as milliseconds."""
    return abs(value) >= _MILLISECONDS_FROM


def moments(claims: Mapping[str, Any], now: float) -> dict[str, Moment]:
    """Return the times of a token by claim, for those that are numbers."""
    return {name: moment(claims[name], now) for name in TIME_CLAIMS if is_number(claims.get(name))}


def moment(epoch: float, now: float) -> Moment:
    """Return one time. What can only be milliseconds is shown as such."""
    value = seconds_of(epoch) or 0.0
    in_milliseconds = looks_like_milliseconds(value)
    seconds = value / 1000 if in_milliseconds else value
    return Moment(epoch, utc(seconds), _local(seconds), relative(seconds - now), in_milliseconds)


def utc(seconds: float) -> str:
    """Return epoch seconds as `2026-01-31 12:00:00Z`, or nothing outside the years 1 to 9999."""
    try:
        parts = time.gmtime(seconds)
    except (OverflowError, ValueError, OSError):
        return ""
    return _stamp(parts) + "Z" if 0 < parts.tm_year < 10_000 else ""


def _local(seconds: float) -> str:
    try:
        parts = time.localtime(seconds)
    except (OverflowError, ValueError, OSError):
        return ""
    return f"{_stamp(parts)} {parts.tm_zone}" if 0 < parts.tm_year < 10_000 else ""


def _stamp(parts: time.struct_time) -> str:
    date = f"{parts.tm_year:04}-{parts.tm_mon:02}-{parts.tm_mday:02}"
    return f"{date} {parts.tm_hour:02}:{parts.tm_min:02}:{parts.tm_sec:02}"


def relative(seconds: float) -> str:
    """Return a distance from now as `3 d 2 h ago`, `in 5 min` or `now`."""
    if abs(seconds) < 1:
        return "now"
    words = duration(abs(seconds))
    return f"in {words}" if seconds > 0 else f"{words} ago"


def duration(seconds: float) -> str:
    """Return a length of time in its two largest units: `3 d 2 h`, `5 min`, `0 s`."""
    if not seconds < 1e13:
        return "more than 300,000 years"
    left, words = int(seconds), []
    for unit, size in (("y", 31_536_000), ("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1)):
        count, left = divmod(left, size)
        if count:
            words.append(f"{count:,} {unit}")
        if words and (len(words) == 2 or not count):
            break
    return " ".join(words) or "0 s"
