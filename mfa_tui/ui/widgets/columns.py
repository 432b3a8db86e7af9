"""The columns of a table, and which of them there is room for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

GAP = "  "  # before each column; before the first one it holds the cursor
MARGIN = 1  # cells kept free at the right, so that numbers do not touch the edge


@dataclass(frozen=True)
class Column:
    """A column. In a table too narrow for all, the highest `priority` goes first, and from the right."""

    title: str
    width: int = 0  # cells; 0 takes `min_width` and a share of the room that is left
    min_width: int = 8
    wish: int = 0  # cells that it gets, where there is room, before what is left is shared
    align: Literal["left", "right"] = "left"
    priority: int = 0


def fit(columns: Sequence[Column], width: int) -> list[tuple[int, int]]:
    """Return which columns there is room for, by their place, and how wide each is, in cells."""
    shown = list(range(len(columns)))
    asked = [len(GAP) + (column.width or column.min_width) for column in columns]
    while len(shown) > 1 and sum(asked[i] for i in shown) > width - MARGIN:
        shown.remove(max(shown, key=lambda i: (columns[i].priority, i)))
    spare = width - MARGIN - sum(asked[i] for i in shown)
    for i in shown:
        wished = min(len(GAP) + columns[i].wish - asked[i], spare)
        if wished > 0:
            asked[i] += wished
            spare -= wished
    # What is left over is shared; a single column that asks for more than there is gets what there is.
    elastic = shown if spare < 0 else [i for i in shown if not columns[i].width]
    for nth, i in enumerate(elastic):
        asked[i] += spare // len(elastic) + (nth < spare % len(elastic))
    return [(i, max(0, asked[i] - len(GAP))) for i in shown]
