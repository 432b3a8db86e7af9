"""Facts that do not fit where they are shown, in a dialog of their own."""

from collections.abc import Iterable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from mfa_tui.ui.dialogs.dialog import Dialog
from mfa_tui.ui.widgets.dialog_box import DialogBox
from mfa_tui.ui.widgets.facts import Fact, Facts


class FactsScreen(Dialog[None]):
    """Shows facts, all of them."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,v", "dismiss", "Close")]
    AUTO_FOCUS = None

    def __init__(self, facts: Iterable[Fact]) -> None:
        super().__init__()
        self._facts = tuple(facts)

    def compose(self) -> ComposeResult:
        """Compose the facts."""
        with DialogBox(classes="wide"):
            with VerticalScroll(can_focus=False):
                yield Facts()
            yield Static("arrows scroll, esc closes", markup=False, classes="hint")

    def on_mount(self) -> None:
        """Show them."""
        self.query_one(Facts).show("", *self._facts)
