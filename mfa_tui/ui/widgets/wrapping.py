"""Lines of words: a glyph never parts from the word that it marks, and a URL is never cut or broken."""

import re
from typing import NamedTuple

from textual.content import Content
from textual.style import Style

from mfa_tui.ui.widgets import tones
from mfa_tui.ui.widgets.glyphs import ASCII, UNICODE

_MARKS = "|".join(re.escape(mark) for mark in sorted({*UNICODE, *ASCII, "+", "-"}, key=len, reverse=True))
_MARKED = re.compile(rf"(?<!\S)({_MARKS}) (?=\S)")
_NO_BREAK = "\ue000"
"""Stands for the space while lines are divided: Textual breaks lines at a no-break space, too."""


def wrap(content: Content, width: int) -> list[Content]:
    """Return the lines of a content, each at most `width` cells wide."""
    plain = _MARKED.sub(rf"\1{_NO_BREAK}", content.plain)
    lines = Content(plain, list(content.spans)).wrap(max(1, width))
    return [Content(line.plain.replace(_NO_BREAK, " "), list(line.spans)) for line in lines]


class Link(NamedTuple):
    """A URL to open: whole where it fits in a line, else `words`. Both lead there in terminals that open links."""

    url: str
    words: str

    def __bool__(self) -> bool:
        return bool(self.url)

    def fit(self, width: int) -> Content:
        """Return what is shown in `width` cells."""
        text = self.url if len(self.url) <= width else self.words
        return Content.styled(text, tones.MUTED).stylize(Style(link=self.url))
