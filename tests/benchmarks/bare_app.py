"""What the program is measured against: the smallest Textual app with a header, a footer and a table of ten rows."""

from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.widgets import DataTable, Footer, Header


class BareApp(App[None]):
    """Header, Footer, DataTable."""

    BINDINGS = [Binding("q", "quit", "Quit")]  # noqa: RUF012

    def compose(self) -> ComposeResult:
        yield Header()
        table: DataTable[str] = DataTable(cursor_type="row")
        yield table
        yield Footer()

    def on_mount(self) -> None:
        table = self.query_one(DataTable)
        table.add_columns("FACTOR", "KIND", "STATE", "NEEDS")
        for number in range(10):
            table.add_row(f"factor-{number}", "possession", "on", "nothing")


if __name__ == "__main__":
    BareApp().run()
