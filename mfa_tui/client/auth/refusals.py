"""Why the token endpoint said no, and what to do about it, by how this program signs in."""

from collections.abc import Mapping
from dataclasses import dataclass

from mfa_tui.client import errors, wire


@dataclass(frozen=True)
class Advice:
    """What to do about a refusal, and what of the profile that is to be mended, where it is that."""

    words: str
    about: str = ""


SECRET = Advice(
    "Check AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET, or sign in to the profile anew (mfa-tui tenants add): one of them "
    "is wrong, or the secret was rotated.",
    "secret",
)
KEY = Advice(
    "The key does not fit: the application must use Private Key JWT and know the public half of this key, not expired, "
    "with this algorithm (Dashboard: Applications, its Credentials). Also check the clock of this machine.",
    "key_file",
)
DEVICE = Advice(
    "The application must be a native one of this tenant with the Device Code grant: see its Advanced Settings, Grant "
    "Types, in the Dashboard.",
    "client_id",
)
LOG_IN_AGAIN = "The login has ended or was revoked: log in again, with mfa-tui tenants add or by starting again."

AUDIENCE = "Check AUTH0_AUDIENCE: it is https://TENANT.REGION.auth0.com/api/v2/, also behind a custom domain."
NOT_GRANTED = (
    "Authorize the application for the Auth0 Management API, with the scopes it needs: Dashboard, Applications, APIs, "
    "Auth0 Management API, Machine to Machine. `mfa-tui tenants check` lists them."
)


def refused(status: int, headers: Mapping[str, str], body: bytes, advice: Advice) -> errors.SignInRefused:
    """Return the error for an unsuccessful answer of the token endpoint (RFC 6749 section 5.2)."""
    said = wire.error_fields(body)
    code = said.get("error", "")
    detail = said.get("error_description") or code or f"HTTP status {status}."
    advised = _what_to_do(code, detail, advice)
    return errors.SignInRefused(
        detail, status, code, wire.request_id(headers), advice=advised.words, about=advised.about
    )


def _what_to_do(code: str, detail: str, advice: Advice) -> Advice:
    if "audience" in detail or "Service not found" in detail or "APIv1" in detail:
        return Advice(AUDIENCE, "audience")
    if code == "invalid_grant":
        return Advice(LOG_IN_AGAIN)
    if code == "unauthorized_client":
        return Advice(
            f"Allow this grant for the application: Dashboard, its Advanced Settings, Grant Types. {advice.words}"
        )
    if "not been granted" in detail or "not authorized to access" in detail:
        return Advice(NOT_GRANTED)
    return advice
