"""A question with two answers; the safe one has the focus."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Button, Static

from mfa_tui.ui.dialogs.dialog import Dialog
from mfa_tui.ui.widgets.dialog_box import DialogBox


class ConfirmScreen(Dialog[bool]):
    """Asks `question` and returns whether `yes` was chosen. Texts are literal, never markup."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "no", "Cancel"),
        Binding("left", "app.focus_previous", "Previous button"),
        Binding("right", "app.focus_next", "Next button"),
    ]
    AUTO_FOCUS = "#no"

    def __init__(self, question: str, explanation: str, yes: str, no: str = "Cancel", *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._texts = (question, explanation, yes, no)

    def compose(self) -> ComposeResult:
        """Compose question, explanation and the two buttons."""
        question, explanation, yes, no = self._texts
        with DialogBox():
            yield Static(question, markup=False, classes="title")
            with VerticalScroll(can_focus=False):
                yield Static(explanation, markup=False)
            with Horizontal(classes="buttons"):
                yield Button(no, id="no", compact=True)
                yield Button(yes, id="yes", variant="warning", compact=True)
            yield Static("tab moves, enter presses, esc cancels", markup=False, classes="hint")

    @on(Button.Pressed)
    def _answer(self, event: Button.Pressed) -> None:
        self.answer(event.button.id == "yes")

    def action_no(self) -> None:
        """Choose the safe answer."""
        self.answer(False)
