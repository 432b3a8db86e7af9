"""The coverage scan: who is enrolled and who is not, of a whole tenant or of those whom a search finds.

Who has MFA at all is in everyone's profile; what it is must be asked user by user. That takes a large tenant an hour,
so it runs in the background, tells how far it is, can be stopped, and goes on where it was.
"""

import asyncio
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any

from mfa_tui.client.api.management import ManagementClient
from mfa_tui.client.api.users import MOST_RESULTS
from mfa_tui.client.errors import ApiError, describe
from mfa_tui.client.transports.pacing import background
from mfa_tui.client.transports.retry import Sleep
from mfa_tui.domain.problems import Kind, Problem
from mfa_tui.domain.progress import Pace, Progress, Report, unheard
from mfa_tui.domain.user.enrollment_state import NOTHING, Covered, Held, Person, State, held
from mfa_tui.features.coverage.model.coverage import Surroundings
from mfa_tui.features.coverage.model.summary import Summary, summarise
from mfa_tui.features.coverage.service.notes import Notes
from mfa_tui.features.coverage.service.people import People, find_people
from mfa_tui.features.coverage.service.surroundings import read_surroundings
from mfa_tui.session.finding import search_problem
from mfa_tui.storage.ledger import Busy, Ledger

AT_ONCE = 16
"""Users that are asked about at the same time; the other connections are for who is looking at something meanwhile."""
IN_A_ROW = 10
"""Failures without a success between them that are no accident: the scan ends, and can be resumed."""
INCOMPLETE = 8
"""The exit code of a scan that misses users although nothing failed."""
_GONE = "inexistent_user"
"""The code of the 404 that is about the user; one without it may come from anything on the way."""

_BUSY = Problem(
    Kind.UNSENT, "Another program is scanning the same.", "Wait until it has ended, or stop it there; then go on."
)


class Groups(StrEnum):
    """What users can be grouped by, besides their connection. It costs a request a user."""

    NONE = ""
    ROLES = "roles"
    ORGANIZATIONS = "organizations"


@dataclass(frozen=True)
class Scope:
    """What is scanned. `query` is Lucene, empty for the whole tenant.

    `everyone` tells whether methods are read also of users whose profile names no MFA provider: only so those who
    began to enroll are found. None reads everyone's in a tenant, or a search, of up to 1,000 users.
    """

    query: str = ""
    groups: Groups = Groups.NONE
    everyone: bool | None = None


@dataclass
class Coverage:
    """What a scan found, or has found so far: then it is not `complete`.

    `as_of` is when it began, epoch seconds, also where it was resumed. `finished` says that a resume would have nothing
    to read: every user who was found was read. It is `complete` only where every user of the tenant, or of the query,
    was found. `problem` is why it ended early, `failed` why single users are unknown whom a resume asks about again,
    `unread` what of the tenant's surroundings could not be read. `spared` is how many needed no question, since their
    profile names no MFA provider. `unsaved` says why a resume is not possible; empty where it is.
    """

    tenant: str
    scope: Scope
    as_of: float
    people: People = field(default_factory=lambda: People("search"))
    held: dict[str, Held] = field(default_factory=dict)
    around: Surroundings = field(default_factory=Surroundings)
    everyone: bool = True
    spared: int = 0
    finished: bool = False
    complete: bool = False
    problem: Problem | None = None
    failed: dict[str, Problem] = field(default_factory=dict)
    unread: dict[str, Problem] = field(default_factory=dict)
    unsaved: str = ""

    def __iter__(self) -> Iterator[Covered]:
        """Iterate over the users whose coverage is known, in the tenant's order."""
        people, known = self.people.found, self.held
        return (Covered(person, known[id_]) for id_, person in people.items() if id_ in known)

    def summary(self, now: float | None = None) -> Summary:
        """Count everyone; `now` is epoch seconds."""
        return summarise(self, self.around, self.as_of if now is None else now)

    @property
    def left(self) -> int:
        """Return how many users have not been asked about."""
        return len(self.people.found) - len(self.held)

    @property
    def extent(self) -> str:
        """Say how far it came; the numbers add up to everyone who was found."""
        asked = f"{len(self.held) - self.spared:,} users were asked about, "
        spared = f"{self.spared:,} needed no question, " if self.spared else ""
        return f"{asked}{spared}{self.left:,} are not asked about yet."

    @property
    def told_nothing(self) -> bool:
        """Tell whether it ended before anything was learned of anybody: then there are no numbers to show."""
        return self.problem is not None and self.held.keys() <= self.failed.keys()

    @property
    def exit_code(self) -> int:
        """Return what a headless command ends with: that of the trouble, 8 where users are missing, else 0.

        Factors that could not be read are trouble too: without them nobody can say who can complete MFA.
        """
        if trouble := self.problem or next(iter(self.failed.values()), None) or self.unread.get("factors"):
            return trouble.exit_code
        return 0 if self.people.whole else INCOMPLETE

    def only(self, wanted: Iterable[str]) -> "Coverage":
        """Return the coverage of some users, by their ids, as it is now; a scan does not add to it."""
        held = {id_: self.held[id_] for id_ in wanted}
        return replace(
            self,
            people=replace(self.people, found={id_: self.people.found[id_] for id_ in held}),
            held=held,
            failed={id_: problem for id_, problem in self.failed.items() if id_ in held},
        )


def work_of(tenant: str, scope: Scope) -> dict[str, Any]:
    """Return what a ledger notes of a scan, to know it again."""
    return {"tenant": tenant, **asdict(scope)}


