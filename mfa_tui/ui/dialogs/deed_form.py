"""A deed with something to choose or to type first; what was typed stays when it is refused."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, ClassVar, NamedTuple

from textual import on
from textual.containers import Horizontal
from textual.widgets import Button, Input, Static

from mfa_tui.ui.dialogs.deed import Deed, DeedScreen
from mfa_tui.ui.widgets.choices import Choice, Choices
from mfa_tui.ui.widgets.facts import Fact
from mfa_tui.ui.widgets.grid import Divider, Grid


class Field(NamedTuple):
    """A line to type: its name, its label, what stands in it, and what stands there while it is empty."""

    name: str
    label: str
    value: str = ""
    placeholder: str = ""


class Form(NamedTuple):
    """What is chosen, by group, and typed, by field; switches that are off are not in it."""

    chosen: Mapping[str, str]
    typed: Mapping[str, str]


class DeedForm(DeedScreen):
    """Asks for choices and fields, then does what `to_do` makes of them. Enter goes on to the button.

    With `fields_first` it begins with the fields: something has to be typed, and a choice is made already.
    """

    AUTO_FOCUS: ClassVar[str] = "Choices, Input"

    def __init__(
        self,
        title: str,
        facts: Sequence[Fact],
        yes: str,
        to_do: Callable[[Form], Sequence[Deed]],
        ascii_only: bool,
        *,
        choices: Sequence[Choice | Divider] = (),
        fields: Sequence[Field] = (),
        fields_first: bool = False,
    ) -> None:
        super().__init__(title, facts, yes, (), ascii_only)
        self._to_do, self._choices, self._fields = to_do, choices, fields
        self._ascii, self._fields_first = ascii_only, fields_first
        moves = "tab moves, enter goes on, esc cancels"
        self.hint = f"space chooses, {moves}" if choices else moves

    @property
    def idle(self) -> bool:
        """Tell that there is something to do, whatever will be typed."""
        return False

    def form(self) -> Iterable[Any]:
        """Compose the choices and the fields; the first of them has the focus."""
        choices = [Choices(self._choices, self._ascii)] if self._choices else []
        if not self._fields_first:
            yield from choices
        for field in self._fields:
            with Horizontal(classes="field"):
                yield Static(field.label, markup=False)
                yield Input(field.value, field.placeholder, id=field.name, compact=True, select_on_focus=False)
        if self._fields_first:
            yield from choices

    def deeds(self) -> Sequence[Deed]:
        """Return what is to be done, by what is chosen and typed now."""
        chosen = self.query_one(Choices).chosen if self._choices else {}
        return self._to_do(Form(chosen, {field.id or "": field.value.strip() for field in self.query(Input)}))

    @on(Input.Submitted)
    @on(Grid.RowChosen)
    def _go_on(self) -> None:
        self.query_one("#yes", Button).focus()

    def _offer(self) -> None:
        """After a failure: back to what was typed."""
        super()._offer()
        for field in self.query(Input).results(Input):
            field.focus()
            break
