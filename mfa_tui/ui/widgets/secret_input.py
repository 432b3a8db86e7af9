"""A field for a secret: it is not shown, and what is typed into it comes out nowhere else."""

from typing import Any

from textual.actions import SkipAction
from textual.widgets import Input


class SecretInput(Input):
    """An `Input` that shows dots, and does not give what it holds to the clipboard: tabbing into it selects all."""

    def __init__(self, **options: Any) -> None:
        super().__init__(password=True, **options)

    def action_copy(self) -> None:
        """Copy nothing."""
        raise SkipAction

    def action_cut(self) -> None:
        """Cut nothing: it would be a copy."""
        raise SkipAction
