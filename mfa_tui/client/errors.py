"""What can go wrong between us and a tenant, as a tree of exceptions with words.

ApiError
 ├─ Unreachable      no connection: wrong host, no network, refused
 ├─ Untrusted        the certificate is not the tenant's
 ├─ TimedOut         connected, but no answer in time; a write may or may not have happened
 ├─ Misdelivered     the answer to another request came; a write may or may not have happened
 ├─ SignInRefused    the token endpoint said no
 ├─ Unauthorised     401: the token is expired, revoked or for another tenant
 ├─ Forbidden        403: a scope or an entitlement is missing
 ├─ NotFound         404
 ├─ Invalid          400 and other 4xx: the tenant refuses what was sent
 ├─ RateLimited      429, after waiting as long as is sensible
 ├─ ServerFailed     5xx
 ├─ Unreadable       an answer that is not what Auth0 documents
 └─ WriteRefused     our own guard: the tenant is read-only here; nothing was sent
"""

import re
import ssl
from dataclasses import dataclass
from typing import ClassVar

import httpx

from mfa_tui.domain.problems import Kind, Problem
from mfa_tui.domain.text import clean


@dataclass(eq=False)
class ApiError(Exception):
    """Base of all errors of the client.

    `retry_at` is epoch seconds; `advice` replaces the general hint where more is
    known, and `about` is what of a profile is to be mended. `lost` tells that an
    attempt to write before this one got no answer that says what became of it: it
    may have come through. `foreign` marks a body that is not Auth0's: whatever is in
    between may have sent it, before or after the tenant did what was requested.
    """

    detail: str = ""
    status: int | None = None
    code: str = ""
    request_id: str = ""
    scopes: tuple[str, ...] = ()
    retry_at: float | None = None
    advice: str = ""
    about: str = ""
    lost: bool = False
    foreign: bool = False

    kind: ClassVar[Kind] = Kind.ANSWER
    title: ClassVar[str] = "The tenant could not be asked."
    hint: ClassVar[str] = ""
    refusal: ClassVar[bool] = False
    usually_about: ClassVar[str] = ""

    @property
    def refused(self) -> bool:
        """Tell whether the tenant said no, so that nothing was written; else a write may have happened all the same."""
        return self.refusal and not (self.lost or self.foreign)

    def __str__(self) -> str:
        return describe(self).words


class Unreachable(ApiError):
    """No connection could be made."""

    kind = Kind.NETWORK
    usually_about = "domain"
    title = "The tenant cannot be reached."
    hint = "Check AUTH0_DOMAIN or the profile's domain, the network, VPN and proxy; then try again."


class Untrusted(ApiError):
    """TLS verification failed."""

    kind = Kind.NETWORK
    title = "The tenant's certificate is not trusted."
    hint = "Something is in between, or your company's CA is missing: set SSL_CERT_FILE to it."


class TimedOut(ApiError):
    """The connection stands, but no answer came in time."""

    kind = Kind.NETWORK
    title = "The tenant does not answer."
    hint = "Try again; if it stays, see status.auth0.com."


class Misdelivered(ApiError):
    """The response belongs to an earlier request."""

    kind = Kind.NETWORK
    title = "The response belongs to another request."
    hint = "A proxy or load balancer repeats responses. Try again; if it stays, check the proxy."


class SignInRefused(ApiError):
    """The token endpoint refused our credentials."""

    refusal = True
    kind = Kind.AUTHENTICATION
    title = "Auth0 refused the sign-in of this program."
    hint = "Check the client id and what proves it: mfa-tui tenants check."


class Unauthorised(ApiError):
    """The token was not accepted."""

    refusal = True
    kind = Kind.AUTHENTICATION
    usually_about = "secret"
    title = "The access token is not accepted."
    hint = "It is expired, revoked, or for another tenant: get a new one and start again."


class Forbidden(ApiError):
    """The token lacks a scope, or the tenant an entitlement."""

    refusal = True
    kind = Kind.PERMISSION
    title = "Not allowed."
    hint = "Ask for it in the Dashboard: Applications, APIs, Auth0 Management API, Machine to Machine."


