"""Review of a reset of many users: how many, who, what goes and what stays; then a number or a name to type."""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Input, Static

from mfa_tui.domain.text import clean
from mfa_tui.features.bulk_reset.screens.rows import who
from mfa_tui.features.bulk_reset.service.lines import BulkLine, Result
from mfa_tui.session.view import TenantView
from mfa_tui.ui.dialogs.typed import TypedDialog
from mfa_tui.ui.widgets import tones
from mfa_tui.ui.widgets.dialog_box import DialogBox
from mfa_tui.ui.widgets.facts import Fact, Facts

FIRST = 5
"""Users who are named; the others are counted."""


class BulkReviewScreen(TypedDialog[bool]):
    """Returns whether to reset everybody who is left to be.

    On a tenant that is or may be production its name has to be typed, elsewhere the number of users.
    """

    VERTICAL_BREAKPOINTS = [(0, "-low"), (20, "-short"), (30, "-high")]  # noqa: RUF012

    def __init__(self, view: TenantView, lines: Sequence[BulkLine], *, begun: bool) -> None:
        super().__init__()
        self._lines = lines
        self._planned = [line for line in lines if line.result.left]
        self._label = view.profile.label
        self._tenant_name = clean(view.profile.name, 60)
        self._begun = begun

    def compose(self) -> ComposeResult:
        """Compose what would happen, the text to type, and the buttons."""
        count = len(self._planned)
        users = f"{count:,} user{'s' if count > 1 else ''} of {self._tenant_name} ({self._label})"
        title = f"Go on: reset the MFA of the {users} who are left" if self._begun else f"Reset the MFA of {users}"
        with DialogBox(classes="wide"):
            yield Static(title, markup=False, classes="title")
            with VerticalScroll(classes="list", can_focus=False):
                yield Facts()
            with VerticalScroll(classes="demand", can_focus=False):
                yield Static(self.prompt(), markup=False, id="demand")
            yield Input(id="name", placeholder="type here", select_on_focus=False)
            with Horizontal(classes="buttons"):
                yield Button("Cancel", id="cancel", compact=True)
                yield Button("Reset", id="apply", variant="warning", disabled=True, compact=True)
            yield Static("tab moves, enter presses, esc cancels", markup=False, classes="hint")

    def on_mount(self) -> None:
        """Say who it is about and what follows."""
        self.query_one(Facts).show("", *self._facts())

    def _facts(self) -> list[Fact]:
        count = len(self._planned)
        names = ", ".join(clean(who(line), 60) for line in self._planned[:FIRST])
        more = f" and {count - FIRST:,} more" if count > FIRST else ""
        methods = sum(len(line.planned) for line in self._planned)
        unasked = sum(line.result is Result.UNASKED for line in self._lines)
        apart = sum(not line.result.left and line.result is not Result.RESET for line in self._lines) - unasked
        return [
            ("users", f"{names}{more}"),
            ("goes", f"What the list shows, {methods:,} in all. Who has other methods by then is left alone."),
            ("then", Content.styled("Each must enroll again when a login next asks for MFA.", tones.WARN)),
            ("no undo", Content.styled("What is deleted cannot be brought back.", tones.WARN)),
            (
                "stays",
                "Passwords and passkeys. Sessions and refresh tokens too: a lost device stays logged in until they are "
                "revoked, with o on the screen of the user.",
            ),
            ("left out", f"{apart:,} other line{'s' if apart > 1 else ''} of the list: nothing to do, or a problem."
             if apart else ""),
            ("not asked", Content.styled(
                f"{unasked:,} line{'s' if unasked > 1 else ''}: the dry run was stopped before it looked at them. "
                "They keep their MFA.", tones.WARN) if unasked else ""),
        ]  # fmt: skip

    def wanted(self) -> str:
        """Return the tenant's name, or the number of users."""
        return self._tenant_name if self._label.careful else str(len(self._planned))

    def why(self) -> str:
        """Say what sort of tenant it is, where that is why."""
        return f"This tenant is {self._label}." if self._label.careful else ""

    def demand(self) -> Content:
        """Say what has to be typed."""
        what = "" if self._label.careful else ", the number of users,"
        return Content.assemble("Type ", (self.wanted(), "bold"), f"{what} to reset them:")

    @on(Button.Pressed)
    def _answer(self, event: Button.Pressed) -> None:
        self.answer(event.button.id == "apply")
