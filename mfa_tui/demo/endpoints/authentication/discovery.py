"""What anybody may read of a tenant: its signing keys and its OpenID configuration."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from mfa_tui.demo.context import tenant_of
from mfa_tui.demo.http.routing import Routes


async def read_jwks(request: Request) -> Response:
    """GET /.well-known/jwks.json: the public key that access tokens are signed with (RFC 7517)."""
    signing_key = await request.app.state.signing_key.get()
    return JSONResponse({"keys": [signing_key.jwk]})


async def read_openid_configuration(request: Request) -> Response:
    """GET /.well-known/openid-configuration (OpenID Connect Discovery 1.0), for the host that was asked."""
    issuer = f"{request.url.scheme}://{request.url.netloc}/"
    answer = {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}authorize",
        "token_endpoint": f"{issuer}oauth/token",
        "device_authorization_endpoint": f"{issuer}oauth/device/code",
        "userinfo_endpoint": f"{issuer}userinfo",
        "mfa_challenge_endpoint": f"{issuer}mfa/challenge",
        "jwks_uri": f"{issuer}.well-known/jwks.json",
        "revocation_endpoint": f"{issuer}oauth/revoke",
        "end_session_endpoint": f"{issuer}oidc/logout",
        "scopes_supported": ["openid", "profile", "offline_access", "name", "email", "phone", "address"],
        "response_types_supported": ["code", "token", "id_token", "code token", "code id_token"],
        "response_modes_supported": ["query", "fragment", "form_post"],
        "subject_types_supported": ["public"],
        "code_challenge_methods_supported": ["S256", "plain"],
        "token_endpoint_auth_methods_supported": [
            "client_secret_basic",
            "client_secret_post",
            "private_key_jwt",
        ],
        "claims_supported": ["aud", "auth_time", "exp", "iat", "iss", "sub", "email", "name"],
        "id_token_signing_alg_values_supported": ["HS256", "RS256", "PS256"],
        "acr_values_supported": tenant_of(request).settings["acr_values_supported"],
    }
    return JSONResponse(answer)


ROUTES: Routes = (
    ("GET", "/.well-known/jwks.json", read_jwks),
    ("GET", "/.well-known/openid-configuration", read_openid_configuration),
)
