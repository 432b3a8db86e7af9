"""Applying: every change with its state, live; and when it stops early, what was done, what not, and what now."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import ClassVar, Literal, NamedTuple

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Static

from mfa_tui.domain.changes import in_words
from mfa_tui.domain.problems import Kind, Problem
from mfa_tui.domain.text import clean, listed
from mfa_tui.features.plan.service import Outcome, State
from mfa_tui.session.connected import Part
from mfa_tui.session.session import TenantSession
from mfa_tui.ui.dialogs.dialog import Dialog
from mfa_tui.ui.widgets import tones
from mfa_tui.ui.widgets.dialog_box import DialogBox
from mfa_tui.ui.widgets.facts import Fact, Facts
from mfa_tui.ui.widgets.glyphs import Glyphs, glyphs

Next = Literal["close", "retry", "skip", "undo"]


class Ended(NamedTuple):
    """How each part of a plan ended, and what the user wants next; `left_out` is the tenant to go on without."""

    outcomes: tuple[tuple[Outcome, ...], ...]
    next: Next
    left_out: str = ""


class ApplyingScreen(Dialog[Ended]):
    """Applies the parts as it opens, one tenant after the other; where one does not end well, none follows.

    Esc stops before the next change; a change under way is finished.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "stop", "Stop"),
        Binding("left", "app.focus_previous", "Previous button"),
        Binding("right", "app.focus_next", "Next button"),
    ]
    AUTO_FOCUS = None
    VERTICAL_BREAKPOINTS = [(0, "-short"), (20, "-high")]  # noqa: RUF012

    def __init__(self, sessions: Sequence[TenantSession], parts: Sequence[Part]) -> None:
        super().__init__()
        self._sessions = sessions
        self._parts = parts
        self._glyphs: Glyphs = glyphs(parts[0].view.ascii)
        self._outcomes = [[Outcome(change) for change in part.changes] for part in parts]
        self._stopping = False
        self._ended = False

    def compose(self) -> ComposeResult:
        """Compose the list and the buttons, which come when it has ended."""
        with DialogBox(classes="wide"):
            yield Static("", id="title", markup=False, classes="title")
            with VerticalScroll(classes="list", can_focus=False):
                yield Facts(label_width=4)
            with Horizontal(id="others", classes="buttons hidden"):
                yield Button("", id="skip", compact=True)
            with Horizontal(classes="buttons"):
                yield Button("Stop before the next", id="stop", compact=True)
                yield Button("Close", id="close", classes="hidden", compact=True)
                yield Button("Retry the rest", id="retry", classes="hidden", compact=True)
                yield Button("Undo what was applied", id="undo", classes="hidden", variant="warning", compact=True)

    def on_mount(self) -> None:
        """Begin."""
        self._draw()
        self._apply()

    @work(group="apply", exit_on_error=False)
    async def _apply(self) -> None:
        for number in range(len(self._parts)):
            await self._apply_part(number)
            if not all(outcome.applied for outcome in self._outcomes[number]):
                break
        self._outcomes = [
            [replace(each, state=State.STOPPED) if each.state is State.WAITING else each for each in outcomes]
            for outcomes in self._outcomes
        ]
        self._ended = True
        self._offer()

    async def _apply_part(self, number: int) -> None:
        session, (view, changes) = self._sessions[number], self._parts[number]
        report = partial(self._moved, number)
        try:
            outcomes = await session.apply(changes, report, lambda: self._stopping, view.configuration)
            self._outcomes[number] = list(outcomes)
        except Exception as error:  # Whatever it is, the admin must learn what was done and get out.
            problem = Problem(
                Kind.ANSWER, "Something unexpected went wrong.", "Look at the tenant.", type(error).__name__
            )
            self._outcomes[number] = [
                replace(each, state=State.UNKNOWN, problem=problem) if each.state is State.WRITING else each
                for each in self._outcomes[number]
            ]

    def _moved(self, number: int, index: int, outcome: Outcome) -> None:
        self._outcomes[number][index] = outcome
        self._draw()

    @property
    def _all(self) -> list[Outcome]:
        return [outcome for outcomes in self._outcomes for outcome in outcomes]

    @property
    def _result(self) -> tuple[tuple[Outcome, ...], ...]:
        return tuple(tuple(outcomes) for outcomes in self._outcomes)

    @property
    def _in_the_way(self) -> str:
        """Return the tenant that held the plan up while others were still to come, else an empty string."""
        failed = (State.FAILED, State.UNKNOWN, State.CONFLICT)
        for part, outcomes in zip(self._parts[:-1], self._outcomes, strict=False):
            if any(outcome.state in failed for outcome in outcomes):
                return part.view.profile.name
        return ""

    def _draw(self) -> None:
        done = sum(outcome.state is State.APPLIED for outcome in self._all)
        names = [clean(part.view.profile.name, 60) for part in self._parts]
        title = f"{done} of {len(self._all)} applied to {listed(names)}"
        if {outcome.state for outcome in self._all} == {State.WAITING}:
            title += ", first reading what it has"
        if self._stopping and not self._ended:
            title += ", stopping"
        self.query_one("#title", Static).update(title)
        rows: list[Fact] = []
        for name, outcomes in zip(names, self._outcomes, strict=True):
            if len(names) > 1:
                rows.append(("", Content.styled(name, tones.KEY)))
            rows += [row for outcome in outcomes for row in self._rows(outcome)]
        self.query_one(Facts).show("", *rows)

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
        states = {outcome.state for outcome in self._all}
        self.query_one("#stop").add_class("hidden")
        if states == {State.APPLIED} and not any(outcome.problem for outcome in self._all):
            self.app.toast(f"Applied and read back: {len(self._all)}. u takes it back.")
            self.answer(Ended(self._result, "close"))
            return
        close = self.query_one("#close")
        close.remove_class("hidden")
        close.focus()
        self.query_one("#retry").set_class(State.CONFLICT in states, "hidden")
        self.query_one("#undo").set_class(State.APPLIED not in states, "hidden")
        if failed := self._in_the_way:
            self.query_one("#skip", Button).label = Content(f"Go on without {clean(failed, 40)}")
            self.query_one("#others").remove_class("hidden")

    @on(Button.Pressed)
    def _answer(self, event: Button.Pressed) -> None:
        match event.button.id:
            case "stop":
                self.action_stop()
            case "retry" | "skip" | "undo" as next_:
                self.answer(Ended(self._result, next_, self._in_the_way if next_ == "skip" else ""))
            case _:
                self.answer(Ended(self._result, "close"))

    def action_stop(self) -> None:
        """Stop before the next change; close when it has ended."""
        if self._ended:
            self.answer(Ended(self._result, "close"))
        else:
            self._stopping = True
            self._draw()
