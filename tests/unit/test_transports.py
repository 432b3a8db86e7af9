"""Guard, retry, pacing and recorder, each over a tenant that answers from a script."""

import httpx
import pytest

from mfa_tui.client import errors
from mfa_tui.client.transports.guard import Access, GuardTransport
from mfa_tui.client.transports.pacing import PacingTransport
from mfa_tui.client.transports.recorder import Recorder, RecorderTransport, Waiting
from mfa_tui.client.transports.retry import ATTEMPTS, RetryTransport

URL = "https://acme.eu.auth0.com/api/v2/guardian/factors"
TOKEN_URL = httpx.URL("https://acme.eu.auth0.com/oauth/token")


class Clock:
    """Time that passes only by sleeping."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def script(*answers: httpx.Response | Exception) -> tuple[httpx.MockTransport, list[httpx.Request]]:
    left, seen = list(answers), list[httpx.Request]()

    def handle(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        answer = left.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    return httpx.MockTransport(handle), seen


def limited(limit: int, remaining: int, reset: float, status: int = 200) -> httpx.Response:
    headers = {
        "x-ratelimit-limit": str(limit),
        "x-ratelimit-remaining": str(remaining),
        "x-ratelimit-reset": str(reset),
    }
    return httpx.Response(status, headers=headers)


def retrying(inner: httpx.AsyncBaseTransport, clock: Clock) -> tuple[RetryTransport, Recorder]:
    recorder = Recorder()
    return RetryTransport(inner, recorder, clock.sleep, clock, lambda: 0.5), recorder


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "QUERY"])
async def test_a_locked_tenant_is_sent_no_write(method: str) -> None:
    inner, seen = script(httpx.Response(200))
    guard = GuardTransport(inner, Access(writable=False), TOKEN_URL)
    with pytest.raises(errors.WriteRefused):
        await guard.handle_async_request(httpx.Request(method, URL))
    assert seen == []


async def test_a_locked_tenant_is_read_and_signed_in_to() -> None:
    inner, seen = script(httpx.Response(200), httpx.Response(200))
    guard = GuardTransport(inner, Access(writable=False), TOKEN_URL)
    await guard.handle_async_request(httpx.Request("GET", URL))
    await guard.handle_async_request(httpx.Request("POST", TOKEN_URL))
    assert len(seen) == 2


async def test_a_locked_tenant_is_asked_for_a_users_export_which_only_reads() -> None:
    inner, seen = script(*[httpx.Response(200)] * 2)
    guard = GuardTransport(inner, Access(writable=False), TOKEN_URL)
    await guard.handle_async_request(httpx.Request("POST", "https://acme.eu.auth0.com/api/v2/jobs/users-exports"))
    for method, url in (
        ("POST", "https://acme.eu.auth0.com/api/v2/jobs/users-imports"),
        ("POST", "https://acme.eu.auth0.com/api/v2/jobs/users-exports/more"),
        ("POST", "https://acme.eu.auth0.com/api/v2/jobs/users-exports?more=1"),
        ("POST", "https://elsewhere.example/api/v2/jobs/users-exports"),
        ("PUT", "https://acme.eu.auth0.com/api/v2/jobs/users-exports"),
        ("DELETE", str(TOKEN_URL)),
    ):
        with pytest.raises(errors.WriteRefused):
            await guard.handle_async_request(httpx.Request(method, url))
    assert len(seen) == 1


async def test_locking_again_stops_the_next_write() -> None:
    access = Access(writable=True)
    inner, seen = script(httpx.Response(200))
    guard = GuardTransport(inner, access, TOKEN_URL)
    await guard.handle_async_request(httpx.Request("PUT", URL))
    access.writable = False
    with pytest.raises(errors.WriteRefused):
        await guard.handle_async_request(httpx.Request("PUT", URL))
    assert len(seen) == 1


async def test_a_429_is_waited_out_as_long_as_the_tenant_says() -> None:
    clock = Clock()
    inner, seen = script(httpx.Response(429, headers={"retry-after": "3"}), httpx.Response(200))
    transport, recorder = retrying(inner, clock)
    told: list[object] = []
    recorder.listen = told.append
    response = await transport.handle_async_request(httpx.Request("GET", URL))
    assert response.status_code == 200
    assert len(seen) == 2
    assert clock.slept == [pytest.approx(3.125)]
    assert told == [Waiting(clock.slept[0], "rate limit")]


async def test_a_tenant_that_asks_for_minutes_is_not_waited_for() -> None:
    clock = Clock()
    inner, _ = script(httpx.Response(429, headers={"retry-after": "300"}))
    transport, _ = retrying(inner, clock)
    assert (await transport.handle_async_request(httpx.Request("GET", URL))).status_code == 429
    assert clock.slept == []


async def test_server_errors_are_tried_again_with_growing_pauses_and_then_given_up() -> None:
    clock = Clock()
    inner, seen = script(*[httpx.Response(502)] * ATTEMPTS)
    transport, _ = retrying(inner, clock)
    assert (await transport.handle_async_request(httpx.Request("PUT", URL))).status_code == 502
    assert len(seen) == ATTEMPTS
    assert clock.slept == sorted(clock.slept)
    assert len(clock.slept) == ATTEMPTS - 1


@pytest.mark.parametrize("method", ["POST", "PATCH"])
async def test_what_is_not_safe_to_send_twice_is_sent_once(method: str) -> None:
    inner, seen = script(httpx.Response(503, headers={"retry-after": "1"}))
    transport, _ = retrying(inner, Clock())
    await transport.handle_async_request(httpx.Request(method, URL))
    assert len(seen) == 1


async def test_a_host_that_does_not_answer_is_asked_twice_not_four_times() -> None:
    inner, seen = script(*[httpx.ReadTimeout("slow")] * ATTEMPTS)
    transport, _ = retrying(inner, Clock())
    with pytest.raises(httpx.ReadTimeout):
        await transport.handle_async_request(httpx.Request("GET", URL))
    assert len(seen) == 2


async def test_a_broken_connection_is_made_again() -> None:
    inner, seen = script(httpx.RemoteProtocolError("gone"), httpx.Response(200))
    transport, _ = retrying(inner, Clock())
    assert (await transport.handle_async_request(httpx.Request("GET", URL))).status_code == 200
    assert len(seen) == 2


async def test_pacing_spends_what_is_left_and_then_waits_for_the_reset() -> None:
    clock = Clock()
    inner, seen = script(limited(2, 1, 1_005), limited(2, 0, 1_005), limited(2, 1, 1_010))
    transport = PacingTransport(inner, Recorder(), clock.sleep, clock)
    for _ in range(3):
        await transport.handle_async_request(httpx.Request("GET", URL))
    assert len(seen) == 3
    assert clock.slept == [5.0]


async def test_a_reset_in_the_next_century_is_not_waited_for() -> None:
    clock = Clock()
    inner, seen = script(limited(2, 0, 4e9), limited(2, 0, 4e9))
    transport = PacingTransport(inner, Recorder(), clock.sleep, clock)
    for _ in range(2):
        await transport.handle_async_request(httpx.Request("GET", URL))
    assert len(seen) == 2
    assert sum(clock.slept) <= 30


async def test_a_tenant_that_tells_no_limit_is_not_paced() -> None:
    clock = Clock()
    inner, seen = script(*[httpx.Response(200)] * 100)
    transport = PacingTransport(inner, Recorder(), clock.sleep, clock)
    for _ in range(100):
        await transport.handle_async_request(httpx.Request("GET", URL))
    assert len(seen) == 100
    assert clock.slept == []


async def test_the_recorder_keeps_what_support_needs_and_no_secret() -> None:
    inner, _ = script(httpx.Response(200, headers={"x-auth0-requestid": "r1"}), httpx.ConnectError("no"))
    recorder = Recorder()
    transport = RecorderTransport(inner, recorder, Clock())
    request = httpx.Request("GET", URL + "?q=secret", headers={"Authorization": "Bearer eyJsecret"})
    await transport.handle_async_request(request)
    with pytest.raises(httpx.ConnectError):
        await transport.handle_async_request(request)
    first, second = recorder.calls
    assert (first.method, first.path, first.status, first.request_id) == ("GET", "/api/v2/guardian/factors", 200, "r1")
    assert (second.status, second.error) == (None, "ConnectError")
    assert "secret" not in repr(recorder.calls)
