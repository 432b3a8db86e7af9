"""Pacing against the demo tenant's bucket: all of the limit, and nothing over it. Time is simulated."""

import asyncio
import math
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise

import httpx
import pytest

from mfa_tui.client.transports.pacing import BREATH, PacingTransport, background
from mfa_tui.client.transports.recorder import Recorder
from mfa_tui.demo.http.ratelimit import TokenBucket
from mfa_tui.demo.options import RateLimit
from tests.virtual_time import now, run

URL = "https://acme.eu.auth0.com/api/v2/users/someone"
CONNECTIONS = 10


@dataclass
class Host(httpx.AsyncBaseTransport):
    """A tenant behind a line with `latency` in seconds, `jitter` times as much at worst."""

    limit: RateLimit | None
    latency: float = 0.08
    jitter: float = 0.0
    reset: Callable[[TokenBucket], str] | None = None
    served: list[str] = field(default_factory=list)
    refused: list[float] = field(default_factory=list)
    bucket: TokenBucket | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await self._travel()
        headers = {}
        if self.limit:
            self.bucket = self.bucket or TokenBucket(self.limit, now)
            allowance = self.bucket.take()
            headers = dict(allowance.headers)
            if self.reset:
                headers["x-ratelimit-reset"] = self.reset(self.bucket)
            if not allowance.granted:
                self.refused.append(now())
                headers["retry-after"] = str(allowance.retry_after_s)
                await self._travel()
                return httpx.Response(429, headers=headers)
        self.served.append(request.url.path)
        await self._travel()
        return httpx.Response(200, headers=headers)

    async def _travel(self) -> None:
        await asyncio.sleep(self.latency / 2 * (1 + self.jitter * random.random()))


async def scan(host: Host, requests: int) -> float:
    """Send that many requests over ten connections; return the seconds it takes."""
    pacing = PacingTransport(host, Recorder(), asyncio.sleep, now)
    began, left = now(), iter(range(requests))

    async def work() -> None:
        for _ in left:
            while (await pacing.handle_async_request(httpx.Request("GET", URL))).status_code == 429:
                await asyncio.sleep(1)

    await asyncio.gather(*(work() for _ in range(CONNECTIONS)))
    return now() - began


def next_token(bucket: TokenBucket) -> str:
    return str(math.ceil(now() + (1 - bucket._tokens % 1) / bucket._limit.per_second))


def this_second(bucket: TokenBucket) -> str:
    return str(int(now()))


@pytest.mark.parametrize("reset", [None, next_token, this_second], ids=["full bucket", "next token", "rounded down"])
@pytest.mark.parametrize("limit", [RateLimit(2, 2), RateLimit(2, 10), RateLimit(16, 50)], ids=["2:2", "2:10", "16:50"])
def test_500_requests_get_95_percent_of_the_limit_and_no_429_whatever_the_reset_means(
    limit: RateLimit, reset: Callable[[TokenBucket], str] | None
) -> None:
    host = Host(limit, reset=reset)
    seconds = run(scan(host, 500))
    assert host.refused == []
    assert (500 - limit.burst) / limit.per_second / seconds >= 0.95


@pytest.mark.parametrize("latency", [0.002, 0.08, 0.5])
def test_where_there_is_no_limit_nothing_is_slower(latency: float) -> None:
    seconds = run(scan(Host(None, latency), 500))
    assert 500 / CONNECTIONS * latency / seconds >= 0.95


def test_on_an_uneven_line_answers_come_in_another_order_and_nothing_is_refused() -> None:
    host = Host(RateLimit(16, 50), jitter=2.0)
    assert run(scan(host, 1_000)) < 63
    assert host.refused == []


def test_what_other_tools_take_is_left_to_them() -> None:
    async def shared(host: Host) -> float:
        async def another_tool() -> None:
            while True:
                await asyncio.sleep(0.25)
                if host.bucket:
                    host.bucket.take()

        async with asyncio.TaskGroup() as tools:
            other = tools.create_task(another_tool())
            seconds = await scan(host, 500)
            other.cancel()
        return seconds

    host = Host(RateLimit(16, 50))
    assert run(shared(host)) < 500 / 12
    assert host.refused == []


