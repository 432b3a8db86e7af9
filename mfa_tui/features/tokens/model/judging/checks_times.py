"""Checks of a token's times, with leeway (RFC 7519 section 4.1, OpenID Connect Core 2 and 3.1.2.1)."""

from collections.abc import Iterator, Mapping
from typing import Any

from mfa_tui.features.tokens.model.reading.kind import is_client_assertion
from mfa_tui.features.tokens.model.reading.times import duration, looks_like_milliseconds, moment, seconds_of
from mfa_tui.features.tokens.model.vocabulary import Check, Expectations, Status, VerdictId


def time_checks(claims: Mapping[str, Any], expected: Expectations, now: float) -> Iterator[Check]:
    """Yield a line for exp, iat, nbf and auth_time, as far as they are there or must be."""
    leeway = expected.leeway
    yield _expiry(claims, expected, now)
    yield _issued(claims, expected, now)
    if "nbf" in claims:
        yield _not_before(claims, leeway, now)
    if "auth_time" in claims:
        yield _login(claims, leeway, now)


def freshness_check(claims: Mapping[str, Any], expected: Expectations, now: float) -> Check | None:
    """Return the check against max_age, or None if none was asked for. 0 is a limit: it is no "not asked"."""
    limit = expected.max_age
    if limit is None:
        return None
    login = seconds_of(claims.get("auth_time"))
    if login is None:
        text = "auth_time must be a number where max_age is asked for, and is missing or not one."
        return Check("max_age", "fail", text, leads_to=VerdictId.MFA_PROVEN_STALE)
    if looks_like_milliseconds(login):
        text = "auth_time looks like milliseconds, so the age of the login cannot be told."
        return Check("max_age", "fail", text, leads_to=VerdictId.MFA_PROVEN_STALE)
    age = now - login
    evidence = f"login {moment(login, now).relative}, limit {duration(limit)}"
    if age > limit + expected.leeway:
        hint = " max_age=0 can only be judged at the login itself." if limit == 0 else ""
        return Check("max_age", "fail", f"The login is too old.{hint}", evidence, VerdictId.MFA_PROVEN_STALE)
    if age < -expected.leeway:
        text = "auth_time lies in the future, so the login is not proven fresh."
        return Check("max_age", "warn", text, evidence, VerdictId.MFA_PROVEN_STALE)
    return Check("max_age", "ok", "The login is fresh enough.", evidence)


def _expiry(claims: Mapping[str, Any], expected: Expectations, now: float) -> Check:
    expiry = seconds_of(claims.get("exp"))
    if expiry is None:
        return _no_number("exp", claims, expected)
    shown = moment(claims["exp"], now)
    if now > expiry + expected.leeway:
        return Check("exp", "fail", f"Expired {shown.relative}.", shown.utc, VerdictId.EXPIRED)
    if shown.in_milliseconds:
        text = f"exp looks like milliseconds: {shown.relative}. Read as seconds it never expires."
        return Check("exp", "warn", text, shown.utc)
    return Check("exp", "ok", f"Expires {shown.relative}.", shown.utc)


def _issued(claims: Mapping[str, Any], expected: Expectations, now: float) -> Check:
    issued = seconds_of(claims.get("iat"))
    if issued is None:
        return _no_number("iat", claims, expected)
    shown = moment(claims["iat"], now)
    status: Status = "ok"
    text = f"Issued {shown.relative}."
    if shown.in_milliseconds:
        status, text = "warn", f"iat looks like milliseconds: {shown.relative}."
    elif issued > now + expected.leeway:
        status, text = "warn", f"Issued in the future, {shown.relative}: a clock is wrong."
    return Check("iat", status, text, shown.utc)


def _not_before(claims: Mapping[str, Any], leeway: float, now: float) -> Check:
    start = seconds_of(claims["nbf"])
    if start is None:
        return Check("nbf", "fail", "nbf must be a number.", leads_to=VerdictId.MALFORMED_CLAIM)
    shown = moment(claims["nbf"], now)
    if now < start - leeway:
        return Check("nbf", "fail", f"Not valid yet, {shown.relative}.", shown.utc, VerdictId.NOT_YET_VALID)
    return Check("nbf", "ok", f"Valid since {shown.relative}.", shown.utc)


def _login(claims: Mapping[str, Any], leeway: float, now: float) -> Check:
    login = seconds_of(claims["auth_time"])
    if login is None:
        return Check("auth_time", "warn", "auth_time must be a number.")
    shown = moment(claims["auth_time"], now)
    issued = seconds_of(claims.get("iat"))
    if shown.in_milliseconds:
        return Check("auth_time", "warn", f"auth_time looks like milliseconds: {shown.relative}.", shown.utc)
    if issued is not None and login > issued + leeway:
        return Check("auth_time", "warn", "The login is later than the token that came of it.", shown.utc)
    return Check("auth_time", "ok", f"Logged in {shown.relative}.", shown.utc)


def _no_number(name: str, claims: Mapping[str, Any], expected: Expectations) -> Check:
    """Return the line for a time that is missing or of the wrong type; missing matters to whom the token is for."""
    optional = name == "iat" and is_client_assertion(claims)  # RFC 7523 section 3, item 6
    if name not in claims and (optional or not expected.strict):
        return Check(name, "warn", f"{name} is missing.")
    how = "is none" if name in claims else "is missing"
    return Check(name, "fail", f"{name} must be a number, and {how}.", leads_to=VerdictId.MALFORMED_CLAIM)
