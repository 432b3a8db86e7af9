"""Getting in: tokens, what they are refused for, and what they may do."""

from __future__ import annotations

from typing import Any

import httpx
import jwt
import pytest
from starlette.applications import Starlette

from mfa_tui.demo.app import create_app
from mfa_tui.demo.options import DEMO_CLIENT_ID, DEMO_CLIENT_SECRET, DEMO_DOMAIN, DemoOptions

ORIGIN = f"https://{DEMO_DOMAIN}"
AUDIENCE = f"{ORIGIN}/api/v2/"
FACTORS = "/api/v2/guardian/factors"
CREDENTIALS = {"client_id": DEMO_CLIENT_ID, "client_secret": DEMO_CLIENT_SECRET}
REQUEST = CREDENTIALS | {"grant_type": "client_credentials", "audience": AUDIENCE}


def client_of(app: Starlette, origin: str = ORIGIN) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=origin)


async def token(client: httpx.AsyncClient, **changed: str) -> str:
    answer = await client.post("/oauth/token", json=REQUEST | changed)
    assert answer.status_code == 200, answer.text
    access_token: str = answer.json()["access_token"]
    return access_token


async def get_factors(client: httpx.AsyncClient, authorization: str | None) -> httpx.Response:
    headers = {} if authorization is None else {"Authorization": authorization}
    return await client.get(FACTORS, headers=headers)


async def test_a_token_says_what_an_auth0_token_says_and_the_published_key_verifies_it() -> None:
    app = create_app(clock=lambda: 1_700_000_000.9)
    async with client_of(app) as client:
        answer = await client.post("/oauth/token", json=REQUEST)
        key = (await client.get("/.well-known/jwks.json")).json()["keys"][0]
    body = answer.json()
    scope = " ".join(sorted(DemoOptions().scopes))
    assert body | {"access_token": ""} == {
        "access_token": "",
        "scope": scope,
        "expires_in": 86400,
        "token_type": "Bearer",
    }
    assert answer.headers["cache-control"] == "no-store"
    assert jwt.get_unverified_header(body["access_token"]) == {
        "alg": "RS256",
        "typ": "JWT",
        "kid": key["kid"],
    }
    claims = jwt.decode(
        body["access_token"], jwt.PyJWK(key), ["RS256"], audience=AUDIENCE, options={"verify_exp": False}
    )
    assert claims == {
        "iss": f"{ORIGIN}/",
        "sub": f"{DEMO_CLIENT_ID}@clients",
        "aud": AUDIENCE,
        "iat": 1_700_000_000,
        "exp": 1_700_086_400,
        "scope": scope,
        "gty": "client-credentials",
        "azp": DEMO_CLIENT_ID,
    }


@pytest.mark.parametrize(
    "how",
    [
        {"json": REQUEST},
        {"data": REQUEST},
        {
            "data": {"grant_type": "client_credentials", "audience": AUDIENCE},
            "auth": (DEMO_CLIENT_ID, DEMO_CLIENT_SECRET),
        },
    ],
    ids=["json", "form", "basic"],
)
async def test_credentials_may_come_as_json_as_a_form_or_as_http_basic(how: dict[str, Any]) -> None:
    async with client_of(create_app()) as client:
        assert (await client.post("/oauth/token", **how)).status_code == 200


@pytest.mark.parametrize(
    ("changed", "status", "error", "description"),
    [
        ({"client_id": "nobody"}, 401, "access_denied", "Unauthorized"),
        ({"client_secret": "wrong"}, 401, "access_denied", "Unauthorized"),
        (
            {"audience": "https://api.acme.example"},
            403,
            "access_denied",
            "Service not found: https://api.acme.example",
        ),
        (
            {"audience": ""},
            403,
            "access_denied",
            "Non-global clients are not allowed access to APIv1",
        ),
        (
            {"scope": "read:guardian_factors delete:everything"},
            403,
            "access_denied",
            "Client has not been granted scopes: delete:everything",
        ),
        (
            {"grant_type": "password"},
            403,
            "unauthorized_client",
            "Grant type 'password' not allowed for the client.",
        ),
        ({"grant_type": "wish"}, 400, "unsupported_grant_type", "Unsupported grant type: wish"),
        ({"grant_type": ""}, 400, "invalid_request", "Missing required parameter: grant_type"),
    ],
)
async def test_a_token_is_refused_in_auth0s_words(
    changed: dict[str, str], status: int, error: str, description: str
) -> None:
    async with client_of(create_app()) as client:
        answer = await client.post("/oauth/token", json=REQUEST | changed)
    assert answer.status_code == status
    assert answer.json()["error"] == error
    assert answer.json()["error_description"] == description


