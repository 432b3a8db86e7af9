"""The words of a verdict: one headline and why, from the checks that led to it."""

from collections.abc import Sequence

from mfa_tui.domain.text import clean
from mfa_tui.features.tokens.model.judging.evidence import Evidence
from mfa_tui.features.tokens.model.reading.kind import is_client_assertion
from mfa_tui.features.tokens.model.vocabulary import Check, Shape, Signature, TokenKind, VerdictId

_MISSING = {
    "iss": ("No issuer", "It does not say which tenant made it, so no application can check that (RFC 7519 4.1.1)."),
    "aud": (
        "No audience",
        "It does not say which application or API it is for, so each must refuse it.",
    ),
}
"""Headline and reason where a claim about the target is missing: the token names no tenant, not another one."""


def headline(
    verdict: VerdictId,
    shape: Shape,
    kind: TokenKind,
    signature: Signature,
    checks: Sequence[Check],
    evidence: Evidence,
    claimed: str,
) -> str:
    """Return the one line that says it. Inert.

    `claimed` is the headline that a good signature would give. Without a verified signature nothing is called proven.
    """
    cause = _cause(verdict, checks)
    because = cause.text if cause else ""
    proven = signature.status == "verified"
    match verdict:
        case VerdictId.NOT_A_JWT:
            return _not_a_jwt(shape, kind, because)
        case VerdictId.ENCRYPTED:
            return "Encrypted token (JWE): only the holder of the private key can read it"
        case VerdictId.FORGED_OR_WRONG_KEY:
            return f"Signature does NOT hold: {_bare(signature.reason)}"
        case VerdictId.UNSECURED:
            return "alg none: nothing is proven, anybody can have written this token"
        case VerdictId.UNVERIFIED:
            if signature.asked:
                return f"Signature not verified: {_bare(signature.reason)}"
            return f"Signature not checked. {claimed}"
        case VerdictId.WRONG_TARGET:
            if missing := _missing(cause, shape):
                return f"{missing[0]}: {_bare(because)}"
            return f"Wrong target: {_bare(because)}"
        case VerdictId.EXPIRED | VerdictId.NOT_YET_VALID:
            when = f" ({cause.evidence})" if cause and cause.evidence else ""
            return f"{_bare(because)}{when}"
        case VerdictId.MALFORMED_CLAIM:
            return f"A claim has the wrong form: {_bare(because)}"
        case VerdictId.NO_USER:
            if is_client_assertion(shape.claims or {}):
                return "Client assertion (RFC 7523): no user took part, MFA does not apply"
            return "Machine token: no user took part, MFA does not apply"
        case VerdictId.ACR_UNMET:
            return f"Not the assurance that was asked for: {_bare(because)}"
        case VerdictId.MFA_PROVEN_STALE:
            age = f" ({cause.evidence})" if cause and cause.evidence else ""
            mfa = "MFA yes" if proven else "Claims MFA"
            return f"{mfa}, but the login is not proven fresh: {_bare(because)}{age}"
    return _evidence_headline(verdict, evidence, proven)


def explanation(
    verdict: VerdictId,
    shape: Shape,
    kind: TokenKind,
    signature: Signature,
    checks: Sequence[Check],
    evidence: Evidence,
    claimed: str,
) -> str:
    """Return the reasons in a few sentences. Inert."""
    match verdict:
        case VerdictId.NOT_A_JWT | VerdictId.ENCRYPTED:
            return _unreadable(shape, kind)
        case VerdictId.FORGED_OR_WRONG_KEY:
            return "Do not trust any claim below: it was changed after signing, or signed with another key."
        case VerdictId.UNSECURED:
            return "Every application must reject such a token (RFC 8725 section 3.2). Nothing below is proven."
        case VerdictId.UNVERIFIED:
            holds = f"The token says: {claimed}. " if signature.asked else ""
            return f"{holds}What a token says is a claim until its signature is checked."
        case VerdictId.WRONG_TARGET if missing := _missing(_cause(verdict, checks), shape):
            return missing[1]
        case VerdictId.WRONG_TARGET:
            return "It belongs to another tenant, application, API or request than the one it was compared with."
        case VerdictId.EXPIRED | VerdictId.NOT_YET_VALID:
            words = _evidence_words(kind, evidence, signature.status == "verified")
            return f"No application accepts it now. What it says of that login: {words}."
        case VerdictId.NO_USER:
            if is_client_assertion(shape.claims or {}):
                return "An application proves with it who it is, at a token endpoint. There is no login to judge."
            return "It comes from the client credentials grant, or its subject is a client. There is no login to judge."
        case VerdictId.MALFORMED_CLAIM:
            return "Applications read such a claim differently or refuse it. Auth0 writes amr as an array of strings."
        case VerdictId.NO_EVIDENCE:
            return _silent(kind, evidence)
        case VerdictId.STRONG_SINGLE | VerdictId.MFA_COMBINED:
            return 'Code that tests amr for "mfa", as Auth0 documents it, will refuse this token.'
        case VerdictId.MFA_PROVEN_STALE:
            return "MFA took place, at a login that may be long ago: a session lives on without a new challenge."
        case VerdictId.ACR_UNMET:
            return "acr_values is a request and no guarantee: a policy or an Action must turn it into a challenge."
        case VerdictId.SINGLE_FACTOR:
            return "One kind of factor is named. Two of the same kind, such as two passwords, are still one."
    if signature.status != "verified":
        return "If the signature is good, the user passed an MFA challenge at that login."
    return "The user passed an MFA challenge at that login. Which factor it was, Auth0 does not say in the token."


