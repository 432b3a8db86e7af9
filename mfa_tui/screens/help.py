"""Help: what every key does here, from the registry."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from mfa_tui.commands import MOVEMENT, Command, commands_for
from mfa_tui.screens.base import ModeScreen
from mfa_tui.widgets import tones


class HelpScreen(ModalScreen[None]):
    """Keys of the screen below and of every screen; a key that cannot be used now says why."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,question_mark,f1,q", "dismiss", "Close")]

    def __init__(self, screen: ModeScreen) -> None:
        super().__init__()
        self._below = screen

    def compose(self) -> ComposeResult:
        """Compose the list."""
        with Vertical(classes="dialog wide tall"):
            yield Static("Keys", classes="title", markup=False)
            with VerticalScroll():
                yield Static(self._text(), markup=False)
            yield Static("esc closes", classes="hint", markup=False)

    def _text(self) -> Content:
        lines: list[Content | str] = []
        if self._below.SCOPE != "everywhere":
            lines += [Content.styled("On this screen", f"bold {tones.KEY}")]
            lines += [self._line(command) for command in commands_for(self._below.SCOPE)]
            lines.append("")
        lines.append(Content.styled("Everywhere", f"bold {tones.KEY}"))
        lines += [self._line(command) for command in commands_for("everywhere")]
        lines += ["", MOVEMENT]
        return Content("\n").join(lines)

    def _line(self, command: Command) -> Content:
        reason = self._below.reason(command)
        keys = {"F1": "? F1", ":": ": ctrl+p", "q": "q ctrl+q"}.get(command.label, command.label)
        line = Content.assemble(
            (f"  {keys:<10}", "bold" if not reason else tones.DISABLED),
            (f"{command.title:<24}", "" if not reason else tones.DISABLED),
            (command.help, tones.MUTED),
        )
        return Content.assemble(line, (f"  Not now: {reason}", tones.WARN)) if reason else line
