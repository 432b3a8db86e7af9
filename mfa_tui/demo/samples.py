"""Tokens to try the token screen with: each as Auth0 would issue it in one situation, signed by the demo tenant."""

from __future__ import annotations

import secrets
from typing import Any

from starlette.applications import Starlette

from mfa_tui.demo.options import DEMO_CLIENT_ID
from mfa_tui.demo.seed.acme import PORTAL

_MULTI_FACTOR = "http://schemas.openid.net/pape/policies/2007/06/multi-factor"
_HOUR = 3600


async def sample_tokens(app: Starlette, origin: str) -> tuple[tuple[str, str], ...]:
    """Return a token for every situation that support meets, each after its name; `origin` has no slash."""
    key = await app.state.signing_key.get()
    now = int(app.state.clock())

    def id_token(**claims: Any) -> str:
        return str(key.sign({**_identity(origin, now), **claims}))

    def access_token(**claims: Any) -> str:
        audience = f"{origin}/api/v2/"
        return str(key.sign({"iss": f"{origin}/", "aud": audience, "iat": now, "exp": now + 24 * _HOUR, **claims}))

    after_mfa = id_token(amr=["mfa"], acr=_MULTI_FACTOR, auth_time=now - 20)
    return (
        ("login with MFA", after_mfa),
        ("login with password only", id_token()),
        ("refreshed: no amr, whatever the login was", id_token(iat=now - 5, sid=secrets.token_urlsafe(24))),
        ("MFA, but two hours ago", id_token(amr=["mfa"], acr=_MULTI_FACTOR, auth_time=now - 2 * _HOUR)),
        ("passkey", id_token(amr=["phr"], auth_time=now - 15)),
        ("expired yesterday", id_token(amr=["mfa"], iat=now - 36 * _HOUR, exp=now - 26 * _HOUR)),
        ("tampered with after signing", _tampered(after_mfa, id_token(amr=["mfa"], sub="auth0|somebody-else"))),
        (
            "machine to machine",
            access_token(
                sub=f"{DEMO_CLIENT_ID}@clients",
                azp=DEMO_CLIENT_ID,
                gty="client-credentials",
                scope="read:guardian_factors read:mfa_policies",
            ),
        ),
        (
            "access token of a user",
            access_token(
                sub="auth0|65a1c0ffee0000000000beef",
                azp=PORTAL,
                scope="openid profile",
                aud="https://api.acme.example/",
            ),
        ),
        ("opaque access token", _opaque(origin)),
    )


def _identity(origin: str, now: int) -> dict[str, Any]:
    return {
        "given_name": "Jane",
        "family_name": "Doe",
        "name": "Jane Doe",
        "email": "jane.doe@example.com",
        "email_verified": True,
        "iss": f"{origin}/",
        "aud": PORTAL,
        "sub": "auth0|65a1c0ffee0000000000beef",
        "iat": now,
        "exp": now + 10 * _HOUR,
        "nonce": "n-0S6_WzA2Mj",
    }


def _tampered(signed: str, other: str) -> str:
    """Return the header and signature of one token around the payload of another."""
    header, _, signature = signed.split(".")
    return f"{header}.{other.split('.')[1]}.{signature}"


def _opaque(origin: str) -> str:
    """Return what Auth0 gives for an access token without an audience: meant for /userinfo, readable by nobody else."""
    import base64
    import json

    header = json.dumps({"alg": "dir", "enc": "A256GCM", "iss": f"{origin}/"}, separators=(",", ":"))
    first = base64.urlsafe_b64encode(header.encode()).decode().rstrip("=")
    return f"{first}..{secrets.token_urlsafe(12)}.{secrets.token_urlsafe(90)}.{secrets.token_urlsafe(16)}"
