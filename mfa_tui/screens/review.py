"""Review: what would be done, in which order, and what that changes, before anything is sent."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Static

from mfa_tui.domain.changes import Change, risk
from mfa_tui.domain.rules import forecast
from mfa_tui.domain.text import clean
from mfa_tui.operations.view import TenantView
from mfa_tui.widgets import tones
from mfa_tui.widgets.facts import Fact, Facts
from mfa_tui.widgets.staged_bar import forecast_lines


class ReviewScreen(ModalScreen[bool]):
    """Lists ordered changes; returns whether to apply them. Cancel has the focus.

    Where users could be locked out, and on every tenant that is or may be production, the tenant's name has
    to be typed first.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "Cancel"),
        Binding("up", "scroll(-1)", "Scroll up"),
        Binding("down", "scroll(1)", "Scroll down"),
    ]
    AUTO_FOCUS = "#cancel"

    def __init__(self, view: TenantView, changes: Sequence[Change], *, undoing: bool = False) -> None:
        super().__init__()
        self._view = view
        self._changes = changes
        self._undoing = undoing
        self._forecast = forecast(view.configuration, changes)
        self._tenant_name = clean(view.profile.name, 60)
        self._typed = self._forecast.locks_out or view.profile.label.careful

    def compose(self) -> ComposeResult:
        """Compose the changes, their effects, the name to type, and the buttons."""
        count = f"{len(self._changes)} change{'s' if len(self._changes) != 1 else ''}"
        what = f"Undo: {count}" if self._undoing else count
        with Vertical(classes="dialog wide"):
            yield Static(
                f"{what} to {self._tenant_name} ({self._view.profile.label}), in this order",
                markup=False,
                classes="title",
            )
            with VerticalScroll(classes="list", can_focus=False):
                yield Facts(label_width=4)
                yield Static(self._effects(), markup=False, classes="effects")
            if self._typed:
                yield Static(self._demand(), markup=False, classes="demand")
                yield Input(placeholder=self._tenant_name, id="name")
            with Horizontal(classes="buttons"):
                yield Button("Cancel", id="cancel", flat=True)
                yield Button("Apply", id="apply", variant="warning", disabled=self._typed, flat=True)

    def on_mount(self) -> None:
        """Number the changes, each with its risk below it."""
        rows: list[Fact] = []
        for number, change in enumerate(self._changes, start=1):
            rows.append((f"{number:>2}", Content.styled(clean(change.words, 120), "bold")))
            rows.append((" ", Content.styled(risk(change, self._view.configuration), tones.WARN)))
        self.query_one(Facts).show("", *rows)

    def _effects(self) -> Content:
        lines = forecast_lines(self._forecast.appear, self._forecast.disappear, self._view.ascii)
        return Content("\n").join(
            [
                Content.styled("after this", tones.MUTED),
                *(lines or [Content("no finding appears or disappears")]),
            ]
        )

    def _demand(self) -> Content:
        why = "This can lock users out." if self._forecast.locks_out else f"This tenant is {self._view.profile.label}."
        return Content.assemble((f"{why} ", f"bold {tones.BAD}"), "Type ", (self._tenant_name, "bold"), " to apply:")

    @on(Input.Changed, "#name")
    def _compare(self, event: Input.Changed) -> None:
        self.query_one("#apply", Button).disabled = event.value.strip() != self._tenant_name

    @on(Input.Submitted, "#name")
    def _next(self) -> None:
        """Enter in the field goes on to the button; it never applies by itself."""
        button = self.query_one("#apply", Button)
        if not button.disabled:
            button.focus()

    @on(Button.Pressed)
    def _answer(self, event: Button.Pressed) -> None:
        self.dismiss(event.button.id == "apply")

    def action_scroll(self, lines: int) -> None:
        """Scroll a list that is longer than the dialog; the focus stays with the buttons."""
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)

    def action_cancel(self) -> None:
        """Leave everything staged and nothing sent."""
        self.dismiss(False)
