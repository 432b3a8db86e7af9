"""Confirm and do: what an action will mean, the safe answer focused; then each write with what became of it."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any, ClassVar, NamedTuple

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Static

from mfa_tui.domain.problems import Kind, Problem
from mfa_tui.domain.text import clean, listed
from mfa_tui.operations.user_writes import State, Step
from mfa_tui.screens.dialog import Dialog
from mfa_tui.widgets import tones
from mfa_tui.widgets.facts import Fact, Facts
from mfa_tui.widgets.glyphs import Glyphs, glyphs

Steps = tuple[Step[Any], ...]


class Deed(NamedTuple):
    """One write: its words, by which it is known within a dialog, and what does it."""

    words: str
    run: Callable[[], Awaitable[Step[Any]]]


async def done(deed: Deed) -> Step[Any]:
    """Do it. Whatever goes wrong, the admin must learn that it may have been done, and get out."""
    try:
        return await deed.run()
    except Exception as error:
        hint = "Look at the user before you try again."
        problem = Problem(Kind.ANSWER, "Something unexpected went wrong.", hint, type(error).__name__)
        return Step(deed.words, State.UNKNOWN, problem=problem)


def in_words(step: Step[Any], glyph: Glyphs) -> Content:
    """Say what became of a write, and why where it did not come about."""
    mark, style = (glyph.done, tones.GOOD) if step.done else (glyph.error, f"bold {tones.BAD}")
    state = {
        State.ACCEPTED: "accepted: Auth0 does it in a moment",
        State.UNKNOWN: "not known whether it was done",
    }.get(step.state, str(step.state))
    why = f"  {step.problem.words}" if step.problem else ""
    return Content.assemble((f"{mark} {state}", style), (why, tones.WARN))


def told(steps: Steps) -> str:
    """Say in one line that writes were done, or will be, and what went wrong beside them."""
    later = any(step.state is State.ACCEPTED for step in steps)
    words = f"{'Accepted' if later else 'Done'}: {listed([clean(step.words, 120) for step in steps])}."
    problems = [step.problem.words for step in steps if step.problem]
    return " ".join([words, *(["Auth0 does it in a moment."] if later else []), *problems])


class DeedScreen(Dialog[Steps]):
    """Shows `facts`, does the deeds one by one when confirmed, and answers the steps taken; none when cancelled.

    It closes by itself when all is done. Where something is not, it stays and says why, with everything typed, and
    what is left can be tried again. Esc stops before the next deed.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "stop", "Cancel"),
        Binding("left", "app.focus_previous", "Previous button"),
        Binding("right", "app.focus_next", "Next button"),
    ]
    AUTO_FOCUS = "#no"
    VERTICAL_BREAKPOINTS = [(0, "-low"), (23, "-short"), (30, "-high")]  # noqa: RUF012
    HINT = "tab moves, enter presses, esc cancels"

    def __init__(self, title: str, facts: Sequence[Fact], yes: str, deeds: Sequence[Deed], ascii_only: bool) -> None:
        super().__init__()
        self._title, self._facts, self._yes = title, facts, yes
        self._deeds = deeds
        self._glyphs = glyphs(ascii_only)
        self._steps: dict[str, Step[Any]] = {}
        self._busy = self._stopping = False

    def compose(self) -> ComposeResult:
        """Compose what it means, what can be chosen, what became of it, and the buttons."""
        with Vertical(classes="dialog deed calm"):
            yield Static(self._title, markup=False, classes="title")
            with VerticalScroll(classes="list", can_focus=False):
                yield Facts(id="facts")
            yield from self.form()
            yield Facts(id="state")
            with Horizontal(classes="buttons"):
                yield Button("Cancel", id="no", compact=True)
                yield Button(self._yes, id="yes", variant="warning", compact=True, disabled=self.idle)
            yield Static(self.HINT, markup=False, classes="hint")

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
        if all(deed.words in self._steps and self._steps[deed.words].done for deed in deeds):
            self.answer(tuple(self._steps.values()))
            return
        self._tell(deeds)
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
        self.query_one("#state", Facts).show("", *rows)

    def _offer(self) -> None:
        """After a failure: the rest can be tried again."""
        yes = self.query_one("#yes", Button)
        yes.label = "Try again"
        yes.disabled = False
        self.query_one("#no", Button).label = "Close"
        self.query_one("#no", Button).focus()

    @on(Button.Pressed, "#no")
    def action_stop(self) -> None:
        """Cancel; while something is being done, stop before the next."""
        if self._busy:
            self._stopping = True
        else:
            self.answer(tuple(self._steps.values()))
