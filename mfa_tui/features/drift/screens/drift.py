"""Drift: where a tenant differs from another one, or from a baseline, worst first; and what would align it."""

from collections import Counter
from collections.abc import Iterable
from pathlib import PurePath
from typing import Any, ClassVar

from textual import on, work
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content

from mfa_tui.commands.registry import Scope
from mfa_tui.domain.changes import Change, current, staged
from mfa_tui.domain.inventory import Baseline, setting
from mfa_tui.domain.scopes import to_change
from mfa_tui.domain.strength import Strength, of_change
from mfa_tui.domain.tenant import Configuration
from mfa_tui.domain.text import clean, listed
from mfa_tui.features.drift.model.drift import Difference, Drift, alignable
from mfa_tui.features.drift.screens.baseline_file import ask_baseline
from mfa_tui.session.view import TenantView
from mfa_tui.ui.dialogs.choose import ChooseScreen
from mfa_tui.ui.host import Host
from mfa_tui.ui.messages import DriftFound
from mfa_tui.ui.mode_screen import ModeScreen, bindings
from mfa_tui.ui.widgets import tones
from mfa_tui.ui.widgets.facts import Facts
from mfa_tui.ui.widgets.glyphs import glyphs
from mfa_tui.ui.widgets.grid import Column, Grid, GridRow
from mfa_tui.ui.widgets.weakening import weakens

ELSEWHERE = "Change it in the Dashboard, or with the Deploy CLI."
_WORDS = {Strength.WEAKER: "weaker", Strength.STRONGER: "stronger", Strength.NEUTRAL: "differs"}


async def other_side(app: Host, here: TenantView) -> "str | Baseline | None":
    """Ask what to compare with: the name of another tenant, or a baseline; None where the user went back."""
    others = [view for view in app.tenants if view is not here]
    options = [(clean(view.profile.name, 60), str(view.profile.label)) for view in others]
    options.append(("a baseline file", "of mfa-tui export, or of Auth0's Deploy CLI"))
    title = f"Compare {clean(here.profile.name, 60)} with"
    chosen = await app.push_screen_wait(ChooseScreen(title, options, here.ascii))
    if chosen is None:
        return None
    return others[chosen].profile.name if chosen < len(others) else await ask_baseline(app)


