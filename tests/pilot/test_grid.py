"""What a user of the table sees: rows, a cursor that stays where it was put, and lines that never break."""

import random
from collections.abc import Sequence
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.style import Style
from textual import events
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.content import Content, Span
from textual.message import Message
from textual.pilot import Pilot
from textual.strip import Strip
from textual.widgets import Button

import mfa_tui
from mfa_tui.ui.widgets.grid import Cell, Column, Divider, Grid, GridRow

COLUMNS = [
    Column("FACTOR", 20),
    Column("KIND", 18, priority=2),
    Column("USERS", 6, align="right", priority=1),
    Column("FINDING", min_width=10),
]
FACTORS: list[GridRow | Divider] = [
    GridRow("otp", ("otp", "possession", "204", ""), "otp possession"),
    GridRow("sms", ("sms", "possession", "98", "31 users have only this"), "sms possession phishable"),
    GridRow("push", ("push-notification", "possession", "-", ""), "push-notification possession"),
    Divider("dependent: need one of the above"),
    GridRow("email", ("email", "possession", "12", ""), "email possession phishable"),
    GridRow("recovery", ("recovery-code", "backup", "-", "lost phone = lock-out"), "recovery-code backup"),
]
HOSTILE = [
    "",
    "plain",
    "中文字符很宽",
    "👩‍👩‍👧‍👦 family",
    "👍🏽🇬🇧☁️",
    "\u200dleading joiner",
    "trailing joiner\u200d",
    "\ufe0f\u0301e\u0301\u0301",
    "tab\tnew\nline\r\n",
    "\x1b[31mred\x1b]52;c;x\x07\x9b\x00\x7f",
    "x" * 300,
    "한" * 300,
    "\ud800 alone",
    "[@click=app.quit]x[/]",
    "[/x]",
    "[bold",
]


class GridView(Grid):
    """A table that counts the lines that it draws."""

    drawn = 0

    def render_line(self, y: int) -> Strip:
        self.drawn += 1
        return super().render_line(y)


class GridApp(App[None]):
    CSS_PATH = Path(mfa_tui.__file__).parent / "ui" / "styles" / "grid.tcss"

    def __init__(self, rows: Sequence[GridRow | Divider] = FACTORS, columns: Sequence[Column] = COLUMNS) -> None:
        super().__init__()
        self.grid = GridView(columns, id="factors")
        self.grid.show(rows)
        self.told: list[Message] = []

    def compose(self) -> ComposeResult:
        yield self.grid

    def on_grid_row_highlighted(self, message: Grid.RowHighlighted) -> None:
        self.told.append(message)

    def on_grid_row_chosen(self, message: Grid.RowChosen) -> None:
        self.told.append(message)

    def on_grid_filtered(self, message: Grid.Filtered) -> None:
        self.told.append(message)

    def highlighted(self) -> list[str | None]:
        return [message.key for message in self.told if isinstance(message, Grid.RowHighlighted)]

    def chosen(self) -> list[str]:
        return [message.key for message in self.told if isinstance(message, Grid.RowChosen)]

    def filtered(self) -> list[tuple[int, int]]:
        return [(m.shown, m.total) for m in self.told if isinstance(m, Grid.Filtered)]


def strips(grid: Grid) -> list[Strip]:
    """What the table shows, drawn again."""
    return [grid.render_line(y) for y in range(grid.size.height)]


def lines(grid: Grid) -> list[str]:
    return [strip.text.rstrip() for strip in strips(grid)]


def users(count: int) -> list[GridRow | Divider]:
    return [GridRow(f"u{i}", (f"user-{i}", "user", str(i), ""), f"user-{i}") for i in range(count)]


def cursor_style(grid: Grid) -> Style:
    """How the first row, which the cursor is on, is painted."""
    style = next(iter(strips(grid)[1])).style
    assert style is not None
    return style


async def drawn(pilot: Pilot[None], grid: GridView, key: str) -> int:
    """How many lines are drawn for a key."""
    grid.drawn = 0
    await pilot.press(key)
    return grid.drawn