@pytest.mark.parametrize(
    ("content", "content_type", "authorization", "status"),
    [
        (b"{", "application/json", "", 400),
        (b"[1]", "application/json", "", 400),
        (b"\xff", "application/x-www-form-urlencoded", "", 400),
        (b"grant_type=client_credentials", "application/x-www-form-urlencoded", "Basic \xe9", 401),
    ],
)
async def test_a_token_request_that_cannot_be_read_is_an_error_answer_not_a_crash(
    content: bytes, content_type: str, authorization: str, status: int
) -> None:
    headers = {b"content-type": content_type.encode(), b"authorization": authorization.encode("latin-1")}
    async with client_of(create_app()) as client:
        answer = await client.post("/oauth/token", content=content, headers=headers)
    assert answer.status_code == status


async def test_no_token_is_missing_authentication() -> None:
    async with client_of(create_app()) as client:
        for authorization in (None, "", "Basic abc"):
            answer = await get_factors(client, authorization)
            assert answer.status_code == 401
            assert answer.json() == {
                "statusCode": 401,
                "error": "Unauthorized",
                "message": "Missing authentication",
            }


@pytest.mark.parametrize("authorization", ["Bearer", "Bearer no-jwt", "Bearer a.b.c d", "a.b.c"])
async def test_a_header_without_one_three_part_token_is_a_bad_request(authorization: str) -> None:
    async with client_of(create_app()) as client:
        answer = await get_factors(client, authorization)
    assert answer.json() == {
        "statusCode": 400,
        "error": "Bad Request",
        "message": "Bad HTTP authentication header format",
        "errorCode": "Bearer",
    }


async def refusal(client: httpx.AsyncClient, access_token: str) -> str:
    answer = await get_factors(client, f"Bearer {access_token}")
    body = answer.json()
    assert answer.status_code == body["statusCode"] == 401
    assert body["error"] == "Unauthorized"
    assert body["attributes"] == {"error": body["message"]}
    assert answer.headers["www-authenticate"] == f'Bearer error="{body["message"]}"'
    message: str = body["message"]
    return message


async def test_three_parts_of_nonsense_are_an_invalid_token() -> None:
    async with client_of(create_app()) as client:
        assert await refusal(client, "a.b.c") == "Invalid token"


async def test_a_token_of_another_tenant_has_an_invalid_signature() -> None:
    async with client_of(create_app()) as other, client_of(create_app()) as client:
        message = await refusal(client, await token(other))
    assert message == "Invalid signature received for JSON Web Token validation"


async def test_an_unsigned_token_opens_nothing() -> None:
    async with client_of(create_app()) as client:
        claims = jwt.decode(await token(client), options={"verify_signature": False})
        assert await refusal(client, jwt.encode(claims, "", algorithm="none")) == "Invalid token"


async def test_a_token_expires_on_the_tenants_clock() -> None:
    now = 1_700_000_000.0
    app = create_app(DemoOptions(token_lifetime_s=60), clock=lambda: now)
    async with client_of(app) as client:
        access_token = await token(client)
        now += 59
        assert (await get_factors(client, f"Bearer {access_token}")).status_code == 200
        now += 1
        message = await refusal(client, access_token)
    assert message == "Expired token received for JSON Web Token validation"


async def test_a_token_for_one_address_is_no_good_at_another() -> None:
    app = create_app()
    async with client_of(app, "http://127.0.0.1:8089") as loopback, client_of(app) as client:
        access_token = await token(loopback, audience="http://127.0.0.1:8089/api/v2/")
        assert (await get_factors(loopback, f"Bearer {access_token}")).status_code == 200
        assert await refusal(client, access_token) == "Bad audience: http://127.0.0.1:8089/api/v2/"


async def test_on_loopback_the_canonical_audience_is_good_too() -> None:
    async with client_of(create_app(), "http://127.0.0.1:8089") as client:
        for audience in (AUDIENCE, "https://127.0.0.1:8089/api/v2/"):
            access_token = await token(client, audience=audience)
            assert (await get_factors(client, f"Bearer {access_token}")).status_code == 200


async def test_a_narrow_token_reads_what_it_names_and_nothing_else() -> None:
    async with client_of(create_app()) as client:
        access_token = await token(client, scope="read:mfa_policies")
        client.headers["Authorization"] = f"Bearer {access_token}"
        assert (await client.get("/api/v2/guardian/policies")).status_code == 200
        answer = await client.get(FACTORS)
    assert answer.json() == {
        "statusCode": 403,
        "error": "Forbidden",
        "message": "Insufficient scope, expected any of: read:guardian_factors",
        "errorCode": "insufficient_scope",
    }


async def test_a_client_without_grants_gets_a_token_that_opens_nothing() -> None:
    async with client_of(create_app(DemoOptions(scopes=frozenset()))) as client:
        answer = await get_factors(client, f"Bearer {await token(client)}")
    assert answer.status_code == 403


async def test_the_scope_is_judged_before_the_body() -> None:
    async with client_of(create_app(DemoOptions(scopes=frozenset({"read:guardian_factors"})))) as client:
        client.headers["Authorization"] = f"Bearer {await token(client)}"
        answer = await client.put("/api/v2/guardian/factors/nonsense", content=b"{")
    assert answer.status_code == 403
