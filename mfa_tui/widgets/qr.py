"""A QR code out of characters: dark on light whatever the theme, for phones read no other."""

from pydantic import SecretStr
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

INK = "black on white"
QUIET = (4, 2)
"""Modules of empty margin: as ISO/IEC 18004 wants it, and what phones still read where there is little room."""
BESIDE = 34
"""Columns that are kept for the words beside the code."""
_HALVES = " ▀▄█"  # by whether the upper half is dark, and the lower one twice


class QrCode(Widget):
    """Draws what `text` holds as large as the terminal allows; where it allows none, says what it would need.

    With `ascii_only` a module is two characters wide and one line high instead of half a line.
    """

    def __init__(self, text: SecretStr, ascii_only: bool) -> None:
        super().__init__()
        self._codes = [_lines(text, ascii_only, quiet) for quiet in QUIET]  # gone with the widget, as the text is

    def fitting(self, room: Size) -> list[str]:
        """Return the lines of the code for a terminal of a size; none where it does not fit."""
        fit = (c for c in self._codes if len(c) <= room.height and len(c[0]) + BESIDE <= room.width)
        return next(fit, [])

    def render(self) -> Content:
        """Draw the code, or say why not."""
        if lines := self.fitting(self.app.size):
            return Content.styled("\n".join(lines), INK)
        smallest = self._codes[-1]
        needs = f"{len(smallest[0]) + BESIDE}x{len(smallest)}"
        return Content(f"No QR code: it needs a terminal of {needs} at least.")

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """Return how wide the code is, or the words in its place."""
        lines = self.fitting(self.app.size)
        return len(lines[0]) if lines else 22

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return how high the code is, or the words in its place."""
        return len(self.fitting(self.app.size)) or 4


def _lines(text: SecretStr, ascii_only: bool, quiet: int) -> list[str]:
    import segno

    code = segno.make(text.get_secret_value(), error="l", micro=False)
    rows = [list(row) for row in code.matrix_iter(border=quiet)]
    if ascii_only:
        return ["".join("##" if dark else "  " for dark in row) for row in rows]
    if len(rows) % 2:
        rows.append([0] * len(rows[0]))
    pairs = zip(rows[::2], rows[1::2], strict=True)
    return [
        "".join(_HALVES[bool(u) + 2 * bool(d)] for u, d in zip(upper, lower, strict=True)) for upper, lower in pairs
    ]
