"""Who is counted in a line of the coverage: a list that leads to each user, and can be filtered and exported."""

import re
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from textual import on, work
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message

from mfa_tui.commands.registry import Scope
from mfa_tui.domain.ages import age
from mfa_tui.domain.text import clean
from mfa_tui.domain.user.enrollment_state import Covered, Person, user_of
from mfa_tui.domain.user.readiness import FactorSetup, Readiness
from mfa_tui.features.coverage.model.coverage import Slice, Surroundings
from mfa_tui.features.coverage.screens.export import CoverageExport
from mfa_tui.features.coverage.screens.rows import KINDS
from mfa_tui.features.coverage.service.report import as_object
from mfa_tui.features.coverage.service.scan import Coverage
from mfa_tui.features.coverage.service.state import members
from mfa_tui.session.view import TenantView
from mfa_tui.ui.mode_screen import bindings
from mfa_tui.ui.widgets import tones
from mfa_tui.ui.widgets.facts import Facts
from mfa_tui.ui.widgets.glyphs import glyphs
from mfa_tui.ui.widgets.grid import Cell, Column, Grid, GridRow

COLUMNS = (
    Column("", 1),
    Column("NAME", min_width=14),
    Column("EMAIL", min_width=24, wish=30),
    Column("CONNECTION", 18, priority=3),
    Column("STATE", 12),
    Column("FACTORS", min_width=12, priority=1),
    Column("LAST USED", 10, priority=2),
)
_FIRST = 100
"""Users that are shown at once, while the others are picked out."""


class MembersFound(Message, bubble=False):
    """Users have been picked out, with a line for each: all of them, or the first where `more` are to come."""

    def __init__(self, members: Sequence[Covered], rows: Sequence[GridRow], *, more: bool) -> None:
        super().__init__()
        self.members = members
        self.rows = rows
        self.more = more


class CoveredScreen(CoverageExport):
    """The users of one slice, as they were when the list was opened."""

    MODE = "users"
    SCOPE: ClassVar[Scope] = "covered"
    BINDINGS: ClassVar[list[BindingType]] = bindings("covered")

    def __init__(self, coverage: Coverage, slice_: Slice, title: str) -> None:
        super().__init__()
        self._coverage, self._slice, self._title = coverage, slice_, title
        self._members: dict[str, Covered] = {}
        self._marked: dict[str, Covered] = {}
        self._more = True

    def body(self) -> Iterable[Any]:
        """Compose what they have in common, and the list."""
        yield Facts(id="scan")
        yield Grid(COLUMNS, empty="Counting…", id="covered")

    def on_mount(self) -> None:
        """Pick the users out as the screen opens."""
        self._pick()

    def show(self, view: TenantView) -> None:
        """Say what they have in common; who they are does not depend on the view."""
        count = f"{len(self._members):,} users" + (", counting…" if self._more else "")
        now, coverage = self.app.clock(), self._coverage
        asked = "" if coverage.complete else f"of {len(coverage.held):,} that are known so far, "
        said = Content.styled(f"{asked}scanned {age(coverage.as_of, now)}; enter reads one anew", tones.MUTED)
        glyph = glyphs(view.ascii)
        if self._marked:
            said += Content.styled(f" {glyph.dot} {glyph.marked} {len(self._marked):,} marked", tones.STAGED)
        self.query_one("#scan", Facts).show(f"{self._title}: {count}", ("", said))

    @work(group="members", exclusive=True, exit_on_error=False)
    async def _pick(self) -> None:
        found: list[Covered] = []
        rows: list[GridRow] = []
        now, around = self.app.clock(), self._coverage.around
        async for some in members(self._coverage, self._slice):
            early = len(found) < _FIRST
            found += some
            rows += [covered_row(one, now, around) for one in some]
            if early and len(found) >= _FIRST:
                self.post_message(MembersFound(found[:_FIRST], rows[:_FIRST], more=True))
        self.post_message(MembersFound(found, rows, more=False))

    @on(MembersFound)
    def _picked(self, message: MembersFound) -> None:
        self._more = message.more
        self._members = {one.person.user_id: one for one in message.members}
        self.query_one(Grid).show(message.rows, empty="Nobody.")
        self._redraw(*self._marked.values())  # The rows were drawn before, or while, they were marked.

    def refusal(self, command_id: str) -> str:
        """Say why a key of this screen does nothing now."""
        if command_id in ("open", "mark") and self._selected() is None:
            return "No user under the cursor."
        if command_id in ("bulk", "drop") and not self._marked:
            return "Nobody is marked. Space marks the user under the cursor."
        if command_id == "export" and (self._more or not self._members):
            return "The users are still being counted." if self._more else "There is nobody to export."
        return ""

    def _selected(self) -> Covered | None:
        return self._members.get(self.query_one(Grid).cursor_key or "")

    @on(Grid.RowHighlighted)
    def _moved(self) -> None:
        self.refresh_keys()

    @on(Grid.RowChosen)
    def action_open(self) -> None:
        """Read everything about the user under the cursor."""
        from mfa_tui.features.users.screens.user import UserScreen

        if one := self._selected():
            self.open_over(UserScreen(user_of(one.person)))

    def action_mark(self) -> None:
        """Mark the user under the cursor, or unmark."""
        one, grid = self._selected(), self.query_one(Grid)
        if one is None:
            return
        if self._marked.pop(one.person.user_id, None) is None:
            self._marked[one.person.user_id] = one
        self._redraw(one)
        grid.action_move(1)

    def action_drop(self) -> None:
        """Unmark everyone."""
        marked = tuple(self._marked.values())
        self._marked.clear()
        self._redraw(*marked)

    def _redraw(self, *users: Covered) -> None:
        view, now = self.view, self.app.clock()
        mark = glyphs(view.ascii).marked
        self.query_one(Grid).replace(
            covered_row(one, now, self._coverage.around, mark if one.person.user_id in self._marked else "")
            for one in users
        )
        self.show(view)
        self.refresh_keys()

    def action_bulk(self) -> None:
        """Reset the marked users, after a dry run."""
        from mfa_tui.features.bulk_reset.model import entries_of
        from mfa_tui.features.bulk_reset.screens.bulk import BulkScreen

        if self.session is not None:
            origin = f"{len(self._marked):,} marked of: {self._title}"
            self.app.push_screen(BulkScreen(self.session, origin, entries_of(self._marked)))

    def exported(self) -> tuple[Coverage, str]:
        """Export the list, whatever the filter shows of it."""
        return self._coverage.only(self._members), f"{file_word(self._title)}-"

    def under_cursor(self) -> tuple[str, dict[str, Any]]:
        """Copy a user: the id, or everything that an export has."""
        one = self._selected()
        return ("", {}) if one is None else (one.person.user_id, as_object(self._coverage, one))


