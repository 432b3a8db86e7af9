"""Signing in: one token for many requests, renewed in time, and clear words when the tenant says no."""

import asyncio
import base64
import json
from contextlib import AbstractAsyncContextManager, nullcontext

import httpx
import pytest
from pydantic import SecretStr

from mfa_tui.client import errors
from mfa_tui.client.auth.device import PersonalLogin
from mfa_tui.client.auth.tokens import ClientCredentials, StaticToken, by_secret, read_grant

ORIGIN = "https://acme.eu.auth0.com"


def jwt(**claims: object) -> str:
    payload = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return f"e30.{payload}.sig"


class Tenant:
    """Counts tokens; accepts only the newest of them."""

    def __init__(self, expires_in: int = 86_400) -> None:
        self.now = 1_000.0
        self.tokens = 0
        self.asked: list[dict[str, object]] = []
        self.expires_in = expires_in
        self.answer: httpx.Response | None = None
        self.accepted: str | None = None

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/oauth/token":
            self.asked.append(json.loads(request.content))
            if self.answer is not None:
                return self.answer
            self.tokens += 1
            self.accepted = f"token-{self.tokens}"
            return httpx.Response(
                200, json={"access_token": self.accepted, "expires_in": self.expires_in, "scope": "a:b c:d"}
            )
        good = request.headers["Authorization"] == f"Bearer {self.accepted}"
        return httpx.Response(200 if good else 401, json={})

    def client(self) -> tuple[httpx.AsyncClient, ClientCredentials]:
        transport = httpx.MockTransport(self)
        auth = ClientCredentials(
            "id",
            by_secret(SecretStr("s3cret")),
            f"{ORIGIN}/api/v2/",
            httpx.URL(f"{ORIGIN}/oauth/token"),
            transport.handle_async_request,
            lambda: self.now,
        )
        return httpx.AsyncClient(transport=transport, base_url=ORIGIN, auth=auth), auth


async def test_a_hundred_requests_at_once_ask_for_one_token() -> None:
    tenant = Tenant()
    client, auth = tenant.client()
    answers = await asyncio.gather(*[client.get("/api/v2/x") for _ in range(100)])
    assert {answer.status_code for answer in answers} == {200}
    assert tenant.tokens == 1
    assert auth.grant.scopes == ("a:b", "c:d")
    assert auth.grant.expires_at == 1_000 + 86_400
    assert tenant.asked[0]["audience"] == f"{ORIGIN}/api/v2/"


async def test_a_token_is_renewed_before_it_expires() -> None:
    tenant = Tenant(expires_in=600)
    client, _ = tenant.client()
    await client.get("/api/v2/x")
    tenant.now += 530
    await client.get("/api/v2/x")
    assert tenant.tokens == 1
    tenant.now += 20
    await asyncio.gather(*[client.get("/api/v2/x") for _ in range(10)])
    assert tenant.tokens == 2


async def test_a_token_that_was_revoked_is_replaced_once_for_all_who_need_it() -> None:
    tenant = Tenant()
    client, _ = tenant.client()
    await client.get("/api/v2/x")
    tenant.accepted = "another"
    answers = await asyncio.gather(*[client.get("/api/v2/x") for _ in range(10)])
    assert {answer.status_code for answer in answers} == {200}
    assert tenant.tokens == 2


async def test_a_tenant_that_refuses_every_token_is_not_asked_for_ever() -> None:
    tenant = Tenant()
    client, _ = tenant.client()
    tenant.answer = httpx.Response(200, json={"access_token": "never-accepted", "expires_in": 60_000})
    assert (await client.get("/api/v2/x")).status_code == 401
    assert len(tenant.asked) == 2


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(401, json={"error": "access_denied", "error_description": "Unauthorized"}),
        httpx.Response(
            403, json={"error": "access_denied", "error_description": "Service not found: https://x/api/v2/"}
        ),
        httpx.Response(400, content=b"not json"),
    ],
)
async def test_a_refused_sign_in_says_what_auth0_said_and_what_to_check(answer: httpx.Response) -> None:
    tenant = Tenant()
    tenant.answer = answer
    client, _ = tenant.client()
    with pytest.raises(errors.SignInRefused) as caught:
        await client.get("/api/v2/x")
    words = errors.describe(caught.value).words
    assert ("AUTH0_AUDIENCE" if "Service not found" in words else "AUTH0_CLIENT_SECRET") in words
    assert "s3cret" not in words


