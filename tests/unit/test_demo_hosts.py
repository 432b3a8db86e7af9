"""A served demo tenant answers only for loopback hosts, whatever a web page makes a browser send."""

from __future__ import annotations

import httpx
import pytest

from mfa_tui.demo.app import create_app
from mfa_tui.demo.http.hosts import LoopbackHostsOnly

PATH = "/.well-known/openid-configuration"


async def get(host: str) -> httpx.Response:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(LoopbackHostsOnly(create_app()))) as client:
        return await client.get(f"http://127.0.0.1{PATH}", headers={"Host": host})


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:8089", "LOCALHOST", "127.0.0.1:8089", "127.9.9.9", "[::1]:80"]
)
async def test_a_loopback_host_is_served(host: str) -> None:
    assert (await get(host)).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8089",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "127.0.0.1@evil.example",
        "evil.example@127.0.0.1",
        "127.0.0.1/",
        "localhost:port",
        "192.0.2.1",
        "[2001:db8::1]",
        "0.0.0.0",
        "",
    ],
)
async def test_any_other_host_is_refused_with_the_reason(host: str) -> None:
    answer = await get(host)
    assert answer.status_code == 403
    assert "localhost" in answer.json()["message"]
