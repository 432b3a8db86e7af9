"""A mode that is not built yet: it says in one line what will be there."""

from collections.abc import Iterable
from typing import Any, ClassVar

from textual.widgets import Static

from mfa_tui.commands.registry import MODES
from mfa_tui.session.view import TenantView
from mfa_tui.ui.mode_screen import ModeScreen

_BY_ID = {mode.id: mode for mode in MODES}


class PlannedScreen(ModeScreen):
    """Shows what is coming."""

    AUTO_FOCUS: ClassVar[str | None] = ""

    def __init__(self, mode: str) -> None:
        super().__init__()
        self.MODE = mode  # type: ignore[misc]  # one class for all modes that are not built yet

    def body(self) -> Iterable[Any]:
        """Compose the one line."""
        mode = _BY_ID[self.MODE]
        yield Static(f"{mode.title} is not built yet.\n\n{mode.coming}", markup=False, id="coming")

    def show(self, view: TenantView) -> None:
        """Draw nothing: the line does not depend on the tenant."""
