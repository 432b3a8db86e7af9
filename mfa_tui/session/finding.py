"""Finding users and reading one: never raises `ApiError`; what fails carries its problem."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from mfa_tui.client.api.management import ManagementClient
from mfa_tui.client.api.users import MOST_RESULTS
from mfa_tui.client.errors import ApiError, Invalid, NotFound, ServerFailed, Unreadable, describe
from mfa_tui.domain.entries import Entries, missing
from mfa_tui.domain.problems import Kind as ProblemKind
from mfa_tui.domain.problems import Problem
from mfa_tui.domain.tenant import Loaded, answered
from mfa_tui.domain.user.dossier import Dossier, of_user
from mfa_tui.domain.user.lookup import Kind, Lookup, understand
from mfa_tui.domain.user.sessions import Block
from mfa_tui.domain.user.users import User, UsersPage
from mfa_tui.session.access import blocks_of

T = TypeVar("T")

PER_PAGE = 50
EVENTS = 100
"""How many of a user's newest log events are read: as many as one answer holds."""


@dataclass(frozen=True)
class Found:
    """One page of what a search found. It says what it answers: `lookup` and `page`, counted from 0.

    `total` is how many there are in the tenant; `more` tells whether there is a next page; `unreadable` counts the
    entries of this page that make no sense.
    """

    lookup: Lookup
    page: int
    users: tuple[User, ...] = ()
    total: int = 0
    more: bool = False
    problem: Problem | None = None
    unreadable: int = 0

    @property
    def notice(self) -> str:
        """Say that not everyone is listed, and the way around it; empty where everyone is."""
        if self.unreadable:
            return f"{missing(Entries((), self.unreadable))} The Dashboard lists them."
        if self.total <= MOST_RESULTS:
            return ""
        return (
            f"Auth0 lists the first {MOST_RESULTS:,} of {self.total:,}. Narrow the search, for example by "
            'created_at:[2025-01 TO 2025-03] or identities.connection:"NAME"; coverage exports everyone.'
        )


async def find(
    client: ManagementClient, typed: str, page: int = 0, *, per_page: int = PER_PAGE, sort: str = ""
) -> Found:
    """Return a page of the users that were meant by `typed`; see `domain.lookup`."""
    lookup = understand(typed)
    try:
        answer = await _direct(client, lookup) if lookup.direct and page == 0 else None
        if answer is None:
            answer = await client.users.search(lookup.query, page, per_page, sort)
    except ApiError as error:
        return Found(lookup, page, problem=search_problem(error))
    listed = len(answer.users) + answer.unreadable
    more = page * per_page + listed < min(answer.total, MOST_RESULTS) and bool(listed)
    return Found(lookup, page, tuple(answer.users), answer.total, more, unreadable=answer.unreadable)


async def _direct(client: ManagementClient, lookup: Lookup) -> UsersPage | None:
    """Read what was named exactly; None where it is not there under that name, and the search must help."""
    if lookup.kind is Kind.USER_ID:
        try:
            return UsersPage((await client.users.get(lookup.text),), 1)
        except NotFound:
            return None
    users = await by_address(client, lookup.text)
    return UsersPage(users, len(users)) if users else None


async def by_address(client: ManagementClient, address: str) -> tuple[User, ...]:
    """Return everyone with this address, in lower case or as it is given. Raises `ApiError`.

    Auth0 keeps most addresses in lower case, and compares them exactly; the search does not.
    """
    spellings = dict.fromkeys((address.lower(), address))
    answers = await asyncio.gather(*map(client.users.by_email, spellings))
    return tuple({user.user_id: user for users in answers for user in users}.values())


async def refused_query(client: ManagementClient, query: str) -> Problem | None:
    """Return why Auth0 refuses a Lucene query; None where it takes it, or cannot be asked now."""
    try:
        await client.users.search(query, per_page=1)
    except Invalid as error:
        return search_problem(error)
    except ApiError:
        return None  # It is not about the query, and who searches next will be told.
    return None


def search_problem(error: ApiError) -> Problem:
    """Turn what a search failed with into words: they are about the query, where that is what is wrong."""
    problem = describe(error)
    if isinstance(error, Invalid):
        title = "This is no query that Auth0 understands."
        return replace(problem, kind=ProblemKind.QUERY, title=title, hint=problem.detail, detail="")
    if isinstance(error, ServerFailed) and error.status == 503:
        hint = "The search took Auth0 more than two seconds: give more of the beginning, and no * in front."
        return replace(problem, title="The search was given up.", hint=hint)
    return problem


async def read_user(client: ManagementClient, user_id: str, clock: Callable[[], float] = time.time) -> Dossier:
    """Return everything about one user.

    The profile is asked first and alone: where there is no such user, or the tenant cannot be reached or refuses
    the sign-in, the other parts would only repeat that.
    """

    async def loaded(answer: Awaitable[T]) -> Loaded[T]:
        try:
            return answered(await answer, clock())
        except ApiError as error:
            return Loaded(problem=describe(error))

    users = client.users
    try:
        user = Loaded(await users.get(user_id), clock())
    except ApiError as error:
        user = Loaded(problem=of_user(describe(error)))
        if isinstance(error, NotFound) or error.kind in (ProblemKind.NETWORK, ProblemKind.AUTHENTICATION):
            return Dossier(user_id, user, *[Loaded(problem=user.problem) for _ in range(9)])

    async def blocks() -> tuple[Block, ...]:
        return (await blocks_of(client, user.value or User(user_id))).all

    about_mfa = asyncio.gather(
        loaded(users.authentication_methods(user_id)),
        loaded(users.enrollments(user_id)),
        loaded(blocks()),
    )
    about_logins = asyncio.gather(
        loaded(users.sessions(user_id)),
        loaded(users.refresh_tokens(user_id)),
        loaded(users.logs(user_id, per_page=EVENTS)),
    )

    async def connections() -> frozenset[str]:
        names = [name for name in user.value.connections if name] if user.value else []
        answers = await asyncio.gather(*map(client.list_connections, names))
        if any(missing(answer) for answer in answers):
            raise Unreadable("The list of connections has gaps.")
        return frozenset(name for answer in answers for name in answer)

    belongs_to = asyncio.gather(
        loaded(users.roles(user_id)), loaded(users.organizations(user_id)), loaded(connections())
    )
    return Dossier(user_id, user, *await about_mfa, *await about_logins, *await belongs_to)
