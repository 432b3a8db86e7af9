"""The list on the screen of a reset of many: each row is made once, and again only when its line is another."""

from collections import Counter
from collections.abc import Collection, Sequence

from mfa_tui.features.bulk_reset.screens.rows import COLUMNS, left, problems, row, state
from mfa_tui.features.bulk_reset.service.lines import BulkLine, Result
from mfa_tui.ui.widgets.glyphs import Glyphs
from mfa_tui.ui.widgets.grid import Grid, GridRow


class BulkList(Grid):
    """Draws the lines of a reset of many; `tally` tells how many came to what."""

    def __init__(self, glyph: Glyphs) -> None:
        super().__init__(COLUMNS, empty="", id="lines")
        self.lines: Sequence[BulkLine] = ()  # as they are drawn
        self.tally: Counter[Result] = Counter()
        self.only_problems = False
        self._working: frozenset[int] = frozenset()  # indices of those drawn as being worked on
        self._drawn: list[GridRow] = []
        self._states = {(one, working): state(one, working, glyph) for one in Result for working in (False, True)}

    @property
    def under_cursor(self) -> BulkLine | None:
        """Return the line under the cursor."""
        return self.lines[int(self.cursor_key)] if self.cursor_key else None

    @property
    def left(self) -> int:
        """Return how many users are left to be reset."""
        return left(self.tally)

    @property
    def problems(self) -> int:
        """Return how many lines somebody has to look at."""
        return problems(self.tally)

    def catch_up(self, lines: Sequence[BulkLine], working: Collection[int]) -> None:
        """Draw the lines that are others than those that are drawn."""
        before, self.lines, self._working, worked = self.lines, tuple(lines), frozenset(working), self._working
        if len(before) == len(lines):
            moved = {index for index, line in enumerate(lines) if line is not before[index]}
            self.tally.update(lines[index].result for index in moved)
            self.tally.subtract(before[index].result for index in moved)
            moved |= worked ^ self._working
        else:
            moved = set(range(len(lines)))
            self.tally = Counter(line.result for line in lines)
            self._drawn = [GridRow("", ())] * len(lines)
        for index in moved:
            self._drawn[index] = row(str(index), lines[index], self._states, index in self._working)
        if len(before) == len(lines) and not self.only_problems:
            self.replace(self._drawn[index] for index in moved)
        else:
            self.show_lines()

    def show_lines(self) -> None:
        """Show all lines, or only those that somebody has to look at."""
        if self.only_problems:
            problems = (drawn for drawn, line in zip(self._drawn, self.lines, strict=True) if line.result.problem)
            self.show(list(problems), empty="No problem.")
        else:
            self.show(self._drawn, empty="Nobody is on the list.")