async def test_the_titles_the_rows_and_the_cursor_are_seen() -> None:
    app = GridApp()
    async with app.run_test(size=(80, 12)):
        assert lines(app.grid)[:7] == [
            "  FACTOR                KIND                 USERS  FINDING",
            "▸ otp                   possession             204",
            "  sms                   possession              98  31 users have only this",
            "  push-notification     possession               -",
            "  ── dependent: need one of the above " + "─" * 41,
            "  email                 possession              12",
            "  recovery-code         backup                   -  lost phone = lock-out",
        ]


@pytest.mark.parametrize(
    ("keys", "key"),
    [
        ("down", "sms"),
        ("j j", "push"),
        ("j j j", "email"),
        ("j j j k", "push"),
        ("j j j up up", "sms"),
        ("up", "otp"),
        ("G", "recovery"),
        ("end down", "recovery"),
        ("G g", "otp"),
        ("end home", "otp"),
        ("pagedown", "recovery"),
        ("pagedown pageup", "otp"),
        ("ctrl+d", "email"),
        ("ctrl+d ctrl+u", "otp"),
    ],
)
async def test_keys_move_the_cursor_and_it_passes_over_dividers(keys: str, key: str) -> None:
    app = GridApp()
    async with app.run_test(size=(80, 8)) as pilot:
        await pilot.press(*keys.split())
        assert app.grid.cursor_key == key
        assert app.highlighted()[-1] == key


async def test_every_key_can_be_remapped_and_explains_itself() -> None:
    bindings = [binding for binding in Grid.BINDINGS if isinstance(binding, Binding)]
    assert len({binding.id for binding in bindings}) == len(Grid.BINDINGS)
    assert all((binding.id or "").startswith("grid.") for binding in bindings)
    assert all(binding.tooltip and not binding.show for binding in bindings)


async def test_a_list_that_begins_or_ends_with_a_divider_keeps_the_cursor_on_rows() -> None:
    app = GridApp([Divider("above"), *users(3), Divider("below")])
    async with app.run_test(size=(80, 8)) as pilot:
        assert app.grid.cursor_key == "u0"
        await pilot.press("up", "home")
        assert app.grid.cursor_key == "u0"
        await pilot.press("end", "down")
        assert app.grid.cursor_key == "u2"


async def test_enter_chooses_the_row_under_the_cursor() -> None:
    app = GridApp()
    async with app.run_test(size=(80, 8)) as pilot:
        await pilot.press("j", "enter")
        assert app.chosen() == ["sms"]
        assert app.told[-1].control is app.grid


async def test_the_cursor_stays_on_its_row_when_rows_are_replaced() -> None:
    app = GridApp()
    async with app.run_test(size=(80, 12)) as pilot:
        app.grid.move_to("email")
        app.grid.show([*users(2), *FACTORS])
        assert app.grid.cursor_key == "email"
        app.grid.show(FACTORS[:4])
        assert app.grid.cursor_key == "push"  # email is gone: the nearest row
        await pilot.pause()
        assert app.highlighted() == ["otp", "email", "push"]


async def test_a_row_replaced_under_the_cursor_is_told_once_and_an_untouched_one_is_not() -> None:
    app = GridApp()
    async with app.run_test(size=(80, 12)) as pilot:
        app.grid.show(FACTORS)
        app.grid.show([GridRow("otp", ("otp", "possession", "205", ""), "otp"), *FACTORS[1:]])
        await pilot.pause()
        assert app.highlighted() == ["otp", "otp"]
        assert "205" in lines(app.grid)[1]


async def test_the_cursor_comes_back_to_its_row_after_an_empty_list() -> None:
    app = GridApp()
    async with app.run_test(size=(80, 12)) as pilot:
        app.grid.move_to("recovery")
        app.grid.show([])
        assert app.grid.cursor_key is None
        app.grid.show([*users(1), *FACTORS])
        await pilot.pause()
        assert app.highlighted() == ["otp", "recovery", None, "recovery"]


