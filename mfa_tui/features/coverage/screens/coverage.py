"""Coverage: who is enrolled and who is not, in bars that lead to their users; filled by a scan in the background."""

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, ClassVar

from textual import on, work
from textual.binding import BindingType

from mfa_tui.commands.registry import Scope
from mfa_tui.domain.text import percent
from mfa_tui.features.coverage.screens import words
from mfa_tui.features.coverage.screens.export import CoverageExport
from mfa_tui.features.coverage.screens.rows import COLUMNS, Line, lines
from mfa_tui.features.coverage.service.kept import Part, kept_part
from mfa_tui.features.coverage.service.scan import Coverage, Groups
from mfa_tui.features.coverage.service.scan import Scope as Scanned
from mfa_tui.features.coverage.service.state import CoverageState
from mfa_tui.session.view import TenantView
from mfa_tui.ui.dialogs.ask import AskScreen
from mfa_tui.ui.dialogs.choose import ChooseScreen
from mfa_tui.ui.dialogs.confirm import ConfirmScreen
from mfa_tui.ui.messages import PartKept
from mfa_tui.ui.mode_screen import bindings
from mfa_tui.ui.widgets.facts import Facts
from mfa_tui.ui.widgets.glyphs import glyphs
from mfa_tui.ui.widgets.grid import Divider, Grid
from mfa_tui.ui.widgets.tabs import TabLine

_RUNS = "A scan is running; x stops it, and keeps the part."


