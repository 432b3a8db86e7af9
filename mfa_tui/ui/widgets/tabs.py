"""The two tabs of Users, as one line: where we are, and the key that leads to the other."""

from typing import Literal

from textual.content import Content
from textual.widget import Widget

from mfa_tui.ui.widgets import tones


class TabLine(Widget):
    """`People` and `Coverage`; the one that is shown is bold."""

    def __init__(self, shown: Literal["people", "coverage"]) -> None:
        super().__init__()
        self._shown = shown

    def render(self) -> Content:
        """Draw both."""
        people, coverage = self._shown == "people", self._shown == "coverage"
        return Content.assemble(
            ("People", "bold" if people else tones.MUTED),
            "   ",
            ("Coverage", "bold" if coverage else tones.MUTED),
            (f"   c {'coverage' if people else 'people'}", tones.MUTED),
        )
