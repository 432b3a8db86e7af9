"""Connect: the screen of a first start, when no tenant is known yet. What was found, and one key for each."""

from typing import TYPE_CHECKING, ClassVar

from textual import events, getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from mfa_tui.domain.problems import Problem
from mfa_tui.domain.text import clean
from mfa_tui.screens.host import Host
from mfa_tui.screens.known_tenants import Known, Way, known, new_tenant, way_to
from mfa_tui.widgets import tones
from mfa_tui.widgets.facts import Facts
from mfa_tui.widgets.grid import Column, Divider, Grid, GridRow

if TYPE_CHECKING:
    from mfa_tui.operations.choosing import Survey
    from mfa_tui.operations.connecting import Connecting

NEW = "new"


class ConnectScreen(Screen[Way | None]):
    """Lists the ways to a tenant, and dismisses with the one that was tried out; None to leave."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(str(number), f"choose({number})", show=False) for number in range(1, 10)),
        Binding("n", "new", "New tenant"),
        Binding("d", "demo", "Demo"),
        Binding("q,ctrl+q", "leave", "Quit"),
    ]
    AUTO_FOCUS = "Grid"

    app = getters.app(Host)

    def __init__(self, ascii_only: bool) -> None:
        super().__init__()
        self._ascii = ascii_only
        self._connecting: Connecting | None = None
        self._known: list[Known] = []

    def compose(self) -> ComposeResult:
        """Compose the title, the ways, what went wrong, and the keys."""
        with Vertical(id="connect"):
            yield Static(Content.assemble(("mfa-tui", f"bold {tones.KEY}"), "   no tenant yet"), markup=False)
            grid = Grid([Column("", 1), Column("", 28), Column("", min_width=30, priority=1)])
            grid.ascii = self._ascii
            yield grid
            yield Facts(id="facts", label_width=4)
            hint = "enter or the key connects · n new tenant · d demo · q quit"
            yield Static(hint.replace("·", "-") if self._ascii else hint, markup=False, classes="hint")

    def on_mount(self) -> None:
        """Look around once the first frame is painted."""
        self._list(None)
        self.call_after_refresh(self._look)

    @work(group="look", exclusive=True, exit_on_error=False)
    async def _look(self) -> None:
        from mfa_tui.operations.connecting import Connecting

        self._connecting = Connecting(told=self._told)
        self._list(await self._connecting.survey())

    def _told(self, words: str) -> None:
        """Pass on what is good to know; it may come from a thread."""
        self.app.call_later(self.app.toast, clean(words, 300))

    def _list(self, survey: "Survey | None") -> None:
        """Draw what was found, and what is always there."""
        self._known = list(known(survey))
        found = [one for one in self._known if one.found]
        rows: list[GridRow | Divider] = [Divider("on this machine")]
        rows += [self._row(number, one) for number, one in enumerate(found, start=1)]
        if not found:
            nothing = (
                "looking…" if survey is None else "nothing: no AUTH0_DOMAIN, no profile, no login of the Auth0 CLI"
            )
            rows.append(GridRow("nothing", ("", Content.styled(nothing, tones.MUTED))))
        rows.append(Divider("or"))
        about = "client secret, private key, access token or device login"
        rows.append(self._line(NEW, "n", "A tenant of yours", about))
        demo = next(one for one in self._known if one.found is None)
        rows.append(self._line(demo.key, "d", "The demo tenant", "nothing leaves this program"))
        grid = self.query_one(Grid)
        grid.show(rows)
        grid.move_to(found[0].key if found else NEW)
        troubles = [
            ("", Content.styled(clean(words, 400), tones.WARN)) for words in (survey.troubles if survey else ())
        ]
        self.query_one(Facts).show("", *troubles)

    def _row(self, number: int, one: Known) -> GridRow:
        profile = one.profile
        about = f"{one.origin}, {profile.authentication.words}"
        return self._line(one.key, str(number) if number < 10 else "", clean(profile.domain, 80), about)

    @staticmethod
    def _line(key: str, label: str, words: str, about: str) -> GridRow:
        cells = (Content.styled(label, f"bold {tones.KEY}"), words, Content.styled(about, tones.MUTED))
        return GridRow(key, cells, words)

    @on(Grid.RowChosen)
    def _chosen(self, event: Grid.RowChosen) -> None:
        if event.key == NEW:
            self.action_new()
        elif one := next((one for one in self._known if one.key == event.key), None):
            self._connect(one)

    def action_choose(self, number: int) -> None:
        """Connect to the tenant with this number."""
        found = [one for one in self._known if one.found]
        if number <= len(found):
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
        self._tell(f"Signing in to {one.profile.domain}…", tones.STAGED)
        way = await way_to(self.app, self._connecting, one)
        if isinstance(way, Way):
            self.dismiss(way)
        else:
            self._tell(way.words if isinstance(way, Problem) else "", tones.WARN)

    def _tell(self, words: str, tone: str) -> None:
        self.query_one(Facts).show("", ("", Content.styled(clean(words, 600), tone)))

    def action_leave(self) -> None:
        """Leave without a tenant."""
        self.dismiss(None)

    def on_paste(self, event: events.Paste) -> None:
        """Say that there is nothing to paste into: secrets are asked for one at a time."""
        event.stop()
        self.app.toast("Connect to a tenant first; secrets are asked for unseen.")
