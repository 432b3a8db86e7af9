"""A QR code out of characters: dark on light whatever the theme, for phones read no other."""

from pydantic import SecretStr
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

INK = "black on white"
QUIET = (4, 2, 1)
"""Modules of empty margin: as ISO/IEC 18004 wants it, and less where there is little room."""
_SHORT = 30  # lines: below, dialogs have no frame
_BESIDE = {False: (42, 4), True: (33, 0)}
"""Columns and lines that are kept for the words beside the code and the frame around both, by whether it is short."""
_HALVES = " ▀▄█"  # by whether the upper half is dark, and the lower one twice


class QrCode(Widget):
    """Draws what `text` holds with as much margin as the terminal allows; where it allows none, nothing.

    With `ascii_only` a module is two characters wide and one line high instead of half a line.
    """

    def __init__(self, text: SecretStr, ascii_only: bool) -> None:
        super().__init__()
        self._codes = [_lines(text, ascii_only, quiet) for quiet in QUIET]  # gone with the widget, as the text is

    def fitting(self, room: Size) -> list[str]:
        """Return the lines of the code for a terminal of a size; none where it does not fit."""
        columns, lines = _BESIDE[room.height < _SHORT]
        return next((c for c in self._codes if len(c) <= room.height - lines and len(c[0]) <= room.width - columns), [])

    @property
    def needs(self) -> str:
        """Return the smallest terminal that it fits in, in columns and lines."""
        smallest = self._codes[-1]
        columns, lines = _BESIDE[len(smallest) < _SHORT]
        return f"{len(smallest[0]) + columns}x{len(smallest) + lines}"

    def render(self) -> Content:
        """Draw the code."""
        return Content.styled("\n".join(self.fitting(self.app.size)), INK)

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """Return how wide the code is."""
        return len(next(iter(self.fitting(self.app.size)), ""))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return how many lines the code takes."""
        return len(self.fitting(self.app.size))


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