async def test_a_filter_hides_the_row_of_the_cursor_and_gives_it_back() -> None:
    app = GridApp()
    async with app.run_test(size=(80, 12)) as pilot:
        app.grid.move_to("sms")
        app.grid.filter_text = "backup"
        assert app.grid.cursor_key == "recovery"
        app.grid.filter_text = ""
        assert app.grid.cursor_key == "sms"
        app.grid.filter_text = "BACKUP"
        await pilot.press("enter")
        app.grid.filter_text = ""
        assert app.grid.cursor_key == "recovery"  # it was chosen, so it is where the reader is now


async def test_a_filter_keeps_rows_with_all_its_words_and_counts_them() -> None:
    app = GridApp()
    async with app.run_test(size=(80, 12)) as pilot:
        assert app.grid.counts == (5, 5)
        app.grid.filter_text = "Phish poss"
        await pilot.pause()
        assert app.grid.counts == (2, 5)
        assert [line[2:7].strip() for line in lines(app.grid)[1:4]] == ["sms", "email", ""]
        app.grid.show([*FACTORS, GridRow("fax", ("fax",), "fax phishable possession")])
        await pilot.pause()
        assert app.filtered() == [(5, 5), (2, 5), (3, 6)]


async def test_a_filter_that_nothing_matches_says_so() -> None:
    app = GridApp()
    async with app.run_test(size=(80, 12)) as pilot:
        app.grid.filter_text = "zebra [/x]"
        await pilot.pause()
        assert lines(app.grid)[1] == '  No row matches "zebra [/x]".'
        assert app.highlighted()[-1] is None
        await pilot.press("j", "k", "G", "g", "ctrl+d", "enter")
        assert app.chosen() == []


async def test_an_empty_list_says_what_it_was_told_to_say() -> None:
    app = GridApp([])
    async with app.run_test(size=(80, 6)) as pilot:
        await pilot.press("j", "k", "G", "g", "pagedown", "enter")
        await pilot.click(app.grid, offset=(4, 1))
        assert lines(app.grid)[1:] == ["  Nothing here.", "", "", "", ""]
        assert app.told == []


async def test_move_to_reaches_rows_on_show_only() -> None:
    app = GridApp(users(200))
    async with app.run_test(size=(80, 12)) as pilot:
        assert app.grid.move_to("u150")
        await pilot.pause()
        assert any(line.startswith("▸ user-150") for line in lines(app.grid))
        app.grid.filter_text = "user-17"
        assert not app.grid.move_to("u150")
        assert not app.grid.move_to("nobody")
        assert app.grid.cursor_key == "u170"  # the next row after user-150 that matches


@pytest.mark.parametrize("ascii_only", [False, True])
@pytest.mark.parametrize("width", [1, 2, 3, 11, 24, 47, 80, 133])
async def test_hostile_and_wide_text_never_changes_the_width_of_a_line(width: int, ascii_only: bool) -> None:
    chance = random.Random(width)
    rows: list[GridRow | Divider] = [Divider(text) for text in HOSTILE]
    for i, text in enumerate(HOSTILE * 4):
        other = chance.choice(HOSTILE)
        edge = chance.randint(0, len(text))
        cells: tuple[Cell, ...] = (text, other, other + text, Content(text, [Span(0, edge, "bold")]))
        rows.append(GridRow(str(i), cells[: chance.randint(0, 4)]))
    app = GridApp(rows)
    async with app.run_test(size=(width, len(rows) + 3)):
        app.grid.ascii = ascii_only
        for strip in strips(app.grid):
            assert sum(cell_len(segment.text) for segment in strip) == strip.cell_length == width
            assert not any(character < " " or "\x7f" <= character < "\xa0" for character in strip.text)


async def test_text_that_is_too_long_is_cut_with_an_ellipsis() -> None:
    app = GridApp([GridRow("long", ("x" * 300, "한" * 300, "1234567", ""))])
    async with app.run_test(size=(80, 4)):
        assert lines(app.grid)[1] == f"▸ {'x' * 19}…  {'한' * 8} …  12345…"
        app.grid.ascii = True
        assert lines(app.grid)[1] == f"> {'x' * 17}...  {'한' * 7} ...  123..."


