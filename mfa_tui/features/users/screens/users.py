"""Users: one search box that understands what was typed, and everyone it finds."""

import asyncio
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on, work
from textual.binding import BindingType
from textual.widgets import Input, Static

from mfa_tui.commands.registry import Scope
from mfa_tui.domain.problems import Kind
from mfa_tui.domain.user.lookup import Kind as Meant
from mfa_tui.domain.user.lookup import understand
from mfa_tui.domain.user.users import User
from mfa_tui.features.users.screens.bulk_entry import BulkEntry
from mfa_tui.features.users.screens.user_rows import COLUMNS, as_object, in_words, nothing, user_row
from mfa_tui.session.view import TenantView
from mfa_tui.ui.messages import UsersFound
from mfa_tui.ui.mode_screen import bindings
from mfa_tui.ui.widgets.glyphs import glyphs
from mfa_tui.ui.widgets.grid import Grid, GridRow
from mfa_tui.ui.widgets.search_box import SearchBox
from mfa_tui.ui.widgets.tabs import TabLine

if TYPE_CHECKING:
    from mfa_tui.features.users.screens.user import UserScreen
    from mfa_tui.session.finding import Found

DEBOUNCE = 0.3
"""Seconds without a key before what was typed is searched for: a search costs the tenant, a key does not."""
LONGEST = 320
"""Characters of a paste that are taken: more than the longest address."""
AHEAD = 15
"""Rows before the end at which the next page is asked for."""


