"""What anybody sees of the demo tenant, without a token."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time

import httpx

from mfa_tui.demo.app import create_app
from mfa_tui.demo.options import DEMO_DOMAIN, DemoOptions

ORIGIN = f"https://{DEMO_DOMAIN}"


def anybody_of(options: DemoOptions | None = None, origin: str = ORIGIN) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(create_app(options or DemoOptions())), base_url=origin)


async def test_the_openid_configuration_is_of_the_address_that_was_asked() -> None:
    for origin in (ORIGIN, "http://127.0.0.1:8089"):
        async with anybody_of(origin=origin) as anybody:
            configuration = (await anybody.get("/.well-known/openid-configuration")).json()
        assert configuration["issuer"] == f"{origin}/"
        assert configuration["jwks_uri"] == f"{origin}/.well-known/jwks.json"
        assert configuration["acr_values_supported"] == ["http://schemas.openid.net/pape/policies/2007/06/multi-factor"]


async def test_latency_comes_before_every_answer() -> None:
    async with anybody_of(DemoOptions(latency_ms=30)) as client:
        started = time.monotonic()
        await asyncio.gather(*(client.get("/.well-known/openid-configuration") for _ in range(10)))
        await client.get("/api/v2/guardian/factors")
    assert time.monotonic() - started >= 0.06


async def test_many_who_ask_at_once_get_the_same_key() -> None:
    async with anybody_of() as anybody:
        answers = await asyncio.gather(*(anybody.get("/.well-known/jwks.json") for _ in range(10)))
    assert len({answer.text for answer in answers}) == 1


def test_a_tenant_is_made_without_loading_cryptography() -> None:
    program = (
        "import sys; from mfa_tui.demo.app import create_app; create_app();"
        "print([name for name in ('jwt', 'cryptography', 'uvicorn', 'httpx') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


async def test_every_answer_has_its_own_request_id() -> None:
    async with anybody_of() as anybody:
        paths = ("/api/v2/clients", "/nowhere", "/.well-known/jwks.json")
        answers = [await anybody.get(path) for path in paths]
    assert len({answer.headers["x-auth0-requestid"] for answer in answers}) == 3
