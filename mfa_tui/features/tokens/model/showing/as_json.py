"""A report as the JSON object that scripts rely on: the keys and ids are stable, and every text is plain ASCII."""

import json
from collections.abc import Mapping
from typing import Any

from mfa_tui.features.tokens.model.inspection import Report, TokenReport


def as_json(report: Report) -> str:
    """Return the report as JSON. `header` and `claims` are what was decoded, unchanged; the token is not in it.

    All that is not printable ASCII stands as an escape, so that a terminal obeys none of it.
    """
    value = {"tokens": [_token(token) for token in report.tokens], "exit_code": report.exit_code}
    return json.dumps(value, indent=2, ensure_ascii=True, allow_nan=False)


def _token(token: TokenReport) -> dict[str, Any]:
    level = token.evidence.level
    return {
        "kind": token.kind.value,
        "header": token.header,
        "claims": token.claims,
        "signature": {"status": token.signature.status, "reason": token.signature.reason},
        "verdict": {
            "id": token.verdict.id.value,
            "headline": token.verdict.headline,
            "explanation": token.verdict.explanation,
            "next_steps": list(token.verdict.next_steps),
        },
        "amr": [
            {
                "value": method.value,
                "meaning": method.meaning,
                "kind": method.kind,
                "second_factor": method.second_factor,
                "phishing_resistant": method.phishing_resistant,
            }
            for method in token.evidence.methods
        ],
        "acr": {"value": level.value, "meaning": level.meaning} if level else None,
        "times": _times(token),
        "checks": [
            {"id": check.id, "status": check.status, "text": check.text, "evidence": check.evidence}
            for check in token.checks
        ],
        "warnings": [{"id": warning.id, "text": warning.text} for warning in token.warnings],
    }


def _times(token: TokenReport) -> Mapping[str, Any]:
    return {
        name: {"epoch": moment.epoch, "utc": moment.utc, "relative": moment.relative}
        for name, moment in token.times.items()
    }
