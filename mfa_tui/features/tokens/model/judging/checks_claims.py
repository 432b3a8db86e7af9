"""Checks of who a token is from and for: iss, sub, aud, azp, nonce, organization (OpenID Connect Core 3.1.3.7)."""

from collections.abc import Iterator, Mapping
from typing import Any

from mfa_tui.domain.text import clean, listed
from mfa_tui.features.tokens.model.reading.kind import is_client_assertion
from mfa_tui.features.tokens.model.vocabulary import Check, Expectations, TokenKind, TokenWarning, VerdictId

_WRONG = VerdictId.WRONG_TARGET


def target_checks(claims: Mapping[str, Any], kind: TokenKind, expected: Expectations) -> Iterator[Check]:
    """Yield one line for each claim about origin and target; what was not given to compare with is "unknown"."""
    yield _issuer(claims, expected)
    yield _subject(claims, expected)
    yield _audience(claims, expected)
    if azp := _authorized_party(claims, kind, expected):
        yield azp
    if expected.nonce or "nonce" in claims:
        yield _equal("nonce", claims.get("nonce"), expected.nonce)
    if expected.organization:
        name = "org_id" if expected.organization.startswith("org_") else "org_name"
        # Auth0 writes names of organizations in lower case.
        wanted = expected.organization if name == "org_id" else expected.organization.lower()
        yield _equal("organization", claims.get(name), wanted, name)
    elif "org_id" in claims or "org_name" in claims:
        yield Check("organization", "unknown", "No organization was given to compare with.", _of(claims, "org_id"))


def issuer_warnings(claims: Mapping[str, Any]) -> Iterator[TokenWarning]:
    """Yield what is odd about `iss` for Auth0, which writes `https://DOMAIN/`."""
    issuer = claims.get("iss")
    if not isinstance(issuer, str) or not issuer.startswith(("http://", "https://")):
        return
    if issuer.startswith("http://"):
        yield TokenWarning("iss_http", "iss is http:, not https:.")
    if "/" not in issuer.partition("://")[2]:
        yield TokenWarning("iss_no_slash", "iss lacks the trailing slash that Auth0 uses.")


def _issuer(claims: Mapping[str, Any], expected: Expectations) -> Check:
    issuer = claims.get("iss")
    if not isinstance(issuer, str):
        return _absent("iss", "a string", claims, expected, _WRONG)
    evidence = clean(issuer, 200)
    if is_client_assertion(claims):
        return Check("iss", "ok", "iss is the application itself, as in every client assertion.", evidence)
    if not expected.issuers:
        return Check("iss", "unknown", "No issuer was given to compare with.", evidence)
    if issuer in expected.issuers:
        return Check("iss", "ok", "iss is the expected issuer.", evidence)
    near = any(issuer.rstrip("/").lower() == wanted.rstrip("/").lower() for wanted in expected.issuers)
    hint = " Only the trailing slash or the case differs, and that counts." if near else ""
    wanted = clean(listed(expected.issuers, "or"), 200)
    return Check("iss", "fail", f"iss is another issuer than {wanted}.{hint}", evidence, _WRONG)


def _subject(claims: Mapping[str, Any], expected: Expectations) -> Check:
    # The value stays out of the evidence: it is personal, and shown with the claims.
    if isinstance(claims.get("sub"), str):
        return Check("sub", "ok", "sub names a subject.")
    return _absent("sub", "a string", claims, expected, VerdictId.MALFORMED_CLAIM)


def _audience(claims: Mapping[str, Any], expected: Expectations) -> Check:
    audience = claims.get("aud")
    names = [audience] if isinstance(audience, str) else audience
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        return _absent("aud", "a string or an array of strings", claims, expected, _WRONG)
    evidence = clean(", ".join(names[:20]), 200)
    if not expected.audiences:
        return Check("aud", "unknown", "No audience was given to compare with.", evidence)
    if any(name in expected.audiences for name in names):
        return Check("aud", "ok", "aud contains the expected audience.", evidence)
    return Check("aud", "fail", f"aud lacks {clean(listed(expected.audiences, 'or'), 200)}.", evidence, _WRONG)


def _authorized_party(claims: Mapping[str, Any], kind: TokenKind, expected: Expectations) -> Check | None:
    """With several audiences an ID token says in `azp` which client it was issued to."""
    audience, party = claims.get("aud"), claims.get("azp")
    several = isinstance(audience, list) and len(audience) > 1 and kind in (TokenKind.ID, TokenKind.UNKNOWN)
    if not several or not expected.audiences:
        if not isinstance(party, str):
            return None
        return Check("azp", "unknown", "azp is the client; nothing to compare with.", _of(claims, "azp"))
    if not isinstance(party, str):
        return Check("azp", "fail", "azp must be a string where aud has several values.", leads_to=_WRONG)
    if party in expected.audiences:
        return Check("azp", "ok", "azp is the expected client.", _of(claims, "azp"))
    wanted = clean(listed(expected.audiences, "or"), 200)
    return Check("azp", "fail", f"azp is another client than {wanted}.", _of(claims, "azp"), _WRONG)


def _equal(check: str, found: object, wanted: str, name: str = "") -> Check:
    name = name or check
    if not wanted:
        return Check(check, "unknown", f"No {name} was given to compare with.")
    if not isinstance(found, str):
        how = "it is missing" if found is None else "it is none"
        return Check(check, "fail", f"{name} must be a string, and {how}.", leads_to=_WRONG)
    if found == wanted:
        return Check(check, "ok", f"{name} is the expected one.", clean(found, 100))
    return Check(check, "fail", f"{name} is another one than {clean(wanted, 100)}.", clean(found, 100), _WRONG)


def _absent(name: str, wanted: str, claims: Mapping[str, Any], expected: Expectations, leads_to: VerdictId) -> Check:
    """Return the line for a claim that is missing or of the wrong type; missing matters to whom the token is for."""
    if name not in claims and not expected.strict:
        return Check(name, "warn", f"{name} is missing.")
    how = "is none" if name in claims else "is missing"
    return Check(name, "fail", f"{name} must be {wanted}, and {how}.", leads_to=leads_to)


def _of(claims: Mapping[str, Any], name: str) -> str:
    value = claims.get(name)
    return clean(value, 100) if isinstance(value, str) else ""
