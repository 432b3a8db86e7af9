"""From the checks of a token to one headline: the worst that any line asks for.

Two verdicts are drawn. The first is what holds: MFA is proven only under a signature that was verified. The second is
what the token claims, as if its signature were good; the screen shows it while the signature is not checked yet.
"""

from collections.abc import Sequence
from typing import NamedTuple

from mfa_tui.domain.text import clean
from mfa_tui.features.tokens.model.vocabulary import (
    Check,
    Shape,
    Signature,
    SignatureStatus,
    Status,
    TokenKind,
    VerdictId,
)

_BY_SIGNATURE: dict[SignatureStatus, tuple[Status, VerdictId | None]] = {
    "verified": ("ok", None),
    "invalid": ("fail", VerdictId.FORGED_OR_WRONG_KEY),
    "unsecured": ("fail", VerdictId.UNSECURED),
    "unverified": ("unknown", VerdictId.UNVERIFIED),
}
_EXIT_CODES = {
    VerdictId.NOT_A_JWT: 3,
    VerdictId.ENCRYPTED: 3,
    VerdictId.FORGED_OR_WRONG_KEY: 4,
    VerdictId.UNSECURED: 4,
    VerdictId.UNVERIFIED: 5,
    VerdictId.WRONG_TARGET: 6,
    VerdictId.EXPIRED: 6,
    VerdictId.NOT_YET_VALID: 6,
    VerdictId.MFA_PROVEN: 0,
}
NOTHING_FOUND = 3


class Ruling(NamedTuple):
    """The verdict that holds, and the one that would if the signature were good."""

    holds: VerdictId
    claimed: VerdictId


def shape_checks(shape: Shape, kind: TokenKind, signature: Signature) -> list[Check]:
    """Return the lines on what the token is made of and on its signature, in this order."""
    checks = [_form(shape, kind)]
    if shape.form != "jws":
        return checks
    odd = [oddity.text for segment in shape.segments for oddity in segment.oddities]
    checks.append(Check("base64url", "warn" if odd else "ok", odd[0] if odd else "Every part is strict base64url."))
    header = shape.header or {}
    checks.append(_algorithm(header.get("alg")))
    # A bad signature is worse than a payload without claims: that may be an attack, this is only another format.
    bad = signature.status in ("invalid", "unsecured")
    if shape.payload_problem:
        leads_to = None if bad else VerdictId.NOT_A_JWT
        text = f"{shape.payload_problem[0].upper()}{shape.payload_problem[1:]}."
        checks.append(Check("claims", "fail", text, leads_to=leads_to))
    else:
        checks.append(Check("claims", "ok", "The payload is a JSON object."))
    status, leads_to = _BY_SIGNATURE[signature.status]
    checks.append(Check("signature", status, signature.reason, leads_to=leads_to))
    return checks


def rule(checks: Sequence[Check]) -> Ruling:
    """Return the worst verdict that the checks lead to, with and without the line on the signature."""
    holds = [check.leads_to for check in checks if check.leads_to]
    claimed = [check.leads_to for check in checks if check.leads_to and check.leads_to is not VerdictId.UNVERIFIED]
    worst = min(holds, key=lambda verdict: verdict.rank)
    return Ruling(worst, min(claimed, key=lambda verdict: verdict.rank, default=worst))


def exit_code(verdicts: Sequence[tuple[TokenKind, VerdictId]]) -> int:
    """Return the exit code of `mfa-tui token` for the tokens of a paste.

    0 MFA proven; 1 not proven by a token that is otherwise good (NO_USER and MALFORMED_CLAIM too); 3 nothing readable
    as a JWT; 4 signature bad or none; 5 signature not verified; 6 wrong issuer, audience, nonce or organization,
    expired, not valid yet. A token has the code of its headline, the worst that applies: 0 needs a verified signature.

    With several tokens those count that can prove MFA, the ID tokens; where there is none, all do. The worst decides.
    """
    if not verdicts:
        return NOTHING_FOUND
    decisive = [verdict for kind, verdict in verdicts if kind is TokenKind.ID] or [verdict for _, verdict in verdicts]
    return _EXIT_CODES.get(min(decisive, key=lambda verdict: verdict.rank), 1)


def _form(shape: Shape, kind: TokenKind) -> Check:
    if shape.form == "jwe" and kind is TokenKind.JWE:
        return Check("shape", "unknown", "Encrypted token (JWE): five parts.", leads_to=VerdictId.ENCRYPTED)
    if shape.form == "jwe":
        text = "Opaque token of Auth0: it has the form of a JWE that only Auth0 can read."
        return Check("shape", "unknown", text, leads_to=VerdictId.NOT_A_JWT)
    if shape.form != "jws":
        return Check("shape", "fail", f"This is not a JWT: {shape.problem}.", leads_to=VerdictId.NOT_A_JWT)
    if (shape.header or {}).get("b64", True) is not True:
        text = "b64 is in the header, which makes this a JWS with bare payload and no JWT (RFC 7797 section 7)."
        return Check("shape", "fail", text, leads_to=VerdictId.NOT_A_JWT)
    return Check("shape", "ok", "Signed token: three parts.")


def _algorithm(alg: object) -> Check:
    if not isinstance(alg, str):
        return Check("alg", "fail", "The header names no algorithm.")
    shown = clean(alg, 40)
    if alg in ("RS256", "PS256", "HS256"):
        return Check("alg", "ok", f"{shown} is an algorithm that Auth0 uses.", shown)
    if alg.lower() == "none":
        return Check("alg", "fail", "alg none: nothing is signed.", shown)
    return Check("alg", "warn", f"{shown} is not an algorithm that Auth0 signs tokens with.", shown)
