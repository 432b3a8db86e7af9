"""The one way in: from a paste to a report on every token in it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from mfa_tui.domain.text import listed
from mfa_tui.features.tokens.model.explaining.headlines import explanation, headline
from mfa_tui.features.tokens.model.explaining.next_steps import next_steps, step_up_for
from mfa_tui.features.tokens.model.explaining.stepup import StepUp
from mfa_tui.features.tokens.model.judging.checks_claims import issuer_warnings, target_checks
from mfa_tui.features.tokens.model.judging.checks_mfa import mfa_checks
from mfa_tui.features.tokens.model.judging.checks_times import time_checks
from mfa_tui.features.tokens.model.judging.evidence import Evidence, weigh
from mfa_tui.features.tokens.model.judging.keys import KeySet
from mfa_tui.features.tokens.model.judging.signature import check_signature
from mfa_tui.features.tokens.model.judging.verdict import exit_code, rule, shape_checks
from mfa_tui.features.tokens.model.reading.claim_names import POINTERS
from mfa_tui.features.tokens.model.reading.claims import ClaimTree, claim_tree
from mfa_tui.features.tokens.model.reading.extract import Candidate, extract
from mfa_tui.features.tokens.model.reading.kind import is_client_assertion, kind_of
from mfa_tui.features.tokens.model.reading.shape import take_apart
from mfa_tui.features.tokens.model.reading.times import Moment, moments
from mfa_tui.features.tokens.model.vocabulary import (
    MAX_PASTE,
    Check,
    Expectations,
    Segment,
    Shape,
    Signature,
    TokenKind,
    TokenWarning,
    Verdict,
    VerdictId,
)


@dataclass(frozen=True)
class TokenReport:
    """Everything about one token, without the token itself.

    `header` and `claims` are foreign and raw, for `--json` and for comparing; every other text is inert. `where` says
    where in the paste it stood; `duplicate_of` is the place in the report of the same token, or None. `verdict` is what
    holds; `claimed` is what would hold under a good signature, and the same where nothing depends on that.
    """

    kind: TokenKind
    where: str
    segments: tuple[Segment, ...]
    header: Mapping[str, Any]
    claims: Mapping[str, Any]
    header_tree: ClaimTree
    claim_tree: ClaimTree
    times: Mapping[str, Moment]
    evidence: Evidence
    signature: Signature
    checks: tuple[Check, ...]
    warnings: tuple[TokenWarning, ...]
    verdict: Verdict
    claimed: Verdict
    step_up: StepUp
    duplicate_of: int | None = None


@dataclass(frozen=True)
class Report:
    """The tokens of a paste, in `_ORDER`: the one that can answer comes first.

    `problem` says why there are none; `left_out` counts those not listed.
    """

    tokens: tuple[TokenReport, ...] = ()
    problem: str = ""
    left_out: int = 0

    @property
    def exit_code(self) -> int:
        """Return the exit code of the headless command; see `verdict.exit_code`."""
        return exit_code([(token.kind, token.verdict.id) for token in self.tokens])


def inspect_paste(
    text: str, *, now: float, expectations: Expectations | None = None, keys: KeySet | None = None
) -> Report:
    """Report on every token in a paste. Never raises, and takes less than a second for the longest paste.

    `now` is the clock in epoch seconds. Without `keys` no signature is checked, and nothing is asked anywhere.
    """
    if len(text) > MAX_PASTE:
        return Report(problem=f"The paste is longer than {MAX_PASTE // 1024:,} KiB and was not read.")
    found = extract(text)
    if not found.candidates:
        problem = "Nothing in it looks like a token." if text.strip() else "There is nothing in it: no token was given."
        return Report(problem=problem)
    inspected: dict[str, TokenReport] = {}
    for candidate in found.candidates:
        if candidate.text not in inspected:
            inspected[candidate.text] = _inspect(candidate, now, expectations or Expectations(), keys)
    first: dict[str, int] = {}
    reports: list[TokenReport] = []
    for index, candidate in enumerate(sorted(found.candidates, key=lambda one: _place(inspected[one.text].kind))):
        original = first.setdefault(candidate.text, index)
        report = inspected[candidate.text]
        reports.append(report if original == index else _repeated(report, original, candidate.where))
    return Report(tuple(reports), left_out=found.left_out)


_ORDER = (TokenKind.ID, TokenKind.ACCESS, TokenKind.M2M, TokenKind.LOGOUT)
"""Only an ID token can prove MFA. Other kinds come last; tokens of one kind stay in the order of the paste."""


def _place(kind: TokenKind) -> int:
    return _ORDER.index(kind) if kind in _ORDER else len(_ORDER)


def _repeated(report: TokenReport, original: int, where: str) -> TokenReport:
    note = TokenWarning("duplicate", f"The same as token {original + 1}.")
    return replace(report, duplicate_of=original, where=where, warnings=(note, *report.warnings))


def _inspect(candidate: Candidate, now: float, expected: Expectations, keys: KeySet | None) -> TokenReport:
    shape = take_apart(candidate.text)
    kind = kind_of(shape, candidate.where)
    claims = shape.claims or {}
    evidence = weigh(claims)
    signature = check_signature(shape, keys)
    checks = shape_checks(shape, kind, signature)
    if shape.claims is not None:
        checks += target_checks(claims, kind, expected)
        checks += time_checks(claims, expected, now)
        checks += mfa_checks(claims, shape.duplicates, kind, evidence, expected, now)
    ruling = rule(checks)
    same = ruling.holds is ruling.claimed

    def verdict_of(found: VerdictId, claimed: str = "") -> Verdict:
        return Verdict(
            found,
            headline(found, shape, kind, signature, checks, evidence, claimed),
            explanation(found, shape, kind, signature, checks, evidence, claimed),
            next_steps(found, ruling.claimed, shape, kind, signature, claims, evidence, expected),
        )

    warnings = (*candidate.notes, *shape.warnings, *_warnings(shape, evidence), *signature.warnings)
    if_good = verdict_of(ruling.claimed)
    return TokenReport(
        kind=kind,
        where=candidate.where,
        segments=shape.segments,
        header=shape.header or {},
        claims=claims,
        header_tree=claim_tree(shape.header, of_header=True),
        claim_tree=claim_tree(claims),
        times=moments(claims, now),
        evidence=evidence,
        signature=signature,
        checks=tuple(checks),
        warnings=tuple(dict.fromkeys(warnings)),
        verdict=if_good if same else verdict_of(ruling.holds, if_good.headline),
        claimed=if_good,
        step_up=step_up_for(kind, signature, claims, expected),
    )


def _warnings(shape: Shape, evidence: Evidence) -> Iterator[TokenWarning]:
    header, claims = shape.header or {}, shape.claims or {}
    if pointers := [name for name in POINTERS if name in header]:
        yield TokenWarning(
            "ignored_header", f"{listed(pointers)} in the header would choose a key: ignored on purpose."
        )
    if is_client_assertion(claims):
        yield TokenWarning(
            "client_assertion", "A client assertion (RFC 7523): an application signs in with it, and no user has one."
        )
    yield from issuer_warnings(claims)
    if evidence.malformed:
        yield TokenWarning("amr_malformed", f"{evidence.malformed}.")
    if evidence.acr_malformed:
        yield TokenWarning("acr_malformed", f"{evidence.acr_malformed}.")
    for name, moment in moments(claims, 0).items():
        if moment.in_milliseconds:
            yield TokenWarning("milliseconds", f"{name} looks like milliseconds; a JWT counts seconds.")
    for method in evidence.methods:
        if method.value in ("bypass", "none", "x_recovery_code"):
            yield TokenWarning("weak_method", f"amr has {method.value}: {method.meaning}.")
