"""Help: what every key does here, from the registry."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from mfa_tui.commands.registry import MOVEMENT, Command, commands_for, key_name, usable_everywhere
from mfa_tui.ui.dialogs.dialog import Dialog
from mfa_tui.ui.mode_screen import ModeScreen
from mfa_tui.ui.widgets import tones
from mfa_tui.ui.widgets.dialog_box import DialogBox
from mfa_tui.ui.widgets.facts import Fact, Facts


class HelpScreen(Dialog[None]):
    """Keys of the screen below and of every screen; a key that cannot be used now says why."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,question_mark,f1,q", "dismiss", "Close")]

    def __init__(self, screen: ModeScreen) -> None:
        super().__init__()
        self._below = screen

    def compose(self) -> ComposeResult:
        """Compose the list."""
        with DialogBox(classes="wide tall"):
            yield Static("Keys", classes="title", markup=False)
            with VerticalScroll():
                yield Facts(label_width=12)
            yield Static(f"{MOVEMENT} esc closes", classes="hint", markup=False)

    def on_mount(self) -> None:
        """Fill the list."""
        rows: list[Fact] = []
        if self._below.SCOPE != "everywhere":
            rows += [_heading("On this screen"), *map(self._row, commands_for(self._below.SCOPE)), ("", " ")]
        rows += [_heading("Everywhere"), *map(self._row, usable_everywhere(self._below.SCOPE))]
        self.query_one(Facts).show("", *rows)

    def _row(self, command: Command) -> Fact:
        reason = self._below.reason(command)
        words = Content.assemble(
            (command.title, tones.DISABLED if reason else "bold"),
            (f"  {command.help}", tones.MUTED),
            (f"  Not now: {reason}" if reason else "", tones.WARN),
        )
        return " ".join(key_name(key) for key in command.keys), words


def _heading(words: str) -> Fact:
    return "", Content.styled(words, f"bold {tones.KEY}")
