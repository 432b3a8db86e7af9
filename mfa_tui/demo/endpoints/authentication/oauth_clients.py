"""The applications that may ask this tenant for tokens, and how each proves who it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from starlette.requests import Request

from mfa_tui.demo.http.oauth_errors import OAuthError
from mfa_tui.demo.options import DEMO_CLIENT_ID, DEMO_DEVICE_CLIENT_ID, DEMO_DOMAIN, DEMO_KEY_CLIENT_ID
from mfa_tui.demo.tenant.logins import DEVICE_GRANT

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ALGORITHMS = ("RS256", "RS384", "PS256")
LONGEST_ASSERTION_S = 300
LONGEST_JTI = 64


@dataclass(frozen=True)
class Application:
    """An application with the grants that it may use."""

    client_id: str
    grants: frozenset[str]


_MACHINE = frozenset({"client_credentials"})
_APPLICATIONS = {
    client.client_id: client
    for client in (
        Application(DEMO_CLIENT_ID, _MACHINE),
        Application(DEMO_KEY_CLIENT_ID, _MACHINE),
        Application(DEMO_DEVICE_CLIENT_ID, frozenset({DEVICE_GRANT, "refresh_token"})),
    )
}


def authenticated(parameters: Mapping[str, str], request: Request) -> Application:
    """Return who asks. Raises OAuthError 401 for an unknown client and for a wrong secret, which Auth0 does not tell
    apart.

    The native application proves nothing: it is public. A signed assertion names its client in `sub` (RFC 7523).
    """
    if "client_assertion" in parameters:
        if "client_secret" in parameters:
            raise OAuthError(400, "invalid_request", "Only one client authentication method may be used")
        return _by_assertion(parameters, request)
    client_id, secret = parameters.get("client_id", ""), parameters.get("client_secret", "")
    confidential = (client_id, secret) == (DEMO_CLIENT_ID, request.app.state.client_secret)
    if not confidential and client_id != DEMO_DEVICE_CLIENT_ID:
        raise OAuthError(401, "access_denied", "Unauthorized")
    return _APPLICATIONS[client_id]


def read_public_key(pem: str) -> RSAPublicKey:
    """Return the RSA public key in a PEM text. Raises ValueError with words for who gave it."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        key = load_pem_public_key(pem.encode())
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, RSAPublicKey):
        raise ValueError("the public key must be RSA in PEM: openssl rsa -in PRIVATE -pubout -out PUBLIC")
    return key


def _by_assertion(parameters: Mapping[str, str], request: Request) -> Application:
    """Judge a client assertion as Auth0 documents it: "Authenticate with Private Key JWT". Its words were not seen."""
    if parameters.get("client_assertion_type") != ASSERTION_TYPE:
        raise OAuthError(400, "invalid_request", "client_assertion_type is not supported")
    public_key = request.app.state.options.public_key
    if not public_key:
        raise _invalid_client("No credentials are registered for the client")
    claims = _claims(parameters["client_assertion"], public_key)
    now, used = request.app.state.clock(), request.app.state.used_assertions
    if claims["iss"] != DEMO_KEY_CLIENT_ID or claims["sub"] != DEMO_KEY_CLIENT_ID:
        raise _invalid_client("iss and sub of client_assertion must be the client id")
    if parameters.get("client_id", DEMO_KEY_CLIENT_ID) != DEMO_KEY_CLIENT_ID:
        raise _invalid_client("client_id does not match client_assertion")
    host = request.url.netloc
    if claims["aud"] not in (f"https://{DEMO_DOMAIN}/", f"https://{host}/", f"http://{host}/"):
        raise _invalid_client("aud of client_assertion must be the issuer of the tenant")
    if not now < claims["exp"] <= now + LONGEST_ASSERTION_S:
        raise _invalid_client("client_assertion has expired, or lives too long")
    jti = str(claims["jti"])
    if len(jti) > LONGEST_JTI or jti in used:
        raise _invalid_client("jti of client_assertion was used before, or is too long")
    used.add(jti)
    return _APPLICATIONS[DEMO_KEY_CLIENT_ID]


def _claims(assertion: str, public_key: str) -> dict[str, Any]:
    import jwt

    # Time and audience are judged by the caller, on the tenant's own clock.
    options: Any = {"verify_exp": False, "verify_iat": False, "verify_aud": False, "verify_jti": False}
    options["require"] = ["iss", "sub", "aud", "exp", "jti"]
    try:
        claims: dict[str, Any] = jwt.decode(assertion, read_public_key(public_key), list(ALGORITHMS), options)
    except jwt.InvalidTokenError:
        raise _invalid_client("client_assertion cannot be verified") from None
    return claims


def _invalid_client(description: str) -> OAuthError:
    return OAuthError(401, "invalid_client", description)
