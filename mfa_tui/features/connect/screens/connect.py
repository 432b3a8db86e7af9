"""Connect: the screen of a first start, when no tenant is known yet. What was found, and one key for each."""

from typing import TYPE_CHECKING, ClassVar

from textual import events, getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static
from textual.worker import Worker

from mfa_tui.domain.problems import Problem
from mfa_tui.domain.text import clean
from mfa_tui.features.connect.screens.known_tenants import Known, Way, known, new_tenant, way_to
from mfa_tui.ui.host import Host
from mfa_tui.ui.widgets import tones
from mfa_tui.ui.widgets.facts import Fact, Facts
from mfa_tui.ui.widgets.glyphs import glyphs
from mfa_tui.ui.widgets.grid import Cell, Column, Divider, Grid, GridRow
from mfa_tui.ui.widgets.key_bar import KeyBar

if TYPE_CHECKING:
    from mfa_tui.features.connect.service.choosing import Survey
    from mfa_tui.features.connect.service.connecting import Connecting

NEW = "new"
COLUMNS = (
    Column("", 1),
    Column("TENANT", 16),
    Column("LABEL", 11),
    Column("DOMAIN", min_width=22, wish=26),
    Column("SIGNS IN WITH", min_width=15, wish=22, priority=1),
    Column("FROM", 12, priority=2),
)
HINTS = (
    ("enter", "connect", "screen.connect"),
    ("n", "new tenant", "screen.new"),
    ("d", "demo", "screen.demo"),
    ("q", "quit", "screen.leave"),
)


