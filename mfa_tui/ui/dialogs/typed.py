"""Dialogs that want a name typed before their button works: it is typed wherever the focus is, and never by chance."""

from typing import ClassVar, TypeVar

from textual import events, on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Button, Input, Static

from mfa_tui.domain.text import clean
from mfa_tui.ui.dialogs.dialog import Dialog
from mfa_tui.ui.widgets import tones

T = TypeVar("T")


class TypedDialog(Dialog[T | None]):
    """A dialog with a field `#name`, the `prompt` above it `#demand`, and the button `#apply` that it unlocks.

    `#cancel` has the focus; esc cancels too, and then the answer is None. What is typed goes into the field also where
    a button has the focus: nothing typed here may get lost. Enter in the field goes on to the button, or says that
    the name is not right; it never applies.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "Cancel"),
        Binding("left", "app.focus_previous", "Previous button"),
        Binding("right", "app.focus_next", "Next button"),
    ]
    AUTO_FOCUS = "#cancel"

    def wanted(self) -> str:
        """Return what has to be typed, as it is shown; empty while the button must not work at all."""
        raise NotImplementedError

    def why(self) -> str:
        """Say in a sentence why it has to be typed; empty where nobody asks."""
        raise NotImplementedError

    def demand(self) -> Content:
        """Return the words that ask for it."""
        raise NotImplementedError

    def prompt(self, mismatch: bool = False) -> Content:
        """Return why and what; with a `mismatch`, after enter on something else, that instead of why.

        It stands first: after a long name there may be no room for it.
        """
        first, tone = ("That is not it yet.", tones.WARN) if mismatch else (self.why(), tones.BAD)
        return Content.assemble((f"{first} " if first else "", f"bold {tone}"), self.demand())

    def compare(self) -> bool:
        """Unlock the button where what is typed, or pasted with what no terminal shows, is wanted; in any case."""
        typed, wanted = clean(self.query_one("#name", Input).value.strip()), self.wanted()
        fits = bool(wanted) and typed.casefold() == wanted.casefold()
        self.query_one("#apply", Button).disabled = not fits
        return fits

    def on_key(self, event: events.Key) -> None:
        """Type into the field also where a button has the focus."""
        field = next(iter(self.query("#name").results(Input)), None)
        if field and event.is_printable and event.character and event.key != "space":
            event.stop()
            self._type(field, event.character)

    def on_paste(self, event: events.Paste) -> None:
        """Take a paste for typing."""
        for field in self.query("#name").results(Input):
            event.stop()
            event.prevent_default()  # Else the dialog's own answer to a paste would follow.
            self._type(field, " ".join(event.text.split())[:1_000])

    def _type(self, field: Input, text: str) -> None:
        self.set_focus(field, scroll_visible=False)
        field.value += text
        field.cursor_position = len(field.value)

    @on(Input.Changed, "#name")
    def _changed(self) -> None:
        self.compare()
        self.query_one("#demand", Static).update(self.prompt())

    @on(Input.Submitted, "#name")
    def _next(self) -> None:
        if self.compare():
            self.query_one("#apply", Button).focus()
        else:
            self.query_one("#demand", Static).update(self.prompt(mismatch=True))

    def action_cancel(self) -> None:
        """Do nothing."""
        self.answer(None)
