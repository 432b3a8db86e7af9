"""The last line of every screen: what the keys do, here and now."""

from textual.content import Content
from textual.reactive import reactive
from textual.style import Style
from textual.widget import Widget

from mfa_tui.ui.widgets import tones

KeyHint = tuple[str, str, str]
"""Key label, words, action to run on a click."""


class KeyBar(Widget):
    """Shows as many key hints as fit, closer together where not all do.

    The first ones come first, and the last two (help and commands) are always there.
    """

    auto_links = False

    hints: reactive[tuple[KeyHint, ...]] = reactive(())

    def render(self) -> Content:
        """Draw the hints that fit."""
        drawn = [self._hint(*hint) for hint in self.hints]
        kept, last = drawn[:-2], drawn[-2:]

        def room(gap: int) -> int:
            return self.size.width - sum(hint.cell_length + gap for hint in (*kept, *last))

        gap = 3 if room(3) >= 0 else 2
        while kept and room(gap) < 0:
            kept.pop()
        return Content.assemble(" ", Content(" " * gap).join([*kept, *last]))

    @staticmethod
    def _hint(key: str, words: str, action: str) -> Content:
        hint = Content.assemble((key, f"bold {tones.KEY}"), (f" {words}", tones.MUTED))
        return hint.stylize(Style.from_meta({"@click": action}))
