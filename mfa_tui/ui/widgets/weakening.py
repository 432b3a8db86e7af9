"""What a change weakens, in words and in a tone that stands out."""

from textual.content import Content

from mfa_tui.domain.changes import Change
from mfa_tui.domain.strength import weakening
from mfa_tui.ui.widgets import tones
from mfa_tui.ui.widgets.glyphs import glyphs


def weakens(change: Change, ascii_only: bool) -> Content:
    """Return what a change weakens, with the word in front; nothing where it weakens nothing."""
    meaning = weakening(change)
    word = f"{glyphs(ascii_only).warn} weakens"
    return Content.assemble((word, f"bold {tones.BAD}"), (f": {meaning}", tones.WARN)) if meaning else Content("")
