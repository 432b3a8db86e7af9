"""Resetting many users: the dry run, the review, the reset line by line, and the file of what became of each."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Any, ClassVar, Literal

from textual import on, work
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.timer import Timer

from mfa_tui.commands.registry import Scope
from mfa_tui.domain.problems import Kind
from mfa_tui.domain.progress import Progress, Report
from mfa_tui.domain.text import clean
from mfa_tui.features.bulk_reset.model import Entry
from mfa_tui.features.bulk_reset.screens import questions as bulk_questions
from mfa_tui.features.bulk_reset.screens.list import BulkList
from mfa_tui.features.bulk_reset.screens.review import BulkReviewScreen
from mfa_tui.features.bulk_reset.screens.rows import details, ended, next_steps, summary, under_way
from mfa_tui.features.bulk_reset.service.lines import Result
from mfa_tui.session.session import TenantSession
from mfa_tui.session.view import TenantView
from mfa_tui.ui.messages import BulkEnded, BulkMoved, UnderWay
from mfa_tui.ui.mode_screen import ModeScreen, bindings
from mfa_tui.ui.widgets import tones
from mfa_tui.ui.widgets.facts import Facts
from mfa_tui.ui.widgets.glyphs import glyphs
from mfa_tui.ui.widgets.grid import Grid

LULL = 0.25
"""Seconds between two drawings of what has moved on: four a second look alive, and leave the time to the keys."""


class BulkScreen(ModeScreen):
    """A list of users, over Users. It begins with the dry run; without `entries`, with what is kept on disk."""

    MODE = "users"
    SCOPE: ClassVar[Scope] = "bulk"
    BINDINGS: ClassVar[list[BindingType]] = bindings("bulk")

    def __init__(self, session: TenantSession, origin: str, entries: Sequence[Entry] | None) -> None:
        super().__init__()
        self._session = session
        self._origin = origin
        self._entries = entries
        self._reset = session.bulk_reset()
        self._doing: Literal["", "looking", "resetting"] = ""
        self._begun = entries is None
        self._stopping = False
        self._progress: Progress | None = None
        self._failure = ""  # the name of an error that nobody foresaw
        self._saved = ""  # the path of the outcome file, once everybody has an outcome
        self._drawing: Timer | None = None
        self._glyphs = glyphs(self.view.ascii)
        self._list = BulkList(self._glyphs)

    def body(self) -> Iterable[Any]:
        """Compose how it stands, the list, and the line under the cursor."""
        yield Facts(id="bulk")
        yield self._list
        with VerticalScroll(id="line", can_focus=False):
            yield Facts()

    def on_mount(self) -> None:
        """Begin."""
        self.watch(self.app, "tenants", self._heed_the_lock, init=False)
        if self._entries is None:
            self._recall()
        else:
            self._look_again(self._entries)

    def on_unmount(self) -> None:
        """Say nothing any more on the other screens: with this one ends what it does."""
        self.app.post_message(UnderWay(self.tenant, ""))

    def show(self, view: TenantView) -> None:
        """Say how it stands; the lines are drawn as they change."""
        self._say()

    # The work, and what is heard of it.

    def _look_again(self, entries: Sequence[Entry]) -> None:
        self._reset = self._session.bulk_reset()
        self._reset.list_up(entries)
        self._doing, self._failure = "looking", ""
        self._catch_up()
        self._look(entries)

    @work(group="look", exclusive=True, exit_on_error=False)
    async def _look(self, entries: Sequence[Entry]) -> None:
        await self._carry_out(partial(self._reset.dry_run, entries))

    @work(group="look", exclusive=True, exit_on_error=False)
    async def _recall(self) -> None:
        await self._reset.recall()
        self.post_message(BulkEnded())

    @work(group="bulk", exclusive=True, exit_on_error=False)
    async def _apply(self) -> None:
        await self._carry_out(self._reset.resume if self._reset.noted else self._reset.apply)

    async def _carry_out(self, operation: Callable[[Report], Awaitable[object]]) -> None:
        def report(progress: Progress) -> None:
            self.post_message(BulkMoved(progress))

        try:
            await operation(report)
        except Exception as error:  # Whatever it is, the admin must learn what was done and get out.
            self.post_message(BulkEnded(type(error).__name__))
        else:
            self.post_message(BulkEnded())

    @on(BulkMoved)
    def _moved(self, message: BulkMoved) -> None:
        self._progress = progress = message.progress
        if self._doing == "resetting" and progress.total:
            self._tell_everywhere(f"resetting {100 * progress.done // progress.total}%")
        if self._drawing is None:
            self._drawing = self.set_timer(LULL, self._catch_up)

    @on(BulkEnded)
    def _ended(self, message: BulkEnded) -> None:
        resetting = self._doing == "resetting"
        self._doing, self._stopping, self._progress, self._failure = "", False, None, message.failure
        self._catch_up()
        if resetting:
            self._tell_everywhere("")
            left, problem = self._list.left, self._reset.problem
            reset, in_use = self._list.tally[Result.RESET], self.app.view.profile.name
            words = ended(reset, left, self.tenant, in_use=self.tenant == in_use, shown=self.is_current)
            self.app.toast(words, "warning" if problem or left else "information")

    def _tell_everywhere(self, words: str) -> None:
        if self.view.under_way != words:
            self.post_message(UnderWay(self.tenant, words))

    def _heed_the_lock(self) -> None:
        """Stop where this tenant is locked while its users are reset; another one may be in use, and locked."""
        if self._doing == "resetting" and not self.view.writable:
            self.stop()

    def stop(self) -> None:
        """End after the users under way."""
        self._reset.stop()
        self._stopping = True
        self._say()

    # Drawing.

    def _catch_up(self) -> None:
        """Draw the lines that are others than those that are drawn."""
        if self._drawing is not None:
            self._drawing.stop()
            self._drawing = None
        self._list.catch_up(self._reset.lines, self._reset.under_way)
        self._say()

    def _say(self) -> None:
        """Say how it stands, what can be done, and everything about the line under the cursor."""
        title = Content.assemble(("Reset many users", "bold"), (f"   {self._origin}", tones.MUTED))
        lines = [title, summary(self._list.tally, self._begun, self._glyphs), self._next()]
        if problem := self._problem():
            lines.append(Content.styled(f"{self._glyphs.error} {problem}", tones.BAD))
        self.query_one("#bulk", Facts).show("", *(("", line) for line in lines))
        line = self._list.under_cursor
        self.query_one("#line Facts", Facts).show("", *(details(line) if line else ()))
        self.refresh_keys()

    def _next(self) -> Content:
        """Say how far it is, or what can be done now."""
        if self._progress is not None:
            view = self.view
            return under_way(self._progress, view.rate_limit, view.waiting, self._stopping, self._glyphs)
        if self._doing:
            return Content.styled("Stopping…" if self._stopping else "Beginning…", tones.MUTED)
        return next_steps(self._list.left, self._begun, self.view.writable, self._saved, self._glyphs)

    def _problem(self) -> str:
        """Say why it ended early, if it did."""
        if self._failure:
            return f"Something unexpected went wrong ({self._failure}). The lines say what is known."
        problem = None if self._doing else self._reset.problem
        early = "" if problem and problem.kind is Kind.UNSENT else "It ended early. "
        return early + clean(problem.words, 300) if problem else ""

    @on(Grid.RowHighlighted)
    def _other_line(self) -> None:
        self._say()

    # Keys.

    def refusal(self, command_id: str) -> str:
        """Say why a key of this screen does nothing now."""
        match command_id:
            case "review" | "refresh" | "forget" if self._doing:
                return "It is under way. x stops it."
            case "review" if not self._list.left:
                return "Nobody on this list is left to be reset."
            case "review" if not self.view.writable:
                return "This tenant is read-only here. W unlocks writing."
            case "drop" if not self._doing or self._stopping:
                return "It is stopping already." if self._doing else "Nothing is under way."
            case "problems" if not (self._list.problems or self._list.only_problems):
                return "There is no problem on this list."
            case "save" | "copy_row" if not self._list.lines:
                return "The list is empty."
            case "refresh" if self._begun or self._entries is None:
                return "This list was begun, so its outcome stays. Load the list again for another dry run."
            case "forget" if not self._reset.noted:
                return "Nothing is kept of this list."
        return ""

    def step_back(self) -> None:
        """Close the filter; stop a dry run; leave. A reset is not stopped by a key that was meant for less."""
        unsaved = self._reset.noted and not self._list.left and not self._saved
        if not self.query("#filter") and not self._doing and unsaved:
            self._leave_unsaved()
        elif self.query("#filter") or not self._doing:
            super().step_back()
        elif self._doing == "looking":
            self.stop()
        else:
            self.app.toast("Users are being reset. x stops that; meanwhile 1 to 8 show the other screens.", "warning")

    def action_drop(self) -> None:
        """Stop."""
        self.stop()

    def action_problems(self) -> None:
        """Show only the problems, or everything again."""
        self._list.only_problems = not self._list.only_problems
        self._list.show_lines()
        self._say()

    @work(group="ask", exclusive=True, exit_on_error=False)
    async def action_refresh(self) -> None:
        """Do the dry run again; of a long list not unasked."""
        if self._entries is not None:
            count = len(self._entries)
            few = count <= bulk_questions.MANY
            if few or await self.app.push_screen_wait(bulk_questions.look_again(count)):
                self._look_again(self._entries)

    @work(group="ask", exclusive=True, exit_on_error=False)
    async def action_review(self) -> None:
        """Review what would go, then reset; one reset of many at a time in a tenant."""
        begun, left = self._reset.noted, 0
        if not begun:
            with suppress(OSError):  # Then nothing can be noted either, which stops the reset.
                left = await asyncio.to_thread(self._session.bulk_ledger.unfinished)
        if left:
            words = f"Another reset of many has {left:,} users left. Leave with esc, then o: go on with it or drop it."
            self.app.toast(words, "warning")
        elif await self.app.push_screen_wait(BulkReviewScreen(self.view, self._list.lines, begun=begun)):
            self._doing, self._begun, self._failure, self._saved = "resetting", True, "", ""
            self._say()
            self._apply()

    @work(group="ask", exclusive=True, exit_on_error=False)
    async def _leave_unsaved(self) -> None:
        if await self.app.push_screen_wait(bulk_questions.leave_unsaved()):
            self.dismiss()

    @work(group="ask", exclusive=True, exit_on_error=False)
    async def action_forget(self) -> None:
        """Forget those who are left, or the outcome, once confirmed."""
        left = self._list.left
        if await self.app.push_screen_wait(bulk_questions.forget(left)):
            if problem := await self._reset.forget():
                self.app.toast(f"It could not be forgotten. {problem.words}", "error")
            else:
                self.app.toast(f"{left:,} users are left as they are." if left else "The outcome is forgotten.")
                self.dismiss()

    @work(group="ask", exclusive=True, exit_on_error=False)
    async def action_save(self) -> None:
        """Write what became of each line by now. What was kept of a finished reset has then had its use."""
        now = datetime.fromtimestamp(self.app.clock())
        question = bulk_questions.where_to_save(self._reset, self._session.profile.name, now)
        if saved := await self.app.push_screen_wait(question):
            path = clean(saved.path, 200)
            self._saved = path if saved.whole else ""
            if saved.whole and self._reset.noted:
                await self._reset.forget()  # Where that fails, o shows it once more.
            self.app.toast(f"Saved: {path}")
            self._say()

    def under_cursor(self) -> tuple[str, dict[str, Any]]:
        """Copy the user's id, or the line."""
        line = self._list.under_cursor
        if line is None:
            return "", {}
        kept = ("line", "text", "user_id", "email", "result", "planned", "words")
        return line.user_id or line.text, {name: getattr(line, name) for name in kept}
