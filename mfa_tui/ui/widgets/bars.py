"""Bars of a share, drawn in eighths of a cell, or in ASCII."""

from textual.content import Content

from mfa_tui.ui.widgets import tones

_EIGHTHS = " ▏▎▍▌▋▊▉█"
_TRACK = "on $foreground 9%"
"""Behind the bar: how long it would be for everyone."""


def bar(share: float, width: int, tone: str, ascii_only: bool) -> Content:
    """Return a bar `width` cells wide for a share of 0 to 1.

    However little there is, something is drawn, and only all of it fills the bar.
    """
    steps = width if ascii_only else 8 * width
    filled = round(share * steps)
    if 0 < share < 1:
        filled = min(max(filled, 1), steps - 1)
    if ascii_only:
        return Content.assemble(("#" * filled, tone), ("." * (width - filled), tones.DISABLED))
    drawn = "█" * (filled // 8) + (_EIGHTHS[filled % 8] if filled % 8 else "")
    return Content.assemble((drawn, f"{tone} {_TRACK}"), (" " * (width - len(drawn)), _TRACK))
