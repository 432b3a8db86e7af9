"""The coverage of a tenant at one moment, as one frozen value: what screens draw while a scan runs, and after it."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass, replace
from itertools import islice

from mfa_tui.domain.problems import Problem
from mfa_tui.domain.progress import Progress
from mfa_tui.domain.user.enrollment_state import Covered
from mfa_tui.features.coverage.model.coverage import Slice, slices
from mfa_tui.features.coverage.model.summary import Summary
from mfa_tui.features.coverage.service.report import limits
from mfa_tui.features.coverage.service.scan import Coverage, CoverageScan, Scope

TELL_EVERY = 0.25
"""Seconds between two states of a scan that runs."""
AT_A_TIME = 500
"""Users that are counted before others get a turn: a few milliseconds."""


@dataclass(frozen=True)
class CoverageState:
    """What is known, and how far the scan is.

    `as_of` is when the scan began, epoch seconds; `users` how many were found, whether asked about yet or not;
    `summary` the numbers so far, None before any. `progress` is None where no scan runs. `failed` is of how many users
    the answer was an error; they are asked about again. `notes` say what the numbers leave out although all went well.
    `found` has the users themselves; None for numbers that an earlier session left.
    """

    scope: Scope
    as_of: float
    users: int = 0
    summary: Summary | None = None
    progress: Progress | None = None
    complete: bool = False
    problem: Problem | None = None
    failed: int = 0
    notes: tuple[str, ...] = ()
    found: Coverage | None = None

    @property
    def left(self) -> int:
        """Return how many users have not been asked about."""
        return self.users - (self.summary.users if self.summary else 0)

    @property
    def stopped(self) -> str:
        """Say how far a scan came that was stopped."""
        return f"Stopped: {self.found.extent}" if self.found and self.users else "Stopped before anyone was found."


async def watch(scan: CoverageScan, *, resume: bool = False) -> AsyncGenerator[CoverageState, None]:
    """Run a scan, and yield how it stands four times a second, and when it has ended. Close it: `aclosing`.

    Users are counted as they come, a few at a time: tens of thousands of them never hold up a key.
    """
    coverage, told = scan.coverage, Progress("Finding users")
    summary: Summary | None = None

    def tell(progress: Progress) -> None:
        nonlocal told
        told = progress

    def state(progress: Progress | None) -> CoverageState:
        return CoverageState(
            coverage.scope,
            coverage.as_of,
            len(coverage.people.found),
            summary.copy() if summary else None,
            progress,
            coverage.complete,
            coverage.problem,
            len(coverage.failed),
            limits(coverage),
            coverage,
        )

    yield state(told)
    running = asyncio.create_task(scan.run(tell, resume=resume))
    try:
        while not running.done():
            await asyncio.wait([running], timeout=TELL_EVERY)
            if coverage.held:
                summary = summary or Summary(coverage.as_of, coverage.around)
                await _count_on(summary, coverage)
            yield state(None if running.done() else replace(told, words="Stopping") if scan.stopping else told)
        await running
    finally:
        running.cancel()


async def _count_on(summary: Summary, coverage: Coverage) -> None:
    """Count those in who have become known; that they come in an order that stays is what makes it cheap."""
    while some := list(islice(coverage.held.items(), summary.users, summary.users + AT_A_TIME)):
        for id_, held in some:
            summary.add(Covered(coverage.people.found[id_], held))
        await asyncio.sleep(0)


async def members(coverage: Coverage, slice_: Slice) -> AsyncIterator[list[Covered]]:
    """Yield the users of a slice as they are now, a few at a time too."""
    everyone = iter(list(coverage))
    while some := list(islice(everyone, AT_A_TIME)):
        yield [one for one in some if slice_ in slices(one, coverage.around, coverage.as_of)]
        await asyncio.sleep(0)