def test_a_429_makes_everybody_wait_and_the_limit_is_learned_anew() -> None:
    async def interrupted(host: Host) -> None:
        pacing = PacingTransport(host, Recorder(), asyncio.sleep, now)
        request = httpx.Request("GET", URL)
        for _ in range(60):
            await pacing.handle_async_request(request)
        assert host.bucket
        while host.bucket.take().granted:
            pass  # another tool takes it all at once
        await asyncio.gather(*(pacing.handle_async_request(request) for _ in range(CONNECTIONS)))
        assert len(host.refused) <= CONNECTIONS, "what was under way already"
        began = now()
        for _ in range(100):
            assert (await pacing.handle_async_request(request)).status_code == 200
        assert now() - began < 12

    run(interrupted(Host(RateLimit(16, 50))))


def test_before_the_first_answer_only_one_request_is_under_way() -> None:
    host = Host(RateLimit(2, 2))
    run(scan(host, CONNECTIONS))
    assert host.refused == []


def test_a_request_without_an_answer_holds_nobody_up_for_good() -> None:
    class Broken(Host):
        broken = 0

        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            if len(self.served) > 10 and self.broken < 60:
                self.broken += 1
                raise httpx.ReadError("gone")
            return await super().handle_async_request(request)

    async def with_failures(host: Broken) -> float:
        pacing = PacingTransport(host, Recorder(), asyncio.sleep, now)
        began = now()
        while len(host.served) < 200:
            try:
                await pacing.handle_async_request(httpx.Request("GET", URL))
            except httpx.ReadError:
                continue
        return now() - began

    host = Broken(RateLimit(16, 50))
    assert run(with_failures(host)) < 22
    assert host.refused == []


def test_what_somebody_looks_at_goes_before_a_scan_in_the_background() -> None:
    async def looking(host: Host) -> list[str]:
        pacing = PacingTransport(host, Recorder(), asyncio.sleep, now)

        async def get(who: str) -> None:
            await pacing.handle_async_request(httpx.Request("GET", f"{URL}/{who}"))

        with background():
            scanning = [asyncio.create_task(get("scan")) for _ in range(CONNECTIONS)]
        await asyncio.sleep(2)
        await asyncio.gather(*(asyncio.create_task(get("look")) for _ in range(2)))
        looked = [path.rpartition("/")[2] for path in host.served]
        await asyncio.gather(*scanning)
        return looked

    looked = run(looking(Host(RateLimit(0.5, 2))))
    assert looked.count("look") == 2
    assert looked.count("scan") <= 4, "two in the burst, one that was next already, one between"


def test_a_scan_leaves_room_between_its_requests_for_keys_and_what_somebody_looks_at_goes_at_once() -> None:
    class Noting(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            sent.append(now())
            await asyncio.sleep(0.08)
            return httpx.Response(200)

    async def sending() -> None:
        pacing = PacingTransport(Noting(), Recorder(), asyncio.sleep, now)
        await asyncio.gather(*(pacing.handle_async_request(httpx.Request("GET", URL)) for _ in range(CONNECTIONS)))

    sent: list[float] = []
    run(sending())
    assert max(sent[1:]) == min(sent[1:]), "once the first answer has told that there is no limit"
    sent.clear()
    with background():
        run(sending())
    gaps = [later - before for before, later in pairwise(sent)]
    assert len(gaps) == CONNECTIONS - 1
    assert min(gaps) >= BREATH * 0.99


def test_tokens_and_keys_are_neither_paced_nor_taken_for_a_tenant_without_a_limit() -> None:
    async def signed_in(host: Host) -> None:
        pacing = PacingTransport(host, Recorder(), asyncio.sleep, now)
        await pacing.handle_async_request(httpx.Request("POST", "https://acme.eu.auth0.com/oauth/token"))
        assert host.bucket
        host.bucket = None  # that was not of the Management API's
        await asyncio.gather(*(pacing.handle_async_request(httpx.Request("GET", URL)) for _ in range(CONNECTIONS)))

    host = Host(RateLimit(2, 2))
    run(signed_in(host))
    assert host.refused == []
