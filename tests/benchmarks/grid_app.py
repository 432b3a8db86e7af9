"""A list of 100,000 rows in the table that every list of the program uses, with the filter above it."""

from textual import on
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.widgets import Input, Static

from mfa_tui.ui.widgets.grid import Column, Grid, GridRow

ROWS = 100_000
COLUMNS = (
    Column("NAME", 24),
    Column("EMAIL", 0),
    Column("CONNECTION", 16),
    Column("FACTORS", 8, align="right"),
    Column("LAST LOGIN", 12),
)


def rows() -> list[GridRow]:
    """Users that differ in what the filter looks in."""
    return [
        GridRow(
            f"auth0|{number:06}",
            (f"Jane Example {number}", f"jane{number}@example.com", "Username-Password", str(number % 4), "2026-11-24"),
            f"Jane Example {number} jane{number}@example.com",
        )
        for number in range(ROWS)
    ]


class GridApp(App[None]):
    """The table, a filter, and how many rows it lets through."""

    AUTO_FOCUS = "Grid"
    BINDINGS = [Binding("slash", "app.focus('filter')"), Binding("q", "quit")]  # noqa: RUF012

    def compose(self) -> ComposeResult:
        yield Static(id="count")
        yield Input(id="filter", compact=True)
        yield Grid(COLUMNS)

    def on_mount(self) -> None:
        self.query_one(Grid).show(rows())

    @on(Input.Changed)
    def _filter(self, event: Input.Changed) -> None:
        self.query_one(Grid).filter_text = event.value

    @on(Grid.Filtered)
    def _count(self, event: Grid.Filtered) -> None:
        self.query_one("#count", Static).update(f"{event.shown} of {event.total}")


if __name__ == "__main__":
    GridApp().run()
