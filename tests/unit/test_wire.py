"""From bytes to values or to words: what Auth0 answers, and what pretends to be Auth0."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from mfa_tui.client import errors, wire
from mfa_tui.domain.factors import Factor
from mfa_tui.domain.problems import Kind

FACTORS = TypeAdapter(tuple[Factor, ...])
NOW = 1_800_000_000.0


def decode(status: int, body: object, **headers: str) -> tuple[Factor, ...]:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return wire.decode(status, {key.replace("_", "-"): value for key, value in headers.items()}, raw, FACTORS, NOW)


def auth0_error(status: int, error: str, message: str, code: str) -> dict[str, object]:
    return {"statusCode": status, "error": error, "message": message, "errorCode": code}


def test_fields_that_auth0_adds_are_ignored() -> None:
    body = [{"name": "otp", "enabled": True, "trial_expired": False, "settings": {"otp_length": 6}}]
    assert decode(200, body) == (Factor("otp", True),)


@pytest.mark.parametrize(
    "body",
    [
        b"<!doctype html><title>Sign in to Wi-Fi</title>",
        b"",
        b"\xff\xfe",
        {"factors": []},
        [{"name": "otp", "enabled": "yes"}],
        [{"name": "otp"}],
        [{"name": 7, "enabled": True}],
        b"[" * 100_000,
    ],
)
def test_what_is_not_the_documented_answer_is_called_that_and_not_quoted(body: object) -> None:
    with pytest.raises(errors.Unreadable) as caught:
        decode(200, body, content_type="text/html")
    assert "Wi-Fi" not in str(caught.value)


def test_a_missing_scope_is_named() -> None:
    body = auth0_error(
        403, "Forbidden", "Insufficient scope, expected any of: read:guardian_factors", "insufficient_scope"
    )
    with pytest.raises(errors.Forbidden) as caught:
        decode(403, body, x_auth0_requestid="abc123")
    problem = errors.describe(caught.value)
    assert problem.scopes == ("read:guardian_factors",)
    assert "lacks read:guardian_factors" in problem.hint
    assert "abc123" in problem.words


def test_a_missing_entitlement_is_not_called_a_matter_of_scopes() -> None:
    body = auth0_error(
        403, "Forbidden", "This feature is not enabled for this tenant: see read:more", "insufficient_entitlement"
    )
    with pytest.raises(errors.Forbidden) as caught:
        decode(403, body)
    assert "plan does not include" in errors.describe(caught.value).hint


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, errors.Invalid),
        (401, errors.Unauthorised),
        (404, errors.NotFound),
        (409, errors.Invalid),
        (429, errors.RateLimited),
        (500, errors.ServerFailed),
        (524, errors.ServerFailed),
        (302, errors.Unreadable),
    ],
)
def test_every_status_has_its_error_even_with_a_body_of_html(status: int, kind: type[errors.ApiError]) -> None:
    with pytest.raises(kind):
        decode(status, b"<html>[red]</html>")


def test_an_error_body_cannot_speak_to_the_terminal() -> None:
    evil = "\x1b]52;c;cHduZWQ=\x07[@click=app.quit]x[/]\nnext\u202e"
    with pytest.raises(errors.Invalid) as caught:
        decode(400, auth0_error(400, "Bad Request", evil, "invalid_body"))
    words = errors.describe(caught.value).words
    assert words.isprintable()
    assert "[@click=app.quit]x[/]" in words


def test_the_reset_is_measured_on_the_tenants_clock_not_on_ours() -> None:
    headers = {
        "x-ratelimit-limit": "50",
        "x-ratelimit-remaining": "3",
        "x-ratelimit-reset": "1764000010",
        "date": "Mon, 24 Nov 2025 16:00:00 GMT",  # 1764000000
    }
    limits = wire.rate_limit(headers, now=5.0)
    assert limits is not None
    assert (limits.limit, limits.remaining, limits.resets_in) == (50, 3, 10.0)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after": "-3"}, 0.0),
        ({"retry-after": "Mon, 24 Nov 2025 16:00:09 GMT", "date": "Mon, 24 Nov 2025 16:00:00 GMT"}, 9.0),
        ({"retry-after": "soon"}, None),
        ({}, None),
        ({"x-ratelimit-limit": "2", "x-ratelimit-remaining": "0", "x-ratelimit-reset": str(int(NOW) + 4)}, 4.0),
        ({"x-ratelimit-limit": "two", "x-ratelimit-remaining": "0", "x-ratelimit-reset": "x"}, None),
    ],
)
def test_how_long_to_wait_is_read_from_whichever_header_says_it(headers: dict[str, str], seconds: float | None) -> None:
    assert wire.retry_after(headers, NOW) == seconds


def test_when_to_retry_is_part_of_the_words() -> None:
    with pytest.raises(errors.RateLimited) as caught:
        decode(
            429,
            auth0_error(429, "Too Many Requests", "Global limit has been reached", "too_many_requests"),
            retry_after="9",
        )
    problem = errors.describe(caught.value)
    assert (problem.kind, problem.retry_at) == (Kind.RATE_LIMIT, NOW + 9)


@given(
    st.integers(100, 599),
    st.binary(max_size=200),
    st.dictionaries(
        st.sampled_from(["retry-after", "date", "x-ratelimit-reset", "x-ratelimit-limit", "x-ratelimit-remaining"]),
        st.text(max_size=20),
    ),
)
def test_no_answer_of_any_kind_raises_anything_but_our_errors(
    status: int, body: bytes, headers: dict[str, str]
) -> None:
    wire.rate_limit(headers, NOW)
    try:
        wire.decode(status, headers, body, FACTORS, NOW)
    except errors.ApiError as error:
        words = errors.describe(error).words
    else:
        words = ""
    assert words.isprintable()
