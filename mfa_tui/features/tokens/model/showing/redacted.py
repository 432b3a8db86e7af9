"""A summary to paste into a ticket: the verdict and its reasons, without signature, e-mail, name or subject.

Only what is listed here gets out: every other claim is named, not shown.
"""

import re
from collections.abc import Iterator

from mfa_tui.features.tokens.model.inspection import TokenReport
from mfa_tui.features.tokens.model.reading.claims import shown

_SHOWN_CLAIMS = ("iss", "aud", "azp", "client_id", "amr", "acr", "gty", "scope", "org_id")
_SHOWN_HEADER = ("alg", "typ", "kid", "enc")
_MAIL = re.compile(r"[^\s@\"',;<>\[\]]{1,64}@[^\s@\"',;<>\[\]]{1,255}")
_LONG_RUN = re.compile(r"[A-Za-z0-9_-]{60,}", re.ASCII)
_PERSONAL_EVIDENCE = ("nonce", "sub")


def for_ticket(report: TokenReport) -> str:
    """Return the summary. E-mail addresses and long runs that could be keys are masked wherever they stand."""
    return "\n".join(_masked(line) for line in _lines(report))


def _lines(report: TokenReport) -> Iterator[str]:
    yield f"Verdict: {report.verdict.id.value}: {report.verdict.headline}"
    yield report.verdict.explanation
    yield f"Kind: {report.kind.words}"
    yield f"Signature: {report.signature.status} ({report.signature.reason})"
    for name in _SHOWN_HEADER:
        if name in report.header:
            yield f"Header {name}: {_flat(report.header[name])}"
    for name in _SHOWN_CLAIMS:
        if name in report.claims:
            yield f"{name}: {_flat(report.claims[name])}"
    for name, moment in report.times.items():
        yield f"{name}: {moment.utc or 'outside the calendar'} ({moment.relative})"
    hidden = [shown(name) for name in report.claims if name not in (*_SHOWN_CLAIMS, *report.times)]
    if hidden:
        yield f"Not shown: {', '.join(hidden[:50])}"
    for check in report.checks:
        evidence = f" [{check.evidence}]" if check.evidence and check.id not in _PERSONAL_EVIDENCE else ""
        yield f"{check.status:8}{check.id}: {check.text}{evidence}"
    for warning in report.warnings:
        yield f"Odd: {warning.text}"


def _flat(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(shown(item) for item in value[:20] if not isinstance(item, (dict, list)))
    return "(an object)" if isinstance(value, dict) else shown(value)


def _masked(line: str) -> str:
    return _LONG_RUN.sub("(masked)", _MAIL.sub("(e-mail masked)", line))
