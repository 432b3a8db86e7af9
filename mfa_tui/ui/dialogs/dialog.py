"""What all dialogs share: one answer, whatever is pressed how fast, and no paste that vanishes."""

from typing import ClassVar, TypeVar

from textual import events, getters, on
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Button
from textual.worker import Worker

from mfa_tui.ui.host import Host

T = TypeVar("T")

SAFE = frozenset(("no", "cancel", "close", "stop"))
"""The buttons of dialogs that confirm nothing."""


class Dialog(ModalScreen[T]):
    """A modal screen that answers once. The arrows scroll what does not fit, where the focus does not need them.

    A key that was typed before the dialog was drawn never presses a button that confirms: nobody can agree to what
    they have not seen.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "scroll(-1)", "Scroll up", show=False),
        Binding("down", "scroll(1)", "Scroll down", show=False),
        Binding("pageup", "scroll(-5)", "Scroll up fast", show=False),
        Binding("pagedown", "scroll(5)", "Scroll down fast", show=False),
    ]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-low"), (20, "-high")]  # noqa: RUF012

    app = getters.app(Host)

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 (as Textual calls it)
        super().__init__(id=id)
        self._answered = False
        self._drawn_at: float | None = None

    @on(events.ScreenResume)
    def _shown(self) -> None:
        if self._drawn_at is None:
            self.redrawn()

    def redrawn(self) -> None:
        """Note that what can be confirmed has changed: it can be once it has been drawn."""
        self._drawn_at = None
        self.call_after_refresh(self._drawn)

    def _drawn(self) -> None:
        self._drawn_at = Message().time  # The clock of the keys.

    def too_early(self, key: events.Key) -> bool:
        """Return whether a key would confirm what was not drawn yet when it was typed."""
        confirms = isinstance(self.focused, Button) and self.focused.id not in SAFE and key.key in ("enter", "space")
        return confirms and (self._drawn_at is None or key.time < self._drawn_at)

    def answer(self, result: T) -> None:
        """Close with a result; a second answer, of a key that came too fast, is none."""
        if not self._answered and self.is_current:
            self._answered = True
            self.dismiss(result)

    def action_scroll(self, lines: int) -> None:
        """Scroll what is longer than its place, the upper one first; the focus stays where it is."""
        parts = list(self.query(VerticalScroll))
        for part in parts if lines > 0 else reversed(parts):
            if part.scroll_offset.y != (part.max_scroll_y if lines > 0 else 0):
                part.scroll_relative(y=lines, animate=False)
                break

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Have it said when something failed that nobody foresaw."""
        self.app.unforeseen(event)

    def on_paste(self, event: events.Paste) -> None:
        """Say where a paste would have gone: it must not vanish."""
        event.stop()
        self.app.toast("Close this first, then paste again.", "warning")
