"""Who may call an endpoint: the access token is checked first, then its scopes."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from mfa_tui.demo.http.errors import insufficient_scope, malformed_authorization, missing_authentication, unauthorized
from mfa_tui.demo.http.routing import Endpoint
from mfa_tui.demo.options import DEMO_DOMAIN
from mfa_tui.demo.signing import BadTokenError


def requires(*scopes: str, every: bool = False) -> Callable[[Endpoint], Endpoint]:
    """Let an endpoint be called only with a good token that holds one of these scopes, or every one."""

    def guard(endpoint: Endpoint) -> Endpoint:
        @wraps(endpoint)
        async def guarded(request: Request) -> Response:
            claims = await _claims(request)
            request.state.scopes = frozenset(claims["scope"].split())
            missing = set(scopes) - request.state.scopes
            if missing if every else len(missing) == len(scopes):
                raise insufficient_scope(scopes, "all" if every else "any")
            return await endpoint(request)

        return guarded

    return guard


def granted(request: Request) -> frozenset[str]:
    """Return the scopes of the token, in an endpoint that `requires` some."""
    scopes: frozenset[str] = request.state.scopes
    return scopes


def audiences(request: Request) -> set[str]:
    """Return the identifiers under which this tenant's Management API may be asked for.

    A tenant has one, of its canonical domain. A demo tenant on a loopback port also answers to that address.
    """
    host = request.url.netloc
    return {f"https://{DEMO_DOMAIN}/api/v2/", f"https://{host}/api/v2/", f"http://{host}/api/v2/"}


async def _claims(request: Request) -> dict[str, Any]:
    """Return the claims of the bearer token. Raises ApiError 400 or 401."""
    header = request.headers.get("authorization", "")
    scheme, _, token = header.partition(" ")
    if not header or (scheme.lower() != "bearer" and token):
        raise missing_authentication()
    if scheme.lower() != "bearer" or token.count(".") != 2 or " " in token:
        raise malformed_authorization()
    signing_key = await request.app.state.signing_key.get()
    try:
        claims: dict[str, Any] = signing_key.claims_of(token)
    except BadTokenError as error:
        raise unauthorized(str(error)) from None
    if request.app.state.clock() >= claims["exp"]:
        raise unauthorized("Expired token received for JSON Web Token validation")
    if claims["aud"] not in audiences(request):
        raise unauthorized(f"Bad audience: {claims['aud']}")
    return claims
