"""What all dialogs share: one answer, whatever is pressed how fast, and no paste that vanishes."""

from typing import TypeVar

from textual import events, getters
from textual.screen import ModalScreen
from textual.worker import Worker

from mfa_tui.screens.host import Host

T = TypeVar("T")


class Dialog(ModalScreen[T]):
    """A modal screen that answers once."""

    app = getters.app(Host)

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 (as Textual calls it)
        super().__init__(id=id)
        self._answered = False

    def answer(self, result: T) -> None:
        """Close with a result; a second answer, of a key that came too fast, is none."""
        if not self._answered and self.is_current:
            self._answered = True
            self.dismiss(result)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Have it said when something failed that nobody foresaw."""
        self.app.unforeseen(event)

    def on_paste(self, event: events.Paste) -> None:
        """Say where a paste would have gone: it must not vanish."""
        event.stop()
        self.app.toast("Close this first, then paste again.", "warning")
