"""The last line before the terminal: whatever a widget drew, no control character leaves the program."""

import re

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

# C0 and C1 controls, bidirectional overrides and isolates, zero-width characters, surrogates, tags. The joiners
# U+200C and U+200D stay: scripts and emoji need them.
_OBEYED = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff\U000e0000-\U000e007f]"
)

_TO_ASCII = str.maketrans(
    {
        **dict.fromkeys("─━═╌╍┄┅▔▁▀▄", "-"),
        **dict.fromkeys("│┃║╎▏▕▎▌▐▊▍▋▉", "|"),
        **dict.fromkeys("┌┐└┘├┤┬┴┼╭╮╯╰┏┓┗┛╔╗╚╝╠╣", "+"),
        **dict.fromkeys("█■▇▆▅▃▂", "#"),
        **dict.fromkeys("▸▶→❯›", ">"),
        **dict.fromkeys("◂◀←‹", "<"),
        **dict.fromkeys("“”", '"'),
        **dict.fromkeys("‘’", "'"),
        **dict.fromkeys("·•●○◐✓✖▲≠−–—", "-"),
        **dict.fromkeys("…░", "."),
        "🔎": "> ",
    }
)


class ControlFilter(LineFilter):
    """Replaces what a terminal would obey; every segment keeps its width where the character had one."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments without control characters, except those that Textual itself sends as control."""
        return [
            Segment(_OBEYED.sub("", text), style, control) if not control and _OBEYED.search(text) else segment
            for segment in segments
            for text, style, control in (segment,)
        ]


class AsciiFilter(LineFilter):
    """Draws borders, rules and arrows with ASCII, one character for one, in terminals that have no other."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments with our own drawing characters replaced."""
        return [
            Segment(text.translate(_TO_ASCII), style, control) if not text.isascii() else segment
            for segment in segments
            for text, style, control in (segment,)
        ]
