"""A new tenant: how to sign in, then what that needs; tried out before anything is saved."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Input, Static
from textual.worker import Worker, get_current_worker

from mfa_tui.domain.problems import Problem
from mfa_tui.domain.text import clean
from mfa_tui.features.connect.screens.sign_in import DeviceScreen
from mfa_tui.tenants.address import as_typed
from mfa_tui.tenants.profile import Algorithm, Authentication, Label, TenantProfile
from mfa_tui.ui.dialogs.confirm import ConfirmScreen
from mfa_tui.ui.dialogs.dialog import Dialog
from mfa_tui.ui.widgets import tones
from mfa_tui.ui.widgets.choices import Choice, Choices
from mfa_tui.ui.widgets.dialog_box import DialogBox
from mfa_tui.ui.widgets.grid import Grid
from mfa_tui.ui.widgets.secret_input import SecretInput

if TYPE_CHECKING:
    from mfa_tui.client.connection import Credentials
    from mfa_tui.features.connect.service.connecting import Connecting

WAYS = (
    (Authentication.CLIENT_SECRET, "Client secret", "a machine-to-machine application"),
    (Authentication.PRIVATE_KEY_JWT, "Private key", "the same, with a key file instead of a secret"),
    (Authentication.ACCESS_TOKEN, "Access token", "one that you have; it cannot be renewed"),
    (Authentication.DEVICE, "Device login", "as yourself, in a browser, with an application of yours"),
)
"""The ways to sign in that a form can set up, each with a name and what it is."""

_ID, _SECRET, _KEY = ("client_id", "client id", ""), ("secret", "secret", ""), ("key_file", "key file", "RSA, in PEM")
_ALGORITHM = ("algorithm", "algorithm", f"{Algorithm.RS256}, else {' or '.join(list(Algorithm)[1:])}")
_FIELDS: Mapping[Authentication, tuple[tuple[str, str, str], ...]] = {
    Authentication.CLIENT_SECRET: (_ID, _SECRET),
    Authentication.PRIVATE_KEY_JWT: (_ID, _KEY, _ALGORITHM),
    Authentication.ACCESS_TOKEN: (("secret", "token", ""),),
    Authentication.DEVICE: (_ID,),
}
_HINTS = {
    "domain": "Check the domain, the network, VPN and proxy; then try again.",
    "secret": "Check the client id and the secret: one of them is wrong, or the secret was rotated.",
    "token": "It is expired, revoked, or for another tenant: paste a new one.",
    "audience": "Check the audience: it is https://TENANT.REGION.auth0.com/api/v2/, also behind a custom domain.",
}
"""What to do, in the words of the form: elsewhere it is said in those of the environment and of the command line."""
_CHOICES = (
    Choice("label", "production", "production", "its name is typed first"),
    Choice("label", "staging", "staging"),
    Choice("label", "dev", "dev"),
    Choice("write", "read-write", "starts unlocked", "else W unlocks it"),
)


class Added(NamedTuple):
    """A tenant that was tried out and saved, and what to sign in with."""

    profile: TenantProfile
    credentials: "Credentials"
    words: str


class TenantForm(Dialog[Added | None]):
    """Asks, tries out, saves. What is refused is told here, and what was typed stays."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "cancel", "Cancel")]
    AUTO_FOCUS = "Input"
    VERTICAL_BREAKPOINTS = [(0, "-low"), (20, "-short"), (30, "-high")]  # noqa: RUF012

    def __init__(self, connecting: "Connecting", way: Authentication, ascii_only: bool) -> None:
        super().__init__()
        self._connecting, self._way, self._ascii = connecting, way, ascii_only
        self._trial: Worker[None] | None = None  # the one under way
        self._saving = False

    def compose(self) -> ComposeResult:
        """Compose the fields, the choices, what became of it, and the buttons."""
        with DialogBox(classes="deed calm"):
            title = next(words for way, words, _ in WAYS if way is self._way)
            yield Static(f"New tenant, by {title.lower()}", markup=False, classes="title")
            for name, label, placeholder in (
                ("name", "name", "what you call it here"),
                ("domain", "domain", "acme.eu.auth0.com"),
                *_FIELDS[self._way],
                ("audience", "audience", "only with a custom domain"),
            ):
                with Horizontal(classes="field"):
                    yield Static(label, markup=False)
                    field = SecretInput if name == "secret" else Input
                    yield field(id=name, placeholder=placeholder, compact=True)
            yield Choices(_CHOICES, self._ascii)
            with VerticalScroll(can_focus=False):
                yield Static("", id="told", markup=False)
            with Horizontal(classes="buttons"):
                yield Button("Cancel", id="cancel", compact=True)
                yield Button("Try and save", id="save", variant="warning", compact=True)
            yield Static("tab moves, space chooses, enter goes on, esc cancels", markup=False, classes="hint")

    @on(Input.Changed, "#domain")
    def _domain_changed(self, event: Input.Changed) -> None:
        """What runs on this machine is nobody's production, unless the user says so."""
        loopback = as_typed(event.value).startswith("http://")
        self.query_one(Choices).preset("label", Label.DEV if loopback else Label.PRODUCTION)

    @on(Input.Submitted)
    def _next_field(self) -> None:
        self.focus_next()

    @on(Grid.RowChosen)
    def _go_on(self) -> None:
        self.query_one("#save", Button).focus()

    @on(Button.Pressed, "#save")
    def _save(self) -> None:
        if self._trial is None:
            self._trial = self._work_on()

    @work(group="sign in", exit_on_error=False)
    async def _work_on(self) -> None:
        try:
            await self._try()
        finally:
            if self._trial is get_current_worker():  # What was given up may end when another one is tried.
                self._trial = None

    async def _try(self) -> None:
        from mfa_tui.features.connect.screens.sign_in import in_words
        from mfa_tui.features.connect.service.connecting import Saved
        from mfa_tui.tenants.profiles import ProfileProblem

        try:
            profile = self._profile()
        except ProfileProblem as problem:
            return self._refused(f"{str(problem)[0].upper()}{str(problem)[1:]}.", problem.key)
        self._tell("Signing in…", tones.STAGED)
        credentials = await self._credentials(profile)
        if credentials is None:
            return self._refused("Nothing was tried.")
        if isinstance(credentials, Problem):
            return self._failed(credentials)
        trial = await self._connecting.try_out(profile, credentials)
        if trial.problem:
            return self._failed(trial.problem)
        self._saving = True  # From here on there is nothing to give up: the file is written in any case.
        try:
            saved = await self._connecting.save(profile, credentials)
        finally:
            self._saving = False
        if not isinstance(saved, Saved):
            return self._refused(saved.words)
        self.answer(Added(profile, credentials, " ".join((in_words(trial), *trial.notes, *saved.notes))))

    def _profile(self) -> TenantProfile:
        """Return what the form describes. Raises `ProfileProblem`."""
        from mfa_tui.tenants.profiles import drafted

        chosen = self.query_one(Choices).chosen
        typed = {field.id or "": field.value.strip() for field in self.query(Input)}
        told = {key: value for key, value in typed.items() if value and key not in ("name", "secret")}
        told |= {"label": chosen["label"], "authentication": self._way}
        told |= {"access": chosen["write"]} if "write" in chosen else {}
        told |= {"algorithm": told["algorithm"].upper()} if "algorithm" in told else {}
        return drafted(typed["name"], told)

    async def _credentials(self, profile: TenantProfile) -> "Credentials | Problem | None":
        from pydantic import SecretStr

        from mfa_tui.features.connect.service.signing_in import with_key, with_secret

        if self._way is Authentication.DEVICE:
            return await self.app.push_screen_wait(DeviceScreen(self._connecting, profile))
        if self._way is Authentication.PRIVATE_KEY_JWT:
            return with_key(profile)
        return with_secret(profile, SecretStr(self.query_one("#secret", Input).value))

    def _failed(self, problem: Problem) -> None:
        """Tell what is wrong in the words of the form."""
        key = "token" if (problem.about, self._way) == ("secret", Authentication.ACCESS_TOKEN) else problem.about
        hint = problem.hint and _HINTS.get(key, problem.hint)
        self._refused(f"{replace(problem, hint=hint).words} Nothing was saved.", problem.about)

    def _refused(self, words: str, about: str = "") -> None:
        """Tell why, and go to the field that it is about, unless the user is in another one by now."""
        self.query_one(DialogBox).remove_class("calm")  # What is wrong needs the room more.
        self._tell(words, tones.WARN)
        if self.focused is self.query_one("#save"):
            self.set_focus(next((field for field in self.query(Input) if field.id == about), self.focused))

    def _tell(self, words: str, tone: str) -> None:
        self.query_one("#told", Static).update(Content.styled(clean(words, 600), tone))

    @on(Button.Pressed, "#cancel")
    def action_cancel(self) -> None:
        """Give up what is being tried, else go back; what was typed is not thrown away unasked."""
        if self._saving:
            self._tell("It is being saved…", tones.STAGED)
        elif self._trial is not None:
            self._trial.cancel()
            self._trial = None
            self._tell("Given up.", tones.WARN)
        elif any(field.value for field in self.query(Input)):
            self._ask_to_leave()
        else:
            self.answer(None)

    @work(group="ask", exclusive=True, exit_on_error=False)
    async def _ask_to_leave(self) -> None:
        question = ConfirmScreen("Leave the form?", "What you typed is forgotten. Nothing was saved.", "Leave", "Stay")
        if await self.app.push_screen_wait(question):
            self.answer(None)
