"""Factors: the toggle matrix. Space stages, and what it would do is seen before anything is sent."""

from collections.abc import Iterable
from typing import Any, ClassVar

from textual import on
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content

from mfa_tui.commands.registry import Scope
from mfa_tui.domain import rules
from mfa_tui.domain.ages import age
from mfa_tui.domain.changes import Change, Kind, Target, risk, staged
from mfa_tui.domain.factors import Factor, FactorInfo, arranged, info
from mfa_tui.domain.findings import Finding
from mfa_tui.domain.text import clean
from mfa_tui.features.settings.screens.matrix import factor_rows, side_by_side
from mfa_tui.features.settings.screens.tenant_columns import TenantColumns
from mfa_tui.session.view import TenantView
from mfa_tui.ui.mode_screen import bindings
from mfa_tui.ui.widgets import tones
from mfa_tui.ui.widgets.facts import Facts
from mfa_tui.ui.widgets.glyphs import glyphs
from mfa_tui.ui.widgets.grid import Column, Divider, Grid, GridRow
from mfa_tui.ui.widgets.weakening import weakens
from mfa_tui.ui.widgets.wrapping import Link

COLUMNS = (
    Column("FACTOR", 18),
    Column("KIND", 18, priority=1),
    Column("STATE", 17),
    Column("NEEDS", 24, priority=2),
    Column("USERS", 6, align="right"),
    Column("FINDING", min_width=20),
)


