"""A list to choose in: of a group one, and switches, which are boxes to tick. Space chooses; enter goes on too."""

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from textual.binding import Binding, BindingType
from textual.content import Content

from mfa_tui.ui.widgets import tones
from mfa_tui.ui.widgets.glyphs import glyphs
from mfa_tui.ui.widgets.grid import Column, Divider, Grid, GridRow


class Choice(NamedTuple):
    """One line: what it is for the program (`group`, `value`) and for people. Alone in its group it is a switch."""

    group: str
    value: str
    words: str
    about: str = ""


class Choices(Grid):
    """The lines with what is chosen; of a group with several the first one is chosen to begin with."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("space", "mark", "Choose", show=False)]

    def __init__(self, lines: Sequence[Choice | Divider], ascii_only: bool) -> None:
        super().__init__([Column("", min_width=24), Column("", min_width=20, priority=1)])
        self.ascii = ascii_only
        self._lines = lines
        choices = [line for line in lines if isinstance(line, Choice)]
        self._choices = {f"{choice.group}:{choice.value}": choice for choice in choices}
        self._by_user: set[str] = set()  # the groups in which the user has chosen
        self.chosen: dict[str, str] = {}  # group -> value; a switch that is off has none
        for choice in choices:
            if self._several(choice.group):
                self.chosen.setdefault(choice.group, choice.value)

    def on_mount(self) -> None:
        """Draw the lines."""
        self._list()

    def preset(self, group: str, value: str) -> None:
        """Choose a line of a group for as long as the user has not chosen in it."""
        if group not in self._by_user and self.chosen.get(group) != value:
            self.chosen[group] = value
            self._list()

    def _several(self, group: str) -> bool:
        return sum(choice.group == group for choice in self._choices.values()) > 1

    def _list(self) -> None:
        self.show([line if isinstance(line, Divider) else self._line(line) for line in self._lines])

    def _line(self, choice: Choice) -> GridRow:
        glyph, chosen = glyphs(self.ascii), self.chosen.get(choice.group) == choice.value
        one_of = (glyph.picked, glyph.unpicked) if self._several(choice.group) else (glyph.ticked, glyph.unticked)
        words = f"{one_of[not chosen]} {choice.words}"
        cells = (Content.styled(words, "bold" if chosen else ""), Content.styled(choice.about, tones.MUTED))
        return GridRow(f"{choice.group}:{choice.value}", cells, words)

    def action_mark(self) -> None:
        """Choose the line under the cursor, or flip the switch that it is."""
        choice = self._choices.get(self.cursor_key or "")
        if choice is None:
            return
        self._by_user.add(choice.group)
        if self.chosen.get(choice.group) == choice.value and not self._several(choice.group):
            del self.chosen[choice.group]
        else:
            self.chosen[choice.group] = choice.value
        self._list()

    def action_choose(self) -> None:
        """Choose the line under the cursor where it is one of several, and go on."""
        choice = self._choices.get(self.cursor_key or "")
        if choice and self._several(choice.group):
            self._by_user.add(choice.group)
            self.chosen[choice.group] = choice.value
            self._list()
        super().action_choose()