async def test_a_token_endpoint_that_answers_nonsense_is_called_that() -> None:
    tenant = Tenant()
    tenant.answer = httpx.Response(200, content=b"<html>")
    client, _ = tenant.client()
    with pytest.raises(errors.Unreadable):
        await client.get("/api/v2/x")


async def test_a_failed_sign_in_does_not_block_the_next_one() -> None:
    tenant = Tenant()
    tenant.answer = httpx.Response(500)
    client, _ = tenant.client()
    with pytest.raises(errors.ServerFailed):
        await client.get("/api/v2/x")
    tenant.answer = None
    assert (await client.get("/api/v2/x")).status_code == 200


async def test_a_static_token_is_sent_as_it_is() -> None:
    tenant = Tenant()
    tenant.accepted = jwt(exp=2_000, scope="read:users")
    auth = StaticToken(SecretStr(tenant.accepted))
    client = httpx.AsyncClient(transport=httpx.MockTransport(tenant), base_url=ORIGIN, auth=auth)
    assert (await client.get("/api/v2/x")).status_code == 200
    assert auth.grant.expires_at == 2_000
    assert auth.grant.scopes == ("read:users",)


@pytest.mark.parametrize("token", ["opaque", "a.b.c", jwt(exp="soon", scope=7), "e30.W10.x", "e30." + "x" * 9])
def test_a_token_that_says_nothing_of_itself_grants_nothing(token: str) -> None:
    grant = read_grant(SecretStr(token))
    assert (grant.scopes, grant.expires_at) == ((), None)


class Shelf:
    """A place for refresh tokens that another run of the program uses too: `others` are what it puts there, in turn."""

    def __init__(self, token: str, *others: str) -> None:
        self.tokens: list[str] = [token]
        self.others = list(others)

    async def read(self) -> SecretStr | None:
        token = SecretStr(self.tokens[-1]) if self.tokens else None
        self.tokens += self.others[:1]
        del self.others[:1]
        return token

    async def keep(self, token: SecretStr) -> None:
        self.tokens.append(token.get_secret_value())

    async def forget(self) -> None:
        self.tokens.clear()

    def alone(self) -> AbstractAsyncContextManager[None]:
        return nullcontext()


def renewing(shelf: Shelf) -> tuple[httpx.AsyncClient, list[str]]:
    """Return a client of a tenant that knows the refresh token `good` only, and what it was asked with."""
    sent: list[str] = []

    def tenant(request: httpx.Request) -> httpx.Response:
        if request.url.path != "/oauth/token":
            return httpx.Response(200, json={})
        sent.append(json.loads(request.content)["refresh_token"])
        if sent[-1] != "good":
            return httpx.Response(403, json={"error": "invalid_grant", "error_description": "Unknown."})
        return httpx.Response(200, json={"access_token": "a", "expires_in": 600, "refresh_token": "next"})

    transport = httpx.MockTransport(tenant)
    auth = PersonalLogin("id", httpx.URL(f"{ORIGIN}/oauth/token"), transport.handle_async_request, vault=shelf)
    return httpx.AsyncClient(transport=transport, base_url=ORIGIN, auth=auth), sent


async def test_a_login_that_another_run_has_just_renewed_goes_on_with_what_that_run_kept() -> None:
    shelf = Shelf("old", "good")
    client, sent = renewing(shelf)
    assert (await client.get("/api/v2/x")).status_code == 200
    assert (sent, shelf.tokens[-1]) == (["old", "good"], "next")


async def test_a_login_that_has_ended_is_not_asked_for_twice_and_forgotten() -> None:
    shelf = Shelf("old")
    client, sent = renewing(shelf)
    with pytest.raises(errors.SignInRefused, match="log in again"):
        await client.get("/api/v2/x")
    assert (sent, shelf.tokens) == (["old"], [])
