"""Demo tenants, in this process and behind a real socket, with a token to go in."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager

import httpx
import pytest
from starlette.applications import Starlette

from mfa_tui.demo.options import DEMO_CLIENT_ID, DEMO_CLIENT_SECRET, DEMO_DOMAIN, DemoOptions

ORIGIN = f"https://{DEMO_DOMAIN}"
_SERVE = """
from mfa_tui.demo.options import DemoOptions, RateLimit
from mfa_tui.demo.serve import serve
serve({options!r}, port=0)
"""


def token_request(origin: str, scope: str | None = None) -> dict[str, str]:
    """Return the body that asks a tenant for a token."""
    request = {
        "grant_type": "client_credentials",
        "client_id": DEMO_CLIENT_ID,
        "client_secret": DEMO_CLIENT_SECRET,
        "audience": f"{origin}/api/v2/",
    }
    return request if scope is None else request | {"scope": scope}


@asynccontextmanager
async def signed_in(app: Starlette, scope: str | None = None) -> AsyncIterator[httpx.AsyncClient]:
    """Yield a client of a tenant in this process."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=ORIGIN) as client:
        answer = await client.post("/oauth/token", json=token_request(ORIGIN, scope))
        client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        yield client


@contextmanager
def _served(options: DemoOptions) -> Iterator[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", _SERVE.format(options=options)], stdout=subprocess.PIPE, text=True
    )
    with process:
        assert process.stdout is not None
        yield process.stdout.readline().strip().removeprefix("export AUTH0_DOMAIN=")
        process.terminate()


@pytest.fixture
def served() -> Iterator[Callable[[DemoOptions], str]]:
    """Return a function that serves a demo tenant on a loopback port and returns its address."""
    with ExitStack() as stack:
        yield lambda options: stack.enter_context(_served(options))