async def test_markup_in_a_cell_is_shown_and_not_obeyed() -> None:
    app = GridApp([GridRow("evil", ("[@click=app.quit]x", "[/x]", "", "[bold]b[/]"))])
    async with app.run_test(size=(80, 4)) as pilot:
        assert lines(app.grid)[1] == "▸ [@click=app.quit]x    [/x]                        [bold]b[/]"
        await pilot.click(app.grid, offset=(20, 1))
        assert app.is_running
        assert not any(segment.style and segment.style.meta for segment in strips(app.grid)[1])


async def test_a_styled_cell_keeps_its_style_and_a_plain_one_has_the_style_of_its_row() -> None:
    app = GridApp([GridRow("otp", (Content.styled("● on", "italic"), "plain"))])
    async with app.run_test(size=(80, 4)):
        styles = {segment.text: segment.style for segment in strips(app.grid)[1]}
        state, plain = styles["● on"], styles["plain"]
        assert state is not None
        assert plain is not None
        assert (state.italic, state.bold, plain.italic, plain.bold) == (True, True, None, True)


@pytest.mark.parametrize(
    ("width", "titles"),
    [
        (80, ["FACTOR", "KIND", "USERS", "FINDING"]),
        (63, ["FACTOR", "KIND", "USERS", "FINDING"]),
        (62, ["FACTOR", "USERS", "FINDING"]),
        (42, ["FACTOR", "FINDING"]),
        (34, ["FACTOR"]),
        (5, ["F…"]),
    ],
)
async def test_a_narrow_table_drops_the_columns_that_matter_least(width: int, titles: list[str]) -> None:
    app = GridApp()
    async with app.run_test(size=(width, 12)):
        assert lines(app.grid)[0].split() == titles


async def test_columns_without_a_width_share_what_is_left() -> None:
    app = GridApp([GridRow("a", ("1", "2", "3"))], [Column("A"), Column("B", 4), Column("C")])
    async with app.run_test(size=(80, 12)) as pilot:
        await pilot.pause()
        header = lines(app.grid)[0]
        assert [header.index(title) for title in "ABC"] == [2, 2 + 35 + 2, 2 + 35 + 2 + 4 + 2]


async def test_a_click_moves_the_cursor_and_a_double_click_chooses() -> None:
    app = GridApp()
    async with app.run_test(size=(80, 12)) as pilot:
        await pilot.click(app.grid, offset=(10, 3))
        assert app.grid.cursor_key == "push"
        await pilot.click(app.grid, offset=(40, 3))  # on the cursor, but another place: still one click
        assert app.chosen() == []
        await pilot.click(app.grid, offset=(10, 6), times=2)
        assert app.chosen() == ["recovery"]


@pytest.mark.parametrize("line", [0, 4, 9])
async def test_titles_dividers_and_the_void_below_cannot_be_clicked(line: int) -> None:
    app = GridApp()
    async with app.run_test(size=(80, 12)) as pilot:
        await pilot.click(app.grid, offset=(10, line), times=2)
        assert app.grid.cursor_key == "otp"
        assert app.chosen() == []


async def test_a_double_click_never_chooses_a_row_that_came_under_the_mouse_in_between() -> None:
    class Refreshed(GridApp):
        def on_grid_row_highlighted(self, message: Grid.RowHighlighted) -> None:
            super().on_grid_row_highlighted(message)
            if message.key == "sms":  # what was clicked moves one line down
                self.grid.show([*users(1), *FACTORS])

    app = Refreshed()
    async with app.run_test(size=(80, 12)) as pilot:
        await pilot.click(app.grid, offset=(10, 2), times=2)
        assert app.grid.cursor_key == "otp"
        assert app.chosen() == []


async def test_the_wheel_scrolls_the_rows_and_leaves_the_titles_and_the_cursor() -> None:
    app = GridApp(users(100))
    async with app.run_test(size=(80, 12)) as pilot:
        app.grid.post_message(events.MouseScrollDown(app.grid, 5, 5, 0, 0, 0, False, False, False))
        await pilot.pause()
        seen = lines(app.grid)
        assert seen[0].startswith("  FACTOR")
        assert not seen[1].startswith("▸ user-0")
        assert app.grid.cursor_key == "u0"
        await pilot.press("down")  # a key brings the reader back to the cursor
        assert any(line.startswith("▸ user-1 ") for line in lines(app.grid))