class CoverageScan:
    """One scan. Run it once; look at `coverage` at any time.

    What is found is noted in the `ledger` at once. When the answer is saved, call `forget`.
    """

    def __init__(
        self,
        client: ManagementClient,
        tenant: str,
        scope: Scope,
        ledger: Ledger | None = None,
        clock: Callable[[], float] = time.time,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._client = client
        self._sleep = sleep
        self._report: Report = unheard
        self._stopped = False
        self._failures_in_a_row = 0
        self._failure: Problem | None = None
        self._read = 0
        self._pace = Pace(clock)
        self._notes = Notes(ledger, work_of(tenant, scope))
        self._task: asyncio.Task[None] | None = None
        self.coverage = Coverage(tenant, scope, clock())
        self.resumed = 0

    @property
    def stopping(self) -> bool:
        """Tell whether it ends after what is under way."""
        return self._stopped

    def stop(self) -> None:
        """Let the scan end after what is under way, and keep the part; the second time, or before any part, at once."""
        if self._task and (self._stopped or not self.coverage.held):
            self._task.cancel()
        self._stopped = True

    async def run(self, report: Report = unheard, *, resume: bool = False) -> Coverage:
        """Scan; `report` is told how far it is. Never raises `ApiError`.

        With `resume` users are not asked about again whom an earlier scan with the same scope found. When this is
        cancelled, `coverage` has the part.
        """
        self._report = report
        with background():
            self._task = asyncio.create_task(self._scan(resume))
        try:
            await self._task
        except ApiError as error:
            self.coverage.problem = search_problem(error) if self.coverage.scope.query else describe(error)
            self.coverage.unread.clear()  # It would only repeat that.
        except asyncio.CancelledError:
            caller = asyncio.current_task()
            if not self._stopped or (caller and caller.cancelling()):
                raise
        return self.coverage

    def forget(self) -> None:
        """Remove the progress file of a finished scan; a resume of any other scan needs it. Blocks briefly."""
        if self.coverage.finished:
            self._notes.forget()

    async def _scan(self, resume: bool) -> None:
        try:
            with self._notes.held():
                await self._cover_everyone(resume)
        except Busy:
            self.coverage.problem = _BUSY

    async def _cover_everyone(self, resume: bool) -> None:
        coverage, scope = self.coverage, self.coverage.scope
        coverage.as_of, known = await asyncio.to_thread(self._notes.begin, coverage.as_of, resume=resume)
        coverage.unsaved = self._notes.failure
        self._tell("Finding users", 0, None, None)
        coverage.around, coverage.people = await asyncio.gather(
            read_surroundings(self._client, coverage.unread),
            find_people(self._client, scope.query, self._tell, self._sleep),
        )
        found = coverage.people.found
        coverage.everyone = len(found) <= MOST_RESULTS if scope.everyone is None else scope.everyone
        coverage.held = {id_: known[id_] for id_ in found if id_ in known}
        self.resumed = len(coverage.held)
        if not scope.groups:
            spared = [id_ for id_, person in found.items() if id_ not in known and not self._has_methods(person)]
            coverage.held |= dict.fromkeys(spared, NOTHING)
            coverage.spared = len(spared)
        left = iter([person for id_, person in found.items() if id_ not in coverage.held])
        async with asyncio.TaskGroup() as workers:
            for _ in range(AT_ONCE):
                workers.create_task(self._worker(left))
        self._conclude()

    def _conclude(self) -> None:
        coverage = self.coverage
        if self._failure and not self._read:
            coverage.problem = self._failure
        coverage.finished = not (coverage.left or coverage.problem or coverage.failed)
        coverage.complete = coverage.finished and coverage.people.whole

    def _has_methods(self, person: Person) -> bool:
        return self.coverage.everyone or bool(person.multifactor)

    async def _worker(self, left: Iterator[Person]) -> None:
        for person in left:
            await self._cover(person)
            done, total = len(self.coverage.held), len(self.coverage.people.found)
            self._tell("Reading methods", done, total, self._pace.seconds_left(self.coverage.left))
            if self._stopped:
                return

    async def _cover(self, person: Person) -> None:
        try:
            found = await self._ask(person)
        except ApiError as error:
            if error.code == _GONE:
                self._note(person, Held(State.UNKNOWN, reason="The tenant does not have this user any more."))
            else:
                self._fail(person, describe(error))
        else:
            self._read += 1
            self._failures_in_a_row = 0
            self._note(person, found)
        self._pace.step()

    async def _ask(self, person: Person) -> Held:
        users, groups = self._client.users, self.coverage.scope.groups
        found = NOTHING
        if self._has_methods(person):
            found = held(person, await users.authentication_methods(person.user_id))
        if not groups:
            return found
        names = await (users.roles if groups is Groups.ROLES else users.organizations)(person.user_id)
        return Covered(person, found).in_groups(tuple(sorted(one.name or one.id for one in names))).held

    def _fail(self, person: Person, problem: Problem) -> None:
        """Count the user as unknown, not noted; after many failures and no success the trouble is not the user's."""
        self._failure = self.coverage.failed[person.user_id] = problem
        self._failures_in_a_row += 1
        if self._failures_in_a_row >= IN_A_ROW:
            self.coverage.problem, self._stopped = problem, True
        reason = f"{problem.title} {problem.detail}".strip()
        self.coverage.held[person.user_id] = Held(State.UNKNOWN, reason=reason)

    def _note(self, person: Person, found: Held) -> None:
        self.coverage.held[person.user_id] = found
        self._notes.note(person.user_id, found)
        self.coverage.unsaved = self._notes.failure

    def _tell(self, words: str, done: int, total: int | None, seconds_left: float | None) -> None:
        self._report(Progress(words, done, total, seconds_left))
