"""Review: what would be done, in which order, and what that changes, before anything is sent."""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Input, Static

from mfa_tui.domain.ages import age
from mfa_tui.domain.changes import Change, Kind, risk
from mfa_tui.domain.rules import forecast
from mfa_tui.domain.text import clean, listed
from mfa_tui.session.connected import Part
from mfa_tui.session.view import TenantView
from mfa_tui.ui.dialogs.typed import TypedDialog
from mfa_tui.ui.widgets import tones
from mfa_tui.ui.widgets.dialog_box import DialogBox
from mfa_tui.ui.widgets.facts import Fact, Facts
from mfa_tui.ui.widgets.staged_bar import forecast_lines
from mfa_tui.ui.widgets.weakening import weakens

MOST_EFFECTS = 6
NO_FINDING = "No finding appears or disappears."


class ReviewScreen(TypedDialog[bool]):
    """Lists ordered changes, tenant by tenant; returns whether to apply them. Cancel has the focus.

    Where users could be locked out, and on every tenant that is or may be production, the tenant's name has
    to be typed first. A tenant that is read-only here can be reviewed and not applied to.
    """

    VERTICAL_BREAKPOINTS = [(0, "-low"), (20, "-short"), (30, "-high")]  # noqa: RUF012

    def __init__(self, parts: Sequence[Part], *, undoing: bool = False) -> None:
        super().__init__()
        self._parts = parts
        self._undoing = undoing
        self._forecasts = [forecast(part.view.configuration, part.changes, part.view.population) for part in parts]
        self._locked = [part.view for part in parts if not part.view.writable]
        self._locks_out = any(one.locks_out for one in self._forecasts)
        self._blind = any(_blind(part.view, part.changes) for part in parts)
        # Names to type: of every tenant where that is due, in the order of the plan.
        self._to_type = " ".join(
            clean(part.view.profile.name, 60)
            for part, one in zip(parts, self._forecasts, strict=True)
            if one.locks_out or _blind(part.view, part.changes) or part.view.profile.label.careful
        )
        self._typed = bool(self._to_type) and not self._locked

    def compose(self) -> ComposeResult:
        """Compose the effects, the changes, the name to type, and the buttons."""
        number = sum(len(part.changes) for part in self._parts)
        count = f"{number} change{'s' if number != 1 else ''}"
        what = f"Undo: {count}" if self._undoing else count
        where = _titled(self._parts[0].view) if len(self._parts) == 1 else f"{len(self._parts)} tenants"
        title = f"{what} to {where}, in this order"
        with DialogBox(classes="wide"):
            yield Static(title, markup=False, classes="title")
            with VerticalScroll(classes="list", can_focus=False):
                yield Facts(label_width=4)
            with VerticalScroll(classes="effects", can_focus=False):
                yield Facts(id="effects")
            if self._typed:
                with VerticalScroll(classes="demand", can_focus=False):
                    yield Static(self.prompt(), markup=False, id="demand")
                yield Input(id="name", placeholder="type here", select_on_focus=False)
            elif self._locked:
                with VerticalScroll(can_focus=False):
                    yield Static(self._why_locked(), markup=False)
            with Horizontal(classes="buttons"):
                yield Button("Cancel", id="cancel", compact=True)
                disabled = self._typed or bool(self._locked)
                yield Button("Apply", id="apply", variant="warning", disabled=disabled, compact=True)
            yield Static("tab moves, enter presses, esc cancels", markup=False, classes="hint")

    def on_mount(self) -> None:
        """Number the changes, each with its risk below it, under the tenant that they are for."""
        rows: list[Fact] = []
        number = 0
        for view, changes in self._parts:
            if len(self._parts) > 1:
                rows.append(("", Content.styled(_titled(view), tones.KEY)))
            for change in changes:
                number += 1
                rows.append((f"{number:>2}", Content.styled(clean(change.words, 120), "bold")))
                rows.append((" ", weakens(change, view.ascii)))
                rows.append((" ", Content.styled(risk(change, view.configuration), tones.WARN)))
        self.query_one(Facts).show("", *rows)
        self.query_one("#effects", Facts).show("", ("", self._effects()))

    def _effects(self) -> Content:
        """Say what would appear and disappear, worst first; what does not fit is counted, errors always fit."""
        lines: list[Content] = []
        for (view, changes), one in zip(self._parts, self._forecasts, strict=True):
            whose = f"{clean(view.profile.name, 30)}  " if len(self._parts) > 1 else ""
            if said := self._readiness(view, changes):
                lines.append(Content.assemble((whose, tones.MUTED), said))
            effects = forecast_lines(one.appear, one.disappear, view.ascii)
            lines += [Content.assemble((whose, tones.MUTED), line) for line in effects]
        shown, left = lines[:MOST_EFFECTS], len(lines) - MOST_EFFECTS
        more = [Content.styled(f"and {left} more", tones.MUTED)] if left > 0 else []
        none = [] if any(one.appear or one.disappear for one in self._forecasts) else [Content(NO_FINDING)]
        return Content("\n").join([Content.styled("after this", tones.MUTED), *shown, *more, *none])

    def _readiness(self, view: TenantView, changes: Sequence[Change]) -> Content:
        """Say how many users can complete MFA before and after, and how old the scan is that knows."""
        said = view.readiness(changes)
        scanned = f" Scanned {age(view.whole.as_of, self.app.clock())}." if said and view.whole else ""
        part = " A part of the users." if said and view.whole and not view.whole.complete else ""
        return Content.assemble((said, "bold"), (f"{part}{scanned}", tones.MUTED)) if said else Content()

    def _why_locked(self) -> str:
        """Say what is locked, and the keys that unlock it: W is of the tenant in use, T takes another into use."""
        names = [clean(view.profile.name, 60) for view in self._locked]
        which = f" ({listed(names)})" if len(self._parts) > 1 else ""
        if [view.profile.name for view in self._locked] == [self.app.view.profile.name]:
            keys = "then W unlocks writing"
        elif len(names) == 1:
            keys = f"then T takes {names[0]} into use, and W unlocks writing"
        else:
            keys = "then T takes each into use, and W unlocks writing"
        return f"READ-ONLY{which}: nothing can be applied. Esc, {keys}."

    def wanted(self) -> str:
        """Return the names of the tenants that ask for it."""
        return self._to_type

    def why(self) -> str:
        """Say why the names are asked for, the gravest reason alone."""
        careful = [part.view.profile for part in self._parts if part.view.profile.label.careful]
        which = "This tenant" if len(self._parts) == 1 else clean(careful[0].name, 60) if careful else ""
        if self._locks_out:
            return "This can lock users out."
        if self._blind:
            return "Parts of the tenant could not be read, so a lock-out could not be seen."
        return f"{which} is {careful[0].label}." if careful else ""

    def demand(self) -> Content:
        """Ask for the names."""
        return Content.assemble("Type ", (self._to_type, "bold"), " to apply:")

    @on(Button.Pressed)
    def _answer(self, event: Button.Pressed) -> None:
        self.answer(event.button.id == "apply")


def _titled(view: TenantView) -> str:
    return f"{clean(view.profile.name, 60)} ({view.profile.label})"


def _blind(view: TenantView, changes: Sequence[Change]) -> bool:
    """Tell whether a plan that could lock users out is judged without all that decides over it."""
    c = view.configuration
    unread = any(part.value is None for part in (c.factors, c.policies, c.actions))
    return unread and any(change.target.kind is Kind.POLICY or change.after is False for change in changes)
