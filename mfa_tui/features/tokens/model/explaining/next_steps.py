"""What to do after a verdict: steps that fit the token, in the order to try them. All inert."""

from collections.abc import Iterator, Mapping
from typing import Any

from mfa_tui.domain.text import clean
from mfa_tui.features.tokens.model.explaining.stepup import CAVEATS, FRAGILE_FEDERATION, StepUp, challenge_header
from mfa_tui.features.tokens.model.judging.acr import PAPE_MULTI_FACTOR
from mfa_tui.features.tokens.model.judging.evidence import Evidence
from mfa_tui.features.tokens.model.vocabulary import Expectations, Shape, Signature, TokenKind, VerdictId

_LOOK_UP = (
    "Look the login up where the token is silent: the tenant log (event gd_auth_succeed, or performed_amr in the login "
    "event), or the session in the Management API (GET /api/v2/sessions/{id}, authentication.methods)."
)
_SDK = (
    "If the application sees no amr although the token has it: some SDKs filter it (nextjs-auth0 v4; "
    "express-openid-connect keeps it in req.oidc.idTokenClaims)."
)
_NEEDS_STEP_UP = (VerdictId.NO_EVIDENCE, VerdictId.SINGLE_FACTOR, VerdictId.ACR_UNMET, VerdictId.MFA_PROVEN_STALE)


def next_steps(
    verdict: VerdictId,
    claimed: VerdictId,
    shape: Shape,
    kind: TokenKind,
    signature: Signature,
    claims: Mapping[str, Any],
    evidence: Evidence,
    expected: Expectations,
) -> tuple[str, ...]:
    """Return the steps for a verdict; where the signature is not checked, first that, then those of what is claimed."""
    steps = list(_first(verdict, shape, kind, signature))
    if verdict in (VerdictId.UNVERIFIED, VerdictId.EXPIRED):
        verdict = claimed
        steps += _first(verdict, shape, kind, signature)
    if verdict in _NEEDS_STEP_UP and kind is not TokenKind.LOGOUT:
        steps += _step_up(verdict, kind, signature, claims, evidence, expected)
    return tuple(dict.fromkeys(steps))


def step_up_for(kind: TokenKind, signature: Signature, claims: Mapping[str, Any], expected: Expectations) -> StepUp:
    """Return the step-up request for the login that a token came from.

    The domain is the expected one, or that of a verified token: an unproven `iss` could send a user anywhere.
    """
    issuer = claims.get("iss") if signature.status == "verified" else None
    if expected.issuers:
        issuer = expected.issuers[0]
    domain = issuer.partition("://")[2].strip("/") if isinstance(issuer, str) else ""
    client = claims.get("azp") or (claims.get("aud") if kind is TokenKind.ID else claims.get("client_id"))
    return StepUp(
        domain=clean(domain, 200),
        client_id=clean(client, 100) if isinstance(client, str) else "",
        audience=_api(claims) if kind is TokenKind.ACCESS else "",
        organization=clean(str(claims["org_id"]), 100) if isinstance(claims.get("org_id"), str) else "",
        acr_values=clean(expected.acr, 500) or PAPE_MULTI_FACTOR,
    )


def _first(verdict: VerdictId, shape: Shape, kind: TokenKind, signature: Signature) -> Iterator[str]:
    match verdict:
        case VerdictId.NOT_A_JWT if kind is TokenKind.OPAQUE:
            yield "Ask for a JWT: send audience=<API identifier> to /authorize or /oauth/token."
            yield "To judge MFA, paste the ID token of the same login, or look the login up in the tenant log."
        case VerdictId.NOT_A_JWT if kind is TokenKind.MFA:
            yield "Send it as mfa_token to /mfa/challenge or /oauth/token to finish the login, then paste the ID token."
        case VerdictId.NOT_A_JWT:
            yield "Copy the token again, from its first to its last character; a JWT has three parts and two dots."
        case VerdictId.ENCRYPTED:
            yield "Paste the ID token of the same login, or look the login up in the tenant log."
        case VerdictId.FORGED_OR_WRONG_KEY:
            yield "Make sure that the keys are those of the tenant that issued the token, then reject it."
            yield "If it was copied by hand, copy it again: one changed character breaks the signature."
        case VerdictId.UNSECURED:
            yield "Reject it, and find out which application accepted it."
        case VerdictId.UNVERIFIED if not signature.asked:
            yield "Check the signature: --jwks FILE with https://YOUR_DOMAIN/.well-known/jwks.json saved to a file."
        case VerdictId.UNVERIFIED:
            yield "Get the keys again and from the right tenant; after a rotation the old key stays valid for a while."
        case VerdictId.WRONG_TARGET:
            yield "Compare iss, aud and azp with the tenant and the application: a custom domain issues its own iss."
        case VerdictId.EXPIRED:
            yield "Log in again and paste the new token."
        case VerdictId.NOT_YET_VALID:
            yield "Compare the clocks of issuer and reader; --leeway SECONDS allows for more."
        case VerdictId.NO_USER:
            yield "To judge a user's login, paste the ID token that the user's application got."
        case VerdictId.MALFORMED_CLAIM:
            yield "Find out which issuer or Action writes the claim so; Auth0's own amr is an array of strings."
        case VerdictId.STRONG_SINGLE | VerdictId.MFA_COMBINED:
            yield 'Let the application accept this evidence too, or ask for a challenge that gives "mfa".'


def _step_up(
    verdict: VerdictId,
    kind: TokenKind,
    signature: Signature,
    claims: Mapping[str, Any],
    evidence: Evidence,
    expected: Expectations,
) -> Iterator[str]:
    request = step_up_for(kind, signature, claims, expected)
    if verdict is VerdictId.NO_EVIDENCE:
        yield _LOOK_UP
    if kind is TokenKind.ACCESS:
        yield f"Step-up at an API goes by scope at Auth0. An API of your own may answer 401 with {challenge_header()}."
    if verdict is VerdictId.NO_EVIDENCE and kind is TokenKind.ID and not evidence.present:
        yield _SDK
    yield f"Ask for MFA: {request.url()}"
    yield f"Try it first: {request.command}"
    yield from CAVEATS
    if verdict is VerdictId.MFA_PROVEN_STALE:
        yield FRAGILE_FEDERATION


def _api(claims: Mapping[str, Any]) -> str:
    audience = claims.get("aud")
    names = audience if isinstance(audience, list) else [audience]
    api = next((name for name in names if isinstance(name, str) and not name.endswith("/userinfo")), "")
    return clean(api, 200)
