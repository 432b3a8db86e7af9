"""The search box: one line to type, with the searches of this session to go back to."""

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.widgets import Input


class SearchBox(Input):
    """An input that recalls: up and down go through the searches of this session, newest first."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "recall(1)", "Earlier search", show=False),
        Binding("down", "recall(-1)", "Later search", show=False),
    ]

    def __init__(self, *, placeholder: str, id: str) -> None:  # noqa: A002 (as Textual calls it)
        super().__init__(placeholder=placeholder, id=id, select_on_focus=False)
        self._recent: list[str] = []
        self._at = -1  # index into _recent; -1 is what is being typed

    def on_paste(self, event: events.Paste) -> None:
        """Leave pastes to the screen, which finds in them what is meant; Textual would take the first line."""
        event.prevent_default()

    def begin(self) -> None:
        """Take the focus, with what is in it ready to be replaced."""
        self.focus()
        self.select_all()

    def put(self, text: str) -> None:
        """Put a text in, as if somebody had typed it."""
        self.value = text
        self.cursor_position = len(text)

    def show(self, searched: str) -> None:
        """Show what is searched for already, and remember it."""
        with self.prevent(Input.Changed):
            self.value = searched
        self.remember(searched)

    def remember(self, typed: str) -> None:
        """Put a search on top of the recent ones."""
        if typed.strip():
            self._recent = [typed, *(other for other in self._recent if other != typed)]
        self._at = -1

    def action_recall(self, step: int) -> None:
        """Go to an earlier search, or back to a later one."""
        at = max(-1, min(self._at + step, len(self._recent) - 1))
        if at != self._at:
            self._at = at
            self.value = self._recent[at] if at >= 0 else ""
            self.cursor_position = len(self.value)
