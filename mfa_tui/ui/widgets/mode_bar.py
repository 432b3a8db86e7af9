"""The second line of every screen: the eight modes with their keys; those not built yet are greyed."""

from textual.content import Content
from textual.style import Style
from textual.widget import Widget

from mfa_tui.commands.registry import MODES
from mfa_tui.ui.widgets import tones


class ModeBar(Widget):
    """A row of modes to click or to reach by number."""

    auto_links = False  # Links bring a style of their own, which would hide ours.

    def __init__(self, current: str) -> None:
        super().__init__()
        self._current = current

    def render(self) -> Content:
        """Draw all modes, by short names where the long ones do not fit."""
        full = self._row(compact=False)
        return full if full.cell_length <= self.size.width else self._row(compact=True)

    def _row(self, compact: bool) -> Content:
        parts = []
        for number, mode in enumerate(MODES, start=1):
            current = mode.id == self._current
            style = f"bold {tones.KEY} underline" if current else tones.DISABLED if mode.coming else "$foreground"
            gap = "" if compact else " "
            title = Content.assemble(
                (f"{gap}{number}", tones.DISABLED if mode.coming else tones.KEY),
                (f" {mode.title}", style),
                gap,
            )
            parts.append(title.stylize(Style.from_meta({"@click": f"app.mode('{mode.id}')"})))
        return Content(" ").join(parts)
