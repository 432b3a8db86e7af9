"""Tenants: what is connected and what could be, what each lets us do, and where they differ."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content

from mfa_tui.commands.registry import Scope
from mfa_tui.domain.problems import Problem
from mfa_tui.domain.text import clean
from mfa_tui.features.connect.screens.known_tenants import Known, Way, known, new_tenant, way_to
from mfa_tui.features.connect.screens.scope_rows import remedy, scope_facts
from mfa_tui.features.connect.screens.tenant_rows import COLUMNS, connected_row, known_facts, known_row
from mfa_tui.session.view import TenantView
from mfa_tui.ui.dialogs.choose import ChooseScreen
from mfa_tui.ui.dialogs.confirm import ConfirmScreen
from mfa_tui.ui.mode_screen import ModeScreen, bindings
from mfa_tui.ui.widgets import tones
from mfa_tui.ui.widgets.facts import Fact, Facts
from mfa_tui.ui.widgets.glyphs import glyphs
from mfa_tui.ui.widgets.grid import Divider, Grid, GridRow

if TYPE_CHECKING:
    from mfa_tui.features.connect.service.choosing import Survey
    from mfa_tui.features.connect.service.connecting import Connecting


class TenantsScreen(ModeScreen):
    """A line a tenant: the connected ones first. Below, what the one under the cursor allows and what would fix it."""

    MODE = "tenants"
    SCOPE: ClassVar[Scope] = "tenants"
    BINDINGS: ClassVar[list[BindingType]] = bindings("tenants")

    def __init__(self) -> None:
        super().__init__()
        self._connecting: Connecting | None = None
        self._known: dict[str, Known] = {}
        self._troubles: tuple[str, ...] = ()
        self._problems: dict[str, Problem] = {}  # why the last try to connect failed, by key
        self._signing_in = ""  # the key of the one that is tried now

    def body(self) -> Iterable[Any]:
        """Compose the list and the detail below it."""
        yield Grid(COLUMNS, empty="Looking what is on this machine…")
        with VerticalScroll(id="detail", can_focus=False):
            yield Facts(id="facts")

    def on_mount(self) -> None:
        """Look around as the screen opens."""
        super().on_mount()
        self._look()

    @work(group="look", exclusive=True, exit_on_error=False)
    async def _look(self) -> None:
        await self._survey()

    async def _survey(self) -> "Connecting":
        """Look what is on this machine, and take it in."""
        from mfa_tui.features.connect.service.connecting import Connecting

        self._connecting = connecting = self._connecting or Connecting(told=self._told)
        self._take_in(await connecting.survey())
        return connecting

    def _told(self, words: str) -> None:
        """Pass on what is good to know; it may come from a thread."""
        self.app.call_later(self.app.toast, clean(words, 300))

    def _take_in(self, survey: "Survey") -> None:
        self._known = {one.key: one for one in known(survey)}
        self._troubles = survey.troubles
        self.show(self.app.view)

    # Drawing.

    def show(self, view: TenantView) -> None:
        """List what is connected, then what is known and is not."""
        glyph, used = glyphs(view.ascii), view.profile.name
        others, rows = list(self._known.values()), list[GridRow | Divider]()
        for one in self.app.tenants:
            # The name decides between profiles of one way; it may be another one here.
            same = [each for each in others if each.profile.signs_in_as == one.profile.signs_in_as]
            same.sort(key=lambda each: each.profile.name != one.profile.name)
            others = [each for each in others if each not in same[:1]]
            rows.append(connected_row(one, same[0].origin if same else "", one.profile.name == used, glyph))
        for title, demo in (("on this machine", False), ("demo: nothing leaves this program", True)):
            if group := [one for one in others if (one.found is None) is demo]:
                rows += [Divider(title), *map(self._known_row, group)]
        self.query_one(Grid).show(rows)
        self._explain()

    def show_all(self, tenants: tuple[TenantView, ...]) -> None:
        """Draw again: another tenant than the one in use was read."""
        self.show(self.app.view)

    def _known_row(self, one: Known) -> GridRow:
        refused, signing_in = one.key in self._problems, one.key == self._signing_in
        return known_row(one, refused, signing_in, self._twin(one), glyphs(self.app.view.ascii))

    def _twin(self, one: Known) -> str:
        """Return the name of a connected tenant that is reached in the same way, empty where there is none."""
        connected = (view.profile for view in self.app.tenants)
        return next((each.name for each in connected if each.signs_in_as == one.profile.signs_in_as), "")

    @on(Grid.RowHighlighted)
    def _explain(self) -> None:
        self.refresh_keys()
        self.query_one("#facts", Facts).show(*self._facts())

    def _facts(self) -> tuple[Any, ...]:
        troubles: list[Fact] = [("trouble", Content.styled(clean(words, 400), tones.WARN)) for words in self._troubles]
        if view := self._selected_view():
            profile, glyph = view.profile, glyphs(view.ascii)
            title = f"{clean(profile.name, 60)}: what its token lets us do"
            return title, *scope_facts(profile, view.grant, glyph), *troubles
        if one := self._selected_known():
            facts = known_facts(one, self._problems.get(one.key), self._twin(one))
            return clean(one.profile.domain, 120), *facts, *troubles
        return "", *troubles

    def _selected_view(self) -> TenantView | None:
        kind, _, name = (self.query_one(Grid).cursor_key or "").partition(":")
        return next((view for view in self.app.tenants if kind == "connected" and view.profile.name == name), None)

    def _selected_known(self) -> Known | None:
        return self._known.get(self.query_one(Grid).cursor_key or "")

    # Keys.

    def refusal(self, command_id: str) -> str:
        """Say why a key does nothing now."""
        known_one = self._selected_known()
        if command_id in ("compare", "export") and self._selected_view() is None:
            return "Only a connected tenant can be compared or exported. Enter connects."
        if command_id == "remove" and not (known_one and known_one.origin == "profile"):
            return "Only a profile that is not connected can be removed."
        return ""

    @on(Grid.RowChosen)
    def action_connect(self) -> None:
        """Switch to the tenant under the cursor where it is connected, else connect to it."""
        if view := self._selected_view():
            self.run_worker(self.app.use(view.profile.name), group="use", exit_on_error=False)
        elif one := self._selected_known():
            self._connect(one)

    @work(group="sign in", exclusive=True, exit_on_error=False)
    async def _connect(self, one: Known) -> None:
        if self._connecting is not None:
            await self._sign_in(self._connecting, one)

    @work(group="sign in", exclusive=True, exit_on_error=False)
    async def connect_to(self, name: str) -> None:
        """Connect to a tenant by its name or domain, as it was typed elsewhere."""
        connecting, wanted = await self._survey(), name.casefold()
        found = [
            one
            for one in self._known.values()
            if wanted in (one.profile.name.casefold(), one.profile.domain.casefold())
        ]
        if not found:
            self.app.toast(f"No tenant is called {clean(name, 60)}. What there is stands here; n adds one.", "warning")
        elif len(found) == 1:
            await self._sign_in(connecting, found[0])
        else:
            options = [
                (
                    f"{clean(one.profile.name, 40)} at {clean(one.profile.domain, 80)}",
                    f"{one.origin}, {one.profile.authentication.words}",
                )
                for one in found
            ]
            title = f"{len(found)} tenants are called {clean(name, 60)}"
            chosen = await self.app.push_screen_wait(ChooseScreen(title, options, self.app.view.ascii))
            if chosen is not None:
                await self._sign_in(connecting, found[chosen])

    async def _sign_in(self, connecting: "Connecting", one: Known) -> None:
        if twin := self._twin(one):
            await self.app.use(twin)
            return
        self._signing_in = one.key
        self.query_one(Grid).move_to(one.key)
        self.show(self.app.view)
        try:
            way = await way_to(self.app, connecting, one)
        finally:
            if self._signing_in == one.key:  # What was given up may end when another one is tried.
                self._signing_in = ""
        self._problems.pop(one.key, None)
        if isinstance(way, Way):
            self._take(way)
            return
        if isinstance(way, Problem):
            self._problems[one.key] = way
        self.show(self.app.view)

    def _take(self, way: Way) -> None:
        """Connect. The active tenant does not change: keys that follow must not reach another one by surprise."""
        name = self.app.connect(way.profile, way.open_session)
        self.query_one(Grid).move_to(f"connected:{name}")
        active, new = clean(self.app.view.profile.name, 60), clean(name, 60)
        where = f"{new} is connected: a line on Tenants, a column on Factors and Policy."
        self.app.toast(" ".join(filter(None, (way.words, where, f"{active} is still active. T switches to {new}."))))

    def step_back(self) -> None:
        """Give up a sign-in that takes too long, else what esc does elsewhere."""
        if not self._signing_in or self.query("#filter"):
            super().step_back()
            return
        self.workers.cancel_group(self, "sign in")
        self._signing_in = ""
        self.show(self.app.view)

    @work(group="sign in", exclusive=True, exit_on_error=False)
    async def action_new(self) -> None:
        """Set up a new tenant, and connect to it."""
        if self._connecting is not None and (way := await new_tenant(self.app, self._connecting, self.app.view.ascii)):
            self._take(way)
            self._look()

    @work(group="ask", exclusive=True, exit_on_error=False)
    async def action_compare(self) -> None:
        """Choose the other side, and compare."""
        from mfa_tui.features.drift.screens.drift import DriftScreen, other_side

        here = self._selected_view()
        if here is not None and (there := await other_side(self.app, here)) is not None:
            await self.app.use(here.profile.name)  # What is staged, reviewed and unlocked there is of this tenant.
            self.app.push_screen(DriftScreen(here.profile.name, there))

    @work(group="ask", exclusive=True, exit_on_error=False)
    async def action_export(self) -> None:
        """Write the baseline of the tenant under the cursor."""
        from mfa_tui.features.drift.screens.baseline_file import export_baseline

        view = self._selected_view()
        session = self.app.session_of(view.profile.name) if view else None
        if view is not None and session is not None:
            await export_baseline(self.app, session)

    @work(group="ask", exclusive=True, exit_on_error=False)
    async def action_remove(self) -> None:
        """Remove the profile under the cursor, after a question."""
        one = self._selected_known()
        if one is None or self._connecting is None:
            return
        question = ConfirmScreen(
            f"Remove the profile {clean(one.profile.name, 60)}?",
            "Its secret goes from the keyring too. The tenant itself is not touched.",
            "Remove",
        )
        if await self.app.push_screen_wait(question):
            saved = await self._connecting.remove(one.profile.name)
            words = (
                saved.words
                if isinstance(saved, Problem)
                else " ".join((f"{one.profile.name} was removed.", *saved.notes))
            )
            self.app.toast(words, "warning" if isinstance(saved, Problem) else "information")
            self._look()

    def action_refresh(self) -> None:
        """Look again what is on this machine, and read what is connected."""
        self._look()
        self.app.action_refresh()

    def under_cursor(self) -> tuple[str, dict[str, Any]]:
        """Copy the line that would bring missing scopes, else the domain."""
        view, one = self._selected_view(), self._selected_known()
        profile = view.profile if view else one.profile if one else None
        if profile is None:
            return "", {}
        fix = remedy(profile, view.grant) if view else ""
        row = {"name": profile.name, "domain": profile.domain, "label": profile.label, "client_id": profile.client_id}
        return fix.removeprefix("Run: ") or profile.domain, row
