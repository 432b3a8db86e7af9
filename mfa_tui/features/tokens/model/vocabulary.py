"""The words that the token rules share: warnings, checks, verdicts, and what is known of one token.

Small records are NamedTuples: a frozen dataclass costs a millisecond at start, and `mfa-tui token` has few to spend.
What holds a token or a key is a dataclass, with that field kept out of its repr.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal, NamedTuple

MAX_PASTE = 1024 * 1024
"""The longest paste that is read, in characters."""

MAX_TOKEN = 256 * 1024
"""The longest token that is decoded, in characters. Real ones have 1 to 8 KiB."""

Status = Literal["ok", "warn", "fail", "unknown"]
SignatureStatus = Literal["verified", "invalid", "unverified", "unsecured"]


class TokenKind(StrEnum):
    """What a token is for, as the JSON contract names it."""

    ID = "id_token"
    ACCESS = "access_token"
    M2M = "m2m"
    LOGOUT = "logout_token"
    MFA = "mfa_token"
    OPAQUE = "opaque"
    JWE = "jwe"
    UNKNOWN = "unknown"

    @property
    def words(self) -> str:
        """Return the kind as people say it."""
        return _KIND_WORDS[self]


_KIND_WORDS = {
    TokenKind.ID: "ID token",
    TokenKind.ACCESS: "access token",
    TokenKind.M2M: "machine-to-machine access token",
    TokenKind.LOGOUT: "back-channel logout token",
    TokenKind.MFA: "MFA token",
    TokenKind.OPAQUE: "opaque token",
    TokenKind.JWE: "encrypted token (JWE)",
    TokenKind.UNKNOWN: "token of unknown kind",
}


class VerdictId(StrEnum):
    """Every headline there is, worst first: where several apply, the first one is shown."""

    NOT_A_JWT = "NOT_A_JWT"
    ENCRYPTED = "ENCRYPTED"
    FORGED_OR_WRONG_KEY = "FORGED_OR_WRONG_KEY"
    UNSECURED = "UNSECURED"
    UNVERIFIED = "UNVERIFIED"
    WRONG_TARGET = "WRONG_TARGET"
    EXPIRED = "EXPIRED"
    NOT_YET_VALID = "NOT_YET_VALID"
    MALFORMED_CLAIM = "MALFORMED_CLAIM"
    NO_USER = "NO_USER"
    ACR_UNMET = "ACR_UNMET"
    MFA_PROVEN_STALE = "MFA_PROVEN_STALE"
    NO_EVIDENCE = "NO_EVIDENCE"
    SINGLE_FACTOR = "SINGLE_FACTOR"
    STRONG_SINGLE = "STRONG_SINGLE"
    MFA_COMBINED = "MFA_COMBINED"
    MFA_PROVEN = "MFA_PROVEN"

    @property
    def rank(self) -> int:
        """Return the place in the order; 0 is worst."""
        return _RANKS[self]


_RANKS = {verdict: rank for rank, verdict in enumerate(VerdictId)}


class TokenWarning(NamedTuple):
    """An oddity that does not decide the verdict. `id` is stable for scripts; `text` is inert."""

    id: str
    text: str


class Check(NamedTuple):
    """One line of the checklist. `text` and `evidence` are inert.

    `leads_to` is the headline that this line asks for; the worst one of a token wins.
    """

    id: str
    status: Status
    text: str
    evidence: str = ""
    leads_to: VerdictId | None = None


class Signature(NamedTuple):
    """What is known of the signature. `asked`: keys were given, so "unverified" has a cause worth reading."""

    status: SignatureStatus
    reason: str
    asked: bool = False
    warnings: tuple[TokenWarning, ...] = ()


class Verdict(NamedTuple):
    """One headline, why, and what to do next. All texts are inert."""

    id: VerdictId
    headline: str
    explanation: str
    next_steps: tuple[str, ...] = ()


class Expectations(NamedTuple):
    """What the token is held against; what is left out is shown and not compared.

    `issuers` are complete URLs, `https://DOMAIN/`: the canonical one and those of custom domains. `audiences` are
    client ids or API identifiers. `max_age` in seconds, where 0 is a limit like any other and None means not asked.
    `acr` is what was requested as acr_values, several separated by spaces. `organization` is an `org_...` id or a
    name. `leeway` in seconds.
    """

    issuers: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    max_age: float | None = None
    acr: str = ""
    nonce: str = ""
    organization: str = ""
    leeway: float = 60

    @property
    def strict(self) -> bool:
        """Tell whether the token is verified for somebody, who then may rely on the claims that must be there."""
        return bool(self.issuers or self.audiences)


class Segment(NamedTuple):
    """One part between the dots: its name, its length in characters, what is odd, and why it cannot be read."""

    name: str
    length: int
    oddities: tuple[TokenWarning, ...] = ()
    problem: str = ""


Form = Literal["jws", "jwe", "partial", "opaque", "iron", "json", "malformed", "too_large"]


@dataclass(frozen=True)
class Shape:
    """A token taken apart, without an opinion on it.

    `header` and `claims` are None where they cannot be read as JSON objects; values are foreign and raw, and must go
    through `clean` to be shown. `problem` says why this is no JWT. `well_formed` is whether every segment is strict
    base64url and every JSON text is one (RFC 7515 section 5.2): only such a token can have a valid signature.
    """

    form: Form
    segments: tuple[Segment, ...] = ()
    header: Mapping[str, Any] | None = None
    claims: Mapping[str, Any] | None = None
    problem: str = ""
    warnings: tuple[TokenWarning, ...] = ()
    duplicates: frozenset[str] = frozenset()
    header_duplicates: frozenset[str] = frozenset()
    well_formed: bool = False
    signature_length: int = 0
    payload_problem: str = ""
    token: str = field(default="", repr=False)
