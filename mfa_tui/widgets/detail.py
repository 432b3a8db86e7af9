"""A pane of words about what is under the cursor."""

from textual.content import Content
from textual.widgets import Static


class Detail(Static):
    """Shows a title and labelled paragraphs. Takes `Content` or literal text, never markup."""

    def __init__(self, id: str | None = None) -> None:  # noqa: A002
        super().__init__("", id=id, markup=False)

    def show(self, title: str, *rows: tuple[str, Content | str]) -> None:
        """Show a title and the rows that have something to say, each after its label."""
        lines = [Content.styled(title, "bold")]
        for label, words in rows:
            if words:
                lines.append(Content.assemble((f"{label:<10}", "$text-muted") if label else "", words))
        self.update(Content("\n").join(lines))
