"""Labelled paragraphs: a title, then each label with its words, wrapped beside it and not beneath."""

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from mfa_tui.ui.widgets import tones
from mfa_tui.ui.widgets.wrapping import Link, wrap

Fact = tuple[str, Content | Link | str]
"""A label and its words; a `str` is literal text, never markup. Without words it is not shown."""


class Facts(Widget):
    """Shows what `show` was given, as high as it needs to be. `more` is the key that shows what is cut off."""

    def __init__(self, *, id: str | None = None, label_width: int = 10, more: str = "") -> None:  # noqa: A002 (as Textual calls it)
        super().__init__(id=id)
        self._more = more
        self._label_width = label_width
        self._title = ""
        self._facts: tuple[Fact, ...] = ()
        self._laid_out: tuple[int, list[Content]] = (0, [])

    def show(self, title: str, *facts: Fact) -> None:
        """Replace everything; an empty title takes no line, a fact without a label the whole width."""
        if (title, facts) != (self._title, self._facts):
            self._title, self._facts, self._laid_out = title, facts, (0, [])
            width, height = self.content_size
            self.refresh(layout=not width or len(self._lines(width)) != height)

    def render(self) -> Content:
        """Draw the lines."""
        width, height = self.content_size
        lines = self._lines(width)
        if self._more and len(lines) > height > 0:
            cut = len(lines) - height + 1
            words = (f"+{cut} more line{'s' if cut > 1 else ''}: ", tones.MUTED), (self._more, f"bold {tones.KEY}")
            lines = [*lines[: height - 1], Content.assemble(*words)]
        return Content("\n").join(lines)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return how many lines the words take at a width."""
        return len(self._lines(width))

    def _lines(self, width: int) -> list[Content]:
        if self._laid_out[0] != width:
            lines = wrap(Content.styled(self._title, "bold"), width) if self._title else []
            for label, words in self._facts:
                lines += self._paragraph(label, words, width)
            self._laid_out = (width, lines)
        return self._laid_out[1]

    def _paragraph(self, label: str, words: Content | Link | str, width: int) -> list[Content]:
        if not words:
            return []
        room = width - self._label_width if label else width
        content = words.fit(room) if isinstance(words, Link) else Content(words) if isinstance(words, str) else words
        if not label:
            return wrap(content, room)
        first, *rest = wrap(content, room)
        indent = " " * self._label_width
        return [
            Content.assemble((f"{label:<{self._label_width}}", tones.MUTED), first),
            *(Content.assemble(indent, line) for line in rest),
        ]
