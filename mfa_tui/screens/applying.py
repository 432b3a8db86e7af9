"""Applying: every change with its state, live; and when it stops early, what was done, what not, and what now."""

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar, Literal, NamedTuple

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Static

from mfa_tui.domain.changes import Change, in_words
from mfa_tui.domain.problems import Kind, Problem
from mfa_tui.domain.text import clean
from mfa_tui.operations.applying import Outcome, State
from mfa_tui.operations.session import TenantSession
from mfa_tui.operations.view import TenantView
from mfa_tui.screens.dialog import Dialog
from mfa_tui.widgets import tones
from mfa_tui.widgets.facts import Fact, Facts
from mfa_tui.widgets.glyphs import Glyphs, glyphs

Next = Literal["close", "retry", "undo"]


class Ended(NamedTuple):
    """How a plan ended and what the user wants next."""

    outcomes: tuple[Outcome, ...]
    next: Next


class ApplyingScreen(Dialog[Ended]):
    """Applies the changes as it opens. Esc stops before the next change; a change under way is finished."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "stop", "Stop"),
        Binding("left", "app.focus_previous", "Previous button"),
        Binding("right", "app.focus_next", "Next button"),
    ]
    AUTO_FOCUS = None

    def __init__(self, session: TenantSession, changes: Sequence[Change], view: TenantView) -> None:
        super().__init__()
        self._session = session
        self._glyphs: Glyphs = glyphs(view.ascii)
        self._outcomes = [Outcome(change) for change in changes]
        self._reviewed = view.configuration
        self._stopping = False
        self._ended = False

    def compose(self) -> ComposeResult:
        """Compose the list and the buttons, which come when it has ended."""
        with Vertical(classes="dialog wide"):
            yield Static("", id="title", markup=False, classes="title")
            with VerticalScroll(classes="list", can_focus=False):
                yield Facts(label_width=4)
            with Horizontal(classes="buttons"):
                yield Button("Stop before the next", id="stop", compact=True)
                yield Button("Close", id="close", classes="hidden", compact=True)
                yield Button("Retry the rest", id="retry", classes="hidden", compact=True)
                yield Button("Undo what was applied", id="undo", classes="hidden", variant="warning", compact=True)

    def on_mount(self) -> None:
        """Begin."""
        self._draw()
        self._apply()

    @work(exit_on_error=False)
    async def _apply(self) -> None:
        changes = [outcome.change for outcome in self._outcomes]
        try:
            self._outcomes = list(
                await self._session.apply(changes, self._moved, lambda: self._stopping, self._reviewed)
            )
        except Exception as error:  # Whatever it is, the admin must learn what was done and get out.
            problem = Problem(
                Kind.ANSWER, "Something unexpected went wrong.", "Look at the tenant.", type(error).__name__
            )
            self._outcomes = [
                replace(each, state=State.UNKNOWN, problem=problem) if each.state is State.WRITING else each
                for each in self._outcomes
            ]
        self._ended = True
        self._offer()

    def _moved(self, index: int, outcome: Outcome) -> None:
        self._outcomes[index] = outcome
        self._draw()

    def _draw(self) -> None:
        done = sum(outcome.state is State.APPLIED for outcome in self._outcomes)
        title = f"{done} of {len(self._outcomes)} applied to {clean(self._session.profile.name, 60)}"
        if {outcome.state for outcome in self._outcomes} == {State.WAITING}:
            title += ", first reading what it has"
        if self._stopping and not self._ended:
            title += ", stopping"
        self.query_one("#title", Static).update(title)
        self.query_one(Facts).show("", *[row for outcome in self._outcomes for row in self._rows(outcome)])

    def _rows(self, outcome: Outcome) -> list[Fact]:
        mark, style = {
            State.WAITING: (self._glyphs.off, tones.MUTED),
            State.WRITING: (self._glyphs.staged, tones.STAGED),
            State.APPLIED: (self._glyphs.done, tones.GOOD),
            State.STOPPED: (self._glyphs.off, tones.MUTED),
        }.get(outcome.state, (self._glyphs.error, f"bold {tones.BAD}"))
        change = outcome.change
        state = Content.assemble((f"{outcome.state:<18}", style), clean(change.words, 120))
        rows: list[Fact] = [(mark, state)]
        if outcome.state is State.CONFLICT:
            words = f"was {in_words(change.before)}, is {in_words(outcome.found)}, wanted {in_words(change.after)}:"
            end = "It is already so; nothing was written." if outcome.settled else "Nothing was written."
            rows.append((" ", f"{words} somebody changed it meanwhile. {end}"))
        if outcome.problem:
            rows.append((" ", Content.styled(outcome.problem.words, tones.WARN)))
        return rows

    def _offer(self) -> None:
        """Show the buttons that make sense now."""
        self._draw()
        states = {outcome.state for outcome in self._outcomes}
        self.query_one("#stop").add_class("hidden")
        if states == {State.APPLIED} and not any(outcome.problem for outcome in self._outcomes):
            self.app.toast(f"Applied and read back: {len(self._outcomes)}. u takes it back.")
            self.answer(Ended(tuple(self._outcomes), "close"))
            return
        close = self.query_one("#close")
        close.remove_class("hidden")
        close.focus()
        self.query_one("#retry").set_class(State.CONFLICT in states, "hidden")
        self.query_one("#undo").set_class(State.APPLIED not in states, "hidden")

    @on(Button.Pressed)
    def _answer(self, event: Button.Pressed) -> None:
        match event.button.id:
            case "stop":
                self.action_stop()
            case "retry" | "undo" as next_:
                self.answer(Ended(tuple(self._outcomes), next_))
            case _:
                self.answer(Ended(tuple(self._outcomes), "close"))

    def action_stop(self) -> None:
        """Stop before the next change; close when it has ended."""
        if self._ended:
            self.answer(Ended(tuple(self._outcomes), "close"))
        else:
            self._stopping = True
            self._draw()
