"""What a reset would delete, what stays, and how the user logs in afterwards; then the address, typed."""

from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Input, Static

from mfa_tui.domain.tenant import Loaded
from mfa_tui.domain.text import clean
from mfa_tui.domain.user.methods import Standing
from mfa_tui.domain.user.users import User
from mfa_tui.features.reset.model import One, ResetPlan
from mfa_tui.features.reset.service import preview
from mfa_tui.session.view import TenantView
from mfa_tui.ui.dialogs.deed import unforeseen
from mfa_tui.ui.dialogs.typed import TypedDialog
from mfa_tui.ui.widgets import tones
from mfa_tui.ui.widgets.dialog_box import DialogBox
from mfa_tui.ui.widgets.facts import Fact, Facts
from mfa_tui.ui.widgets.glyphs import glyphs

if TYPE_CHECKING:
    from mfa_tui.session.session import TenantSession

FEW, SHORT = 4, 40
"""Things that go, and characters of an address, with which there is room for air in a small terminal."""


class ResetReviewScreen(TypedDialog[ResetPlan]):
    """Reads what would go as it opens, and returns the plan that was confirmed; Cancel has the focus.

    `one` is what is to be deleted by itself, None for everything; `notice` says why this is reviewed again.
    `confirmed` is the plan that the address was typed for before: it is not asked for again unless more would go.
    The address can be typed while it is still being read what would go.
    """

    VERTICAL_BREAKPOINTS = [(0, "-low"), (23, "-short"), (30, "-high")]  # noqa: RUF012

    def __init__(
        self,
        session: "TenantSession",
        view: TenantView,
        user: User,
        one: One | None,
        title: str,
        *,
        notice: str = "",
        confirmed: ResetPlan | None = None,
    ) -> None:
        super().__init__()
        self._session, self._view = session, view
        self._user, self._one = user, one
        self._title, self._notice, self._confirmed = title, notice, confirmed
        self._plan: Loaded[ResetPlan] = Loaded()
        self._glyphs = glyphs(view.ascii)

    def compose(self) -> ComposeResult:
        """Compose what goes, the address to type, and the buttons."""
        with DialogBox(classes="wide deed"):
            yield Static(self._title, markup=False, classes="title")
            with VerticalScroll(classes="list", can_focus=False):
                yield Facts(label_width=7)
            with VerticalScroll(classes="demand", can_focus=False):
                yield Static(self.prompt(), markup=False, id="demand")
            yield Input(id="name", placeholder="type here", select_on_focus=False)
            with Horizontal(classes="buttons"):
                yield Button("Cancel", id="cancel", compact=True)
                yield Button("Read again", id="again", classes="hidden", compact=True)
                words = "Delete" if self._one else "Reset MFA"
                yield Button(words, id="apply", variant="warning", disabled=True, compact=True)
            yield Static("tab moves, enter presses, esc cancels", markup=False, classes="hint")

    def on_mount(self) -> None:
        """Read what would go."""
        self._draw()
        self._read()

    @work(group="preview", exclusive=True, exit_on_error=False)
    async def _read(self) -> None:
        try:
            self._plan = await preview(self._session.connection.client, self._user.user_id, self._one)
        except Exception as error:  # Else it would be reading for ever.
            self._plan = Loaded(problem=unforeseen(error, "Nothing was deleted."))
        self._carry_over()
        self._draw()
        self.compare()
        self.redrawn()

    def _carry_over(self) -> None:
        """Fill in the address where it was typed for all of this before; else say why it is asked for again."""
        plan, confirmed = self._plan.value, self._confirmed
        if plan is None or confirmed is None:
            return
        field = self.query_one("#name", Input)
        if not plan.ids <= confirmed.ids:
            self._notice = "More would go now than what was confirmed before."
        elif not field.value:
            field.value = clean(confirmed.user.typed_to_confirm)

    def wanted(self) -> str:
        """Return the address, or without one the id; nothing while there is nothing to delete."""
        plan = self._plan.value
        return clean(plan.user.typed_to_confirm) if plan and not plan.empty else ""

    def why(self) -> str:
        """Say that there is no way back."""
        return "This cannot be undone."

    def demand(self) -> Content:
        """Ask for the address."""
        plan = self._plan.value
        count = len(plan.words) if plan else 0
        what = "it" if self._one and count == 1 else f"these {count}" if count > 1 else "it"
        address = clean((plan.user if plan else self._user).typed_to_confirm)
        return Content.assemble("Type ", (address, "bold"), f" to delete {what}:")

    def _draw(self) -> None:
        """Show the plan, or why there is none yet."""
        plan, problem = self._plan.value, self._plan.problem
        rows: list[Fact] = []
        if self._notice:
            rows.append(("", Content.styled(f"{self._glyphs.setup} {self._notice}", tones.WARN)))
        if problem:
            rows.append(("", Content.styled(f"{self._glyphs.error} {problem.words}", tones.WARN)))
        elif plan is None:
            rows.append(("", "reading what is enrolled…"))
        elif plan.empty:
            rows.append(("goes", "Nothing: it is gone already." if self._one else "Nothing: no MFA is enrolled."))
        else:
            rows += self._what_goes(plan)
        if plan:
            rows.append(("stays", plan.staying_words.removeprefix("Stays: ")))
            after = plan.afterwards(self._view.configuration)
            last = " This is the last way to do MFA." if plan.takes_last_way(self._view.configuration) else ""
            tone = "" if after.able else tones.WARN
            rows.append(("after", Content.assemble((after.can, tone), (last, f"bold {tones.WARN}"))))
            rows.append((" ", after.next_login))
        self.query_one(Facts).show("", *rows)
        self.query_one("#demand", Static).update(self.prompt())
        few = plan is not None and len(plan.words) <= FEW and len(plan.user.typed_to_confirm) <= SHORT
        self.query_one(".dialog").set_class(few and not self._notice, "calm")
        nothing = bool(problem or (plan and plan.empty))
        self.query_one("#name").set_class(nothing, "hidden")
        self.query_one(".demand").set_class(nothing, "hidden")
        self.query_one("#again").set_class(not problem, "hidden")

    def _what_goes(self, plan: ResetPlan) -> list[Fact]:
        """Name everything, each on its own line, with why it goes along."""
        rows: list[Fact] = []
        for number, words in enumerate(plan.words):
            method = plan.going[number] if number < len(plan.going) else None
            along = "  was enrolled together with it" if plan.one and method and method.id != plan.one.id else ""
            if method and method.standing is Standing.APART:
                along = "  no MFA, but what the user logs in with"
            rows.append(("goes" if number == 0 else " ", Content.assemble((words, "bold"), (along, tones.MUTED))))
        return rows

    @on(Button.Pressed)
    def _answer(self, event: Button.Pressed) -> None:
        if event.button.id == "again":
            self._plan = Loaded()
            self._draw()
            self._read()
        else:
            self.answer(self._plan.value if event.button.id == "apply" else None)