class FactorsScreen(TenantColumns):
    """One row a factor: what it is, whether it is on, what is staged, what is wrong with that."""

    MODE = "factors"
    SCOPE: ClassVar[Scope] = "factors"
    BINDINGS: ClassVar[list[BindingType]] = bindings("factors")

    def body(self) -> Iterable[Any]:
        """Compose the matrix and the detail below it."""
        yield Grid(COLUMNS, empty="Reading the factors…")
        with VerticalScroll(id="detail", can_focus=False):
            yield Facts(id="facts")

    def show(self, view: TenantView) -> None:
        """Draw a row for every factor that the tenant names."""
        grid = self.query_one(Grid)
        if len(self.app.tenants) > 1:
            matrix = side_by_side(self.app.tenants, view, self.size.width)
            grid.show(list(factor_rows(matrix)), columns=matrix.columns("FACTOR"))
            self._explain()
            return
        loaded = view.configuration.factors
        if loaded.value is None and loaded.problem:
            grid.show([], empty=loaded.problem.title)
            self.query_one("#facts", Facts).show(
                loaded.problem.title, ("said", loaded.problem.detail), ("do", loaded.problem.hint)
            )
            return
        independent, dependent = arranged(loaded.value or ())
        rows: list[GridRow | Divider] = [self._row(view, factor) for factor in independent]
        if dependent:
            rows.append(Divider("dependent: need one of the above"))
        rows += [self._row(view, factor) for factor in dependent]
        grid.show(rows, columns=COLUMNS)
        self._explain()

    def _row(self, view: TenantView, factor: Factor) -> GridRow:
        known = info(factor.name)
        change = staged(view.draft, Target(Kind.FACTOR, factor.name))
        finding = next(iter(self._findings(view, factor.name)), None)
        return GridRow(
            factor.name,
            (
                Content.styled(clean(factor.name, 40), "bold" if factor.enabled or change else ""),
                Content.styled(known.kind, tones.MUTED),
                self._state(view, factor, change),
                Content.styled(known.needs, tones.MUTED),
                _users(view, factor),
                self._finding(view, finding) if finding else "",
            ),
            f"{factor.name} {known.title} {known.kind} {'on' if factor.enabled else 'off'}",
        )

    @staticmethod
    def _state(view: TenantView, factor: Factor, change: Change | None) -> Content:
        glyph = glyphs(view.ascii)
        now = Content.styled(glyph.state(factor.enabled), tones.GOOD if factor.enabled else tones.MUTED)
        if change is None:
            return now
        then = Content.styled(glyph.staged_state(change.after is True), tones.STAGED)
        return Content.assemble(now, (f" {glyph.arrow} ", tones.STAGED), then)

    @staticmethod
    def _findings(view: TenantView, name: str) -> list[Finding]:
        """Return what is or would be wrong with a factor, worst first: as staged, not as it is."""
        target = Target(Kind.FACTOR, name)
        return [finding for finding in rules.evaluate(view.staged, view.population) if finding.cause == target]

    @staticmethod
    def _finding(view: TenantView, finding: Finding) -> Content:
        new = "+ " if finding in view.forecast.appear else ""
        mark = f"{new}{glyphs(view.ascii).severity(finding.severity)} "
        return Content.assemble((mark, tones.SEVERITY[finding.severity]), finding.words)

    @on(Grid.RowHighlighted)
    def _explain(self) -> None:
        view, factor = self.app.view, self._selected()
        if factor is None:
            return
        known = info(factor.name)
        change = staged(view.draft, Target(Kind.FACTOR, factor.name))
        elsewhere = [f"authentication methods: {', '.join(known.methods)}" if known.methods else ""]
        elsewhere += [
            f"tickets: {known.ticket}" if known.ticket else "",
            f"enrollments: {known.enrollment}" if known.enrollment else "",
        ]
        self.query_one("#facts", Facts).show(
            f"{known.title}  ({clean(factor.name, 60)}, {_standing(known)})",
            ("", known.about),
            ("needs", known.needs),
            ("users", _who(view, factor, self.app.clock())),
            ("effect", view.readiness([change]) if change else ""),
            ("risk", weakens(change, view.ascii) if change else ""),
            ("", risk(change, view.configuration) if change else ""),
            *(("finding", f"{f.words}. {f.remedy}") for f in self._findings(view, factor.name)),
            ("elsewhere", Content.styled("; ".join(part for part in elsewhere if part), tones.MUTED)),
            ("", Link(known.reference, "Documentation: y copies the URL")),
        )

    def _selected(self) -> Factor | None:
        key = self.query_one(Grid).cursor_key
        return next((f for f in self.app.view.configuration.factors.value or () if f.name == key), None)

    def refusal(self, command_id: str) -> str:
        """Say why nothing can be toggled."""
        if command_id == "stage" and self._selected() is None:
            if self.query_one(Grid).cursor_key and self.app.view.configuration.factors.value is None:
                return "The factors of this tenant could not be read yet. r reads again."
            return "No factor of this tenant under the cursor."
        return ""

    def action_stage(self) -> None:
        """Stage the factor under the cursor to what it is not; staging twice takes it back."""
        factor = self._selected()
        if factor is None:
            return
        target = Target(Kind.FACTOR, factor.name)
        change = staged(self.app.view.draft, target)
        self.app.stage(target, not (change.after if change else factor.enabled))

    @on(Grid.RowChosen)
    def _show_detail(self) -> None:
        self.query_one("#detail", VerticalScroll).scroll_page_down(animate=False)

    def go_to(self, target: Target) -> None:
        """Put the cursor on a factor."""
        self.query_one(Grid).move_to(target.name)

    def under_cursor(self) -> tuple[str, dict[str, Any]]:
        """Copy a factor: the URL of its documentation, or its row."""
        factor = self._selected()
        if factor is None:
            return "", {}
        known = info(factor.name)
        return known.reference, {
            "name": factor.name,
            "enabled": factor.enabled,
            "trial_expired": factor.trial_expired,
            "independent": known.independent,
            "kind": known.kind,
            "reference": known.reference,
        }


def _users(view: TenantView, factor: Factor) -> Content | str:
    """Return how many users have a factor, muted while it is off; of a scan that is not complete, how many at least."""
    state = view.whole
    if state is None or state.summary is None:
        return "-"
    number = f"{state.summary.counts['factor', factor.name]:,}{'' if state.complete else '+'}"
    return number if factor.enabled else Content.styled(number, tones.MUTED)


def _who(view: TenantView, factor: Factor, now: float) -> str:
    state = view.whole
    if state is None or state.summary is None:
        return ""
    unfinished = state.summary.counts["pending", factor.name]
    pending = f"; {unfinished:,} more are unfinished" if unfinished else ""
    off = "" if factor.enabled else ", and cannot use it while the factor is off"
    return (
        f"{state.summary.counts['factor', factor.name]:,} are enrolled{off}{pending}. Scanned {age(state.as_of, now)}."
    )


def _standing(known: FactorInfo) -> str:
    if known.kind == "unknown":
        return "unknown to this program"
    return "independent" if known.independent else "dependent"