class UsersScreen(BulkEntry):
    """The box, what it was taken for, and the results; further pages come as the cursor nears the end."""

    MODE = "users"
    SCOPE: ClassVar[Scope] = "users"
    BINDINGS: ClassVar[list[BindingType]] = bindings("users")

    def __init__(self) -> None:
        super().__init__()
        self._users: dict[str, User] = {}
        self._rows: dict[str, GridRow] = {}
        self._marked: dict[str, User] = {}
        self._changed: set[str] = set()  # who was written to since they were read
        self._heard = 0  # of `UserWrites.touched`
        self._found: Found | None = None  # the last page that was answered
        self._asked: str | None = None  # what is or was searched for; None before the first search
        self._searching = False
        self._open_when_found = False
        self._opened: UserScreen | None = None

    def body(self) -> Iterable[Any]:
        """Compose tabs, box, words and results."""
        yield TabLine("people")
        yield SearchBox(
            placeholder="user id, email, phone, name, or Lucene such as email.domain:example.com", id="search"
        )
        yield Static("", id="found", markup=False)
        yield Static("", id="unfinished", markup=False, classes="hidden")
        yield Grid(COLUMNS, empty="", id="results")

    def show(self, view: TenantView) -> None:
        """List everyone once the tenant is connected; the results themselves do not depend on the view."""
        if self._asked is None and self.session is not None:
            self._search(self.query_one(SearchBox).value, wait=0)
            self.look_for_unfinished()
        if self.query_one(Grid).counts[1] != len(self._rows):
            self._draw()
        self._say()

    # Searching.

    @on(Input.Changed, "#search")
    def _typed(self, event: Input.Changed) -> None:
        if event.value != self._asked:
            self._open_when_found = False
            self._search(event.value, DEBOUNCE)

    @on(Input.Submitted, "#search")
    def _entered(self, event: Input.Submitted) -> None:
        self.query_one(SearchBox).remember(event.value)
        self.set_focus(self.query_one(Grid))  # At once: the next key may be here before anybody is found.
        self._open_when_found = True
        if self._searching or self._asked != event.value or (self._found and self._found.problem):
            self._search(event.value, wait=0)
        else:
            self._go_on()

    @property
    def _entered_search(self) -> bool:
        """Tell whether enter began a search that is not answered."""
        return self._searching and self._open_when_found

    def _search(self, typed: str, wait: float) -> None:
        if self.session is None:
            return
        self._asked, self._searching = typed, True
        self.workers.cancel_group(self, "page")
        self._find(typed, wait)
        self._say()

    @work(group="search", exclusive=True, exit_on_error=False)
    async def _find(self, typed: str, wait: float) -> None:
        await asyncio.sleep(wait)
        await self._ask(typed, 0)

    @work(group="page", exclusive=True, exit_on_error=False)
    async def _find_more(self, typed: str, page: int) -> None:
        await self._ask(typed, page)

    async def _ask(self, typed: str, page: int) -> None:
        from mfa_tui.session.finding import find

        if self.session is not None:
            self.post_message(UsersFound(typed, await find(self.session.connection.client, typed, page)))

    @on(UsersFound)
    def _answered(self, message: UsersFound) -> None:
        """Take an answer in, unless something else has been typed since."""
        if message.typed != self._asked:
            return
        found = message.found
        # What is on the screen stays there when the tenant does not answer; not when the query is to blame.
        answered = found.problem is None or found.problem.kind is Kind.QUERY
        if found.page == 0:
            self._searching = False
            if answered:
                self._users.clear()
                self._rows.clear()
        self._found = found
        for user in found.users:
            self._changed.discard(user.user_id)
            self._users[user.user_id] = user
            self._rows[user.user_id] = self._row(user)
        self._draw()
        self._say()
        if found.page == 0 and self._open_when_found:
            self._go_on(answered)

    def _go_on(self, answered: bool = True) -> None:
        """Go where enter leads: to the only user that was found, or into the list; back where nobody is."""
        self._open_when_found = False
        self.query_one(Grid if self._users and answered else SearchBox).focus()
        if answered and len(self._users) == 1 and self._found and self._found.lookup.kind is not Meant.SEVERAL:
            self._open(next(iter(self._users)))

    @on(Grid.RowHighlighted)
    def _page_on(self, event: Grid.RowHighlighted) -> None:
        """Ask for the next page when the cursor nears the end of what is there."""
        self.refresh_keys()
        found = self._found
        near_the_end = event.key in list(self._rows)[-AHEAD:]
        paging = any(worker.group == "page" and worker.is_running for worker in self.workers)
        if found and found.more and near_the_end and not (paging or self._searching):
            self._find_more(self._asked or "", found.page + 1)

    # Drawing.

    def _draw(self) -> None:
        self.query_one(Grid).show(list(self._rows.values()), empty=nothing(self._found))

    def _say(self) -> None:
        """Say what was typed is taken for, how many there are, and what went wrong."""
        glyph = glyphs(self.view.ascii)
        line = in_words(self._asked, self._found, len(self._users), self._searching, len(self._marked), glyph)
        self.query_one("#found", Static).update(line)
        self.refresh_keys()

    # Keys.

    def refusal(self, command_id: str) -> str:
        """Say why a key of this screen does nothing now."""
        if command_id in ("mark", "copy_row") and not self.query_one(Grid).cursor_key:
            return "No user under the cursor."
        if command_id in ("mark", "copy", "copy_row") and self._entered_search:
            return "The search is under way. Esc gives it up."
        if command_id in ("bulk", "drop") and not self._marked:
            return "Nobody is marked. Space marks the user under the cursor; l loads a list."
        return super().refusal(command_id)

    def action_search(self) -> None:
        """Go to the box, with what is in it ready to be replaced."""
        self.query_one(SearchBox).begin()

    async def open_filter(self) -> bool:
        """Filter the results; where there are none, search."""
        if not self._rows:
            self.action_search()
            return True
        return await super().open_filter()

    def step_back(self) -> None:
        """From the box into the list, and from a search under way back to rest; then as everywhere."""
        if self.query_one(SearchBox).has_focus or self._entered_search:
            if self._searching:
                self.workers.cancel_group(self, "search")
                self._searching, self._asked = False, self._found.lookup.text if self._found else None
                self._say()
            self.query_one(Grid).focus()
        else:
            super().step_back()

    def find(self, typed: str) -> None:
        """Search for what was typed elsewhere, and open the user if there is one only."""
        self.query_one(SearchBox).show(typed)
        self._open_when_found = True
        self._search(typed, wait=0)

    @on(Grid.RowChosen)
    def _chosen(self, event: Grid.RowChosen) -> None:
        # What was chosen before the answer came was meant for what would be found, and not for what stood there yet.
        if not self._entered_search and self._rows.get(event.key) is event.row:
            self._open(event.key)

    def _open(self, user_id: str) -> None:
        from mfa_tui.features.users.screens.user import UserScreen

        screen = UserScreen(self._users[user_id])
        if self.open_over(screen):
            self._opened = screen

    def on_screen_resume(self) -> None:
        """Show what was done meanwhile, here or on any screen over this one. The base follows the view."""
        touched = self.session.user_writes.touched if self.session else []
        changed, self._heard = set(touched[self._heard :]), len(touched)
        self._changed |= changed
        if self._opened is not None:
            self._take_in(self._opened)
            changed.add(self._opened.dossier.user_id)
            self._opened = None
        self._redraw(*(self._users[user_id] for user_id in changed & self._users.keys()))

    def _take_in(self, opened: "UserScreen") -> None:
        """Take over what the screen of a user has read; whoever is gone is listed no more."""
        dossier = opened.dossier
        if dossier.gone:
            for kept in (self._users, self._rows, self._marked):
                kept.pop(dossier.user_id, None)
        elif opened.up_to_date and dossier.user.value and dossier.user_id in self._users:
            self._changed.discard(dossier.user_id)
            self._users[dossier.user_id] = dossier.user.value

    def action_mark(self) -> None:
        """Mark the user under the cursor, or unmark; marks stay over searches."""
        grid = self.query_one(Grid)
        user = self._users.get(grid.cursor_key or "")
        if user is None:
            return
        if self._marked.pop(user.user_id, None) is None:
            self._marked[user.user_id] = user
        self._redraw(user)
        grid.action_move(1)

    @property
    def marked_ids(self) -> Iterable[str]:
        """Return the ids of the users who are marked."""
        return tuple(self._marked)

    def action_drop(self) -> None:
        """Unmark everyone."""
        marked = tuple(self._marked.values())
        self._marked.clear()
        self._redraw(*marked)

    def _row(self, user: User) -> GridRow:
        id_, glyph = user.user_id, glyphs(self.view.ascii)
        return user_row(user, id_ in self._marked, id_ in self._changed, glyph, self.app.clock())

    def _redraw(self, *users: User) -> None:
        rows = {user.user_id: self._row(user) for user in users if user.user_id in self._rows}
        self._rows |= rows
        self.query_one(Grid).replace(rows.values())
        self._say()

    def action_coverage(self) -> None:
        """Go to the other tab."""
        from mfa_tui.features.coverage.screens.coverage import CoverageScreen

        self.app.push_screen(CoverageScreen())

    def on_paste(self, event: events.Paste) -> None:
        """Search for what was pasted, wherever the focus is: an id or an address out of a ticket."""
        event.stop()
        event.prevent_default()  # Textual would go on to the handler of the base.
        meant = understand(event.text)
        if several := meant.kind is Meant.SEVERAL:
            self.app.toast(f"{meant.words}.")
        self.action_search()
        self.query_one(SearchBox).put(meant.text if several else meant.text[:LONGEST])

    def under_cursor(self) -> tuple[str, dict[str, Any]]:
        """Copy a user: the id, or the row."""
        user = self._users.get(self.query_one(Grid).cursor_key or "")
        return (user.user_id, as_object(user)) if user else ("", {})
