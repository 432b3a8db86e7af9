"""What the tenant says about what its users hold: which factors are on, and which connections there are."""

from collections.abc import Awaitable
from typing import TypeVar

from mfa_tui.client.api.management import ManagementClient
from mfa_tui.client.errors import ApiError, describe
from mfa_tui.domain.entries import Entries
from mfa_tui.domain.problems import Problem
from mfa_tui.domain.tenant import Loaded, answered
from mfa_tui.domain.user.readiness import setup_of
from mfa_tui.features.coverage.model.coverage import Surroundings

T = TypeVar("T")


async def read_surroundings(client: ManagementClient, unread: dict[str, Problem]) -> Surroundings:
    """Return what can be read; what cannot is not known, and `unread` gets the reason. Never raises `ApiError`."""
    factors = await _whole("factors", client.list_factors(), unread)
    connections = await _whole("connections", client.list_connections(), unread)
    setup = setup_of(factors)
    return Surroundings(
        setup.on if setup else None,
        None if connections is None else frozenset(connections),
        setup.undelivered if setup else frozenset(),
    )


async def _whole(part: str, answer: Awaitable[Entries[T]], unread: dict[str, Problem]) -> Entries[T] | None:
    """Return a list without gaps: what is missing from another is not known to be off or gone."""
    try:
        found: Loaded[Entries[T]] = answered(await answer, 0.0)
    except ApiError as error:
        found = Loaded(problem=describe(error))
    if found.problem:
        unread[part] = found.problem
        return None
    return found.value