class NotFound(ApiError):
    """The tenant has no such thing, or no such endpoint."""

    refusal = True
    kind = Kind.ABSENT
    title = "The tenant does not have this."
    hint = "It may be a feature that this tenant or plan lacks."


class Invalid(ApiError):
    """The tenant refused the request as wrong."""

    refusal = True
    kind = Kind.REFUSED
    title = "The tenant refused this."
    hint = "Nothing was changed."


class RateLimited(ApiError):
    """The tenant's rate limit is used up for longer than we wait."""

    refusal = True
    kind = Kind.RATE_LIMIT
    title = "The tenant's rate limit is used up."
    hint = "Other tools may be using it too. Try again in a moment."


class ServerFailed(ApiError):
    """Auth0 failed."""

    title = "Auth0 had an error of its own."
    hint = "Try again; if it stays, see status.auth0.com."


class Unreadable(ApiError):
    """The answer is not what Auth0's API documents."""

    usually_about = "domain"
    title = "The answer makes no sense."
    hint = "Is the domain an Auth0 tenant? A proxy or login page may be answering instead."


class WriteRefused(ApiError):
    """Our own guard refused a write; nothing left the process."""

    refusal = True
    kind = Kind.UNSENT
    title = "This tenant is read-only here."
    hint = "Press W to unlock writing."


_TOKENS = re.compile(r"eyJ[\w-]{5,}(?:\.[\w-]*)*|(?<=[Bb]earer )\S+")
"""What looks like a credential: a host that repeats our own in its error must not bring it to screen or journal."""


def describe(error: BaseException) -> Problem:
    """Turn any error into words. All foreign text comes out inert."""
    if not isinstance(error, ApiError):
        return Problem(Kind.ANSWER, "Something unexpected went wrong.", "Try again.", type(error).__name__)
    in_doubt = error.lost and error.refusal
    hint = error.advice or ("It may be done all the same: look again in a moment." if in_doubt else error.hint)
    if error.scopes:
        hint = f"The token lacks {' or '.join(clean(scope, 60) for scope in error.scopes)}. {hint}"
    elif error.code == "insufficient_entitlement":
        hint = "The tenant's plan does not include this; it is not a matter of scopes."
    title = f"An answer got lost, and the repetition was refused. {error.title}" if in_doubt else error.title
    if error.foreign and error.refusal and not in_doubt:
        title, hint = "The response is not from Auth0.", error.advice or Unreadable.hint
    return Problem(
        error.kind,
        title,
        hint,
        clean(_TOKENS.sub("[a token]", error.detail[:2_000]), 300),
        tuple(clean(scope, 60) for scope in error.scopes),
        clean(error.request_id, 80),
        error.retry_at,
        error.status,
        error.about or error.usually_about,
    )


class StrayResponse(httpx.RemoteProtocolError):
    """The response to an earlier request arrived again, in place of the one to this request."""


def from_transport(error: httpx.HTTPError) -> ApiError:
    """Return our error for one that httpx raised before an answer was complete."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return Untrusted(cause.verify_message)
        cause = cause.__cause__ or cause.__context__
    if isinstance(error, httpx.PoolTimeout):
        return TimedOut("All connections are waiting for the tenant.")
    if isinstance(error, httpx.ConnectTimeout | httpx.ConnectError | httpx.ProxyError | httpx.UnsupportedProtocol):
        return Unreachable(str(error))
    if isinstance(error, httpx.TimeoutException):
        return TimedOut()
    if isinstance(error, httpx.DecodingError):
        return Unreadable(str(error))
    if isinstance(error, httpx.LocalProtocolError):  # Its text quotes the header, which may be the token.
        return Unreadable("The request could not be written as HTTP.")
    if isinstance(error, StrayResponse):
        return Misdelivered(str(error))
    return TimedOut(f"The connection broke: {str(error) or type(error).__name__}.")