async def test_new_rows_leave_the_scroll_position_of_a_reader_who_scrolled_away() -> None:
    app = GridApp(users(100))
    async with app.run_test(size=(80, 12)) as pilot:
        app.grid.scroll_to(y=50, animate=False)
        await pilot.pause()
        app.grid.show(users(90))
        await pilot.pause()
        assert app.grid.scroll_offset.y == 50
        app.grid.show(users(20))
        await pilot.pause()
        assert lines(app.grid)[-1].startswith("  user-19")  # no void below the last row


async def test_the_first_row_is_seen_with_the_divider_above_it() -> None:
    app = GridApp([Divider("people"), *users(50)])
    async with app.run_test(size=(80, 8)) as pilot:
        await pilot.press("end", "home")
        assert lines(app.grid)[1].startswith("  ── people ─")
        assert lines(app.grid)[2].startswith("▸ user-0")


async def test_a_smaller_terminal_keeps_the_cursor_in_sight() -> None:
    app = GridApp(users(100))
    async with app.run_test(size=(80, 30)) as pilot:
        app.grid.move_to("u25")
        await pilot.resize_terminal(50, 10)
        await pilot.pause()
        assert any(line.startswith("▸ user-25") for line in lines(app.grid))
        assert {strip.cell_length for strip in strips(app.grid)} == {app.grid.scrollable_content_region.width}


async def test_a_terminal_of_one_cell_is_no_crash() -> None:
    app = GridApp()
    async with app.run_test(size=(1, 1)) as pilot:
        await pilot.press("j", "pagedown", "G")
        assert app.grid.cursor_key == "recovery"


async def test_ascii_mode_draws_nothing_of_its_own_beyond_ascii() -> None:
    app = GridApp()
    async with app.run_test(size=(45, 12)) as pilot:
        app.grid.ascii = True
        await pilot.pause()
        seen = lines(app.grid)
        assert seen[1].startswith("> otp")
        assert seen[4] == "  -- dependent: need one of the above ------"
        assert all(line.isascii() for line in seen)


async def test_without_focus_the_cursor_is_marked_more_quietly() -> None:
    class TwoThings(GridApp):
        def compose(self) -> ComposeResult:
            yield self.grid
            yield Button("elsewhere")

    app = TwoThings()
    async with app.run_test(size=(80, 20)) as pilot:
        app.grid.styles.height = 8
        await pilot.pause()
        focused = cursor_style(app.grid)
        await pilot.press("tab")
        blurred = cursor_style(app.grid)
        assert lines(app.grid)[1].startswith("▸ otp")
        assert focused.bold
        assert not blurred.bold
        assert len({style.bgcolor for style in (focused, blurred, app.grid.rich_style)}) == 3


async def test_another_theme_repaints_the_rows() -> None:
    app = GridApp()
    async with app.run_test(size=(80, 12)) as pilot:
        dark = cursor_style(app.grid)
        app.theme = "textual-light"
        await pilot.pause()
        assert cursor_style(app.grid).bgcolor != dark.bgcolor


async def test_a_move_draws_two_lines_and_a_page_draws_a_screenful() -> None:
    app = GridApp(users(1000))
    async with app.run_test(size=(80, 25)) as pilot:
        assert await drawn(pilot, app.grid, "j") == 2
        assert await drawn(pilot, app.grid, "k") == 2
        assert await drawn(pilot, app.grid, "pagedown") == 25


async def test_100_000_rows_cost_only_the_lines_in_sight() -> None:
    app = GridApp([])
    async with app.run_test(size=(80, 25)) as pilot:
        app.grid.drawn = 0
        app.grid.show(users(100_000))
        await pilot.pause()
        assert app.grid.drawn <= 3 * 25  # the scrollbar appears: some layouts, never a row that is not in sight
        for text in ("u", "user-99", "user-9999", ""):
            app.grid.drawn = 0
            app.grid.filter_text = text
            await pilot.pause()
            assert app.grid.drawn <= 3 * 25
        assert await drawn(pilot, app.grid, "G") == 25
        assert lines(app.grid)[-1].startswith("▸ user-99999")
        assert app.grid.counts == (100_000, 100_000)
