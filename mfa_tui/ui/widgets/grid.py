"""The table that every list uses, its columns and cells: it draws only the lines in sight, whatever their number."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import ClassVar, Literal, NamedTuple

from rich.segment import Segment
from textual import events, on
from textual.binding import Binding, BindingType
from textual.cache import LRUCache
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

Cell = str | Content
"""A `str` is literal text and never markup, a `Content` brings its own styles."""

# What no terminal, or not every terminal, gives the width that we count, one character for one so that styles
# stay in place: controls (callers clean them, this is for what slips through), and the two that join emoji.
_HARMLESS = dict.fromkeys([*range(32), *range(127, 160)], "?") | dict.fromkeys(b"\t\n\v\f\r\x85", " ")
_HARMLESS |= dict.fromkeys(range(0xD800, 0xE000), "?") | {0x200D: "\u200c", 0xFE0F: "\u200c"}

HEADER = 1  # lines: the titles stay at the top, the rows scroll beneath them
CURSOR, RULE, MORE = ("▸ ", "> "), ("─", "-"), ("…", "...")  # each in Unicode, and with ASCII only
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


class GridRow(NamedTuple):
    """A row: its unique key, what it shows, and the text that the filter looks in."""

    key: str
    cells: tuple[Cell, ...]
    search: str = ""


class Divider(NamedTuple):
    """A labelled rule between groups of rows: passed over by the cursor, not counted, hidden by a filter."""

    label: str


@dataclass
class _GridMessage(Message):
    grid: "Grid"
    key: str | None

    @property
    def control(self) -> "Grid":
        return self.grid


class Grid(ScrollView, can_focus=True):
    """Rows and a cursor: `show` fills the list, `filter_text` narrows it, messages tell what happened."""

    ALLOW_SELECT = False  # a double click chooses a row, it does not select text
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"grid--{part}" for part in ("header", "row", "cursor", "cursor-blurred", "divider", "notice")
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(keys, action, text, show=False, id=f"grid.{name}", tooltip=text)
        for name, keys, action, text in (
            ("down", "down,j", "move(1)", "Go one row down"),
            ("up", "up,k", "move(-1)", "Go one row up"),
            ("half-down", "ctrl+d", "move(0, 0.5)", "Go half a page down"),
            ("half-up", "ctrl+u", "move(0, -0.5)", "Go half a page up"),
            ("page-down", "pagedown", "move(0, 1)", "Go one page down"),
            ("page-up", "pageup", "move(0, -1)", "Go one page up"),
            ("first", "g,home", "move(-1_000_000_000)", "Go to the first row"),
            ("last", "G,end", "move(1_000_000_000)", "Go to the last row"),
            ("choose", "enter", "choose", "Open the row under the cursor"),
        )
    ]

    filter_text: reactive[str] = reactive("", init=False)  # words: a row must have all, in any order and case
    ascii: reactive[bool] = reactive(False, init=False)  # the glyphs of the table itself in ASCII only

    class RowHighlighted(_GridMessage):
        """The cursor came to the row `key`, or that row was replaced under it; `None`: no row is left."""

    @dataclass
    class RowChosen(_GridMessage):
        """The row `key` was chosen, with enter or a double click; `row` is what stood there then."""

        key: str
        row: GridRow

    @dataclass
    class Filtered(_GridMessage):
        """The filter, or the number of rows, is another one: `shown` of `total` are on show."""

        shown: int
        total: int

    def __init__(
        self,
        columns: Sequence[Column],
        *,
        empty: str = "Nothing here.",
        id: str | None = None,  # noqa: A002 (Textual's own name for it)
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.cursor_key: str | None = None  # to read: the key of the row under the cursor
        self.counts = (0, 0)  # to read: how many rows are on show, and of how many
        self._columns, self._empty = tuple(columns), empty
        self._rows: list[GridRow | Divider] = []
        self._index: dict[str, int] = {}  # where in _rows each key is
        self._texts: list[str] = []  # what the filter looks in, one for each of _rows; made on first use
        self._view: Sequence[int] = range(0)  # the lines on show, as ascending indexes into _rows
        self._cursor = -1  # index into _view; -1 when no row is on show
        self._row: GridRow | None = None  # the row under the cursor
        self._key = ""  # its key, or the last one that was there
        self._anchor = 0  # where in _rows the reader left the cursor: a filter hides a row and shows it again
        self._strips: LRUCache[tuple[int, str, int, bool], Strip] = LRUCache(1024)

    def show(self, rows: Sequence[GridRow | Divider], empty: str | None = None, columns: Sequence[Column] = ()) -> None:
        """Replace the rows; columns and the words for no rows if given. Filter, scroll and the cursor's key stay."""
        self._columns = tuple(columns) or self._columns
        self._empty = self._empty if empty is None else empty
        in_sight = 0 <= self._cursor - self.scroll_offset.y < self._page
        self._rows, self._texts = list(rows), []
        self._index = {row.key: i for i, row in enumerate(self._rows) if isinstance(row, GridRow)}
        self._anchor = self._index.get(self._key, self._anchor)
        self._strips.clear()
        self._arrange()
        if in_sight:
            self._reveal()

    def replace(self, rows: Iterable[GridRow]) -> None:
        """Put rows in the place of those with the same keys, which costs as little as they are few."""
        width, top = self.scrollable_content_region.width, self.scroll_offset.y
        for row in rows:
            self._rows[index := self._index[row.key]] = row
            if self._texts:
                self._texts[index] = row.search.casefold()
            for part in ("grid--row", "grid--cursor", "grid--cursor-blurred"):
                self._strips.discard((index, part, width, self.ascii))
            if 0 <= (line := bisect_left(self._view, index)) - top < self._page:
                self.refresh_line(line + HEADER)
        if self.filter_text:
            self._arrange()
        self._put_cursor(self._cursor)

    def move_to(self, key: str) -> bool:
        """Put the cursor on the row `key`; false if there is none, or the filter hides it."""
        index = self._index.get(key, -1)
        if found := index in self._view:
            self._move(bisect_left(self._view, index))
        return found

    def watch_filter_text(self) -> None:
        """Narrow or widen the list; the cursor stays on its row, or goes to the next one that is left."""
        self._arrange(filtered=True)
        self._reveal()

    def notify_style_update(self) -> None:
        """Forget what was drawn in the old colours."""
        super().notify_style_update()
        self._strips.clear()

    @on(events.Click)
    def _point(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        line = -1 if offset is None else offset.y - HEADER
        if line >= 0 and event.button == 1:
            line += self.scroll_offset.y
            # The rows may be replaced between two clicks: only what the first one marked is chosen.
            if event.chain == 2 and line == self._cursor:
                self.action_choose()
            elif self._row_at(line):
                self._move(line)

    def action_move(self, lines: int, pages: float = 0) -> None:
        """Move the cursor down by lines and by heights of the table, or up when negative."""
        lines += round(pages * max(2, self._page))
        self._move(self._cursor + lines, 1 if lines > 0 else -1)

    def action_choose(self) -> None:
        """Choose the row under the cursor."""
        if self._row:
            self._anchor = self._view[self._cursor]
            self.post_message(self.RowChosen(self, self._row.key, self._row))

    def _arrange(self, filtered: bool = False) -> None:
        """Work out the lines on show and the place of the cursor among them; tell what is different."""
        self._view = self._matching()
        self._put_cursor(bisect_left(self._view, self._anchor))
        counts = (min(len(self._view), len(self._index)), len(self._index))  # a view of all rows has dividers
        if filtered or counts != self.counts:
            self.counts = counts
            self.post_message(self.Filtered(self, self.cursor_key, *counts))
        self.virtual_size = Size(0, HEADER + max(1, len(self._view)))  # no row: a notice
        self.refresh()

    def _matching(self) -> Sequence[int]:
        """The indexes of what the filter lets through: everything, or rows without the dividers between."""
        found: Sequence[int] = range(len(self._rows))
        words = self.filter_text.casefold().split()
        if words and not self._texts:
            self._texts = ["" if isinstance(row, Divider) else row.search.casefold() for row in self._rows]
        for word in words:
            found = [i for i in found if word in self._texts[i]]
        return found

    def _row_at(self, line: int) -> GridRow | None:
        row = self._rows[self._view[line]] if 0 <= line < len(self._view) else None
        return row if isinstance(row, GridRow) else None

    def _put_cursor(self, line: int, step: Literal[1, -1] = 1) -> None:
        """Put the cursor on a line, or from a divider on to the next row in the direction of `step`."""
        lines = range(len(self._view))
        line = max(0, min(line, len(lines) - 1))
        ways = (lines[line:], lines[line::-1])[::step]  # no row that way: back the other way
        self._mark_cursor()
        self._cursor = next((line for line in chain(*ways) if self._row_at(line)), -1)
        self._mark_cursor()
        row = self._row_at(self._cursor)
        if row is not self._row:
            self._row, self.cursor_key = row, row.key if row else None
            self._key = self.cursor_key or self._key
            self.post_message(self.RowHighlighted(self, self.cursor_key))

    @on(events.Focus)
    @on(events.Blur)
    def _mark_cursor(self) -> None:
        self.refresh_line(self._cursor + HEADER)

    def _move(self, line: int, step: Literal[1, -1] = 1) -> None:
        self._put_cursor(line, step)
        self._anchor = self._view[self._cursor] if self._row else self._anchor
        self._reveal()

    @property
    def _page(self) -> int:
        return self.scrollable_content_region.height - HEADER  # lines; not positive before the first layout

    @on(events.Resize)
    def _reveal(self) -> None:
        """Scroll as little as it takes to see the cursor, and the divider at the head of its group."""
        if self._cursor >= 0 and self._page > 0:
            top = self._cursor if self._row_at(self._cursor - 1) else max(0, self._cursor - 1)
            y = max(min(self.scroll_offset.y, top), self._cursor - self._page + 1)
            self.scroll_to(y=y, animate=False, force=True)

    def render_line(self, y: int) -> Strip:
        """Draw one line in sight: the titles, a row, a divider, the notice that there is no row, or none."""
        width, line = self.scrollable_content_region.width, y - HEADER + self.scroll_offset.y
        if y < HEADER:
            return self._draw("grid--header", width, [column.title for column in self._columns])
        if line >= len(self._view):
            notice = f'No row matches "{self.filter_text.strip()}".' if self._rows else self._empty
            return self._draw("grid--notice", width, [notice if line == 0 else ""])
        part = "grid--row"
        if line == self._cursor:
            part = "grid--cursor" if self.has_focus else "grid--cursor-blurred"
        drawn = (self._view[line], part, width, self.ascii)
        if (strip := self._strips.get(drawn)) is None:
            row, rule = self._rows[self._view[line]], RULE[self.ascii]
            if isinstance(row, GridRow):
                strip = self._draw(part, width, row.cells)
            else:
                strip = self._draw("grid--divider", width, [f"{rule * 2} {row.label} "], rule)
            self._strips[drawn] = strip
        return strip

    def _draw(self, part: str, width: int, cells: Sequence[Cell], fill: str = " ") -> Strip:
        """A line exactly `width` wide, whatever the text: cells in their columns, or one text across all."""
        columns = (Column(""),) if part in ("grid--divider", "grid--notice") else self._columns
        style = self.get_visual_style(part)
        ground, lead = style.rich_style, CURSOR[self.ascii] if part.startswith("grid--cursor") else GAP
        segments: list[Segment] = []
        for i, size in fit(columns, width):
            text = cut(cells[i] if i < len(cells) else "", size, MORE[self.ascii]).render_segments(style)
            rest = Segment(fill * (size - Strip(text).cell_length), ground)
            segments.append(Segment(lead, ground))
            segments += [rest, *text] if columns[i].align == "right" else [*text, rest]
            lead = GAP
        return Strip(segment for segment in segments if segment.text).adjust_cell_length(width, ground)


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


def cut(cell: Cell, size: int, more: str) -> Content:
    """Return the text of a cell made harmless, and cut with `more` at its end where it is wider than `size`."""
    plain, spans = (cell.plain, list(cell.spans)) if isinstance(cell, Content) else (cell, [])
    content = Content(plain.translate(_HARMLESS), spans, strip_control_codes=False)
    if content.cell_length > size:
        content = content.truncate(max(0, size - len(more))) + more[:size]
    return content
