"""Reference: amr and acr values, and the errors around MFA, with cause and remedy."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from mfa_tui.features.tokens.model.judging.acr import LEVELS
from mfa_tui.features.tokens.model.judging.amr import METHODS
from mfa_tui.features.tokens.model.reference import MFA_ERRORS
from mfa_tui.ui.dialogs.dialog import Dialog
from mfa_tui.ui.widgets import tones
from mfa_tui.ui.widgets.dialog_box import DialogBox
from mfa_tui.ui.widgets.facts import Facts
from mfa_tui.ui.widgets.grid import Column, Divider, Grid, GridRow


class ReferenceScreen(Dialog[None]):
    """One list to scroll and read; below it what is under the cursor, in full."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,f2", "dismiss", "Close")]

    def __init__(self, ascii_only: bool) -> None:
        super().__init__()
        self._ascii = ascii_only

    def compose(self) -> ComposeResult:
        """Compose list and detail."""
        with DialogBox(classes="wide tall"):
            grid = Grid([Column("", 34), Column("")])
            grid.ascii = self._ascii
            grid.show(_rows())
            yield grid
            yield Facts(id="facts")
            yield Static("esc closes", markup=False, classes="hint")

    @on(Grid.RowHighlighted)
    def _explain(self, event: Grid.RowHighlighted) -> None:
        kind, _, value = (event.key or "").partition(" ")
        facts = self.query_one("#facts", Facts)
        if kind == "error":
            error = next(error for error in MFA_ERRORS if error.code == value)
            facts.show(error.code, ("where", error.where), ("cause", error.cause), ("remedy", error.remedy))
        elif kind == "amr":
            method = METHODS[value]
            traits = f"{method.kind}; second factor: {_answer(method.second_factor)}; "
            traits += f"phishing-resistant: {_answer(method.phishing_resistant)}"
            facts.show(f"amr {value}", ("meaning", method.meaning), ("kind", traits), ("source", method.source))
        elif kind == "acr":
            facts.show(f"acr {value}", ("meaning", LEVELS[value].meaning))


def _answer(known: bool | None) -> str:
    return {True: "yes", False: "no", None: "cannot tell"}[known]


def _rows() -> list[GridRow | Divider]:
    def row(kind: str, value: str, words: str) -> GridRow:
        return GridRow(
            f"{kind} {value}", (Content.styled(value, "bold"), Content.styled(words, tones.MUTED)), f"{value} {words}"
        )

    return [
        Divider("errors around MFA"),
        *(row("error", error.code, error.cause) for error in MFA_ERRORS),
        Divider("amr: authentication methods (RFC 8176 and others)"),
        *(row("amr", method.value, method.meaning) for method in METHODS.values()),
        Divider("acr: authentication context"),
        *(row("acr", level.value, level.meaning) for level in LEVELS.values()),
    ]
