"""What a table shows in a cell: literal text or styled text, made harmless and cut to size."""

from textual.content import Content

Cell = str | Content
"""A `str` is literal text and never markup, a `Content` brings its own styles."""

# What no terminal, or not every terminal, gives the width that we count, one character for one so that styles
# stay in place: controls (callers clean them, this is for what slips through), and the two that join emoji.
_HARMLESS = dict.fromkeys([*range(32), *range(127, 160)], "?") | dict.fromkeys(b"\t\n\v\f\r\x85", " ")
_HARMLESS |= dict.fromkeys(range(0xD800, 0xE000), "?") | {0x200D: "\u200c", 0xFE0F: "\u200c"}


def cut(cell: Cell, size: int, more: str) -> Content:
    """Return the text of a cell made harmless, and cut with `more` at its end where it is wider than `size`."""
    plain, spans = (cell.plain, list(cell.spans)) if isinstance(cell, Content) else (cell, [])
    content = Content(plain.translate(_HARMLESS), spans, strip_control_codes=False)
    if content.cell_length > size:
        content = content.truncate(max(0, size - len(more))) + more[:size]
    return content
