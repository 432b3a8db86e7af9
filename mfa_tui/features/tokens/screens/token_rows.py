"""A token report as rows of the grid and as the paragraph above it. Pure: a report in, rows out."""

from collections.abc import Iterator, Mapping
from itertools import takewhile

from textual.content import Content

from mfa_tui.domain.text import clean
from mfa_tui.features.tokens.model.inspection import Report, TokenReport
from mfa_tui.features.tokens.model.reading.claims import ClaimRow, ClaimTree
from mfa_tui.features.tokens.model.showing.compare import Difference
from mfa_tui.features.tokens.model.vocabulary import Check, TokenKind, VerdictId
from mfa_tui.ui.widgets import tones
from mfa_tui.ui.widgets.facts import Fact
from mfa_tui.ui.widgets.glyphs import Glyphs
from mfa_tui.ui.widgets.grid import Divider, GridRow

_GOOD = {VerdictId.MFA_PROVEN}
_PROVEN = {VerdictId.MFA_PROVEN, VerdictId.MFA_PROVEN_STALE}
_BAD = {
    VerdictId.FORGED_OR_WRONG_KEY,
    VerdictId.UNSECURED,
    VerdictId.WRONG_TARGET,
    VerdictId.EXPIRED,
    VerdictId.NOT_YET_VALID,
    VerdictId.MALFORMED_CLAIM,
    VerdictId.NOT_A_JWT,
}


def verdict_facts(token: TokenReport, glyph: Glyphs) -> list[Fact]:
    """Return the headline, the signature in neutral words, why, and what to do next.

    Where the signature was not checked, the headline is what the token claims: that is what support asks. Nothing is
    called proven before that.
    """
    verdict = token.claimed if _unasked(token) else token.verdict
    tone = tones.GOOD if verdict.id in _GOOD else tones.BAD if verdict.id in _BAD else tones.WARN
    badge = Content.styled(verdict.id.value.replace("_", " "), f"bold {tone}")
    signature = f"{token.signature.status}: {token.signature.reason}"
    if not has_signature(token):
        signature = "none to check"
    elif _unasked(token):
        signature = "not checked: all of this is a claim. Press v to check it."
        if verdict.id in _PROVEN:
            badge = Content.styled("NOT VERIFIED", f"bold {tones.WARN}")
        elif verdict.id not in _BAD:
            badge = Content.assemble(("claims ", tones.MUTED), (badge.plain, "bold"))
    return [
        ("", Content.assemble(badge, f"   {verdict.headline}")),
        ("", verdict.explanation),
        ("signature", Content.styled(signature, tones.BAD if token.signature.status == "invalid" else tones.MUTED)),
        *((" " if n else "next", f"{n + 1}  {step}") for n, step in enumerate(_short(verdict.next_steps))),
    ]


def has_signature(token: TokenReport) -> bool:
    """Tell whether there is a signature that a key could check."""
    return token.kind not in (TokenKind.OPAQUE, TokenKind.MFA, TokenKind.JWE)


def _short(steps: tuple[str, ...]) -> list[str]:
    """Return the steps up to the step-up request, which has a dialog of its own."""
    own = list(takewhile(lambda step: "/authorize?" not in step, steps))
    return own if len(own) == len(steps) else [*own, "Ask for MFA: p builds the step-up request."]


def _unasked(token: TokenReport) -> bool:
    return token.signature.status == "unverified" and not token.signature.asked


def report_rows(report: Report, selected: int, glyph: Glyphs, names: Mapping[str, str]) -> list[GridRow | Divider]:
    """Return everything about the selected token, after the list of tokens where there are several.

    `names` are the names of the tenant's applications by client id.
    """
    token = report.tokens[selected]
    rows: list[GridRow | Divider] = []
    if len(report.tokens) > 1:
        rows += [Divider(f"{len(report.tokens)} tokens in this paste"), *_token_rows(report, selected, glyph)]
    rows += _evidence_rows(token)
    rows += [Divider("checks"), *(_check_row(number, check, glyph) for number, check in enumerate(token.checks))]
    rows += _tree_rows("claims", token.claim_tree, token, names)
    rows += _tree_rows("header", token.header_tree, token, {})
    if token.warnings:
        rows.append(Divider("oddities"))
        rows += [
            GridRow(f"warning:{number}", (Content.styled(glyph.warn, tones.WARN), warning.text), warning.text)
            for number, warning in enumerate(token.warnings)
        ]
    return rows


