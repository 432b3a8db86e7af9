"""The step-up request as a dialog: the address, who it is for, how fresh the login must be, and what must be true."""

from collections.abc import Sequence
from typing import ClassVar, Literal

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from mfa_tui.domain.tenant import Application
from mfa_tui.domain.text import clean
from mfa_tui.features.tokens.model.explaining.stepup import CAVEATS, StepUp, challenge_header
from mfa_tui.ui import clipboard
from mfa_tui.ui.dialogs.choose import ChooseScreen
from mfa_tui.ui.dialogs.dialog import Dialog
from mfa_tui.ui.widgets.dialog_box import DialogBox
from mfa_tui.ui.widgets.facts import Facts

Fresh = Literal["max_age", "prompt"] | None
_NEXT: dict[Fresh, Fresh] = {"max_age": "prompt", "prompt": None, None: "max_age"}
_WORDS: dict[Fresh, str] = {
    "max_age": "max_age=0: a new login, proven by auth_time",
    "prompt": "prompt=login: a new login; the application must check auth_time",
    None: "not asked: an existing session is enough",
}


class StepUpScreen(Dialog[None]):
    """Shows and copies the request; the application and its redirect URI are picked from the tenant."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss", "Close"),
        Binding("c", "application", "Application"),
        Binding("f", "fresh", "Freshness"),
        Binding("y", "copy", "Copy"),
    ]

    def __init__(self, request: StepUp, applications: Sequence[Application], ascii_only: bool) -> None:
        super().__init__()
        self._request = request
        self._applications = [a for a in applications if a.callbacks]
        self._ascii = ascii_only

    def compose(self) -> ComposeResult:
        """Compose the request."""
        with DialogBox(classes="wide tall"):
            yield Static("Step-up request", markup=False, classes="title")
            with VerticalScroll():
                yield Facts()
            yield Static(
                "y copies the address, c picks an application, f changes freshness, esc closes",
                markup=False,
                classes="hint",
            )

    def on_mount(self) -> None:
        """Draw the request."""
        self._draw()

    def _draw(self) -> None:
        request = self._request
        name = next((a.name for a in self._applications if a.client_id == request.client_id), "")
        self.query_one(Facts).show(
            "",
            ("for", clean(name, 60) or request.client_id or "no application chosen: press c"),
            ("fresh", _WORDS[request.fresh]),
            ("", " "),
            ("", clean(request.url(), 4_000)),
            ("", " "),
            ("try it", clean(request.command, 500)),
            ("your API", challenge_header(request.acr_values)),
            ("", " "),
            *((f"{number:>2}", words) for number, words in enumerate(CAVEATS, 1)),
        )

    def action_fresh(self) -> None:
        """Ask for a fresh login in the next way."""
        self._request = self._request._replace(fresh=_NEXT[self._request.fresh])
        self._draw()

    @work(group="ask", exclusive=True, exit_on_error=False)
    async def action_application(self) -> None:
        """Pick an application of the tenant and one of its redirect URIs."""
        options = [(clean(a.name, 30), clean(uri, 200)) for a in self._applications for uri in a.callbacks]
        pairs = [(a.client_id, uri) for a in self._applications for uri in a.callbacks]
        if not options:
            self.app.toast("No application with a redirect URI could be read (read:clients).", "warning")
            return
        chosen = await self.app.push_screen_wait(ChooseScreen("Application and redirect URI", options, self._ascii))
        if chosen is not None:
            client_id, redirect_uri = pairs[chosen]
            self._request = self._request._replace(client_id=client_id, redirect_uri=redirect_uri)
            self._draw()

    @work(group="copy", exclusive=True, exit_on_error=False)
    async def action_copy(self) -> None:
        """Copy the address."""
        self.app.toast(await clipboard.copy(self._request.url(), self.app.send_to_terminal))
