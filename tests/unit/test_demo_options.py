"""What a person may ask of the demo tenant on the command line."""

from __future__ import annotations

import pytest

from mfa_tui.demo.options import DemoOptions, RateLimit


def test_a_rate_limit_is_written_as_requests_per_second_and_burst() -> None:
    assert RateLimit.parse("16:50") == RateLimit(per_second=16, burst=50)
    assert RateLimit.parse("0.5:1") == RateLimit(per_second=0.5, burst=1)


@pytest.mark.parametrize("text", ["", "16", "16:", ":50", "16:50:2", "fast:50", "16:5.5"])
def test_a_rate_limit_that_cannot_be_read_is_answered_with_how_to_write_one(text: str) -> None:
    with pytest.raises(ValueError, match="written PER_SECOND:BURST, such as 16:50"):
        RateLimit.parse(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("0:50", "more than 0 requests per second, not 0"),
        ("-1:50", "more than 0 requests per second, not -1"),
        ("nan:50", "more than 0 requests per second, not nan"),
        ("inf:50", "more than 0 requests per second, not inf"),
        ("16:0", "a burst of at least 1 request, not 0"),
    ],
)
def test_a_rate_limit_that_lets_nothing_through_is_refused(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        RateLimit.parse(text)


def test_a_latency_below_zero_is_refused() -> None:
    with pytest.raises(ValueError, match="latency cannot be negative: -1 ms"):
        DemoOptions(latency_ms=-1)


def test_a_token_that_is_dead_at_birth_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1 s, not 0 s"):
        DemoOptions(token_lifetime_s=0)