def _token_rows(report: Report, selected: int, glyph: Glyphs) -> Iterator[GridRow]:
    for number, token in enumerate(report.tokens):
        mark = glyph.on if number == selected else glyph.off
        same = "" if token.duplicate_of is None else f"same as {token.duplicate_of + 1}: "
        name = f"{mark} {number + 1} {token.kind.words}"
        cells = (name, f"{same}{token.claimed.headline}", clean(token.where, 60))
        yield GridRow(f"token:{number}", cells, " ".join(cells))


def _check_row(number: int, check: Check, glyph: Glyphs) -> GridRow:
    mark, tone = {
        "ok": (glyph.done, tones.GOOD),
        "warn": (glyph.warn, tones.WARN),
        "fail": (glyph.error, tones.BAD),
        "unknown": (glyph.denied, tones.MUTED),
    }[check.status]
    cells = (Content.styled(f"{mark} {check.id}", tone), check.text, Content.styled(check.evidence, tones.MUTED))
    return GridRow(f"check:{number}", cells, f"{check.id} {check.status} {check.text} {check.evidence}")


def _evidence_rows(token: TokenReport) -> Iterator[GridRow | Divider]:
    yield Divider("amr and acr")
    evidence = token.evidence
    if not evidence.present:
        yield GridRow("amr", ("amr", Content.styled("(absent)", tones.MUTED), ""), "amr absent")
    for number, method in enumerate(evidence.methods):
        traits: list[str] = [method.kind]
        traits += ["second factor"] if method.second_factor else []
        traits += ["phishing-resistant"] if method.phishing_resistant else []
        cells = (f"amr {method.value}", method.meaning, Content.styled(", ".join(traits), tones.MUTED))
        yield GridRow(f"amr:{number}", cells, f"amr {method.value} {method.meaning}")
    level = evidence.level
    acr = Content.styled("(absent)", tones.MUTED) if level is None else Content(level.value)
    yield GridRow("acr", ("acr", acr, Content.styled(level.meaning if level else "", tones.MUTED)), "acr")


def _tree_rows(
    title: str, tree: ClaimTree, token: TokenReport, names: Mapping[str, str]
) -> Iterator[GridRow | Divider]:
    if not tree.rows:
        return
    yield Divider(title)
    for number, row in enumerate(tree.rows):
        name = Content.styled("  " * row.depth + row.name, "" if row.value or not row.depth else tones.MUTED)
        meaning = f"the application “{clean(names[row.value], 60)}”" if row.value in names else row.meaning
        cells = (name, _value(row, token if title == "claims" else None), Content.styled(meaning, tones.MUTED))
        yield GridRow(f"{title}:{number}", cells, f"{row.name} {row.value} {row.meaning}")
    if tree.cut:
        yield GridRow(f"{title}:cut", ("…", "more than can be shown", ""), "more")


def _value(row: ClaimRow, token: TokenReport | None) -> Content:
    moment = token.times.get(row.name) if token and row.depth == 0 else None
    if moment is None:
        return Content(row.value)
    if not moment.utc:
        return Content.assemble(row.value, ("   outside the calendar", tones.WARN))
    return Content.assemble(moment.utc, (f"   {moment.local}   {moment.relative}", tones.MUTED))


def comparison_rows(differences: tuple[Difference, ...], glyph: Glyphs) -> list[GridRow | Divider]:
    """Return two tokens side by side: what changed first, and the claims before the header."""
    changed = [d for d in differences if d.change != "same"]
    same = sorted((d for d in differences if d.change == "same"), key=lambda d: d.part == "header")
    rows: list[GridRow | Divider] = [Divider(f"{len(changed)} differences")]
    rows += [_difference_row(number, d, glyph) for number, d in enumerate(changed)]
    rows.append(Divider(f"{len(same)} alike"))
    return rows + [_difference_row(number, d, glyph) for number, d in enumerate(same, len(changed))]


def _difference_row(number: int, d: Difference, glyph: Glyphs) -> GridRow:
    name = d.name if d.part != "header" else f"header {d.name}"
    tone = tones.MUTED if d.change == "same" else ""
    before = d.before or "(absent)"
    after = "" if d.change == "same" else d.after or "(absent)"
    cells = (
        Content.styled(name, tone or "bold"),
        Content.styled(before, tone),
        Content.styled(after, tone or tones.STAGED),
    )
    return GridRow(f"difference:{number}", cells, f"{name} {before} {after}")
