"""The ways from Users to a reset of many: the marks, a list in a file, and what is kept of an earlier one."""

import asyncio
from collections.abc import Iterable

from textual import on, work
from textual.widgets import Static

from mfa_tui.domain.ages import moment
from mfa_tui.domain.text import clean
from mfa_tui.features.bulk_reset.model import entries_of
from mfa_tui.ui.messages import UnfinishedFound
from mfa_tui.ui.mode_screen import ModeScreen
from mfa_tui.ui.widgets.glyphs import glyphs


class BulkEntry(ModeScreen):
    """What Users knows of resets of many; the screen that it belongs to has the marks and a place for the notice."""

    _unfinished: UnfinishedFound | None = None

    @property
    def marked_ids(self) -> Iterable[str]:
        """Return the ids of the users who are marked."""
        raise NotImplementedError

    def on_screen_resume(self) -> None:
        """See whether a reset is kept, also of the screen that was just left."""
        self.look_for_unfinished()

    @work(group="unfinished", exclusive=True, exit_on_error=False)
    async def look_for_unfinished(self) -> None:
        """Look on disk for a reset of many users that was not finished, or whose outcome was not saved."""
        if self.session is None:
            return
        ledger = self.session.bulk_ledger
        try:
            noted = await asyncio.to_thread(ledger.read)
            left = noted.left if noted.lines else None
            elsewhere = bool(left) and await asyncio.to_thread(ledger.elsewhere)
        except OSError as error:
            self.app.toast(f"The progress of resets of many cannot be read: {error.strerror}.", "warning")
        else:
            self.post_message(UnfinishedFound(left, noted.at, elsewhere))

    @on(UnfinishedFound)
    def _found_unfinished(self, message: UnfinishedFound) -> None:
        first, self._unfinished = self._unfinished is None, message if message.left is not None else None
        notice = self.query_one("#unfinished", Static)
        notice.set_class(message.left is None, "hidden")
        if message.left == 0:
            words = f"The outcome of a reset of many users{self._begun_at()} is not saved. o shows it."
            notice.update(f"{glyphs(self.view.ascii).warn} {words}")
        elif message.left:
            words = f"A reset of many users{self._begun_at()} was not finished: {message.left:,} left. o shows it."
            if message.elsewhere:
                words = f"Another program is resetting many users: {message.left:,} left. o shows them."
            notice.update(f"{glyphs(self.view.ascii).warn} {words}")
            if first and self.is_current:
                self.app.toast(words, "warning")
        self.refresh_keys()

    def _begun_at(self) -> str:
        at = self._unfinished.at if self._unfinished else None
        return f", begun {moment(at, self.app.clock())}," if at is not None else ""

    def refusal(self, command_id: str) -> str:
        """Say why no list can be taken now."""
        if command_id == "load" and self.session is None:
            return "The tenant is not connected yet."
        if command_id == "unfinished" and self._unfinished is None:
            return "No reset of many users was left unfinished or unsaved."
        return ""

    def action_bulk(self) -> None:
        """Reset the marked users, after a dry run."""
        from mfa_tui.features.bulk_reset.screens.bulk import BulkScreen

        if self.session is not None:
            entries = entries_of(self.marked_ids)
            count = f"{len(entries):,} marked user{'s' if len(entries) > 1 else ''}"
            self.app.push_screen(BulkScreen(self.session, count, entries))

    @work(group="ask", exclusive=True, exit_on_error=False)
    async def action_load(self) -> None:
        """Reset the users on a list, after a dry run."""
        from mfa_tui.features.bulk_reset.model import Listed
        from mfa_tui.features.bulk_reset.screens.bulk import BulkScreen
        from mfa_tui.features.bulk_reset.service.files import read_list
        from mfa_tui.storage.typed_files import expanded
        from mfa_tui.ui.dialogs.ask_path import PathScreen

        def use(typed: str, replace: bool) -> tuple[str, Listed]:
            return expanded(typed).name, read_list(typed)

        words = "A user id or an e-mail address in each line; or CSV with a header user_id or email. Up to 10,000."
        listed = await self.app.push_screen_wait(PathScreen("Load a list of users", words, use))
        if listed is not None and self.session is not None:
            name, found = listed
            count = f"{len(found.entries):,} {'entries' if len(found.entries) > 1 else 'entry'}"
            column = f", of the column {clean(found.column, 40)}" if found.column else ""
            self.app.push_screen(BulkScreen(self.session, f"{clean(name, 80)}, {count}{column}", found.entries))

    def action_unfinished(self) -> None:
        """Show what was left unfinished, or unsaved."""
        from mfa_tui.features.bulk_reset.screens.bulk import BulkScreen

        if self.session is not None and self._unfinished is not None:
            how = "not finished" if self._unfinished.left else "outcome not saved"
            self.app.push_screen(BulkScreen(self.session, f"{how}{self._begun_at().removesuffix(',')}", None))
