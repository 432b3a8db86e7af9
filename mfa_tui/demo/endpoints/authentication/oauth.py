"""POST /oauth/token: access tokens for the Management API, to machines and to the person who runs the tenant."""

from __future__ import annotations

import base64
import json
from urllib.parse import parse_qsl, unquote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from mfa_tui.demo.context import logins_of
from mfa_tui.demo.endpoints.authentication.oauth_clients import Application, authenticated
from mfa_tui.demo.http.bearer import audiences
from mfa_tui.demo.http.oauth_errors import NOT_STORED, OAuthError
from mfa_tui.demo.http.routing import Routes
from mfa_tui.demo.options import DemoOptions
from mfa_tui.demo.tenant.logins import DEVICE_GRANT, Login

# Grants that Auth0 knows, and that no application of this tenant is allowed to use.
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
        "urn:ietf:params:oauth:grant-type:token-exchange",
    }
)
_GRANTS = frozenset({"client_credentials", "refresh_token", DEVICE_GRANT})


async def issue_token(request: Request) -> Response:
    """Answer an access token. Raises OAuthError.

    The words are Auth0's; the status 400 of an unknown grant is RFC 6749's, Auth0's was not seen.
    """
    parameters = await read_parameters(request)
    grant = parameters.get("grant_type")
    if not grant:
        raise OAuthError(400, "invalid_request", "Missing required parameter: grant_type")
    if grant not in _GRANTS | _OTHER_GRANTS:
        raise OAuthError(400, "unsupported_grant_type", f"Unsupported grant type: {grant}")
    client = authenticated(parameters, request)
    allow(client, grant)
    if grant == "client_credentials":
        return await _for_a_machine(client, parameters, request)
    now = request.app.state.clock()
    logins = logins_of(request)
    if grant == DEVICE_GRANT:
        login = logins.redeem(parameters.get("device_code", ""), client.client_id, now)
    else:
        login = logins.refresh(parameters.get("refresh_token", ""), client.client_id)
    return await _for_a_person(client, login, request)


async def revoke(request: Request) -> Response:
    """POST /oauth/revoke: end a login by its refresh token. An unknown token is fine too (RFC 7009 section 2.2)."""
    parameters = await read_parameters(request)
    authenticated(parameters, request)
    logins_of(request).revoke(parameters.get("token", ""))
    return Response(status_code=200, headers=NOT_STORED)


def allow(client: Application, grant: str) -> None:
    """Raise OAuthError 403 for a grant that the application may not use."""
    if grant not in client.grants:
        raise OAuthError(
            403,
            "unauthorized_client",
            f"Grant type '{grant}' not allowed for the client.",
            "https://auth0.com/docs/clients/client-grant-types",
        )


def check_audience(audience: str, request: Request) -> None:
    """Raise OAuthError 403 unless the Management API of this tenant is asked for."""
    if not audience:
        raise OAuthError(403, "access_denied", "Non-global clients are not allowed access to APIv1")
    if audience not in audiences(request):
        raise OAuthError(403, "access_denied", f"Service not found: {audience}")


async def read_parameters(request: Request) -> dict[str, str]:
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


async def _for_a_machine(client: Application, parameters: dict[str, str], request: Request) -> Response:
    """Answer client credentials. A requested `scope` narrows the token; asking for more than granted is refused."""
    options: DemoOptions = request.app.state.options
    audience = parameters.get("audience", "")
    check_audience(audience, request)
    asked = parameters.get("scope", "").split()
    if excess := [scope for scope in asked if scope not in options.scopes]:
        raise OAuthError(403, "access_denied", f"Client has not been granted scopes: {', '.join(excess)}")
    scope = " ".join(asked or sorted(options.scopes))
    about = {"sub": f"{client.client_id}@clients", "gty": "client-credentials"}
    return await _answer(client, audience, scope, about, request)


async def _for_a_person(client: Application, login: Login, request: Request) -> Response:
    """Answer the tokens of a login; with offline access a new refresh token, as rotation has it."""
    about = {"sub": "auth0|65a1c0ffee000000000admin"}
    refresh_token = logins_of(request).new_refresh_token(login) if "offline_access" in login.scope.split() else None
    extra = {"refresh_token": refresh_token} if refresh_token else {}
    return await _answer(client, login.audience, login.scope, about, request, extra)


async def _answer(
    client: Application,
    audience: str,
    scope: str,
    about: dict[str, str],
    request: Request,
    extra: dict[str, str] | None = None,
) -> Response:
    lifetime = request.app.state.options.token_lifetime_s
    now = int(request.app.state.clock())
    signing_key = await request.app.state.signing_key.get()
    claims = {
        "iss": f"{request.url.scheme}://{request.url.netloc}/",
        "aud": audience,
        "iat": now,
        "exp": now + lifetime,
        "scope": scope,
        "azp": client.client_id,
        **about,
    }
    answer = {
        "access_token": signing_key.sign(claims),
        "scope": scope,
        "expires_in": lifetime,
        "token_type": "Bearer",
        **(extra or {}),
    }
    return JSONResponse(answer, headers=NOT_STORED)


ROUTES: Routes = (
    ("POST", "/oauth/token", issue_token),
    ("POST", "/oauth/revoke", revoke),
)