class ConnectScreen(Screen[Way | None]):
    """Lists the ways to a tenant, and dismisses with the one that was tried out; None to leave."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(str(number), f"choose({number})", show=False) for number in range(1, 10)),
        Binding("n", "new", "New tenant"),
        Binding("d", "demo", "Demo"),
        Binding("r", "look", "Look again"),
        Binding("escape", "give_up", "Give up a sign-in"),
        Binding("q,ctrl+q", "leave", "Quit"),
    ]
    AUTO_FOCUS = "Grid"
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (60, "-narrow"), (110, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (15, "-short"), (20, "-high")]  # noqa: RUF012

    app = getters.app(Host)

    def __init__(self, ascii_only: bool) -> None:
        super().__init__()
        self._ascii = ascii_only
        self._connecting: Connecting | None = None
        self._known: list[Known] = []
        self._looked = False
        self._trying: Known | None = None  # the one that is signed in to now
        self._troubles: tuple[Fact, ...] = ()  # what could not be read, or that there was nothing to read

    def compose(self) -> ComposeResult:
        """Compose the frame, the ways, what went wrong, and the keys."""
        yield Static("This terminal is too small.\nmfa-tui needs 60x15 at least.", id="too-small", markup=False)
        title = Content.assemble((" mfa-tui ", f"bold {tones.KEY}"), (" no tenant yet", "bold"))
        yield Static(title, markup=False, id="no-tenant")
        with Vertical(id="connect"):
            grid = Grid(COLUMNS)
            grid.ascii = self._ascii
            yield grid
            yield Facts(id="facts", label_width=8)
        yield KeyBar()

    def on_mount(self) -> None:
        """Look around once the first frame is painted."""
        self._list(None)
        self.call_after_refresh(self.action_look)

    def on_screen_suspend(self) -> None:
        """Take the keys away that a dialog on top has now."""
        self.query_one(KeyBar).hints = ()

    def on_screen_resume(self) -> None:
        """Show the keys."""
        self.query_one(KeyBar).hints = HINTS

    @work(group="look", exclusive=True, exit_on_error=False)
    async def action_look(self) -> None:
        """Look what is on this machine."""
        from mfa_tui.features.connect.service.connecting import Connecting

        self._connecting = self._connecting or Connecting(told=self._told)
        self._list(await self._connecting.survey())

    def _told(self, words: str) -> None:
        """Pass on what is good to know; it may come from a thread."""
        self.app.call_later(self.app.toast, clean(words, 300))

    def _list(self, survey: "Survey | None") -> None:
        """Draw what was found, and what is always there."""
        self._known = list(known(survey))
        found = [one for one in self._known if one.found]
        where = "on this machine" if found else "on this machine: nothing yet" if survey else "looking on this machine…"
        rows: list[GridRow | Divider] = [Divider(where)]
        rows += [self._row(number, one) for number, one in enumerate(found, start=1)]
        rows.append(Divider("or"))
        rows.append(self._line(NEW, "n", "a new tenant", Content.styled("set up how to sign in", tones.MUTED)))
        demo = next(one for one in self._known if one.found is None)
        rows.append(self._line(demo.key, "d", "the demo tenant", Content.styled("stays in this program", tones.MUTED)))
        grid = self.query_one(Grid)
        grid.show(rows)
        if not self._looked:
            grid.move_to(found[0].key if found else NEW)
        self._looked = survey is not None
        self._troubles = tuple(self._facts(survey)) if survey else ()
        self.query_one(Facts).show("", *self._troubles)

    @staticmethod
    def _facts(survey: "Survey") -> list[Fact]:
        if survey.troubles:
            return [("trouble", Content.styled(clean(words, 400), tones.WARN)) for words in survey.troubles]
        if survey.found:
            return []
        nothing = "AUTH0_DOMAIN is not set, no profile was saved, and the Auth0 CLI is not logged in."
        return [("looked", Content.styled(nothing, tones.MUTED))]

    def _row(self, number: int, one: Known) -> GridRow:
        profile, warning = one.profile, one.found.warning if one.found else ""
        way = Content.styled(profile.authentication.words, tones.MUTED)
        if warning:
            way = Content.styled(f"{glyphs(self._ascii).warn} expired", tones.WARN)
        label = Content.styled(profile.label, tones.BAD if profile.label.careful else tones.MUTED)
        key, domain = str(number) if number < 10 else "", Content(clean(profile.domain, 120))
        return self._line(
            one.key, key, clean(profile.name, 60), domain, label, way, Content.styled(one.origin, tones.MUTED)
        )

    @staticmethod
    def _line(key: str, shortcut: str, name: str, domain: Content, label: Cell = "", *more: Cell) -> GridRow:
        cells = (Content.styled(shortcut, f"bold {tones.KEY}"), name, label, domain, *more)
        return GridRow(key, cells, f"{name} {domain.plain}")

    @on(Grid.RowChosen)
    def action_connect(self) -> None:
        """Go the way under the cursor."""
        key = self.query_one(Grid).cursor_key
        if key == NEW:
            self.action_new()
        elif one := next((one for one in self._known if one.key == key), None):
            self._connect(one)

    def action_choose(self, number: int) -> None:
        """Connect to the tenant with this number."""
        found = [one for one in self._known if one.found]
        if number <= len(found):
            self.query_one(Grid).move_to(found[number - 1].key)
            self._connect(found[number - 1])

    def action_demo(self) -> None:
        """Connect to the demo tenant."""
        self._connect(next(one for one in self._known if one.found is None))

    @work(group="sign in", exclusive=True, exit_on_error=False)
    async def action_new(self) -> None:
        """Set up a tenant of the user's own."""
        if self._connecting is not None and (way := await new_tenant(self.app, self._connecting, self._ascii)):
            self.dismiss(way)

    @work(group="sign in", exclusive=True, exit_on_error=False)
    async def _connect(self, one: Known) -> None:
        if self._connecting is None:
            return
        self._trying = one
        if one.found:
            self._tell("", f"Signing in to {one.profile.domain}… Esc gives up.", tones.STAGED)
        try:
            way = await way_to(self.app, self._connecting, one)
        finally:
            self._over(one)
        if isinstance(way, Way):
            self.dismiss(way)
        elif isinstance(way, Problem):
            self._tell("said", way.words, tones.WARN)

    def _tell(self, label: str, words: str, tone: str) -> None:
        self.query_one(Facts).show("", (label, Content.styled(clean(words, 1_500), tone)), *self._troubles)

    def action_give_up(self) -> None:
        """End a sign-in that takes too long. What was sent is waited for where nobody sees it."""
        self.workers.cancel_group(self, "sign in")
        self._over(self._trying)

    def _over(self, one: Known | None) -> None:
        """Take the words of a sign-in away; of one that ended late they may be those of the next one by now."""
        if one is not None and one is self._trying:
            self._trying = None
            self.query_one(Facts).show("", *self._troubles)

    def action_leave(self) -> None:
        """Leave without a tenant."""
        self.dismiss(None)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Have it said when something failed that nobody foresaw."""
        self.app.unforeseen(event)

    def on_paste(self, event: events.Paste) -> None:
        """Say that there is nothing to paste into: secrets are asked for one at a time."""
        event.stop()
        self.app.toast("Connect to a tenant first; secrets are asked for unseen.")
