"""Lines of words: glyphs stay with their words, and a URL is whole or not there."""

import pytest
from textual.content import Content

from mfa_tui.ui.widgets.glyphs import glyphs
from mfa_tui.ui.widgets.wrapping import Link, wrap

URL = "https://auth0.com/docs/secure/multi-factor-authentication/customize-mfa"


@pytest.mark.parametrize("ascii_only", [False, True])
@pytest.mark.parametrize("width", range(12, 40))
def test_no_line_ends_with_a_glyph_that_marks_the_next_word(width: int, ascii_only: bool) -> None:
    glyph = glyphs(ascii_only)
    marks = [glyph.error, glyph.warn, glyph.on, glyph.staged, glyph.denied]
    words = " ".join(f"some words {mark} marked" for mark in marks)
    lines = [line.plain for line in wrap(Content(words), width)]
    assert " ".join(line.strip() for line in lines).split() == words.split()
    assert not [line for line in lines if line.strip().endswith(tuple(marks))]


def test_wrapping_keeps_the_styles_where_they_were() -> None:
    content = Content.assemble("aaaa bbbb ", ("✖ error", "bold"), " cccc")
    lines = wrap(content, 12)
    assert [line.plain.strip() for line in lines] == ["aaaa bbbb", "✖ error cccc"]
    assert [(span.start, span.end) for span in lines[1].spans] == [(0, 7)]


@pytest.mark.parametrize("width", [20, 40, len(URL) - 1, len(URL), 120])
def test_a_url_is_whole_or_words_that_lead_to_it(width: int) -> None:
    shown = Link(URL, "Documentation").fit(width)
    assert shown.plain == (URL if width >= len(URL) else "Documentation")
    (segment, *_) = shown.render_segments()
    assert segment.style is not None
    assert segment.style.link == URL


def test_nothing_is_shown_of_a_link_that_leads_nowhere() -> None:
    assert not Link("", "Documentation")
