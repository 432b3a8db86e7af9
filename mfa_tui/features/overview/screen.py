"""Overview: is this tenant's MFA sane? Policy, factors, access, and what is wrong, each with its cause."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from textual import on
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content

from mfa_tui.commands.registry import Scope
from mfa_tui.domain import policies
from mfa_tui.domain.factors import arranged
from mfa_tui.domain.findings import Finding
from mfa_tui.domain.text import clean
from mfa_tui.features.coverage.screens.bars import CoverageBars, coverage_line
from mfa_tui.session.view import TenantView
from mfa_tui.ui.messages import JumpRequested
from mfa_tui.ui.mode_screen import ModeScreen, bindings
from mfa_tui.ui.widgets import tones
from mfa_tui.ui.widgets.facts import Fact, Facts
from mfa_tui.ui.widgets.glyphs import glyphs
from mfa_tui.ui.widgets.grid import Column, Divider, Grid, GridRow
from mfa_tui.ui.widgets.wrapping import Link


class OverviewScreen(ModeScreen):
    """A summary above, findings below, and beside them what is known of the finding under the cursor."""

    MODE = "overview"
    SCOPE: ClassVar[Scope] = "overview"
    BINDINGS: ClassVar[list[BindingType]] = bindings("overview")

    def body(self) -> Iterable[Any]:
        """Compose summary, findings and detail."""
        yield Facts(id="summary")
        with Horizontal(id="findings"):
            yield Grid([Column("", 11), Column("FINDING", 0)], empty="Reading the tenant…")
            with Vertical(id="beside"):
                yield CoverageBars(id="coverage")
                with VerticalScroll(can_focus=False):
                    yield Facts(id="facts")

    def show(self, view: TenantView) -> None:
        """Draw everything."""
        self.query_one("#summary", Facts).show("", *self._summary(view))
        self.query_one(CoverageBars).show(view.whole, view.setup, self.app.clock(), view.ascii)
        glyph = glyphs(view.ascii)
        rows: list[GridRow | Divider] = [
            GridRow(
                f"finding:{f.id}:{f.cause}",
                (
                    Content.styled(f"{glyph.severity(f.severity)} {f.severity.word}", tones.SEVERITY[f.severity]),
                    f.words,
                ),
                f"{f.severity.word} {f.words} {f.id}",
            )
            for f in view.findings
        ]
        if view.problems:
            rows.append(Divider("could not be read"))
            rows += [
                GridRow(
                    f"problem:{part}",
                    (
                        Content.styled(f"{glyph.denied} no data", tones.WARN),
                        f"{part}: {problem.title} {problem.detail}",
                    ),
                    f"no data {part} {problem.title}",
                )
                for part, problem in view.problems.items()
            ]
        nothing = "Nothing found: factors, policy and Actions fit together."
        waiting = "Reading the tenant…" if view.reading else "Not read yet. Press r."
        self.query_one(Grid).show(rows, empty=waiting if view.read_at is None else nothing)
        self._explain()

    def _summary(self, view: TenantView) -> list[Fact]:
        return [
            ("Policy", self._policy(view)),
            ("Factors", self._factors(view)),
            ("Access", self._access(view)),
            ("API", self._budget(view)),
            ("Coverage", self._coverage(view)),
        ]

    def _policy(self, view: TenantView) -> Content:
        value = view.configuration.policies.value
        if value is None:
            return self._unknown(view, "policy")
        policy = policies.named(value)
        glyph = glyphs(view.ascii)
        mark = glyph.off if policy is policies.NEVER else glyph.on
        about = "" if self.has_class("-narrow") else f"   {policy.about}"
        return Content.assemble((f"{mark} {clean(policy.title, 60)}", "bold"), (about, tones.MUTED))

    def _factors(self, view: TenantView) -> Content:
        value = view.configuration.factors.value
        if value is None:
            return self._unknown(view, "factors")
        glyph = glyphs(view.ascii)
        independent, dependent = arranged(value)
        return Content("  ").join(
            Content.styled(
                f"{glyph.on if f.enabled else glyph.off} {clean(f.name, 30)}",
                "bold" if f.enabled else tones.MUTED,
            )
            for f in (*independent, *dependent)
        )

    def _access(self, view: TenantView) -> Content:
        application = view.configuration.application.value
        who = clean(application.name, 40) if application else view.profile.client_id or "static token"
        parts = [who, "may write" if view.writable else "read-only here"]
        if view.grant.scopes:
            parts.append(f"{len(view.grant.scopes)} scopes")
        if view.grant.expires_at:
            verb = "renews" if view.profile.renews else "ends"
            parts.append(f"token {verb} in {_duration(view.grant.expires_at - self.app.clock())}")
        return Content(f" {glyphs(view.ascii).dot} ".join(parts))

    def _budget(self, view: TenantView) -> Content:
        limit = view.rate_limit
        calls = f"{view.calls} call{'s' if view.calls != 1 else ''} this session"
        if limit is None:
            why = "the tenant tells no rate limit" if view.read_at else "none was answered"
            return Content(f"{calls}; {why}" if view.calls else "not asked yet")
        return Content(f"{limit.remaining} of {limit.limit} requests left {glyphs(view.ascii).dot} {calls}")

    def _coverage(self, view: TenantView) -> Content | str:
        """Say it in a line where there is no room for bars; before any scan, how to get there."""
        if view.whole is None:
            words = "4 c shows who can complete MFA"
            if view.coverage and view.coverage.progress:
                words = f"scanning: {view.coverage.progress.words.lower()}"
            return Content.styled(words, tones.MUTED)
        return coverage_line(view.whole, view.setup, self.app.clock(), view.ascii) if self.has_class("-narrow") else ""

    @staticmethod
    def _unknown(view: TenantView, part: str) -> Content:
        problem = view.problems.get(part)
        if problem is None:
            return Content.styled("reading…", tones.MUTED)
        return Content.styled(f"{glyphs(view.ascii).denied} {problem.title} {problem.detail}", tones.WARN)

    def _selected(self) -> Finding | None:
        key = self.query_one(Grid).cursor_key
        return next((f for f in self.app.view.findings if f"finding:{f.id}:{f.cause}" == key), None)

    @on(Grid.RowHighlighted)
    def _explain(self) -> None:
        detail, key = self.query_one("#facts", Facts), self.query_one(Grid).cursor_key or ""
        finding = self._selected()
        if finding:
            detail.show(
                finding.words,
                ("seen", finding.evidence),
                ("remedy", finding.remedy),
                ("", Link(finding.reference, "Documentation: y copies the URL")),
            )
        elif problem := self.app.view.problems.get(key.removeprefix("problem:")):
            detail.show(
                problem.title,
                ("said", problem.detail),
                ("do", problem.hint),
                ("request", problem.request_id),
                (
                    "retry",
                    datetime.fromtimestamp(problem.retry_at).strftime("after %H:%M:%S") if problem.retry_at else "",
                ),
            )
        else:
            detail.show("")

    def refusal(self, command_id: str) -> str:
        """Say why there is nowhere to jump to."""
        if command_id == "jump":
            finding = self._selected()
            if finding is None:
                return "No finding under the cursor."
            if finding.cause is None:
                return "This finding has no single setting as its cause."
        return ""

    @on(Grid.RowChosen)
    def action_jump(self) -> None:
        """Go to the setting that causes the finding."""
        finding = self._selected()
        if finding and finding.cause:
            self.post_message(JumpRequested(finding.cause))
        else:
            self.app.toast(self.refusal("jump"), "warning")

    def under_cursor(self) -> tuple[str, dict[str, Any]]:
        """Copy a finding: the URL of its documentation, or all of it."""
        finding = self._selected()
        if finding is None:
            return "", {}
        return finding.reference, {
            "id": finding.id,
            "severity": finding.severity.word,
            "words": finding.words,
            "evidence": finding.evidence,
            "remedy": finding.remedy,
            "reference": finding.reference,
        }


def _duration(seconds: float) -> str:
    """Say how long, in the largest unit that fits."""
    for unit, size in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= size:
            return f"{seconds / size:.0f} {unit}"
    return f"{max(0, seconds):.0f} s"
