"""Auth0's own Python SDK signs in to the demo tenant with a key, renews a login and revokes it."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import jwt
import pytest
from auth0.authentication.client_authentication import create_client_assertion_jwt
from auth0.authentication.exceptions import Auth0Error
from auth0.authentication.get_token import GetToken
from auth0.authentication.revoke_token import RevokeToken
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from pydantic import SecretStr

from mfa_tui.client.auth.assertion import by_assertion
from mfa_tui.demo.options import DEMO_DEVICE_CLIENT_ID, DEMO_KEY_CLIENT_ID, DemoOptions
from mfa_tui.demo.tenant.logins import DEVICE_GRANT

Served = Callable[[DemoOptions], str]
KEY = generate_private_key(public_exponent=65537, key_size=2048)
PRIVATE = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
PUBLIC = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def sdk(origin: str, client_id: str, key: str | None = None) -> GetToken:
    return GetToken(origin.removeprefix("http://"), client_id, client_assertion_signing_key=key, protocol="http")


def test_the_sdk_signs_in_with_a_private_key(served: Served) -> None:
    origin = served(DemoOptions(public_key=PUBLIC))
    answer = sdk(origin, DEMO_KEY_CLIENT_ID, PRIVATE).client_credentials(f"{origin}/api/v2/")
    assert answer["token_type"] == "Bearer"


def test_the_sdk_is_refused_with_a_key_that_nobody_registered(served: Served) -> None:
    origin = served(DemoOptions())
    with pytest.raises(Auth0Error) as caught:
        sdk(origin, DEMO_KEY_CLIENT_ID, PRIVATE).client_credentials(f"{origin}/api/v2/")
    assert (caught.value.status_code, caught.value.error_code) == (401, "invalid_client")


def test_our_assertion_says_what_the_sdks_says() -> None:
    theirs = create_client_assertion_jwt("acme.eu.auth0.com", "abc", PRIVATE, None)
    ours = by_assertion("abc", SecretStr(PRIVATE), "RS256", "https://acme.eu.auth0.com")()["client_assertion"]
    said = [
        jwt.decode(text, KEY.public_key(), ["RS256"], audience="https://acme.eu.auth0.com/") for text in (theirs, ours)
    ]
    assert said[0].keys() == said[1].keys()
    changing = {"iat", "exp", "jti"}
    assert {name: said[0][name] for name in said[0].keys() - changing} == {
        name: said[1][name] for name in said[1].keys() - changing
    }
    assert said[1]["exp"] - said[1]["iat"] == 120


def test_the_sdk_renews_a_device_login_and_revokes_it(served: Served) -> None:
    origin = served(DemoOptions())
    asked = {"client_id": DEMO_DEVICE_CLIENT_ID, "audience": f"{origin}/api/v2/", "scope": "read:users offline_access"}
    code = httpx.post(f"{origin}/oauth/device/code", data=asked).json()
    httpx.post(f"{origin}/activate", data={"user_code": code["user_code"], "decision": "confirm"})
    confirmed = {"grant_type": DEVICE_GRANT, "client_id": DEMO_DEVICE_CLIENT_ID, "device_code": code["device_code"]}
    first = httpx.post(f"{origin}/oauth/token", data=confirmed).json()["refresh_token"]
    second = sdk(origin, DEMO_DEVICE_CLIENT_ID).refresh_token(first)["refresh_token"]
    RevokeToken(origin.removeprefix("http://"), DEMO_DEVICE_CLIENT_ID, protocol="http").revoke_refresh_token(second)
    with pytest.raises(Auth0Error) as caught:
        sdk(origin, DEMO_DEVICE_CLIENT_ID).refresh_token(second)
    assert (caught.value.status_code, caught.value.error_code) == (403, "invalid_grant")
