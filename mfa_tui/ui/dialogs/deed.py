"""Confirm and do: what an action will mean, the safe answer focused; then each write with what became of it."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, ClassVar, NamedTuple

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Static

from mfa_tui.domain.action_kinds import ActionKind
from mfa_tui.domain.problems import Kind, Problem
from mfa_tui.domain.text import clean, listed
from mfa_tui.session.user_writes import State, Step
from mfa_tui.ui.dialogs.dialog import Dialog
from mfa_tui.ui.widgets import tones
from mfa_tui.ui.widgets.dialog_box import DialogBox
from mfa_tui.ui.widgets.facts import Fact, Facts
from mfa_tui.ui.widgets.glyphs import Glyphs, glyphs

Steps = tuple[Step[Any], ...]
_DONE = {
    ActionKind.ADD_PHONE: "Phone number added",
    ActionKind.ADD_EMAIL: "Email address added",
    ActionKind.ADD_APP: "Authenticator app added",
    ActionKind.SET_CHANNEL: "Preferred channel changed",
    ActionKind.RENAME_METHOD: "Method renamed",
    ActionKind.LIFT_BLOCK: "The admin's block of the user lifted",
    ActionKind.UNBLOCK_USER: "Blocks of the user lifted",
    ActionKind.UNBLOCK_IDENTIFIER: "Blocks of the identifier lifted",
    ActionKind.FORGET_BROWSERS: "Remembered browsers forgotten",
    ActionKind.CLEAR_RISK: "Known devices cleared: each counts as new",
    ActionKind.END_SESSIONS: "All sessions ended",
    ActionKind.REVOKE_TOKENS: "All refresh tokens revoked",
}
"""The sentence that says that an action was done."""


class Deed(NamedTuple):
    """One write: its words, by which it is known within a dialog, and what does it."""

    words: str
    run: Callable[[], Awaitable[Step[Any]]]


def unforeseen(error: Exception, hint: str = "Look at the user before you try again.") -> Problem:
    """Put into words what nobody foresaw: only the name of the error, for its text may hold anything."""
    return Problem(Kind.ANSWER, "Something unexpected went wrong.", hint, type(error).__name__)


async def done(deed: Deed) -> Step[Any]:
    """Do it. Whatever goes wrong, the admin must learn that it may have been done, and get out."""
    try:
        return await deed.run()
    except Exception as error:
        return Step(deed.words, State.UNKNOWN, problem=unforeseen(error))


def in_words(step: Step[Any], glyph: Glyphs) -> Content:
    """Say what became of a write, and why where it did not come about."""
    mark, style = (glyph.done, tones.GOOD) if step.done else (glyph.error, f"bold {tones.BAD}")
    state = {
        State.ACCEPTED: "accepted: Auth0 does it in a moment",
        State.UNKNOWN: "not known whether it was done",
    }.get(step.state, str(step.state))
    problem = step.problem
    if problem and step.state is State.UNKNOWN and problem.kind is not Kind.PERMISSION:
        problem = replace(problem, hint="")  # It speaks of trying again.
    why = f"  {problem.words}" if problem else ""
    return Content.assemble((f"{mark} {state}", style), (why, tones.WARN))


def _in_doubt(step: Step[Any]) -> bool:
    """Tell whether it may have been done all the same."""
    return step.state is State.UNKNOWN or (step.value is not None and not step.done)


def _done_words(step: Step[Any]) -> str:
    words = clean(step.words, 120)
    return _DONE.get(step.kind, words) if step.kind else words


def told(steps: Steps) -> str:
    """Say in one line that writes were done, or will be, and what went wrong beside them."""
    later = any(step.state is State.ACCEPTED for step in steps)
    if later:
        words = f"Accepted: {listed([clean(step.words, 120) for step in steps])}. Auth0 does it in a moment."
    else:
        words = " ".join(dict.fromkeys(f"{_done_words(step)}." for step in steps))
    problems = [step.problem.words for step in steps if step.problem]
    return " ".join([words, *problems])


class DeedScreen(Dialog[Steps]):
    """Shows `facts`, does the deeds one by one when confirmed, and answers the steps taken; none when cancelled.

    It closes by itself when all is done. Where something is not, it stays and says why, with everything typed, and
    what is left can be tried again; but not what may have been done, for there could then be two of it. Esc stops
    before the next deed.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "stop", "Cancel"),
        Binding("left", "app.focus_previous", "Previous button"),
        Binding("right", "app.focus_next", "Next button"),
    ]
    AUTO_FOCUS = "#no"
    VERTICAL_BREAKPOINTS = [(0, "-low"), (23, "-short"), (30, "-high")]  # noqa: RUF012

    def __init__(self, title: str, facts: Sequence[Fact], yes: str, deeds: Sequence[Deed], ascii_only: bool) -> None:
        super().__init__()
        self._title, self._facts, self._yes = title, facts, yes
        self._deeds = deeds
        self._glyphs = glyphs(ascii_only)
        self._steps: dict[str, Step[Any]] = {}
        self._busy = self._stopping = False
        self.hint = "tab moves, enter presses, esc cancels"

    def compose(self) -> ComposeResult:
        """Compose what it means, what can be chosen, what became of it, and the buttons."""
        with DialogBox(classes="deed calm"):
            yield Static(self._title, markup=False, classes="title")
            with VerticalScroll(classes="list", can_focus=False):
                yield Facts(id="facts")
            yield from self.form()
            with VerticalScroll(id="became", can_focus=False):
                yield Facts(id="state")
            with Horizontal(classes="buttons"):
                yield Button("Cancel", id="no", compact=True)
                yield Button(self._yes, id="yes", variant="warning", compact=True, disabled=self.idle)
            yield Static(self.hint, markup=False, classes="hint")

    @property
    def idle(self) -> bool:
        """Tell whether there is nothing to do."""
        return not self._deeds

    def form(self) -> Iterable[Any]:
        """Compose what can be chosen and typed: here nothing."""
        return ()

    def deeds(self) -> Sequence[Deed]:
        """Return what is to be done, by what is chosen and typed now."""
        return self._deeds

    def on_mount(self) -> None:
        """Show the facts."""
        self.query_one("#facts", Facts).show("", *self._facts)

    @on(Button.Pressed, "#yes")
    def _confirmed(self) -> None:
        if not self._busy:
            self._busy, self._stopping = True, False
            self.query_one("#yes", Button).disabled = True
            self._do(self.deeds())

    @work(group="deed", exit_on_error=False)
    async def _do(self, deeds: Sequence[Deed]) -> None:
        for deed in deeds:
            if self._stopping:
                break
            if deed.words in self._steps and self._steps[deed.words].done:
                continue
            self._steps.pop(deed.words, None)
            self._tell(deeds, deed.words)
            self._steps[deed.words] = step = await done(deed)
            if not step.done:
                break
        self._busy = False
        taken = tuple(self._steps[deed.words] for deed in deeds if deed.words in self._steps)
        if len(taken) == len(deeds) and all(step.done for step in taken):
            self.answer(taken)  # Without what failed before something else was chosen.
            return
        self._tell(deeds)
        if any(map(_in_doubt, taken)):
            self._offer_to_close()
        else:
            self._offer()

    def _tell(self, deeds: Sequence[Deed], current: str = "") -> None:
        """Show each deed with its state; a single one needs no name."""
        rows: list[Fact] = []
        for deed in deeds:
            step = self._steps.get(deed.words)
            words = in_words(step, self._glyphs) if step else Content.styled("not begun", tones.MUTED)
            if deed.words == current:
                words = Content.styled(
                    f"{self._glyphs.staged} {'stopping after this' if self._stopping else 'working…'}", tones.STAGED
                )
            name = Content.styled(f"{clean(deed.words, 120)}  ", "bold") if len(deeds) > 1 else Content("")
            rows.append(("", Content.assemble(name, words)))
        if any(map(_in_doubt, self._steps.values())):
            rows.append(("", "Close this and look at the user before you do it again."))
        self.query_one("#state", Facts).show("", *rows)

    def _offer(self) -> None:
        """After a failure: the rest can be tried again."""
        yes = self.query_one("#yes", Button)
        yes.label = "Try again"
        yes.disabled = False
        self.redrawn()
        self._offer_to_close()

    def _offer_to_close(self) -> None:
        """After something that may have been done nothing else is offered: the user is read again then."""
        no = self.query_one("#no", Button)
        no.label = "Close"
        no.focus()

    @on(Button.Pressed, "#no")
    def action_stop(self) -> None:
        """Cancel; while something is being done, stop before the next."""
        if self._busy:
            self._stopping = True
        else:
            self.answer(tuple(self._steps.values()))
