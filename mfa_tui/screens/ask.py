"""One line to type, in a dialog; hidden where it is a secret."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static

from mfa_tui.screens.dialog import Dialog


class AskScreen(Dialog[str | None]):
    """Asks for a line and returns it, or None where the user went back."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss", "Cancel")]

    def __init__(self, question: str, explanation: str, *, value: str = "", secret: bool = False) -> None:
        super().__init__()
        self._texts = question, explanation, value
        self._secret = secret

    def compose(self) -> ComposeResult:
        """Compose question, field and explanation."""
        question, explanation, value = self._texts
        with Vertical(classes="dialog"):
            yield Static(question, markup=False, classes="title")
            yield Input(value, password=self._secret)
            yield Static(explanation, markup=False)
            yield Static("enter accepts, esc cancels", markup=False, classes="hint")

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        self.answer(event.value)