def _cause(verdict: VerdictId, checks: Sequence[Check]) -> Check | None:
    return next((check for check in checks if check.leads_to is verdict), None)


def _missing(cause: Check | None, shape: Shape) -> tuple[str, str] | None:
    """Return the headline and the reason for a claim about the target that is not there."""
    return _MISSING.get(cause.id) if cause and cause.id not in (shape.claims or {}) else None


def _not_a_jwt(shape: Shape, kind: TokenKind, because: str) -> str:
    if kind is TokenKind.OPAQUE:
        return "This is not a JWT: an opaque token, which only its issuer can look up"
    if kind is TokenKind.MFA:
        return "This is not a JWT: an mfa_token, sealed for Auth0's MFA API"
    return _bare(because) if because.startswith("This is") or not because else f"This is not a JWT: {_bare(because)}"


def _unreadable(shape: Shape, kind: TokenKind) -> str:
    if kind is TokenKind.OPAQUE:
        return (
            "Auth0 gives out an opaque access token where the request named no audience: it is meant for /userinfo. "
            "It cannot say anything about MFA here."
        )
    if kind is TokenKind.MFA:
        return "It comes with the error mfa_required and is spent at the MFA API. It says nothing that can be read."
    if kind is TokenKind.JWE:
        alg = clean(str((shape.header or {}).get("alg", "")), 40)
        session = " With dir it most likely is a session cookie of an SDK, sealed with the application's secret."
        return f"Only its header can be read; the key is wrapped with {alg}.{session if alg == 'dir' else ''}"
    if shape.form == "partial":
        return "The rest was lost in copying. What is left is shown below, and nothing of it can be proven."
    return "What can be read of it is shown below."


def _evidence_headline(verdict: VerdictId, evidence: Evidence, proven: bool) -> str:
    values = ", ".join(method.value for method in evidence.methods[:8])
    acr = evidence.level
    match verdict:
        case VerdictId.MFA_PROVEN:
            also = " and acr is multi-factor" if acr and acr.multi_factor else ""
            return f'{"MFA proven" if proven else "Claims MFA"}: amr has "mfa"{also}'
        case VerdictId.MFA_COMBINED if evidence.combined_rule and evidence.present:
            return f'Two factors named ({values}), no "mfa" marker'
        case VerdictId.MFA_COMBINED:
            return 'acr states multi-factor, but amr has no "mfa" marker'
        case VerdictId.STRONG_SINGLE:
            return f'Phishing-resistant login ({values or (acr.value if acr else "")}), no "mfa" marker'
        case VerdictId.SINGLE_FACTOR:
            return f"Only one kind of factor named: {values}"
    if evidence.methods:
        return f"amr names nothing that proves a second factor: {values}"
    return "This token does not say how the user logged in"


def _evidence_words(kind: TokenKind, evidence: Evidence, proven: bool) -> str:
    if kind is TokenKind.M2M:
        return "no user took part"
    if evidence.malformed:
        return evidence.malformed
    by_strength = {
        "proven": VerdictId.MFA_PROVEN,
        "combined": VerdictId.MFA_COMBINED,
        "strong": VerdictId.STRONG_SINGLE,
        "single": VerdictId.SINGLE_FACTOR,
    }
    return _evidence_headline(by_strength.get(evidence.strength, VerdictId.NO_EVIDENCE), evidence, proven)


def _silent(kind: TokenKind, evidence: Evidence) -> str:
    if kind is TokenKind.LOGOUT:
        return "A logout token ends a session. It never says how the user logged in."
    if kind is TokenKind.ACCESS:
        return (
            "Access tokens of Auth0 carry no amr or acr, and an Action cannot add them under these names. "
            "Look at the ID token of the same login."
        )
    if evidence.methods:
        return "Its values stand for circumstances or are this issuer's own; what they promise is not defined."
    return (
        "That is no proof that MFA was left out. Auth0 adds amr only after a challenge in a hosted login: tokens from "
        "a refresh token, from silent authentication (prompt=none) and from the MFA API have none, nor has a login "
        "that a remembered browser let through."
    )


def _bare(sentence: str) -> str:
    return sentence.rstrip(".")
