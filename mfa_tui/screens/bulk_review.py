"""Review of a reset of many users: how many, who, what goes and what stays; then a number or a name to type."""

from collections.abc import Sequence
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Input, Static

from mfa_tui.domain.text import clean
from mfa_tui.operations.bulk_lines import BulkLine, Result
from mfa_tui.operations.view import TenantView
from mfa_tui.screens.bulk_rows import who
from mfa_tui.screens.dialog import Dialog
from mfa_tui.widgets import tones
from mfa_tui.widgets.facts import Fact, Facts

FIRST = 5
"""Users who are named; the others are counted."""


class BulkReviewScreen(Dialog[bool]):
    """Returns whether to reset everybody whose line is planned. Cancel has the focus.

    On a tenant that is or may be production its name has to be typed, elsewhere the number of users; what is typed
    goes into the field, wherever the focus is.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "Cancel"),
        Binding("up", "scroll(-1)", "Scroll up"),
        Binding("down", "scroll(1)", "Scroll down"),
        Binding("left", "app.focus_previous", "Previous button"),
        Binding("right", "app.focus_next", "Next button"),
    ]
    AUTO_FOCUS = "#cancel"
    VERTICAL_BREAKPOINTS = [(0, "-short"), (30, "-high")]  # noqa: RUF012

    def __init__(self, view: TenantView, lines: Sequence[BulkLine], *, begun: bool) -> None:
        super().__init__()
        self._lines = lines
        self._planned = [line for line in lines if line.result is Result.PLANNED]
        self._label = view.profile.label
        self._tenant_name = clean(view.profile.name, 60)
        self._begun = begun
        self._wanted = self._tenant_name if self._label.careful else str(len(self._planned))

    def compose(self) -> ComposeResult:
        """Compose what would happen, the text to type, and the buttons."""
        count = len(self._planned)
        users = f"{count:,} user{'s' if count > 1 else ''} of {self._tenant_name} ({self._label})"
        title = f"Go on: reset the MFA of the {users} who are left" if self._begun else f"Reset the MFA of {users}"
        with Vertical(classes="dialog wide"):
            yield Static(title, markup=False, classes="title")
            with VerticalScroll(classes="list", can_focus=False):
                yield Facts()
            yield Static(self._demand(), markup=False, id="demand", classes="demand")
            yield Input(id="name", compact=True, select_on_focus=False)
            with Horizontal(classes="buttons"):
                yield Button("Cancel", id="cancel", compact=True)
                yield Button("Reset", id="apply", variant="warning", disabled=True, compact=True)
            yield Static("tab moves, enter presses, esc cancels", markup=False, classes="hint")

    def on_mount(self) -> None:
        """Say who it is about and what follows."""
        self.query_one(Facts).show("", *self._facts())

    def _facts(self) -> list[Fact]:
        count = len(self._planned)
        names = ", ".join(clean(who(line), 60) for line in self._planned[:FIRST])
        more = f" and {count - FIRST:,} more" if count > FIRST else ""
        methods = sum(len(line.planned) for line in self._planned)
        apart = sum(line.result not in (Result.PLANNED, Result.RESET) for line in self._lines)
        return [
            ("users", f"{names}{more}"),
            ("goes", f"What the list shows, {methods:,} in all. Who has other methods by then is left alone."),
            ("then", Content.styled("Each must enroll again when a login next asks for MFA.", tones.WARN)),
            ("no undo", Content.styled("What is deleted cannot be brought back.", tones.WARN)),
            (
                "stays",
                "Passwords and passkeys. Sessions and refresh tokens too: a lost device stays logged in until they are "
                "revoked, with o on the screen of the user.",
            ),
            ("left out", f"{apart:,} other line{'s' if apart > 1 else ''} of the list: nothing to do, or a problem."
             if apart else ""),
        ]  # fmt: skip

    def _demand(self, mismatch: bool = False) -> Content:
        why = f"This tenant is {self._label}. " if self._label.careful else ""
        what = "" if self._label.careful else ", the number of users,"
        not_yet = (" That is not it yet.", tones.WARN) if mismatch else ""
        return Content.assemble(
            (why, f"bold {tones.BAD}"), "Type ", (self._wanted, "bold"), f"{what} to reset them:", not_yet
        )

    def on_key(self, event: events.Key) -> None:
        """Type into the field also where a button has the focus: nothing typed here may get lost."""
        field = self.query_one("#name", Input)
        if event.is_printable and event.character and not field.has_focus and event.key != "space":
            event.stop()
            self.set_focus(field, scroll_visible=False)
            field.value += event.character
            field.cursor_position = len(field.value)

    @on(Input.Changed, "#name")
    def _compare(self, event: Input.Changed) -> None:
        self.query_one("#apply", Button).disabled = event.value.strip() != self._wanted

    @on(Input.Submitted, "#name")
    def _next(self) -> None:
        """Enter in the field goes on to the button, or says that the text is not right; it never applies."""
        button = self.query_one("#apply", Button)
        if button.disabled:
            self.query_one("#demand", Static).update(self._demand(mismatch=True))
        else:
            button.focus()

    @on(Button.Pressed)
    def _answer(self, event: Button.Pressed) -> None:
        self.answer(event.button.id == "apply")

    def action_scroll(self, lines: int) -> None:
        """Scroll what does not fit a small terminal; the focus stays where it is."""
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)

    def action_cancel(self) -> None:
        """Reset nobody."""
        self.answer(False)
