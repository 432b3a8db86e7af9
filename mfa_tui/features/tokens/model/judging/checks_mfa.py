"""The checks that the verdict on MFA rests on: both rules of evidence, the acr asked for, and a fresh login."""

from collections.abc import Iterator, Mapping
from typing import Any

from mfa_tui.domain.text import clean
from mfa_tui.features.tokens.model.judging.checks_times import freshness_check
from mfa_tui.features.tokens.model.judging.evidence import Evidence, Strength
from mfa_tui.features.tokens.model.reading.kind import is_client_assertion
from mfa_tui.features.tokens.model.vocabulary import Check, Expectations, Status, TokenKind, VerdictId

_BY_STRENGTH: dict[Strength, VerdictId] = {
    "malformed": VerdictId.MALFORMED_CLAIM,
    "proven": VerdictId.MFA_PROVEN,
    "combined": VerdictId.MFA_COMBINED,
    "strong": VerdictId.STRONG_SINGLE,
    "single": VerdictId.SINGLE_FACTOR,
    "none": VerdictId.NO_EVIDENCE,
}
# A claim that stands there twice proves nothing that the verdict may rest on: readers disagree which one counts.
_DECISIVE = frozenset({"iss", "sub", "aud", "azp", "exp", "iat", "nbf", "auth_time", "amr", "acr", "nonce", "org_id"})


def mfa_checks(
    claims: Mapping[str, Any],
    duplicates: frozenset[str],
    kind: TokenKind,
    evidence: Evidence,
    expected: Expectations,
    now: float,
) -> Iterator[Check]:
    """Yield the lines about MFA. Exactly one of them leads to the headline on the evidence itself."""
    if twice := sorted(_DECISIVE & duplicates):
        text = f"{', '.join(twice)} stands there more than once, and readers disagree which one counts."
        yield Check("duplicates", "fail", text, leads_to=VerdictId.MALFORMED_CLAIM)
    if kind is TokenKind.M2M or is_client_assertion(claims):
        what = "client credentials" if kind is TokenKind.M2M else "an application signs in with this token"
        text = f"No user took part: {what}. MFA does not apply."
        yield Check("amr", "unknown", text, leads_to=VerdictId.NO_USER)
        return
    if kind is TokenKind.LOGOUT:
        text = "A logout token says that a session ended. It is no proof of a login, whatever amr it has."
        yield Check("amr", "unknown", text, leads_to=VerdictId.NO_EVIDENCE)
        return
    yield _amr(evidence)
    yield _auth0_rule(evidence)
    yield _combined_rule(evidence)
    if acr := _acr(claims, evidence, expected):
        yield acr
    fresh = freshness_check(claims, expected, now)
    if fresh is not None:
        # How old a login is decides only where there was MFA to be old.
        decides = evidence.strength == "proven" or fresh.leads_to is None
        yield fresh if decides else Check(fresh.id, fresh.status, fresh.text, fresh.evidence)


def _amr(evidence: Evidence) -> Check:
    leads_to = _BY_STRENGTH[evidence.strength]
    shown = clean(", ".join(method.value for method in evidence.methods), 200)
    if evidence.malformed:
        return Check("amr", "fail", f"{evidence.malformed}.", shown, leads_to)
    if not evidence.present:
        return Check("amr", "unknown", "amr is absent: the token does not say how the user logged in.", "", leads_to)
    text = "amr is an array of strings." if evidence.methods else "amr is empty."
    return Check("amr", "ok" if evidence.methods else "unknown", text, shown, leads_to)


def _auth0_rule(evidence: Evidence) -> Check:
    status, text = _by_rule(evidence.auth0_rule, 'amr contains "mfa"', 'amr does not contain "mfa"')
    return Check("mfa_auth0_rule", status, f"Rule of Auth0: {text}.")


def _combined_rule(evidence: Evidence) -> Check:
    kinds = " and ".join(evidence.kinds)
    yes = f"two factors are named ({kinds})" if len(evidence.kinds) > 1 else "several factors are stated"
    no = f"only {kinds} is named" if kinds else "no factor is named"
    status, text = _by_rule(evidence.combined_rule, yes, no)
    return Check("mfa_combined_rule", status, f"Rule of two kinds of factor: {text}.")


def _by_rule(rule: bool | None, yes: str, no: str) -> tuple[Status, str]:
    if rule is None:
        return "unknown", "cannot tell"
    return ("ok", yes) if rule else ("fail", no)


def _acr(claims: Mapping[str, Any], evidence: Evidence, expected: Expectations) -> Check | None:
    """Check the acr asked for: it must be one of the list, to the letter (OpenID Connect Core 3.1.2.1)."""
    acr = claims.get("acr")
    wanted = expected.acr.split()
    shown = evidence.level.value if evidence.level else ""
    if evidence.acr_malformed:
        text = f"{evidence.acr_malformed}."
        return Check("acr", "fail" if wanted else "warn", text, "", VerdictId.MALFORMED_CLAIM if wanted else None)
    if not wanted:
        return Check("acr", "unknown", "No acr was asked for to compare with.", shown) if shown else None
    asked = clean(" or ".join(wanted), 300)
    if acr in wanted:
        return Check("acr", "ok", "acr is what was asked for.", shown)
    if acr is None:
        # Where nothing else is proven either, that is the better headline.
        leads_to = VerdictId.ACR_UNMET if evidence.strength == "proven" else None
        return Check("acr", "fail", f"acr is absent; asked for was {asked}.", "", leads_to)
    return Check("acr", "fail", f"acr is not what was asked for: {asked}.", shown, VerdictId.ACR_UNMET)
