"""How the demo tenant slows a client down, on a clock that the test holds."""

from __future__ import annotations

import httpx

from mfa_tui.demo.app import create_app
from mfa_tui.demo.http.ratelimit import TokenBucket
from mfa_tui.demo.options import DEMO_DOMAIN, DemoOptions, RateLimit

FACTORS = "/api/v2/guardian/factors"


class Clock:
    """Stands still until it is told otherwise; Unix seconds."""

    def __init__(self) -> None:
        self.now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


def tenant(rate_limit: RateLimit | None, clock: Clock) -> httpx.AsyncClient:
    app = create_app(DemoOptions(rate_limit=rate_limit), clock=clock)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=f"https://{DEMO_DOMAIN}")


def test_a_burst_passes_and_the_next_request_does_not() -> None:
    bucket = TokenBucket(RateLimit(per_second=2, burst=3), Clock())
    assert [bucket.take().granted for _ in range(4)] == [True, True, True, False]


def test_the_bucket_fills_with_time_and_never_over_the_brim() -> None:
    clock = Clock()
    bucket = TokenBucket(RateLimit(per_second=2, burst=3), clock)
    for _ in range(3):
        bucket.take()
    clock.now += 0.4
    assert not bucket.take().granted
    clock.now += 0.1
    assert bucket.take().granted
    clock.now += 3600
    assert [bucket.take().granted for _ in range(4)] == [True, True, True, False]


def test_the_headers_tell_what_is_left_and_when_the_bucket_is_full_again() -> None:
    clock = Clock()
    bucket = TokenBucket(RateLimit(per_second=2, burst=10), clock)
    bucket.take()
    assert bucket.take().headers == {
        "x-ratelimit-limit": "10",
        "x-ratelimit-remaining": "8",
        "x-ratelimit-reset": str(int(clock.now) + 1),
    }


def test_a_refusal_tells_in_whole_seconds_when_to_come_back() -> None:
    bucket = TokenBucket(RateLimit(per_second=0.4, burst=1), Clock())
    assert bucket.take().retry_after_s == 0
    assert bucket.take().retry_after_s == 3  # 2.5 s, rounded up


async def test_one_request_too_many_is_answered_429_and_passes_after_the_wait() -> None:
    clock = Clock()
    async with tenant(RateLimit(per_second=0.5, burst=1), clock) as client:
        assert (await client.get(FACTORS)).status_code == 401
        refused = await client.get(FACTORS)
        assert refused.status_code == 429
        assert refused.json() == {
            "statusCode": 429,
            "error": "Too Many Requests",
            "message": "Global limit has been reached",
            "errorCode": "too_many_requests",
        }
        assert refused.headers["retry-after"] == "2"
        assert refused.headers["x-ratelimit-limit"] == "1"
        assert refused.headers["x-ratelimit-remaining"] == "0"
        assert refused.headers["x-ratelimit-reset"] == str(int(clock.now) + 2)
        assert refused.headers["x-auth0-requestid"]
        clock.now += int(refused.headers["retry-after"])
        assert (await client.get(FACTORS)).status_code == 401


async def test_every_answer_of_the_management_api_carries_the_limit_even_a_404() -> None:
    async with tenant(RateLimit(per_second=16, burst=50), Clock()) as client:
        left = [(await client.get(f"/api/v2/{path}")).headers["x-ratelimit-remaining"] for path in "abc"]
    assert left == ["49", "48", "47"]


async def test_the_token_endpoint_and_the_keys_are_not_counted() -> None:
    async with tenant(RateLimit(per_second=0.1, burst=1), Clock()) as client:
        for _ in range(3):
            assert (await client.post("/oauth/token", json={})).status_code == 400
            keys = await client.get("/.well-known/jwks.json")
            assert keys.status_code == 200
            assert "x-ratelimit-limit" not in keys.headers


async def test_without_a_limit_nothing_is_refused_and_no_limit_is_told() -> None:
    async with tenant(None, Clock()) as client:
        answers = [await client.get(FACTORS) for _ in range(100)]
    assert {answer.status_code for answer in answers} == {401}
    assert not any("x-ratelimit-limit" in answer.headers for answer in answers)