class CoverageScreen(CoverageExport):
    """Over the search of Users. The scan is the app's; what it tells is in the view."""

    MODE = "users"
    SCOPE: ClassVar[Scope] = "coverage"
    BINDINGS: ClassVar[list[BindingType]] = bindings("coverage")

    def __init__(self) -> None:
        super().__init__()
        state = self.view.coverage
        self._wanted = state.scope if state else Scanned()
        self._part: Part | None = None  # what is kept of a scan of what is wanted
        self._lines: dict[str, Line] = {}
        self._drawn: tuple[CoverageState | None, bool] = (None, False)

    def body(self) -> Iterable[Any]:
        """Compose tabs, words and bars."""
        yield TabLine("coverage")
        yield Facts(id="scan")
        yield Grid(COLUMNS, id="bars", classes="hidden")

    def on_mount(self) -> None:
        """See what an earlier scan left."""
        self._look()

    def show(self, view: TenantView) -> None:
        """Draw the words; and the bars, where there are others."""
        state, before = self._state, self._drawn[0]
        self._say(view, state)
        if (state, view.ascii) == self._drawn:
            return
        self._drawn = (state, view.ascii)
        found = list(lines(state, glyphs(view.ascii))) if state else []
        grid = self.query_one(Grid)
        self._draw(grid, found, view.ascii)
        grid.set_class(not found, "hidden")
        if found and self.focused is None:
            grid.focus()
        if before and before.progress and not (state and state.progress):
            self._look()

    @property
    def _state(self) -> CoverageState | None:
        """Return what is known of what is wanted; numbers of another query are not its numbers."""
        state = self.view.coverage
        return state if state and (state.progress or state.scope == self._wanted) else None

    def _draw(self, grid: Grid, found: list[Line | Divider], ascii_only: bool) -> None:
        """Draw the lines; where they are the same ones, only those that have moved."""
        before, self._lines = self._lines, {line.key: line for line in found if isinstance(line, Line)}
        if list(before) == list(self._lines):
            grid.replace(line.row(ascii_only) for key, line in self._lines.items() if line != before[key])
        else:
            grid.show([line.row(ascii_only) if isinstance(line, Line) else line for line in found])

    def _say(self, view: TenantView, state: CoverageState | None) -> None:
        now, facts = self.app.clock(), self.query_one("#scan", Facts)
        kept = (words.kept(self._part, now),) if self._part else ()
        if state and state.progress:
            facts.show(words.heading(state, now), *words.under_way(state.progress, view))
        elif state:
            facts.show(words.heading(state, now), *words.outcome(state, view.setup, view.ascii), *kept)
        else:
            facts.show(words.question(view.coverage), *kept, *words.introduction(view, self._wanted))

    # What an earlier scan left.

    def _want(self, scope: Scanned) -> None:
        """Take what is to be scanned next; nothing is asked yet."""
        self._wanted, self._part = scope, None
        self.show(self.view)
        self.refresh_keys()
        self._look()

    @work(group="part", exclusive=True, exit_on_error=False)
    async def _look(self) -> None:
        scope, profile = self._wanted, self.view.profile
        part = await asyncio.to_thread(kept_part, profile.domain, scope, profile.folder)
        self.post_message(PartKept(scope, part))

    @on(PartKept)
    def _looked(self, message: PartKept) -> None:
        if message.scope == self._wanted:
            self._part = message.part
            self._say(self.view, self._state)
            self.refresh_keys()

    # Keys.

    def refusal(self, command_id: str) -> str:
        """Say why a key of this screen does nothing now."""
        state = self._state
        runs = bool(state and state.progress)
        if command_id in ("scan", "start_over", "query", "group"):
            if runs:
                return _RUNS
            if command_id == "start_over" and not self._part:
                return "Nothing is kept of such a scan: s starts it."
            return "The tenant is not connected yet." if self.session is None else ""
        if command_id == "drop" and not runs:
            return "No scan is running. s starts one."
        if command_id == "export" and not (state and state.found and state.found.held):
            return "There are no users to export yet. s scans."
        return self._no_users() if command_id == "drill" else ""

    def _no_users(self) -> str:
        """Say why the line under the cursor leads to nobody."""
        state, line = self._state, self._selected()
        if line is None or state is None:
            return "No line under the cursor."
        if state.found is None:
            return "Only numbers were kept from the earlier session. s scans again."
        return "" if line.slice else "These have not been asked about yet."

    def _selected(self) -> Line | None:
        return self._lines.get(self.query_one(Grid).cursor_key or "")

    @on(Grid.RowHighlighted)
    def _moved(self) -> None:
        self.refresh_keys()

    def action_scan(self) -> None:
        """Start, or go on with what is kept of the same scan."""
        self.app.start_coverage(self.tenant, self._wanted, resume=True)

    def action_drop(self) -> None:
        """End the scan after what is under way, and keep the part."""
        self.app.stop_coverage(self.tenant)

    @work(group="ask", exclusive=True, exit_on_error=False)
    async def action_start_over(self) -> None:
        """Forget what is kept, and start."""
        if self._part is None:
            return
        question = ConfirmScreen(
            "Start over?", f"What is known of {self._part.users:,} users will be asked for again.", "Start over"
        )
        if await self.app.push_screen_wait(question):
            self.app.start_coverage(self.tenant, self._wanted, resume=False)

    @work(group="ask", exclusive=True, exit_on_error=False)
    async def action_query(self) -> None:
        """Ask for a query; none is everyone."""
        query = await self.app.push_screen_wait(
            AskScreen(
                "Only the users that this Lucene query finds",
                "Such as identities.connection:ldap or email.domain:example.com; empty is everyone. s then scans.",
                value=self._wanted.query,
                refuse=self._refused,
            )
        )
        if query is not None:
            self._want(replace(self._wanted, query=query.strip()))

    async def _refused(self, query: str) -> str:
        """Say why the tenant refuses a query, before a scan is begun with it."""
        from mfa_tui.session.finding import refused_query

        if self.session is None or not query.strip():
            return ""
        problem = await refused_query(self.session.connection.client, query.strip())
        return problem.words if problem else ""

    @work(group="ask", exclusive=True, exit_on_error=False)
    async def action_group(self) -> None:
        """Ask what to group by."""
        options = [
            ("Connections only", "no request more"),
            ("And roles", "a request a user more"),
            ("And organizations", "a request a user more"),
        ]
        chosen = await self.app.push_screen_wait(ChooseScreen("Group users by", options, self.view.ascii))
        if chosen is not None:
            self._want(replace(self._wanted, groups=list(Groups)[chosen]))

    def action_people(self) -> None:
        """Go back to the search."""
        self.dismiss()

    @on(Grid.RowChosen)
    def action_drill(self) -> None:
        """List the users of the line under the cursor."""
        from mfa_tui.features.coverage.screens.users import CoveredScreen

        state, line = self._state, self._selected()
        if refused := self._no_users():
            self.app.toast(refused, "warning")
        elif state and state.found and line and line.slice:
            self.open_over(CoveredScreen(state.found, line.slice, line.title))

    def exported(self) -> tuple[Coverage, str] | None:
        """Export everyone who has been asked about."""
        state = self._state
        return (state.found.only(state.found.held), "") if state and state.found else None

    def under_cursor(self) -> tuple[str, dict[str, Any]]:
        """Copy a line: in words, or with its numbers."""
        line = self._selected()
        if line is None:
            return "", {}
        return f"{line.title}: {line.count:,} of {line.whole:,} ({percent(line.share)})", {
            "line": line.title,
            "users": line.count,
            "of": line.whole,
            "share": round(line.share, 4),
        }
