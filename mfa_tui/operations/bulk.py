"""Resetting the MFA of many users: what would go, then user by user, with an outcome for each line of the list."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from mfa_tui.client.errors import ApiError, NotFound, describe
from mfa_tui.client.pacing import background
from mfa_tui.domain.bulk import Entry
from mfa_tui.domain.lookup import Kind
from mfa_tui.domain.problems import Problem
from mfa_tui.domain.text import clean, listed
from mfa_tui.operations.bulk_ledger import BulkLedger
from mfa_tui.operations.bulk_lines import BulkLine, Result, ids_of, planned
from mfa_tui.operations.journal import Journal, unwritten
from mfa_tui.operations.progress import Pace, Progress, Report, unheard
from mfa_tui.operations.reset import ResetOutcome, carry_out, preview_all
from mfa_tui.operations.user_writes import UserWrites

AT_ONCE = 5
"""Users that are looked at, or reset, at the same time."""
IN_A_ROW = 5
"""Failures without a success between them that are no accident: it ends, and can be resumed."""


class BulkReset:
    """A reset of many users: `dry_run`, then `apply`; or `recall` and `resume` what was begun and not finished.

    `lines` are the list as it stands now, `under_way` the indices of those that are being worked on; `problem` is why
    it ended early; `noted` tells whether the progress on disk is that of this list. Never raises `ApiError`.
    """

    def __init__(
        self, writes: UserWrites, journal: Journal, ledger: BulkLedger, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._writes = writes
        self._client = writes.client
        self._journal = journal
        self._ledger = ledger
        self._pace = Pace(clock)
        self._report: Report = unheard
        self._stopped = False
        self._failures_in_a_row = 0
        self._begun: frozenset[str] = frozenset()
        self._entries: Sequence[Entry] = ()
        self.lines: list[BulkLine] = []
        self.under_way: set[int] = set()
        self.noted = False
        self.problem: Problem | None = None

    def stop(self) -> None:
        """End after the users that are being worked on."""
        self._stopped = True

    def list_up(self, entries: Sequence[Entry]) -> None:
        """Begin with a list about which nothing has been asked yet."""
        self._entries = entries
        self.lines = [
            BulkLine(entry.line, clean(entry.text, 320), Result.UNASKED if entry.kind else Result.NO_NAME)
            for entry in entries
        ]

    async def dry_run(self, entries: Sequence[Entry], report: Report = unheard) -> tuple[BulkLine, ...]:
        """Look up everybody on the list, and what a reset would delete of them. Nothing is written."""
        self._stopped = False
        if self._entries is not entries:
            self.list_up(entries)
        named = [index for index, entry in enumerate(entries) if entry.kind]

        async def look(index: int) -> None:
            self.lines[index] = await self._looked_up(self.lines[index], entries[index])

        await self._each(named, look, "Looking at users", report)
        first: dict[str, int] = {}
        for index, line in enumerate(self.lines):
            if line.user_id and first.setdefault(line.user_id, line.line) != line.line:
                self.lines[index] = replace(
                    line, result=Result.TWICE, words=f"The same user as in line {first[line.user_id]}."
                )
        return tuple(self.lines)

    async def _looked_up(self, line: BulkLine, entry: Entry) -> BulkLine:
        try:
            ids = await self._ids(entry)
        except ApiError as error:
            return self._unread(line, describe(error))
        if len(ids) != 1:
            words = f"The address of {listed([clean(id_, 120) for id_ in ids])}." if ids else ""
            return replace(line, result=Result.AMBIGUOUS if ids else Result.NOT_FOUND, words=words)
        found = await preview_all(self._client, ids[0])
        if found.value is None:
            assert found.problem  # noqa: S101
            gone = found.problem.title == NotFound.title
            return replace(line, result=Result.NOT_FOUND, words="") if gone else self._unread(line, found.problem)
        self._failures_in_a_row = 0
        return planned(line, found.value)

    async def _ids(self, entry: Entry) -> list[str]:
        if entry.kind is Kind.USER_ID:
            return [entry.text]
        # Auth0 keeps most addresses in lower case, and compares them exactly.
        for address in dict.fromkeys((entry.text.lower(), entry.text)):
            if users := await self._client.users.by_email(address):
                return [user.user_id for user in users]
        return []

    def _unread(self, line: BulkLine, problem: Problem) -> BulkLine:
        self._fail(problem)
        return replace(line, result=Result.UNREAD, words=problem.words)

    async def apply(self, report: Report = unheard) -> tuple[BulkLine, ...]:
        """Reset everybody whose line is planned, and write down what becomes of each before and after."""
        self._stopped = False
        try:
            await asyncio.to_thread(self._ledger.begin, self.lines)
        except OSError as error:
            self.problem = unwritten(error)
            return tuple(self.lines)
        self.noted = True
        return await self._run(report)

    async def recall(self) -> tuple[BulkLine, ...]:
        """Take in what was begun and not finished, to look at it. Nothing is asked or written."""
        try:
            self.lines, self._begun = await asyncio.to_thread(self._ledger.read)
            self.noted = True
        except OSError as error:
            self.problem = unwritten(error)
        return tuple(self.lines)

    async def resume(self, report: Report = unheard) -> tuple[BulkLine, ...]:
        """Go on with what was begun and not finished: each user who has no outcome yet, once."""
        self._stopped, self.problem = False, None
        await self.recall()
        try:
            await self._settle()
        except OSError as error:
            self.problem = unwritten(error)
        return tuple(self.lines) if self.problem else await self._run(report)

    async def _settle(self) -> None:
        """Conclude in the journal what a killed program was in the middle of, by looking at the users."""
        open_ = await asyncio.to_thread(self._journal.unfinished_actions, self._ledger.tenant)
        for action in (action for action in open_ if action.user_id in self._begun):
            found = await preview_all(self._client, action.user_id)
            if found.value is not None:
                result = "done" if found.value.empty else "not done"
                await asyncio.to_thread(self._journal.conclude, action.id, result)

    async def _run(self, report: Report) -> tuple[BulkLine, ...]:
        self.problem, self._failures_in_a_row = None, 0
        left = [index for index, line in enumerate(self.lines) if line.result is Result.PLANNED]

        async def reset_one(index: int) -> None:
            try:
                self.lines[index] = line = await self._reset(self.lines[index])
                if line.result is not Result.PLANNED:
                    self._ledger.done(line)
            except OSError as error:  # What cannot be written down is not done.
                self.problem, self._stopped = unwritten(error), True

        try:
            await self._each(left, reset_one, "Resetting", report)
            if not any(line.result is Result.PLANNED for line in self.lines):
                self._ledger.remove()
                self.noted = False
        finally:
            self._ledger.close()
        return tuple(self.lines)

    async def _reset(self, line: BulkLine) -> BulkLine:
        found = await preview_all(self._client, line.user_id)
        plan = found.value
        if plan is None:
            assert found.problem  # noqa: S101
            if found.problem.title == NotFound.title:
                return replace(line, result=Result.NOT_FOUND, words="The user is gone.")
            self._fail(found.problem)
            return line
        if not ids_of(plan) <= line.ids:
            return replace(line, result=Result.CHANGED, words="More would go than was shown. Look at it again.")
        if plan.empty:
            before = line.user_id in self._begun
            words = "It was done when the program ended." if before else "Nothing is left of what was planned to go."
            return replace(line, result=Result.RESET if before else Result.NOTHING, words=words)
        self._ledger.begun(line)
        return self._judged(line, await carry_out(self._writes, plan))

    def _judged(self, line: BulkLine, outcome: ResetOutcome) -> BulkLine:
        if outcome.done:
            self._failures_in_a_row = 0
            return replace(line, result=Result.RESET, words=outcome.words)
        if outcome.problem is not None:
            self._fail(outcome.problem)
        problem = f" {outcome.problem.words}" if outcome.problem else ""
        return replace(line, result=Result.FAILED, words=outcome.words + problem)

    def _fail(self, problem: Problem) -> None:
        self._failures_in_a_row += 1
        if self._failures_in_a_row >= IN_A_ROW:
            self.problem, self._stopped = problem, True

    async def _each(
        self, indices: Sequence[int], work: Callable[[int], Awaitable[None]], words: str, report: Report
    ) -> None:
        """Do the work for each index, a few at once; after `stop` for no other."""
        left, done = iter(indices), 0

        async def worker() -> None:
            nonlocal done
            while not self._stopped and (index := next(left, None)) is not None:
                self.under_way.add(index)
                try:
                    await work(index)
                finally:
                    self.under_way.discard(index)
                done += 1
                self._pace.step()
                report(Progress(words, done, len(indices), self._pace.seconds_left(len(indices) - done)))

        with background():
            async with asyncio.TaskGroup() as workers:
                for _ in range(AT_ONCE):
                    workers.create_task(worker())
