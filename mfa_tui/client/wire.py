"""From bytes to values, without I/O: (status, headers, body) to a model or a typed error.

Models are the frozen dataclasses of `domain`; fields that Auth0 adds are ignored, types are strict: a factor
whose `enabled` is "yes" is an answer that makes no sense, not a factor that is on.
"""

import json
import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from mfa_tui.client import errors
from mfa_tui.domain.access import RateLimit

T = TypeVar("T")

LONGEST_TOLD = 86_400.0
"""Seconds. Whatever a header says, nothing longer is believed."""
Headers = Mapping[str, str]

_SCOPE = re.compile(r"\b[a-z]+:[a-z_]+\b")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_BY_STATUS: Mapping[int, type[errors.ApiError]] = {
    401: errors.Unauthorised,
    403: errors.Forbidden,
    404: errors.NotFound,
    429: errors.RateLimited,
}


def rate_limit(headers: Headers, now: float) -> RateLimit | None:
    """Read the `x-ratelimit-*` headers; `now` is epoch seconds.

    `x-ratelimit-reset` is an epoch on the tenant's clock, so it is measured against the tenant's own `date`.
    """
    try:
        limit, remaining = int(headers["x-ratelimit-limit"]), int(headers["x-ratelimit-remaining"])
        reset = float(headers["x-ratelimit-reset"])
    except (KeyError, ValueError):
        return None
    return RateLimit(limit, remaining, _sensible(reset - _server_time(headers, now)))


def retry_after(headers: Headers, now: float) -> float | None:
    """Return the seconds that the answer asks us to wait, if it does: `Retry-After`, else the reset."""
    value = headers.get("retry-after", "")
    try:
        return _sensible(float(value))
    except ValueError:
        pass
    try:
        return _sensible(parsedate_to_datetime(value).timestamp() - _server_time(headers, now))
    except (ValueError, OverflowError):
        limits = rate_limit(headers, now)
        return limits.resets_in if limits else None


def _sensible(seconds: float) -> float:
    """Return a wait that a clock can show: at least none, at most a day; NaN counts as a day."""
    return max(0.0, seconds) if seconds < LONGEST_TOLD else LONGEST_TOLD


def _server_time(headers: Headers, now: float) -> float:
    try:
        return parsedate_to_datetime(headers.get("date", "")).timestamp()
    except (ValueError, OverflowError):
        return now


def request_id(headers: Headers) -> str:
    """Return the id by which Auth0's support finds the request."""
    return headers.get("x-auth0-requestid") or headers.get("x-request-id") or ""


def decode(status: int, headers: Headers, body: bytes, shape: TypeAdapter[T], now: float) -> T:
    """Return the answer as `shape`.

    Raises the `errors.ApiError` that fits the status, or `errors.Unreadable` where the body does not fit.
    """
    check(status, headers, body, now)
    try:
        try:
            return shape.validate_json(body, strict=True)
        except ValidationError as error:
            if error.errors(include_input=False, include_url=False)[0]["type"] != "json_invalid":
                raise
            return shape.validate_json(mended(body), strict=True)
    except ValidationError as error:
        raise errors.Unreadable(_misfit(headers, error), status, request_id=request_id(headers)) from None


def mended(body: bytes) -> bytes:
    """Return JSON text in which half a character no longer spoils the rest: U+FFFD stands in its place.

    One name that was cut in the middle of an emoji leaves a lone surrogate ("\\ud83d") that strict parsers refuse.
    A body that is not JSON at all is returned as it is.
    """
    try:
        text = json.dumps(json.loads(body.decode("utf-8", "replace")), ensure_ascii=False)
    except (ValueError, RecursionError):
        return body
    return _LONE_SURROGATE.sub("\ufffd", text).encode()


def check(status: int, headers: Headers, body: bytes, now: float) -> None:
    """Raise the typed error that an unsuccessful answer stands for."""
    if 200 <= status < 300:
        return
    id_ = request_id(headers)
    if 300 <= status < 400:
        raise errors.Unreadable("It redirects to another address.", status, request_id=id_)
    if status < 200:
        raise errors.Unreadable(f"HTTP status {status} is no response.", status, request_id=id_)
    fields = error_fields(body)
    message = fields.get("message") or fields.get("error_description") or f"HTTP status {status}."
    code = fields.get("errorCode") or fields.get("error") or ""
    wait = retry_after(headers, now) if status in (429, 503) else None
    kind = _BY_STATUS.get(status, errors.ServerFailed if status >= 500 else errors.Invalid)
    if status == 400 and code == "Bearer":  # How Auth0 calls a token that does not even look like one.
        kind = errors.Unauthorised
    raise kind(
        message,
        status,
        code,
        id_,
        scopes=tuple(_SCOPE.findall(message)) if code == "insufficient_scope" else (),
        retry_at=None if wait is None else now + wait,
        foreign=bool(body.strip()) and not body.lstrip().startswith(b"{"),
    )


def error_fields(body: bytes) -> dict[str, str]:
    """Return the text members of an Auth0 error body, in either of its two shapes; empty if it is neither."""
    try:
        fields: Any = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(fields, dict):
        return {}
    return {name: value for name, value in fields.items() if isinstance(value, str)}


def _misfit(headers: Headers, error: ValidationError) -> str:
    """Say why a body does not fit, without quoting it."""
    first = error.errors(include_input=False, include_url=False)[0]
    if first["type"] == "json_invalid":
        kind = headers.get("content-type", "")[:60]
        return "It says JSON, but is not." if "json" in kind else f"It is not JSON but {kind or 'without a type'}."
    place = ".".join(str(step) for step in first["loc"]) or "the whole"
    return f"Of {place[:80]}: {first['msg']}."
