"""POST /oauth/token: access tokens for the Management API, by client credentials only."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from .bearer import audiences
from .options import DEMO_CLIENT_ID, DEMO_CLIENT_SECRET, DemoOptions

# Grants that Auth0 knows, and that a machine-to-machine application is not allowed to use.
_OTHER_GRANTS = frozenset(
    {
        "authorization_code",
        "http://auth0.com/oauth/grant-type/mfa-oob",
        "http://auth0.com/oauth/grant-type/mfa-otp",
        "http://auth0.com/oauth/grant-type/mfa-recovery-code",
        "http://auth0.com/oauth/grant-type/password-realm",
        "http://auth0.com/oauth/grant-type/passwordless/otp",
        "implicit",
        "password",
        "refresh_token",
        "urn:ietf:params:oauth:grant-type:device_code",
        "urn:ietf:params:oauth:grant-type:token-exchange",
    }
)
_NOT_STORED = {"Cache-Control": "no-store", "Pragma": "no-cache"}


class OAuthError(Exception):
    """An answer `{error, error_description, error_uri?}` of the Authentication API (RFC 6749 section 5.2)."""

    def __init__(self, status: int, error: str, description: str, uri: str | None = None) -> None:
        super().__init__(description)
        self.status = status
        self.body = {"error": error, "error_description": description}
        if uri is not None:
            self.body["error_uri"] = uri


async def answer_oauth_error(_request: Request, error: Exception) -> Response:
    """Answer an OAuthError that an endpoint raised."""
    assert isinstance(error, OAuthError)  # noqa: S101 - registered for this class only
    return JSONResponse(error.body, error.status, _NOT_STORED)


@dataclass(frozen=True)
class _TokenRequest:
    client_id: str
    client_secret: str
    audience: str
    scope: str


async def issue_token(request: Request) -> Response:
    """Answer an access token. Raises OAuthError.

    A requested `scope` narrows the token; asking for more than was granted is refused.
    """
    wanted = _judged(await _parameters(request))
    options: DemoOptions = request.app.state.options
    _check_client(wanted)
    _check_audience(wanted, request)
    asked = wanted.scope.split()
    if excess := [scope for scope in asked if scope not in options.scopes]:
        raise OAuthError(403, "access_denied", f"Client has not been granted scopes: {', '.join(excess)}")
    scope = " ".join(asked or sorted(options.scopes))
    now = int(request.app.state.clock())
    signing_key = await request.app.state.signing_key.get()
    token = signing_key.sign(
        {
            "iss": f"{request.url.scheme}://{request.url.netloc}/",
            "sub": f"{DEMO_CLIENT_ID}@clients",
            "aud": wanted.audience,
            "iat": now,
            "exp": now + options.token_lifetime_s,
            "scope": scope,
            "gty": "client-credentials",
            "azp": DEMO_CLIENT_ID,
        }
    )
    answer = {
        "access_token": token,
        "scope": scope,
        "expires_in": options.token_lifetime_s,
        "token_type": "Bearer",
    }
    return JSONResponse(answer, headers=_NOT_STORED)


async def _parameters(request: Request) -> dict[str, str]:
    """Return the parameters of a JSON or form body; HTTP Basic credentials win over those in the body."""
    raw = await request.body()
    try:
        if request.headers.get("content-type", "").startswith("application/json"):
            parameters = dict(json.loads(raw))
        else:
            parameters = dict(parse_qsl(raw.decode()))
    except (ValueError, TypeError):
        raise OAuthError(400, "invalid_request", "The request body cannot be read") from None
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            client_id, _, secret = base64.b64decode(encoded).decode().partition(":")
        except ValueError:
            raise OAuthError(401, "access_denied", "Unauthorized") from None
        parameters |= {"client_id": unquote(client_id), "client_secret": unquote(secret)}
    return {name: value for name, value in parameters.items() if isinstance(value, str)}


def _judged(parameters: dict[str, str]) -> _TokenRequest:
    """Return the request where its grant is client credentials. Raises OAuthError.

    The words are Auth0's; the status 400 of an unknown grant is RFC 6749's, Auth0's was not seen.
    """
    grant = parameters.get("grant_type")
    if not grant:
        raise OAuthError(400, "invalid_request", "Missing required parameter: grant_type")
    if grant in _OTHER_GRANTS:
        raise OAuthError(
            403,
            "unauthorized_client",
            f"Grant type '{grant}' not allowed for the client.",
            "https://auth0.com/docs/clients/client-grant-types",
        )
    if grant != "client_credentials":
        raise OAuthError(400, "unsupported_grant_type", f"Unsupported grant type: {grant}")
    return _TokenRequest(
        client_id=parameters.get("client_id", ""),
        client_secret=parameters.get("client_secret", ""),
        audience=parameters.get("audience", ""),
        scope=parameters.get("scope", ""),
    )


def _check_client(wanted: _TokenRequest) -> None:
    """Raise OAuthError 401 for an unknown client and for a wrong secret, which Auth0 does not tell apart."""
    if (wanted.client_id, wanted.client_secret) != (DEMO_CLIENT_ID, DEMO_CLIENT_SECRET):
        raise OAuthError(401, "access_denied", "Unauthorized")


def _check_audience(wanted: _TokenRequest, request: Request) -> None:
    """Raise OAuthError 403 unless the Management API of this tenant is asked for."""
    if not wanted.audience:
        raise OAuthError(403, "access_denied", "Non-global clients are not allowed access to APIv1")
    if wanted.audience not in audiences(request):
        raise OAuthError(403, "access_denied", f"Service not found: {wanted.audience}")