def covered_row(covered: Covered, now: float, around: Surroundings, mark: str = "") -> GridRow:
    """Return the line of a user; the filter finds name, address, id, connection, readiness and factors."""
    person, held, ready = covered.person, covered.held, covered.readiness(around.setup)
    email, connection = clean(person.email, 320), clean(person.connection, 60)
    name = clean(person.name or person.email or person.user_id, 120)
    return GridRow(
        person.user_id,
        (
            Content.styled(mark, tones.STAGED) if mark else "",
            name,
            email,
            connection,
            _WORDS[ready],
            _factors(covered, around.setup),
            age(held.last_used, now, ""),
        ),
        " ".join((name, email, clean(person.user_id, 120), connection, ready, *held.factors, *_blocked(person))),
    )


_SHORT = {Readiness.EMAIL: "email only", Readiness.ONLY_OFF: "only off"}
_WORDS: dict[Readiness, Cell] = {kind: Content.styled(_SHORT.get(kind, kind), tone) for kind, tone, _ in KINDS}


def _factors(covered: Covered, setup: FactorSetup | None) -> Cell:
    """Return what a user has: what is off says so; of who is not readable, why; first whether they cannot log in."""
    held = covered.held
    if reason := covered.reason(setup):
        return Content.styled(clean(reason, 200), tones.MUTED)
    off = held.off(setup)
    has = [f"{name} (off)" if name in off else name for name in held.factors]
    unfinished = [f"{name} unfinished" for name in held.pending]
    return clean(", ".join((*_blocked(covered.person), *has, *unfinished)), 200)


def _blocked(person: Person) -> tuple[str, ...]:
    return ("blocked",) if person.blocked else ()


def file_word(title: str) -> str:
    """Return a title as part of a file's name: letters, digits and hyphens."""
    return "-".join(re.findall(r"[a-z0-9]+", title.lower()))[:40]
