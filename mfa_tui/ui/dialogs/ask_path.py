"""A path to type, in a dialog that stays open, with what was typed, until the file can be used."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import ClassVar, TypeVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from mfa_tui.domain.text import clean
from mfa_tui.storage.typed_files import UnusableFile, completed
from mfa_tui.ui.dialogs.confirm import ConfirmScreen
from mfa_tui.ui.dialogs.dialog import Dialog
from mfa_tui.ui.widgets import tones
from mfa_tui.ui.widgets.dialog_box import DialogBox

T = TypeVar("T")
MOST_NAMES = 12


class PathScreen(Dialog[T | None]):
    """Asks for a path, and returns what `use` made of it, or None where the user went back.

    `use` gets what was typed, and whether a file that is there may be replaced. It runs off the event loop and raises
    `UnusableFile` with words for the user, or `FileExistsError` to have them asked.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "Cancel"),
        Binding("tab", "complete", "Complete the path"),
    ]

    def __init__(self, question: str, explanation: str, use: Callable[[str, bool], T], *, value: str = "") -> None:
        super().__init__()
        self._texts = question, explanation, value
        self._use = use
        self._busy = False

    def compose(self) -> ComposeResult:
        """Compose question, field, explanation, and the place for what is wrong."""
        question, explanation, value = self._texts
        with DialogBox(classes="wide"):
            yield Static(question, markup=False, classes="title")
            yield Input(value, select_on_focus=False)
            with VerticalScroll(can_focus=False):
                yield Static(explanation, markup=False, id="told")
            yield Static("tab completes, enter accepts, esc cancels", markup=False, classes="hint")

    def _tell(self, words: str | Content) -> None:
        self.query_one("#told", Static).update(words)

    @on(Input.Changed)
    def _typing(self) -> None:
        self._tell(self._texts[1])

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        self._take(event.value, replace=False)

    def _take(self, typed: str, replace: bool) -> None:
        if not self._busy:
            self._busy = True
            self._work_on(typed, replace)

    @work(group="file", exit_on_error=False)
    async def _work_on(self, typed: str, replace: bool) -> None:
        try:
            result = await asyncio.to_thread(self._use, typed, replace)
        except FileExistsError:
            question = ConfirmScreen(
                "Replace the file?", f"{clean(typed, 300)} is there already.", "Replace", "Keep it"
            )
            self.app.push_screen(question, partial(self._confirmed, typed))
        except UnusableFile as error:
            self._tell(Content.styled(str(error), tones.BAD))
        else:
            self.answer(result)
        finally:
            self._busy = False

    def _confirmed(self, typed: str, yes: bool | None) -> None:
        if yes:
            self._take(typed, replace=True)

    @work(group="complete", exclusive=True, exit_on_error=False)
    async def action_complete(self) -> None:
        """Type what is certain of the path, and show the names between which it is not."""
        field = self.query_one(Input)
        typed = field.value
        path, names = await asyncio.to_thread(completed, typed)
        if field.value != typed:
            return
        with field.prevent(Input.Changed):
            field.value = path
        field.cursor_position = len(path)
        if names:
            more = f"  and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
            self._tell(Content.styled("  ".join(clean(name, 60) for name in names[:MOST_NAMES]) + more, tones.MUTED))

    def action_cancel(self) -> None:
        """Go back without a file."""
        self.answer(None)
