"""One coverage scan of the tenant in the environment, measured from inside; or what httpx or Auth0's SDK alone take.

Prints a JSON object: seconds, requests and 429s of the Management API, users, and the peak memory in MB. `seconds` and
`requests` are told for the whole scan and for the reading of methods alone, which begins with the first of them.
"""

import asyncio
import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tests.benchmarks.measuring import peak_memory


async def ours(everyone: bool) -> dict[str, Any]:
    """Scan as the program does."""
    from mfa_tui.cli.opening import chosen_tenant
    from mfa_tui.client.transports.recorder import Call, Waiting
    from mfa_tui.features.coverage.service.scan import CoverageScan, Scope
    from mfa_tui.storage.ledger import Ledger

    profile, open_session = chosen_tenant(False, False)
    session = open_session()
    refused: list[float] = []
    methods: list[float] = []
    requests = 0

    def listen(event: Call | Waiting) -> None:
        nonlocal requests
        if isinstance(event, Call) and event.path.startswith("/api/v2/"):
            requests += event.status != 429
            if event.status == 429:
                refused.append(event.at)
            elif event.path.endswith("/authentication-methods"):
                methods.append(event.at)

    session.connection.recorder.listen = listen
    with tempfile.TemporaryDirectory() as folder:
        ledger = Ledger(Path(folder) / "coverage.jsonl")
        scan = CoverageScan(session.connection.client, profile.domain, Scope(everyone=everyone), ledger)
        began = time.perf_counter()
        coverage = await scan.run()
        seconds = time.perf_counter() - began
    await session.aclose()
    if not coverage.complete:
        raise RuntimeError(f"it did not end: {coverage.problem}")
    return {
        "seconds": seconds,
        "requests": requests,
        "refused": len(refused),
        "users": len(coverage.held),
        "source": coverage.people.source,
        "reading": time.time() - min(methods),
        "methods": len(methods),
    }


def _signed_in() -> tuple[str, str]:
    """Return the tenant's address and a token."""
    import httpx

    domain, id_, secret = (os.environ[f"AUTH0_{name}"] for name in ("DOMAIN", "CLIENT_ID", "CLIENT_SECRET"))
    asked = {"grant_type": "client_credentials", "client_id": id_, "client_secret": secret}
    answer = httpx.post(f"{domain}/oauth/token", json={**asked, "audience": f"{domain}/api/v2/"})
    return domain, answer.json()["access_token"]


async def bare() -> dict[str, Any]:
    """Send the requests for methods with httpx and nothing else, as many at once as the scan does: what is possible."""
    import httpx

    from mfa_tui.client.transports.network import LIMITS
    from mfa_tui.features.coverage.service.scan import AT_ONCE

    domain, token = _signed_in()
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(base_url=f"{domain}/api/v2/", headers=headers, limits=LIMITS) as http:
        pages = [(await http.get("users", params={"per_page": 100, "page": page})).json() for page in range(5)]
        paths = [f"users/{quote(user['user_id'])}/authentication-methods" for page in pages for user in page]
        left = iter(paths)

        async def worker() -> None:
            for path in left:
                (await http.get(path, params={"page": 0, "per_page": 50, "include_totals": "true"})).json()

        began = time.perf_counter()
        await asyncio.gather(*(worker() for _ in range(AT_ONCE)))
        return {"reading": time.perf_counter() - began, "methods": len(paths)}


def the_sdk() -> dict[str, Any]:
    """Ask one after the other with Auth0's own client, as its documentation does."""
    import httpx
    from auth0.management.client import Auth0

    began = time.perf_counter()
    domain, token = _signed_in()
    users = 0
    with httpx.Client() as client:
        auth0 = Auth0(base_url=f"{domain}/api/v2", token=token, httpx_client=client)
        for user in auth0.users.list(per_page=100):
            _ = auth0.users.authentication_methods.list(user.user_id or "").items  # the first page holds them all
            users += 1
    return {"seconds": time.perf_counter() - began, "users": users}


def main(how: str) -> None:
    """Scan in one of the ways, and print what it took."""
    found = the_sdk() if how == "sdk" else asyncio.run(bare() if how == "bare" else ours(everyone=how == "everyone"))
    print(json.dumps({**found, "peak_mb": peak_memory(os.getpid())}))


if __name__ == "__main__":
    main(sys.argv[1])
