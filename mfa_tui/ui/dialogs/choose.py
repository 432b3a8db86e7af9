"""A list to choose one thing from, in a dialog."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from mfa_tui.ui.dialogs.dialog import Dialog
from mfa_tui.ui.widgets.dialog_box import DialogBox
from mfa_tui.ui.widgets.grid import Column, Grid, GridRow


class ChooseScreen(Dialog[int | None]):
    """Shows `title` and the options, each as (name, explanation); returns the index chosen, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss", "Cancel")]

    def __init__(self, title: str, options: Sequence[tuple[str, str]], ascii_only: bool) -> None:
        super().__init__()
        self._texts = title, options
        self.add_class("few")
        self._ascii = ascii_only

    def compose(self) -> ComposeResult:
        """Compose title and list."""
        title, options = self._texts
        with DialogBox(classes="wide"):
            yield Static(title, markup=False, classes="title")
            widest = max((len(name) for name, _ in options), default=0)
            columns = [Column("", min(widest + 2, 60)), Column("", min_width=20, priority=1)]
            grid = Grid(columns, empty="Nothing to choose from.")
            grid.ascii = self._ascii
            grid.show([GridRow(str(number), option, " ".join(option)) for number, option in enumerate(options)])
            yield grid
            yield Static("enter chooses, esc cancels", markup=False, classes="hint")

    @on(Grid.RowChosen)
    def _chosen(self, event: Grid.RowChosen) -> None:
        self.answer(int(event.key))
