"""Who there is to be covered: everyone by an export job, or those whom a search finds.

A file that was cut at the end of a line, or that a proxy replaced, looks like a small tenant. So it is compared with
what a search counts, before the export is ordered and after it was read. Users may be created and deleted meanwhile,
but an export that has fewer users than both counts, or lacks a user whom both searches list, is not whole. Neither is
one with a row that cannot be read. It is fetched again, each time by a new link. If it stays so, the scan covers what
there is and is not complete. Where the search index lags behind deletions, a whole export counts as incomplete until
the index has caught up: that errs on the safe side.
"""

import asyncio
import sys
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass, field, replace

from mfa_tui.client.api.jobs import Job
from mfa_tui.client.api.management import ManagementClient
from mfa_tui.client.api.users import MOST_RESULTS
from mfa_tui.client.errors import ApiError, Forbidden, Invalid, NotFound, ServerFailed, TimedOut, Unreadable, describe
from mfa_tui.client.transports.retry import Sleep
from mfa_tui.domain.problems import Problem
from mfa_tui.domain.user.enrollment_state import Person, parse_person, person_of
from mfa_tui.domain.user.users import UsersPage
from mfa_tui.features.coverage.model.coverage import EXPORT_FIELDS, SEARCH_FIELDS

PER_PAGE = 100
LONGEST_POLL = 5.0
PATIENCE = 3_600.0
"""Seconds that a job may take."""
UNKNOWN_IN_A_ROW = 5
"""Polls in a row that do not find the job, after which the export has failed."""
DOWNLOADS = 3
"""How often a file is fetched, each time by a new link, before it is given up."""
_TELL_EVERY = 500

Tell = Callable[[str, int, int | None, float | None], None]
"""Is told in words what is going on, how much is done, of how many, and the seconds left; None: not known."""


@dataclass
class People:
    """Who was found. `source` is `export` or `search`; `total` how many there are, also beyond what a search lists.

    `unreadable` counts the entries that are no users, `missing` the users that are not there although the
    tenant counts them; `no_export` says why a search had to do.
    """

    source: str
    found: dict[str, Person] = field(default_factory=dict)
    total: int = 0
    unreadable: int = 0
    missing: int = 0
    no_export: Problem | None = None

    def add(self, person: Person) -> None:
        """Take somebody in. Thousands of people share a connection, and so its name."""
        self.found[person.user_id] = replace(person, connection=sys.intern(person.connection))

    @property
    def entries(self) -> int:
        """Return how many entries there were, readable or not; a user who was listed twice counts once."""
        return len(self.found) + self.unreadable

    @property
    def whole(self) -> bool:
        """Return whether every user was found and every row could be read."""
        return not (self.missing or self.unreadable or self.capped)

    @property
    def capped(self) -> bool:
        """Tell whether there are more than the search lists."""
        return self.source == "search" and self.total > MOST_RESULTS


async def find_people(client: ManagementClient, query: str, tell: Tell, sleep: Sleep = asyncio.sleep) -> People:
    """Return the users that a Lucene `query` finds, at most 1,000; all users where it is empty.

    An export is ordered only where the users do not fit into a search. Where the tenant refuses the order, the first
    1,000 are returned, and `capped` is True. Raises `ApiError`.
    """
    people = People("search")
    await _search(client, query, people, range(1), tell)
    if not query and people.total > MOST_RESULTS:
        try:
            job = await client.jobs.export_users(EXPORT_FIELDS)
        except (Forbidden, NotFound, Invalid) as error:
            people.no_export = describe(error)
        else:
            return await _export(client, job, people, tell, sleep)
    await _search(client, query, people, range(1, MOST_RESULTS // PER_PAGE), tell)
    people.missing = max(0, min(people.total, MOST_RESULTS) - people.entries)
    return people


async def _search(client: ManagementClient, query: str, people: People, pages: range, tell: Tell) -> None:
    async def fetch(page: int) -> UsersPage:
        return await client.users.search(query, page, PER_PAGE, "created_at:1", SEARCH_FIELDS)

    wanted = [page for page in pages if not page or page * PER_PAGE < people.total]
    for answer in await asyncio.gather(*(fetch(page) for page in wanted)):
        people.total = answer.total
        people.unreadable += answer.unreadable
        for user in answer.users:
            people.add(person_of(user))
        tell("Finding users", len(people.found), min(answer.total, MOST_RESULTS), None)


async def _export(client: ManagementClient, job: Job, before: People, tell: Tell, sleep: Sleep) -> People:
    """Return the users of the fullest of several downloads. Raises `ApiError` where it has none."""
    fullest = People("export")
    for attempt in range(1, DOWNLOADS + 1):
        job = await _completed(client, job.id, before.total, tell, sleep)
        try:
            people = await _download(client, job, before.total, tell)
            after = People("search")
            await _search(client, "", after, range(1), _unheard)
        except ApiError:
            if attempt == DOWNLOADS:
                raise
            continue
        counted = min(before.total, after.total)
        known = before.found.keys() & after.found.keys()
        people.missing = max(counted - people.entries, len(known - people.found.keys()), 0)
        people.total = max(counted, len(people.found))
        if people.whole:
            return people
        fullest = max(fullest, people, key=lambda one: len(one.found))
    if not fullest.found:
        raise Unreadable(f"The export has none of {before.total:,} users.")
    return fullest


async def _completed(client: ManagementClient, job_id: str, total: int, tell: Tell, sleep: Sleep) -> Job:
    """Poll until the job is completed, less and less often; return it with a new link.

    A 404 is retried, since a new job may not be everywhere yet. Raises `ApiError` where the job fails or stays unknown.
    """
    waited, pause, unknown = 0.0, 0.5, 0
    while waited < PATIENCE:
        try:
            job = await client.jobs.get(job_id)
        except NotFound as error:
            unknown += 1
            if unknown == UNKNOWN_IN_A_ROW:
                reason = "The export failed: Auth0 accepted the job, and does not find it."
                raise ServerFailed(reason, error.status, request_id=error.request_id) from None
        else:
            if job.status == "completed":
                return job
            if job.status == "failed":
                raise ServerFailed(f"The export failed: {job.status_details or 'Auth0 does not say why'}.")
            unknown, left = 0, None if job.time_left_seconds is None else float(job.time_left_seconds)
            tell("Auth0 exports the users", total * min(job.percentage_done or 0, 100) // 100, total, left)
        await sleep(pause)
        waited, pause = waited + pause, min(LONGEST_POLL, pause * 1.5)
    raise TimedOut("The export has not been completed within an hour.")


async def _download(client: ManagementClient, job: Job, total: int, tell: Tell) -> People:
    people = People("export")
    async with aclosing(client.jobs.download(job)) as rows:
        async for row in rows:
            try:
                people.add(parse_person(row))
            except ValueError:
                people.unreadable += 1
            if len(people.found) % _TELL_EVERY == 0:
                tell("Reading the export", len(people.found), total, None)
    return people


def _unheard(words: str, done: int, total: int | None, seconds_left: float | None) -> None:
    """Stand in where a count is nothing to report."""
