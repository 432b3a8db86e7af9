"""Resetting: the steps, live; what is gone and what is left, as read back; and what makes sense next."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, Literal, NamedTuple

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Static

from mfa_tui.features.reset.model import ResetPlan
from mfa_tui.features.reset.screens.reset_review import FEW
from mfa_tui.features.reset.service import ResetOutcome, reset
from mfa_tui.session.user_writes import State, Step
from mfa_tui.session.view import TenantView
from mfa_tui.ui.dialogs.deed import Steps, in_words, unforeseen
from mfa_tui.ui.dialogs.dialog import Dialog
from mfa_tui.ui.widgets import tones
from mfa_tui.ui.widgets.dialog_box import DialogBox
from mfa_tui.ui.widgets.facts import Fact, Facts
from mfa_tui.ui.widgets.glyphs import glyphs

if TYPE_CHECKING:
    from mfa_tui.session.session import TenantSession


class Offer(NamedTuple):
    """Something that makes sense after a reset: the key that does it, its words, and why.

    `ask` opens its own review, does what is confirmed there, and returns the steps taken; none when canceled.
    """

    key: str
    words: str
    why: str
    ask: Callable[[], Awaitable[Steps]]


class ResetEnded(NamedTuple):
    """How a reset ended, and what is wanted next."""

    outcome: ResetOutcome
    next: Literal["close", "review"]


class ResettingScreen(Dialog[ResetEnded]):
    """Resets as it opens. Esc stops before the next step; a step under way is finished.

    A conflict is answered at once, for what would go has to be reviewed again.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "stop", "Stop"),
        Binding("left", "app.focus_previous", "Previous button"),
        Binding("right", "app.focus_next", "Next button"),
        *(Binding(key, f"follow('{key}')", show=False) for key in "ofit"),
    ]
    AUTO_FOCUS = None
    VERTICAL_BREAKPOINTS = [(0, "-low"), (23, "-short"), (30, "-high")]  # noqa: RUF012

    def __init__(
        self, session: "TenantSession", view: TenantView, plan: ResetPlan, title: str, offers: Sequence[Offer]
    ) -> None:
        super().__init__()
        self._session, self._view, self._plan = session, view, plan
        self._title, self._glyphs = title, glyphs(view.ascii)
        self._offers = {offer.key: offer for offer in offers}
        self._taken: dict[str, list[Step[Any]]] = {}  # what became of the offers, by key
        self._following = ""
        self._steps: Steps = ()
        self._outcome: ResetOutcome | None = None
        self._stopping = False

    def compose(self) -> ComposeResult:
        """Compose the outcome, the offers and the buttons, which come when it has ended."""
        with DialogBox(classes="wide deed"):
            yield Static("", id="title", markup=False, classes="title")
            with VerticalScroll(classes="list", can_focus=False):
                yield Facts(id="outcome", label_width=4)
                yield Facts(id="offers", label_width=4)
            with Horizontal(classes="buttons"):
                yield Button("Stop before the next", id="stop", compact=True)
                yield Button("Review what is left", id="review", classes="hidden", compact=True)
                yield Button("Close", id="close", classes="hidden", compact=True)

    def on_mount(self) -> None:
        """Begin."""
        self._draw()
        self._reset()

    # Resetting.

    @work(group="deed", exit_on_error=False)
    async def _reset(self) -> None:
        try:
            outcome = await reset(
                self._session.user_writes, self._plan, stop=lambda: self._stopping, report=self._taken_so_far
            )
        except Exception as error:  # Whatever it is, the admin must learn that something may be gone, and get out.
            outcome = ResetOutcome(self._plan, self._steps, problem=unforeseen(error))
        self._outcome = outcome
        if outcome.conflict is not None:
            self.answer(ResetEnded(outcome, "review"))
            return
        self.redrawn()
        self.query_one("#stop").add_class("hidden")
        self.query_one("#review").set_class(outcome.complete or outcome.user_gone, "hidden")
        self.query_one("#close").remove_class("hidden")
        self.query_one("#close").focus()
        self._draw()

    def _taken_so_far(self, steps: Steps) -> None:
        self._steps = steps
        self._draw()

    # Drawing.

    def _draw(self) -> None:
        outcome = self._outcome
        state = "…" if outcome is None else ": done" if outcome.complete else ": not done"
        self.query_one("#title", Static).update(self._title + state)
        if outcome is None:
            rows: list[Fact] = [
                (" ", Content.assemble(f"{step.words}  ", in_words(step, self._glyphs))) for step in self._steps
            ]
            words = "stopping before the next step" if self._stopping else "working…"
            rows.append((self._glyphs.staged, Content.styled(words, tones.STAGED)))
            self.query_one("#outcome", Facts).show("", *rows)
        else:
            self.query_one(".dialog").set_class(outcome.done and len(self._plan.words) <= FEW, "calm")
            self.query_one("#outcome", Facts).show("", *self._what_came_of_it(outcome))
            self.query_one("#offers", Facts).show("", *self._what_now(outcome))

    def _what_came_of_it(self, outcome: ResetOutcome) -> list[Fact]:
        complete = outcome.complete
        mark = self._glyphs.done if complete else self._glyphs.error
        rows: list[Fact] = [(mark, Content.styled(outcome.words, "bold" if complete else f"bold {tones.BAD}"))]
        if outcome.problem:
            rows.append((" ", Content.styled(outcome.problem.words, tones.WARN)))
        elif outcome.unsent:
            rows.append((" ", "It was stopped."))
        if complete:
            after = self._plan.afterwards(self._view.configuration)
            rows.append((" ", f"{after.can} {after.next_login}"))
        return rows

    def _what_now(self, outcome: ResetOutcome) -> list[Fact]:
        """List the offers, each with its key and with what became of it; none where nothing is gone."""
        if not any(step.done for step in outcome.steps):
            return []
        heading = Content.styled("Auth0 does none of this by itself. A key opens its review:", tones.MUTED)
        rows: list[Fact] = [("", " "), ("", heading)]
        for key, offer in self._offers.items():
            taken = self._taken.get(key)
            state: Content | str = ""
            if key == self._following:
                state = Content.styled(f"  {self._glyphs.staged} working…", tones.STAGED)
            elif taken:
                # All went well, or the first that did not says why.
                worst = next((step for step in taken if not step.done), taken[-1])
                state = Content.assemble("  ", in_words(worst, self._glyphs))
            rows.append((key, Content.assemble((offer.words, "bold"), state)))
            if not state:
                rows.append((" ", Content.styled(offer.why, tones.MUTED)))
        return rows

    # What makes sense next.

    def action_follow(self, key: str) -> None:
        """Open the review of what is offered under a key: one at a time, and each done once."""
        offer = self._offers.get(key)
        ended = self._outcome is not None and any(step.done for step in self._outcome.steps)
        if offer is None or not ended or self._following:
            return
        if all(step.done for step in self._taken.get(key, ())) and key in self._taken:
            self.app.toast("That is done already.")
        else:
            self._following = key
            self._draw()
            self._ask(key, offer.ask)

    @work(group="ask", exit_on_error=False)
    async def _ask(self, key: str, ask: Callable[[], Awaitable[Steps]]) -> None:
        try:
            if steps := await ask():  # What a ticket opens has been shown, and is not kept.
                self._taken[key] = [replace(step, value=None) for step in steps]
        except Exception as error:
            self._taken[key] = [Step(self._offers[key].words, State.UNKNOWN, problem=unforeseen(error))]
        self._followed()

    def _followed(self) -> None:
        self._following = ""
        self._draw()

    # Keys and buttons.

    @on(Button.Pressed, "#review")
    def _review(self) -> None:
        if self._outcome and not self._following:
            self.answer(ResetEnded(self._outcome, "review"))

    @on(Button.Pressed, "#stop")
    @on(Button.Pressed, "#close")
    def action_stop(self) -> None:
        """Stop before the next step; close when it has ended and nothing is under way."""
        if self._outcome is None:
            self._stopping = True
            self._draw()
        elif not self._following:
            self.answer(ResetEnded(self._outcome, "close"))
