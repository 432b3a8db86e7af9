"""What a token is for, told from its claims. Auth0 gives ID and access tokens the same `typ`, so this judges."""

from collections.abc import Mapping
from typing import Any

from mfa_tui.features.tokens.model.vocabulary import Shape, TokenKind

LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"
_ID_ONLY = ("nonce", "at_hash", "c_hash", "s_hash", "amr", "acr", "auth_time", "sid")
_PROFILE = ("name", "email", "email_verified", "picture", "nickname", "given_name", "org_id", "org_name")


def kind_of(shape: Shape, where: str = "") -> TokenKind:
    """Return the kind of a token; `where` is the name under which it stood in the paste, the last resort."""
    if shape.form == "iron":
        return TokenKind.MFA
    if shape.form == "opaque":
        return TokenKind.OPAQUE
    header = shape.header or {}
    if shape.form == "jwe":
        # What Auth0 gives out where no audience was asked for: only its own /userinfo can read it.
        return TokenKind.OPAQUE if header.get("alg") == "dir" and "iss" in header else TokenKind.JWE
    if shape.claims is None or is_client_assertion(shape.claims):
        return TokenKind.UNKNOWN
    found = _from_claims(shape.claims, str(header.get("typ", "")).lower().removeprefix("application/"))
    return found if found is not TokenKind.UNKNOWN else _from_name(where.lower())


def is_client_assertion(claims: Mapping[str, Any]) -> bool:
    """Return whether this is the token with which an application signs in at a token endpoint (RFC 7523 section 3).

    It is issued by the application about itself: `iss` and `sub` are both its client id. No user has such a token.
    """
    issuer = claims.get("iss")
    return isinstance(issuer, str) and issuer != "" and issuer == claims.get("sub") and "aud" in claims


def _from_claims(claims: Mapping[str, Any], typ: str) -> TokenKind:
    events = claims.get("events")
    if typ == "logout+jwt" or (isinstance(events, dict) and LOGOUT_EVENT in events):
        return TokenKind.LOGOUT
    if claims.get("gty") == "client-credentials" or str(claims.get("sub", "")).endswith("@clients"):
        return TokenKind.M2M
    if typ == "at+jwt" or any(name in claims for name in ("scope", "scp", "permissions", "gty")):
        return TokenKind.ACCESS
    if "client_id" in claims and "jti" in claims:
        return TokenKind.ACCESS
    audience = claims.get("aud")
    if any(name in claims for name in _ID_ONLY) or (audience is not None and audience == claims.get("azp")):
        return TokenKind.ID
    if not {"iss", "sub", "aud"} <= claims.keys():
        return TokenKind.UNKNOWN
    if any(name in claims for name in _PROFILE):
        return TokenKind.ID
    names = audience if isinstance(audience, list) else [audience]
    # A client id is one word; an API identifier nearly always is a URL or URN.
    is_api = any(isinstance(name, str) and ":" in name for name in names)
    return TokenKind.ACCESS if is_api else TokenKind.ID


def _from_name(name: str) -> TokenKind:
    for part, kind in (("id_token", TokenKind.ID), ("access_token", TokenKind.ACCESS), ("logout", TokenKind.LOGOUT)):
        if part in name:
            return kind
    return TokenKind.UNKNOWN
