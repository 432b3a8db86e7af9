"""One user: what they can do MFA with, every method, what happened; and the keys that mend it."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any, ClassVar

from textual import events, on, work
from textual.binding import BindingType

from mfa_tui.commands.registry import MUTATING, Scope
from mfa_tui.domain.tenant import Loaded
from mfa_tui.domain.text import clean
from mfa_tui.domain.user.dossier import GONE, Dossier
from mfa_tui.domain.user.methods import MethodRow
from mfa_tui.domain.user.users import User
from mfa_tui.features.tokens.model.reading.extract import holds_token
from mfa_tui.features.users.screens.dossier_rows import (
    EVENT_COLUMNS,
    METHOD_COLUMNS,
    event_rows,
    facts,
    method_rows,
    row_key,
)
from mfa_tui.features.users.screens.user_actions import UserActions
from mfa_tui.session.view import TenantView
from mfa_tui.ui.dialogs.all_facts import FactsScreen
from mfa_tui.ui.messages import UserRead
from mfa_tui.ui.mode_screen import bindings
from mfa_tui.ui.widgets.facts import Fact, Facts
from mfa_tui.ui.widgets.glyphs import glyphs
from mfa_tui.ui.widgets.grid import Grid


class UserScreen(UserActions):
    """Everything about one user, over the search that found them; esc goes back to it."""

    MODE = "users"
    SCOPE: ClassVar[Scope] = "user"
    BINDINGS: ClassVar[list[BindingType]] = bindings("user")

    def __init__(self, user: User) -> None:
        super().__init__()
        self.dossier = Dossier(user.user_id, Loaded(user))
        self._reading = True

    def body(self) -> Iterable[Any]:
        """Compose who it is, the methods, and what happened."""
        yield Facts(id="who", more="v")
        yield Grid(METHOD_COLUMNS, id="methods")
        yield Grid(EVENT_COLUMNS, id="events")

    def on_mount(self) -> None:
        """Read everything as the screen opens."""
        self.read()

    def show(self, view: TenantView) -> None:
        """Draw what is known; what the next login will ask depends on the tenant too."""
        dossier, glyph, now = self.dossier, glyphs(view.ascii), self.app.clock()
        self.query_one("#who", Facts).show("", *self._facts())
        nothing = self._nothing(dossier.methods, "No authentication method.")
        self.query_one("#methods", Grid).show(list(method_rows(dossier, self.view.setup, glyph, now)), empty=nothing)
        nothing = self._nothing(dossier.events, "Nothing about MFA in the last 100 log events of this user.")
        self.query_one("#events", Grid).show(list(event_rows(dossier, now)), empty=nothing)

    def _facts(self) -> Iterator[Fact]:
        view = self.view
        return facts(self.dossier, view.configuration, glyphs(view.ascii), self.app.clock())

    def action_all(self) -> None:
        """Show everything that is known of the user, also what does not fit above."""
        self.app.push_screen(FactsScreen(self._facts()))

    def _nothing(self, part: Loaded[Any], none: str) -> str:
        if self.dossier.gone:
            return GONE
        if part.problem and part.value is None:
            return clean(f"{part.problem.title} {part.problem.hint}", 300)
        return none if part.value is not None else "reading…"

    # Reading.

    def read(self) -> None:
        """Read the user again."""
        self._reading = True
        self._read()

    @work(group="user", exclusive=True, exit_on_error=False)
    async def _read(self) -> None:
        from mfa_tui.session.finding import read_user

        if self.session is not None:
            client = self.session.connection.client
            self.post_message(UserRead(await read_user(client, self.dossier.user_id, self.app.clock)))

    @on(UserRead)
    def _answered(self, message: UserRead) -> None:
        self.dossier = self.dossier.after(message.dossier)
        self._reading = False
        self.show(self.view)
        self.refresh_keys()

    @property
    def up_to_date(self) -> bool:
        """Tell whether the profile was read since anything was done to the user here."""
        return not self._reading and self.dossier.user.problem is None

    def action_search(self) -> None:
        """Go back to the search box, for the next ticket."""
        from mfa_tui.features.users.screens.users import UsersScreen

        while not isinstance(self.app.screen, UsersScreen):
            self.app.pop_screen()
        self.app.screen.action_search()

    def on_paste(self, event: events.Paste) -> None:
        """Read a pasted token on Tokens; search for the user that anything else names."""
        event.stop()
        event.prevent_default()  # Textual would go on to the handler of the base.
        if holds_token(event.text):
            self._read_token(event.text)
        else:
            self.action_search()
            self.app.screen.post_message(events.Paste(event.text))

    @work(group="paste", exclusive=True, exit_on_error=False)
    async def _read_token(self, text: str) -> None:
        from mfa_tui.features.tokens.screens.tokens import TokensScreen

        await self.app.run_action("mode('tokens')")
        if isinstance(self.app.screen, TokensScreen):
            self.app.screen.take(text)

    def action_refresh(self) -> None:
        """Read the user and the tenant again."""
        self.read()
        self.app.action_refresh()

    # What the keys work on.

    @property
    def selected(self) -> MethodRow | None:
        """Return the line of the methods under the cursor."""
        key = self.query_one("#methods", Grid).cursor_key
        return next((row for row in self.dossier.rows if row_key(row) == key), None)

    @on(Grid.RowHighlighted, "#methods")
    def _other_row(self) -> None:
        self.refresh_keys()

    def refusal(self, command_id: str) -> str:
        """Say why a key does nothing now: there is no user, or the lock, or what the user lacks."""
        if command_id in MUTATING and self.dossier.gone:
            return GONE
        if command_id in MUTATING and (locked := self.app.refusal(command_id)):
            return locked
        return self.lack(command_id)

    def under_cursor(self) -> tuple[str, dict[str, Any]]:
        """Copy a method's id or row, or the words of an event; masked as they are shown."""
        if self.query_one("#events", Grid).has_focus:
            return self._event_under_cursor()
        row = self.selected
        if row is None:
            return self.dossier.user_id, {"user_id": self.dossier.user_id}
        method = row.method
        return row_key(row).removeprefix("orphan:"), {
            "user_id": self.dossier.user_id,
            "id": row_key(row).removeprefix("orphan:"),
            "type": method.type if method else "guardian enrollment",
            "name": method.name if method else "",
            "detail": method.detail if method else "",
            "state": row.state,
            "linked": [other.id for other in row.linked],
        }

    def _event_under_cursor(self) -> tuple[str, dict[str, Any]]:
        kind, _, id_ = (self.query_one("#events", Grid).cursor_key or "").partition(":")
        if kind != "event":
            return id_, {"kind": kind, "id": id_}
        one = self.dossier.timeline[int(id_)]
        return f"{one.words} {one.detail}".strip(), asdict(one)
