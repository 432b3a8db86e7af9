"""One line to type, in a dialog; hidden where it is a secret."""

from collections.abc import Awaitable, Callable
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from mfa_tui.domain.text import clean
from mfa_tui.ui.dialogs.dialog import Dialog
from mfa_tui.ui.widgets import tones
from mfa_tui.ui.widgets.dialog_box import DialogBox
from mfa_tui.ui.widgets.secret_input import SecretInput

Refuse = Callable[[str], Awaitable[str]]


class AskScreen(Dialog[str | None]):
    """Asks for a line and returns it, or None where the user went back.

    `refuse` says why a line cannot be taken, empty where it can; what was typed then stays to be mended.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss", "Cancel")]

    def __init__(
        self, question: str, explanation: str, *, value: str = "", secret: bool = False, refuse: Refuse | None = None
    ) -> None:
        super().__init__()
        self._texts = question, explanation, value
        self._secret, self._refuse = secret, refuse

    def compose(self) -> ComposeResult:
        """Compose question, field and explanation."""
        question, explanation, value = self._texts
        with DialogBox():
            yield Static(question, markup=False, classes="title")
            yield SecretInput() if self._secret else Input(value)
            with VerticalScroll(can_focus=False):
                yield Static(explanation, markup=False, id="told")
            yield Static("enter accepts, esc cancels", markup=False, classes="hint")

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        if self._refuse is None:
            self.answer(event.value)
        else:
            self._judge(event.value, self._refuse)

    @on(Input.Changed)
    def _typing(self) -> None:
        self.query_one("#told", Static).update(self._texts[1])

    @work(group="judge", exclusive=True, exit_on_error=False)
    async def _judge(self, typed: str, refuse: Refuse) -> None:
        if why := await refuse(typed):
            self.query_one("#told", Static).update(Content.styled(clean(why, 400), tones.BAD))
        else:
            self.answer(typed)
