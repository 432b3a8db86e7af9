"""A report as text for people: the verdict first, then why, then what the token says, then what to do. All inert."""

from collections.abc import Iterator

from mfa_tui.features.tokens.model.inspection import Report, TokenReport
from mfa_tui.features.tokens.model.reading.claims import ClaimTree

_MARKS = {"ok": "ok  ", "warn": "warn", "fail": "FAIL", "unknown": "?   "}
_VALUE_WIDTH = 34


def as_text(report: Report) -> str:
    """Return the report as lines. The token itself is not in it."""
    several = len(report.tokens) > 1
    lines: list[str] = []
    for number, token in enumerate(report.tokens, start=1):
        if several:
            lines += [f"Token {number} of {len(report.tokens) + report.left_out}, found as {token.where}", ""]
        if token.duplicate_of is not None:
            lines += [f"  {token.warnings[0].text}", ""]
            continue
        lines += _token(token)
    if report.left_out:
        lines.append(f"{report.left_out:,} more tokens are not listed.")
    return "\n".join(lines).rstrip()


def _token(token: TokenReport) -> Iterator[str]:
    yield token.verdict.headline
    yield f"  {token.verdict.explanation}"
    yield f"  Kind: {token.kind.words}. Verdict: {token.verdict.id.value}."
    yield from _section(
        "Why", (f"{_MARKS[check.status]}  {_check(check.text, check.evidence)}" for check in token.checks)
    )
    yield from _section("amr and acr", _strip(token))
    yield from _section("Times", _times(token))
    yield from _section("Header", _tree(token.header_tree))
    yield from _section("Claims", _tree(token.claim_tree))
    yield from _section("Odd", (warning.text for warning in token.warnings))
    yield from _section("Next", token.verdict.next_steps)
    yield ""


def _section(title: str, lines: "Iterator[str] | tuple[str, ...]") -> Iterator[str]:
    found = list(lines)
    if found:
        yield ""
        yield title
        yield from (f"  {line}" for line in found)


def _check(text: str, evidence: str) -> str:
    return f"{text}  [{evidence}]" if evidence else text


def _strip(token: TokenReport) -> Iterator[str]:
    for method in token.evidence.methods:
        second = {True: "can be a second factor", False: "no second factor", None: "second factor: cannot tell"}
        phishing = {True: "phishing-resistant", False: "not phishing-resistant", None: "phishing: cannot tell"}
        words = f"{method.kind}; {second[method.second_factor]}; {phishing[method.phishing_resistant]}"
        yield f"amr {method.value}: {method.meaning} ({words})"
    if level := token.evidence.level:
        yield f"acr {level.value}: {level.meaning}"


def _times(token: TokenReport) -> Iterator[str]:
    for name, moment in token.times.items():
        local = f"  {moment.local}" if moment.local and not moment.local.endswith(" UTC") else ""
        yield f"{name:10}{moment.utc or 'outside the calendar'}{local}  {moment.relative}"


def _tree(tree: ClaimTree) -> Iterator[str]:
    for row in tree.rows:
        start = f"{'  ' * min(row.depth, 20)}{row.name}: {row.value}".rstrip()
        yield f"{start:{_VALUE_WIDTH}}  {row.meaning}".rstrip() if row.meaning else start
    if tree.cut:
        yield "... more is not shown"
