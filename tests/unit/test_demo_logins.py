"""The demo tenant's ways in besides the client secret, held against what Auth0 and the RFCs document."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from mfa_tui.demo.app import create_app
from mfa_tui.demo.endpoints.authentication.oauth_clients import ASSERTION_TYPE
from mfa_tui.demo.options import (
    DEMO_CLIENT_ID,
    DEMO_CLIENT_SECRET,
    DEMO_DEVICE_CLIENT_ID,
    DEMO_DOMAIN,
    DEMO_KEY_CLIENT_ID,
    DemoOptions,
)
from mfa_tui.demo.serve import serve
from mfa_tui.demo.tenant.logins import DEVICE_GRANT

ORIGIN = f"https://{DEMO_DOMAIN}"
AUDIENCE = f"{ORIGIN}/api/v2/"
KEY = generate_private_key(public_exponent=65537, key_size=2048)
PUBLIC = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


class Clock:
    now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def tenant(clock: Clock) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(DemoOptions(public_key=PUBLIC), clock=clock)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=ORIGIN) as client:
        yield client


def assertion(clock: Clock, algorithm: str = "RS256", key: Any = KEY, **changed: Any) -> str:
    claims = {
        "iss": DEMO_KEY_CLIENT_ID,
        "sub": DEMO_KEY_CLIENT_ID,
        "aud": f"{ORIGIN}/",
        "exp": int(clock.now) + 120,
        "jti": "one",
        **changed,
    }
    return jwt.encode({name: value for name, value in claims.items() if value is not None}, key, algorithm)


async def ask(tenant: httpx.AsyncClient, **parameters: str) -> tuple[int, dict[str, Any]]:
    answer = await tenant.post("/oauth/token", json=parameters)
    assert answer.headers["cache-control"] == "no-store"
    return answer.status_code, answer.json()


def by_key(signed: str, **more: str) -> dict[str, str]:
    asked = {"grant_type": "client_credentials", "audience": AUDIENCE}
    return {**asked, "client_assertion_type": ASSERTION_TYPE, "client_assertion": signed, **more}


@pytest.mark.parametrize("algorithm", ["RS256", "RS384", "PS256"])
async def test_a_signed_assertion_gets_a_token_once(algorithm: str, tenant: httpx.AsyncClient, clock: Clock) -> None:
    signed = assertion(clock, algorithm)
    status, body = await ask(tenant, **by_key(signed))
    claims = jwt.decode(body["access_token"], options={"verify_signature": False})
    assert (status, claims["sub"], claims["azp"]) == (200, f"{DEMO_KEY_CLIENT_ID}@clients", DEMO_KEY_CLIENT_ID)
    status, body = await ask(tenant, **by_key(signed))
    assert (status, body["error"]) == (401, "invalid_client")


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "somebody"},
        {"sub": DEMO_CLIENT_ID},
        {"aud": ORIGIN},
        {"aud": f"{ORIGIN}/oauth/token"},
        {"exp": 1_700_000_000},
        {"exp": 1_700_000_000 + 3_600},
        {"jti": None},
        {"jti": "x" * 65},
        {"key": generate_private_key(public_exponent=65537, key_size=2048)},
        {"algorithm": "RS512"},
        {"algorithm": "HS256", "key": "secret"},
    ],
)
@pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")
async def test_an_assertion_that_is_not_as_documented_is_refused(
    changed: dict[str, Any], tenant: httpx.AsyncClient, clock: Clock
) -> None:
    status, body = await ask(tenant, **by_key(assertion(clock, **changed)))
    assert (status, body["error"]) == (401, "invalid_client")


async def test_only_one_proof_and_only_of_the_client_that_is_named(tenant: httpx.AsyncClient, clock: Clock) -> None:
    status, body = await ask(tenant, **by_key(assertion(clock), client_secret=DEMO_CLIENT_SECRET))
    assert (status, body["error"]) == (400, "invalid_request")
    status, body = await ask(tenant, **by_key(assertion(clock), client_id=DEMO_CLIENT_ID))
    assert (status, body["error"]) == (401, "invalid_client")
    status, body = await ask(tenant, **by_key(assertion(clock), client_assertion_type="jwt"))
    assert (status, body["error"]) == (400, "invalid_request")
    status, body = await ask(
        tenant, grant_type="client_credentials", client_id=DEMO_KEY_CLIENT_ID, client_secret=DEMO_CLIENT_SECRET
    )
    assert (status, body["error_description"]) == (401, "Unauthorized")


def test_a_public_key_that_is_none_is_told_before_anything_is_served() -> None:
    with pytest.raises(ValueError, match="RSA in PEM"):
        serve(DemoOptions(public_key="hello"), port=0)


async def begun(tenant: httpx.AsyncClient, scope: str = "read:users offline_access") -> dict[str, Any]:
    form = {"client_id": DEMO_DEVICE_CLIENT_ID, "audience": AUDIENCE, "scope": scope}
    answer = await tenant.post("/oauth/device/code", data=form)
    assert answer.status_code == 200
    body: dict[str, Any] = answer.json()
    return body


async def poll(tenant: httpx.AsyncClient, code: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    asked = {"grant_type": DEVICE_GRANT, "client_id": DEMO_DEVICE_CLIENT_ID, "device_code": code["device_code"]}
    return await ask(tenant, **asked)


async def decide(tenant: httpx.AsyncClient, user_code: str, decision: str = "confirm") -> int:
    return (await tenant.post("/activate", data={"user_code": user_code, "decision": decision})).status_code


async def test_a_device_code_says_what_rfc_8628_wants_and_the_page_shows_it(tenant: httpx.AsyncClient) -> None:
    code = await begun(tenant)
    assert code["verification_uri"] == f"{ORIGIN}/activate"
    assert code["verification_uri_complete"] == f"{ORIGIN}/activate?user_code={code['user_code']}"
    assert (code["expires_in"], code["interval"]) == (900, 5)
    page = await tenant.get(code["verification_uri_complete"])
    assert code["user_code"] in page.text
    assert "<script>" not in (await tenant.get("/activate?user_code=<script>")).text


async def test_polling_is_pending_too_fast_and_then_good_once(tenant: httpx.AsyncClient, clock: Clock) -> None:
    code = await begun(tenant)
    status, body = await poll(tenant, code)
    assert (status, body) == (
        403,
        {"error": "authorization_pending", "error_description": "User has yet to authorize device code."},
    )
    status, body = await poll(tenant, code)
    assert (status, body["error"]) == (429, "slow_down")
    assert await decide(tenant, code["user_code"].lower()) == 200
    assert await decide(tenant, code["user_code"], "cancel") == 400, "what is decided is decided"
    clock.now += 5
    status, body = await poll(tenant, code)
    assert (status, body["scope"]) == (200, "read:users offline_access")
    status, body = await poll(tenant, code)
    assert (status, body["error"]) == (403, "invalid_grant")


async def test_a_cancelled_code_is_denied_and_an_old_one_expires_once(tenant: httpx.AsyncClient, clock: Clock) -> None:
    code = await begun(tenant)
    await decide(tenant, code["user_code"], "cancel")
    status, body = await poll(tenant, code)
    assert (status, body["error"]) == (403, "access_denied")
    code = await begun(tenant)
    clock.now += 900
    assert await decide(tenant, code["user_code"]) == 400
    assert (await poll(tenant, code))[1]["error"] == "expired_token"
    assert (await poll(tenant, code))[1]["error"] == "invalid_grant"


async def test_scopes_that_nobody_granted_are_dropped_and_without_offline_access_nothing_renews(
    tenant: httpx.AsyncClient,
) -> None:
    code = await begun(tenant, "read:users delete:everything")
    await decide(tenant, code["user_code"])
    _, body = await poll(tenant, code)
    assert body["scope"] == "read:users"
    assert "refresh_token" not in body


async def refresh(tenant: httpx.AsyncClient, token: str) -> tuple[int, dict[str, Any]]:
    return await ask(tenant, grant_type="refresh_token", client_id=DEMO_DEVICE_CLIENT_ID, refresh_token=token)


async def test_refresh_tokens_rotate_and_one_that_comes_back_ends_the_login(tenant: httpx.AsyncClient) -> None:
    code = await begun(tenant)
    await decide(tenant, code["user_code"])
    first = (await poll(tenant, code))[1]["refresh_token"]
    status, body = await refresh(tenant, first)
    second = body["refresh_token"]
    assert (status, second != first) == (200, True)
    status, body = await refresh(tenant, first)
    assert (status, body) == (
        403,
        {"error": "invalid_grant", "error_description": "Unknown or invalid refresh token."},
    )
    assert (await refresh(tenant, second))[0] == 403, "whoever has the newer one may be the thief"


async def test_a_revoked_login_is_gone_and_revoking_nonsense_is_fine(tenant: httpx.AsyncClient) -> None:
    code = await begun(tenant)
    await decide(tenant, code["user_code"])
    token = (await poll(tenant, code))[1]["refresh_token"]
    for revoked in (token, "nonsense"):
        answer = await tenant.post("/oauth/revoke", json={"client_id": DEMO_DEVICE_CLIENT_ID, "token": revoked})
        assert answer.status_code == 200
    assert (await refresh(tenant, token))[0] == 403


@pytest.mark.parametrize(
    ("changed", "status", "error"),
    [
        ({"client_id": "nobody"}, 401, "access_denied"),
        ({"client_id": DEMO_CLIENT_ID, "client_secret": DEMO_CLIENT_SECRET}, 403, "unauthorized_client"),
        ({"audience": "https://other/api/v2/"}, 403, "access_denied"),
    ],
)
async def test_a_device_code_is_refused_to_whom_it_does_not_fit(
    changed: dict[str, str], status: int, error: str, tenant: httpx.AsyncClient
) -> None:
    form = {"client_id": DEMO_DEVICE_CLIENT_ID, "audience": AUDIENCE, "scope": "read:users", **changed}
    answer = await tenant.post("/oauth/device/code", data=form)
    assert (answer.status_code, answer.json()["error"]) == (status, error)


async def test_a_grant_belongs_to_the_application_that_may_use_it(tenant: httpx.AsyncClient) -> None:
    status, body = await ask(
        tenant, grant_type="refresh_token", client_id=DEMO_CLIENT_ID, client_secret=DEMO_CLIENT_SECRET
    )
    assert (status, body["error"]) == (403, "unauthorized_client")
    status, body = await ask(tenant, grant_type="client_credentials", client_id=DEMO_DEVICE_CLIENT_ID)
    assert (status, body["error"]) == (403, "unauthorized_client")
