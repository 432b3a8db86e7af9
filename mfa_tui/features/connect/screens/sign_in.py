"""Signing in to a tenant from a screen: what is missing is asked for, and it is tried out before it is used."""

from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from mfa_tui.domain.problems import Problem
from mfa_tui.domain.text import clean
from mfa_tui.tenants.profile import Authentication, TenantProfile
from mfa_tui.ui import clipboard
from mfa_tui.ui.dialogs.ask import AskScreen
from mfa_tui.ui.dialogs.dialog import Dialog
from mfa_tui.ui.host import Host
from mfa_tui.ui.widgets import tones
from mfa_tui.ui.widgets.dialog_box import DialogBox
from mfa_tui.ui.widgets.facts import Facts

if TYPE_CHECKING:  # They bring the HTTP client, which is imported after the first paint.
    from mfa_tui.client.auth.device import DeviceCode
    from mfa_tui.client.connection import Credentials
    from mfa_tui.features.connect.service.choosing import Found
    from mfa_tui.features.connect.service.connecting import Connecting, Trial


class DeviceScreen(Dialog["Credentials | Problem | None"]):
    """Logs in as a person: shows what to open and the code to compare, and waits; esc gives up."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "give_up", "Give up"),
        Binding("y", "copy", "Copy the address"),
    ]
    AUTO_FOCUS = None
    VERTICAL_BREAKPOINTS = [(0, "-short"), (20, "-high")]  # noqa: RUF012

    def __init__(self, connecting: "Connecting", profile: TenantProfile) -> None:
        super().__init__()
        self._connecting, self._profile = connecting, profile
        self._code: DeviceCode | None = None

    def compose(self) -> ComposeResult:
        """Compose where to go, the code, and that we wait."""
        with DialogBox(classes="wide"):
            yield Static(f"Log in to {clean(self._profile.domain, 100)}", markup=False, classes="title")
            with VerticalScroll(can_focus=False):
                yield Facts(label_width=12)
            yield Static("y copies the address, esc gives up", markup=False, classes="hint")

    def on_mount(self) -> None:
        """Begin."""
        self.query_one(Facts).show("", ("", "Asking for a code…"))
        self._log_in()

    @work(group="sign in", exit_on_error=False)
    async def _log_in(self) -> None:
        self.answer(await self._connecting.log_in(self._profile, self._show))

    def _show(self, code: "DeviceCode") -> None:
        self._code = code
        self.call_after_refresh(self._draw)

    def on_resize(self) -> None:
        """Show the address in the form that fits."""
        self.call_after_refresh(self._draw)

    def _draw(self) -> None:
        """Show what to open in one line, to be marked and copied: without the code in it where that is too long."""
        if self._code is None:
            return
        facts, code = self.query_one(Facts), clean(self._code.user_code, 40)
        uri, short = clean(self._code.verification_uri, 300), clean(self._code.short_uri, 300)
        room = facts.content_size.width
        told = "compare"
        if len(uri) > room and short and short != uri:
            uri, told = short, "type there"
        facts.show(
            "",
            ("", "Open this address in a browser:"),
            ("", Content.styled(uri, "bold")),
            ("", "It is longer than a line here: y copies it whole." if len(uri) > room else ""),
            (told, Content.styled(code, "bold")),
            ("", Content.styled("Waiting until it is confirmed there…", tones.MUTED)),
        )

    @work(group="copy", exclusive=True, exit_on_error=False)
    async def action_copy(self) -> None:
        """Copy the address."""
        if self._code is not None:
            uri = clean(self._code.verification_uri, 300)
            self.app.toast(await clipboard.copy(uri, self.app.send_to_terminal))

    def action_give_up(self) -> None:
        """Stop waiting."""
        self.workers.cancel_node(self)
        self.answer(None)


async def sign_in(app: Host, connecting: "Connecting", found: "Found") -> "Credentials | Problem | None":
    """Return what to sign in to a known tenant with, asking for what is missing; None where the user went back."""
    from mfa_tui.features.connect.service.signing_in import Wanted

    credentials = await connecting.credentials(found)
    if not isinstance(credentials, Wanted):
        return credentials
    profile = found.profile
    if profile.authentication is Authentication.DEVICE:
        logged_in = await app.push_screen_wait(DeviceScreen(connecting, profile))
        if logged_in is None or isinstance(logged_in, Problem):
            return logged_in
        if why_not := await connecting.keep(profile, logged_in):
            app.toast(f"This login lasts for this session only: {why_not}", "warning")
        return logged_in
    return await typed(app, profile, f"{credentials.what[0].upper()}{credentials.what[1:]}", credentials.why)


async def typed(app: Host, profile: TenantProfile, what: str, why: str = "") -> "Credentials | Problem | None":
    """Ask for a secret, unseen; it is kept for this session only."""
    from pydantic import SecretStr

    from mfa_tui.features.connect.service.signing_in import with_secret

    explanation = f"{why[0].upper()}{why[1:]}. " if why else ""
    question = AskScreen(
        f"{what} of {clean(profile.name, 60)}",
        f"{explanation}It is used for this session and kept nowhere.",
        secret=True,
    )
    secret = await app.push_screen_wait(question)
    return None if secret is None else with_secret(profile, SecretStr(secret))


def in_words(trial: "Trial") -> str:
    """Say what a sign-in that worked allows."""
    if not trial.known:
        return "Signed in. The token does not say what it allows."
    lacking = trial.lacking(writes=trial.profile.writable)
    number = len(trial.grant.scopes)
    scopes = f"{number} scope{'s' if number != 1 else ''}"
    return f"Signed in with {scopes}; {len(lacking)} missing." if lacking else f"Signed in with {scopes}, all it needs."