class DriftScreen(ModeScreen):
    """A line a difference. Space stages what would align it; a reviews and applies, as everywhere."""

    MODE = "tenants"
    SCOPE: ClassVar[Scope] = "drift"
    BINDINGS: ClassVar[list[BindingType]] = bindings("drift")

    def __init__(self, here: str, there: "str | Baseline") -> None:
        super().__init__()
        self._here, self._there = here, there
        self._drift: Drift | None = None
        self._compared = Configuration()  # what was known when both sides were read last

    def body(self) -> Iterable[Any]:
        """Compose the summary, the differences and the detail."""
        yield Facts(id="found")
        sides = (clean(self._here, 60), PurePath(self._other).name)
        columns = [
            Column("", 12 if self.app.view.ascii else 10),
            Column("SETTING", min_width=14, wish=24),
            *(Column(side, min_width=13) for side in sides),
        ]
        yield Grid([*columns, Column("ALIGN", 14, priority=1)], empty="Comparing…")
        with VerticalScroll(id="detail", can_focus=False):
            yield Facts(id="facts")

    def on_mount(self) -> None:
        """Compare as the screen opens."""
        super().on_mount()
        self._compare()

    @work(group="drift", exclusive=True, exit_on_error=False)
    async def _compare(self) -> None:
        from mfa_tui.features.drift.service.drift import compare_sessions, drift_of

        here = self.app.session_of(self._here)
        there = self._there if isinstance(self._there, Baseline) else self.app.session_of(self._there)
        if here is None or there is None:
            self.query_one(Grid).show([], empty="A side is not connected yet. r compares again.")
        elif isinstance(there, Baseline):
            self.post_message(DriftFound(await drift_of(here, there)))
        else:
            self.post_message(DriftFound(await compare_sessions(here, there)))

    @on(DriftFound)
    def _found(self, message: DriftFound) -> None:
        self._drift, self._compared = message.drift, self.view.configuration
        self.show(self.app.view)

    @property
    def view(self) -> TenantView:
        """Return what is known of the tenant that is compared, also while another one is in use."""
        return self.app.view_of(self._here)

    @property
    def _differences(self) -> tuple[Difference, ...]:
        return self._drift.differences if self._drift else ()

    @property
    def _other(self) -> str:
        return clean(self._there.source if isinstance(self._there, Baseline) else self._there, 200)

    def show(self, view: TenantView) -> None:
        """Draw the differences with what is staged."""
        drift = self._drift
        if drift is None:
            return
        configuration = self.view.configuration
        if configuration is not self._compared and any(_aligned(one, configuration) for one in drift.differences):
            self._compared = configuration
            self._compare()
        self.query_one("#found", Facts).show("", ("", self._summary(drift)))
        rows = [self._row(one) for one in drift.differences]
        self.query_one(Grid).show(rows, empty=f"No difference in {drift.compared} settings.")
        self._explain()

    def show_all(self, tenants: tuple[TenantView, ...]) -> None:
        """Draw again: what is staged may be in another tenant than the one in use."""
        self.show(self.app.view)

    def _summary(self, drift: Drift) -> Content:
        glyph = glyphs(self.view.ascii)
        number = len(drift.differences)
        count = f"{number} difference{'s' if number != 1 else ''} in {drift.compared} settings"
        of_each = Counter(one.strength for one in drift.differences)
        sides = [f"{of_each[each]} {each.value}" for each in (Strength.WEAKER, Strength.STRONGER) if of_each[each]]
        count = f"{count}: {listed(sides)} here" if sides else count
        line = Content.assemble(
            (clean(self._here, 60), "bold"), " against ", (self._other, "bold"), f" {glyph.dot} {count}"
        )
        for each in drift.unread:
            words = clean(f"{each.where}, {each.part}: {each.problem.title}", 200)
            line = Content.assemble(line, "\n", (f"{glyph.denied} not compared: {words}", tones.WARN))
        warnings = self._there.warnings if isinstance(self._there, Baseline) else ()
        for words in warnings:
            line = Content.assemble(line, "\n", (f"{glyph.denied} not compared: {clean(words, 200)}", tones.WARN))
        return line

    def _row(self, one: Difference) -> GridRow:
        glyph, known = glyphs(self.view.ascii), setting(one.key)
        here, there = (self._value(known, value) for value in (one.here, one.there))
        name = clean(known.words if known else one.key, 120).removesuffix(" is")
        align = Content.styled("elsewhere", tones.MUTED)
        if one.change is not None:
            weaker = of_change(one.change) is Strength.WEAKER
            align = Content.assemble("space", (", weakens", tones.BAD) if weaker else "")
            if self._is_staged(one.change):
                align = Content.styled(f"{glyph.staged} {'weakens' if weaker else 'staged'}", tones.STAGED)
        word = _WORDS[one.strength]
        mark = Content.styled(f"{glyph.severity(one.severity)} {word}", tones.SEVERITY[one.severity])
        return GridRow(one.key, (mark, name, here, there, align), f"{name} {one.key} {one.severity.word} {word}")

    @staticmethod
    def _value(known: Any, value: Any) -> Content:
        if value is None:
            return Content.styled("not there", tones.MUTED)
        return Content(clean(known.in_words(value) if known else str(value), 200))

    def _selected(self) -> Difference | None:
        key = self.query_one(Grid).cursor_key
        return next((one for one in self._differences if one.key == key), None)

    @on(Grid.RowHighlighted)
    def _explain(self) -> None:
        self.refresh_keys()
        one, facts = self._selected(), self.query_one("#facts", Facts)
        if one is None:
            facts.show("")
            return
        how: Content | str = "Space stages it, a reviews and applies." if one.change else ELSEWHERE
        risk = weakens(one.change, self.view.ascii) if one.change else Content("")
        stands = "" if one.strength is Strength.NEUTRAL else f"{one.strength.value} than {self._other}"
        key = Content.styled(one.key, tones.MUTED)
        facts.show(clean(one.words, 600), ("here", stands), ("risk", risk), ("align", how), ("key", key))

    # Keys.

    def needs(self, command_id: str) -> tuple[str, ...]:
        """Return the scopes that aligning the difference under the cursor takes."""
        one = self._selected() if command_id == "align" else None
        return to_change(one.target) if one and one.change else super().needs(command_id)

    def refusal(self, command_id: str) -> str:
        """Say why nothing can be aligned."""
        one = self._selected()
        if command_id == "align" and (one is None or one.change is None):
            return (
                "This cannot be staged here: it is changed in the Dashboard."
                if one
                else "No difference under the cursor."
            )
        if command_id == "align_all" and not self._alignable:
            return "Nothing here can be staged without weakening this tenant. Space stages a row."
        return ""

    def action_align(self) -> None:
        """Stage what would align the difference under the cursor; again takes it back."""
        one = self._selected()
        if one is not None and one.change is not None:
            wanted = one.change.before if self._is_staged(one.change) else one.change.after
            self.app.stage(one.change.target, wanted, self._here)

    def _is_staged(self, align: Change) -> bool:
        """Tell whether just this is staged: on Policy something else may have been, for the same setting."""
        change = staged(self.view.draft, align.target)
        return change is not None and change.after == align.after

    @property
    def _alignable(self) -> list[Change]:
        """Return the changes that align without weakening, as far as the token allows them."""
        return [change for change in alignable(self._differences)[0] if not self._lacking(change)]

    def _lacking(self, change: Change) -> list[str]:
        """Return the scopes that a change takes and the token does not have."""
        granted = self.view.grant.scopes  # A token that does not list its scopes may have all.
        return [scope for scope in to_change(change.target) if granted and scope not in granted]

    def action_align_all(self) -> None:
        """Stage what aligns without weakening, and say what is left and why."""
        taken = self._alignable
        for change in taken:
            self.app.stage(change.target, change.after, self._here)
        others, weaker = alignable(self._differences)
        left = [f"{change.words} weakens {clean(self._here, 60)}" for change in weaker]
        left += [f"{c.words} needs {listed(self._lacking(c))}" for c in others if self._lacking(c)]
        number = f"{len(taken)} change{'s' if len(taken) != 1 else ''} staged."
        if left:
            self.app.toast(f"{number} Not staged: {'; '.join(left)}.", "warning")
        else:
            self.app.toast(number)

    def action_refresh(self) -> None:
        """Read both sides and compare again."""
        self._compare()
        self.app.action_refresh()

    def under_cursor(self) -> tuple[str, dict[str, Any]]:
        """Copy a difference: its words, or all of it."""
        one = self._selected()
        if one is None:
            return "", {}
        return one.words, {
            "setting": one.key,
            "severity": one.severity.word,
            "strength": one.strength.value,
            "words": one.words,
            "here": one.here,
            "there": one.there,
        }


def _aligned(one: Difference, configuration: Configuration) -> bool:
    """Tell whether a difference is none any more, by what was read since."""
    return one.change is not None and current(configuration, one.change.target) == one.change.after
