"""Review: what would be done, in which order, and what that changes, before anything is sent."""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Input, Static

from mfa_tui.domain.changes import Change, Kind, risk
from mfa_tui.domain.rules import forecast
from mfa_tui.domain.text import clean
from mfa_tui.operations.view import TenantView
from mfa_tui.screens.typed import TypedDialog
from mfa_tui.widgets import tones
from mfa_tui.widgets.facts import Fact, Facts
from mfa_tui.widgets.staged_bar import forecast_lines

MOST_EFFECTS = 6


class ReviewScreen(TypedDialog[bool]):
    """Lists ordered changes; returns whether to apply them. Cancel has the focus.

    Where users could be locked out, and on every tenant that is or may be production, the tenant's name has
    to be typed first. A tenant that is read-only here can be reviewed and not applied to.
    """

    VERTICAL_BREAKPOINTS = [(0, "-short"), (30, "-high")]  # noqa: RUF012

    def __init__(self, view: TenantView, changes: Sequence[Change], *, undoing: bool = False) -> None:
        super().__init__()
        self._view = view
        self._changes = changes
        self._undoing = undoing
        self._forecast = forecast(view.configuration, changes)
        self._tenant_name = clean(view.profile.name, 60)
        self._blind = _blind(view, changes)
        self._typed = view.writable and (self._forecast.locks_out or self._blind or view.profile.label.careful)

    def compose(self) -> ComposeResult:
        """Compose the effects, the changes, the name to type, and the buttons."""
        count = f"{len(self._changes)} change{'s' if len(self._changes) != 1 else ''}"
        what = f"Undo: {count}" if self._undoing else count
        title = f"{what} to {self._tenant_name} ({self._view.profile.label}), in this order"
        with Vertical(classes="dialog wide"):
            yield Static(title, markup=False, classes="title")
            with VerticalScroll(classes="list", can_focus=False):
                yield Facts(label_width=4)
            yield Static(self._effects(), markup=False, classes="effects")
            if self._typed:
                yield Static(self.demand(), markup=False, id="demand", classes="demand")
                yield Input(id="name", compact=True, select_on_focus=False)
            elif not self._view.writable:
                yield Static("READ-ONLY: nothing can be applied. Esc, then W unlocks writing.", markup=False)
            with Horizontal(classes="buttons"):
                yield Button("Cancel", id="cancel", compact=True)
                disabled = self._typed or not self._view.writable
                yield Button("Apply", id="apply", variant="warning", disabled=disabled, compact=True)
            yield Static("tab moves, enter presses, esc cancels", markup=False, classes="hint")

    def on_mount(self) -> None:
        """Number the changes, each with its risk below it."""
        rows: list[Fact] = []
        for number, change in enumerate(self._changes, start=1):
            rows.append((f"{number:>2}", Content.styled(clean(change.words, 120), "bold")))
            rows.append((" ", Content.styled(risk(change, self._view.configuration), tones.WARN)))
        self.query_one(Facts).show("", *rows)

    def _effects(self) -> Content:
        """Say what would appear and disappear, worst first; what does not fit is counted, errors always fit."""
        lines = forecast_lines(self._forecast.appear, self._forecast.disappear, self._view.ascii)
        shown, left = lines[:MOST_EFFECTS], len(lines) - MOST_EFFECTS
        more = [Content.styled(f"and {left} more", tones.MUTED)] if left > 0 else []
        none = [Content("no finding appears or disappears")] if not lines else []
        return Content("\n").join([Content.styled("after this", tones.MUTED), *shown, *more, *none])

    def wanted(self) -> str:
        """Return the tenant's name."""
        return self._tenant_name

    def demand(self, mismatch: bool = False) -> Content:
        """Say why the name is asked for."""
        why = f"This tenant is {self._view.profile.label}."
        if self._forecast.locks_out:
            why = "This can lock users out."
        elif self._blind:
            why = "Parts of the tenant could not be read, so a lock-out could not be seen."
        not_yet = (" That is not it yet.", tones.WARN) if mismatch else ""
        return Content.assemble(
            (f"{why} ", f"bold {tones.BAD}"), "Type ", (self._tenant_name, "bold"), " to apply:", not_yet
        )

    @on(Button.Pressed)
    def _answer(self, event: Button.Pressed) -> None:
        self.answer(event.button.id == "apply")


def _blind(view: TenantView, changes: Sequence[Change]) -> bool:
    """Tell whether a plan that could lock users out is judged without all that decides over it."""
    c = view.configuration
    unread = any(part.value is None for part in (c.factors, c.policies, c.actions))
    return unread and any(change.target.kind is Kind.POLICY or change.after is False for change in changes)
