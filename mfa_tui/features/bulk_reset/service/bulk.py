"""Resetting the MFA of many users: what would go, then user by user, with an outcome for each line of the list."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import replace

from mfa_tui.client.errors import ApiError, NotFound, describe
from mfa_tui.client.transports.pacing import background
from mfa_tui.domain.action_kinds import RESET_KINDS
from mfa_tui.domain.problems import Kind as ProblemKind
from mfa_tui.domain.problems import Problem
from mfa_tui.domain.progress import Pace, Progress, Report, unheard
from mfa_tui.domain.text import clean, listed
from mfa_tui.domain.user.lookup import Kind
from mfa_tui.features.bulk_reset.model import Entry
from mfa_tui.features.bulk_reset.service.ledger import ANOTHER, BUSY, INCOMPLETE, BulkLedger, Noted, unkept
from mfa_tui.features.bulk_reset.service.lines import BulkLine, Result, ids_of, planned
from mfa_tui.features.reset.service import ResetOutcome, carry_out, is_gone, preview_all
from mfa_tui.session.finding import by_address
from mfa_tui.session.user_writes import State, UserWrites
from mfa_tui.storage.journal import Journal
from mfa_tui.storage.ledger import Busy

AT_ONCE = 5
"""Users that are looked at, or reset, at the same time."""
IN_A_ROW = 5
"""Failures without a success between them that are no accident: it ends, and can be resumed."""

_OF_EVERYBODY = (ProblemKind.UNSENT, ProblemKind.AUTHENTICATION, ProblemKind.PERMISSION, ProblemKind.RATE_LIMIT)
"""Refusals that have nothing to do with the user: once they are over the reset can go on."""


class BulkReset:
    """A reset of many users: `dry_run`, then `apply`; or `recall` and `resume` what was begun and not finished.

    `lines` are the list as it stands now, `under_way` the indices of those that are being worked on; `problem` is why
    it ended early; `noted` tells whether the progress on disk is that of this list: it stays there, also when nobody
    is left, until `forget` or another reset. Never raises `ApiError`.
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
        self._entries: Sequence[Entry] = ()
        self._mark = ""
        self.lines: list[BulkLine] = []
        self.under_way: set[int] = set()
        self.noted = False
        self.problem: Problem | None = None

    def stop(self) -> None:
        """End after the users that are being worked on."""
        self._stopped = True

    def outcome(self) -> tuple[BulkLine, ...]:
        """Return the lines for the file of outcomes: of a user who is being reset just now nothing is known yet."""
        return tuple(
            replace(line, result=Result.UNKNOWN, words="It is under way.")
            if index in self.under_way and line.result.left
            else line
            for index, line in enumerate(self.lines)
        )

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
            if await self._deleted(ids[0], found.problem):
                return replace(line, result=Result.NOT_FOUND, words="")
            return self._unread(line, found.problem)
        self._failures_in_a_row = 0
        return planned(line, found.value)

    async def _ids(self, entry: Entry) -> list[str]:
        if entry.kind is Kind.USER_ID:
            return [entry.text]
        return [user.user_id for user in await by_address(self._client, entry.text)]

    async def _deleted(self, user_id: str, problem: Problem) -> bool:
        """Tell whether it is the user who is absent, and not something of theirs."""
        if problem.kind is not ProblemKind.ABSENT:
            return False
        try:
            await self._client.users.get(user_id)
        except ApiError as error:
            return isinstance(error, NotFound)
        return False

    def _unread(self, line: BulkLine, problem: Problem) -> BulkLine:
        self._fail(problem)
        return replace(line, result=Result.UNREAD, words=problem.words)

    async def apply(self, report: Report = unheard) -> tuple[BulkLine, ...]:
        """Reset everybody whose line is planned, and write down what becomes of each before and after."""
        return await self._at_work(self._begin, report)

    async def recall(self) -> tuple[BulkLine, ...]:
        """Take in what is kept of an earlier reset, to look at it. Nothing is asked or written."""
        try:
            self._take_in(await asyncio.to_thread(self._ledger.read))
        except OSError as error:
            self.problem = unkept(error)
        return tuple(self.lines)

    async def resume(self, report: Report = unheard) -> tuple[BulkLine, ...]:
        """Go on with what `apply` began here or `recall` took in: each user who has no outcome yet, once."""
        return await self._at_work(self._take_up, report)

    async def _at_work(self, begin: Callable[[], Awaitable[Problem | None]], report: Report) -> tuple[BulkLine, ...]:
        """Begin and go on, while no other program does the same."""
        self._stopped, self._failures_in_a_row = False, 0
        try:
            with self._ledger.held():
                self.problem = await begin()
                if self.problem is None:
                    await self._run(report)
        except Busy:
            self.problem = BUSY
        except OSError as error:
            self.problem = unkept(error)
        return tuple(self.lines)

    async def forget(self) -> Problem | None:
        """Forget what is noted: who is left keeps their MFA. Return why that is not possible."""
        try:
            with self._ledger.held():
                if (await asyncio.to_thread(self._ledger.read)).mark != self._mark:
                    return ANOTHER
                await asyncio.to_thread(self._ledger.remove)
                self.noted = False
        except Busy:
            return BUSY
        except OSError as error:
            return unkept(error)
        return None

    async def _begin(self) -> Problem | None:
        if await asyncio.to_thread(self._ledger.unfinished):
            return ANOTHER
        self._mark = await asyncio.to_thread(self._ledger.begin, self.lines)
        self.noted = True
        return None

    async def _take_up(self) -> Problem | None:
        noted = await asyncio.to_thread(self._ledger.read)
        if noted.mark != self._mark:
            return ANOTHER
        self._take_in(noted)
        await self._settle(noted.under_way)
        return None

    def _take_in(self, noted: Noted) -> None:
        self.lines, self._mark, self.noted = list(noted.lines), noted.mark, bool(noted.lines)
        self.problem = INCOMPLETE if noted.missing else None

    async def _settle(self, under_way: Collection[str]) -> None:
        """Conclude in the journal what a killed program was in the middle of, by looking at the users."""
        for action in await asyncio.to_thread(self._journal.unfinished_actions, self._ledger.tenant):
            if action.user_id not in under_way or action.kind not in RESET_KINDS:
                continue
            try:
                gone = await is_gone(self._client, action.user_id, action.kind, action.method_id or action.detail)
            except NotFound:
                gone = None
            except ApiError:
                continue  # It stays open until somebody can look.
            result = State.UNKNOWN if gone is None else State.DONE if gone else State.FAILED
            await asyncio.to_thread(self._journal.conclude, action.id, result)

    async def _run(self, report: Report) -> None:
        left = [index for index, line in enumerate(self.lines) if line.result.left]

        async def reset_one(index: int) -> None:
            try:
                self.lines[index] = line = await self._reset(self.lines[index])
                self._ledger.told(line)
            except OSError as error:  # What cannot be written down is not done.
                self.problem, self._stopped = unkept(error), True
            except BaseException:  # Something may have been sent, and nobody looks any more what became of it.
                line = self.lines[index]
                self.lines[index] = replace(line, result=Result.UNKNOWN, words="It was under way when this ended.")
                raise

        try:
            await self._each(left, reset_one, "Resetting", report)
        finally:
            self._ledger.close()

    async def _reset(self, line: BulkLine) -> BulkLine:
        found = await preview_all(self._client, line.user_id)
        plan = found.value
        if plan is None:
            assert found.problem  # noqa: S101
            if await self._deleted(line.user_id, found.problem):
                return replace(line, result=Result.NOT_FOUND, words="The user is gone.")
            self._fail(found.problem)
            return replace(line, words=found.problem.words)
        if not ids_of(plan) <= line.ids:
            return replace(line, result=Result.CHANGED, words="More would go than was shown. Look at it again.")
        if plan.empty:
            if line.result not in (Result.PLANNED, Result.NOT_YET):
                return replace(line, result=Result.RESET, words="All is gone by now.")
            return replace(line, result=Result.NOTHING, words="Nothing is left of what was planned to go.")
        self._ledger.begun(line)
        return self._judged(line, await carry_out(self._writes, plan))

    def _judged(self, line: BulkLine, outcome: ResetOutcome) -> BulkLine:
        """Return the line with what became of its user; who is half done, or failed in passing, is left to be reset."""
        problem = outcome.problem
        told = replace(line, words=f"{outcome.words} {problem.words}" if problem else outcome.words)
        if outcome.complete:
            self._failures_in_a_row = 0
            return replace(told, result=Result.BEYOND if outcome.unplanned else Result.RESET)
        if problem is not None:
            self._fail(problem)
        if outcome.gone is None or any(step.state is State.UNKNOWN for step in outcome.steps):
            return replace(told, result=Result.UNKNOWN)
        if outcome.gone or any(step.done for step in outcome.steps) or line.result is Result.PARTLY:
            return replace(told, result=Result.PARTLY)
        if problem is not None and problem.kind in _OF_EVERYBODY:
            return told
        return replace(told, result=Result.NOT_YET if problem is not None and problem.passing else Result.FAILED)

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
