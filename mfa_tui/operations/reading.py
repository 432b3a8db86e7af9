"""Reading a tenant: everything that decides over MFA, each part on its own."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from mfa_tui.client.errors import ApiError, describe
from mfa_tui.client.management import ManagementClient
from mfa_tui.domain.entries import Entries
from mfa_tui.domain.problems import Kind
from mfa_tui.domain.tenant import Action, Application, Configuration, Loaded, answered

T = TypeVar("T")


async def read_configuration(
    client: ManagementClient, client_id: str, clock: Callable[[], float] = time.time
) -> Configuration:
    """Return a reading of the tenant; never raises: a part that fails carries its problem.

    The factors are asked first and alone: where the tenant cannot be reached or refuses the sign-in, the
    other parts would only repeat that.
    """

    async def loaded(answer: Awaitable[T]) -> Loaded[T]:
        try:
            return answered(await answer, clock())
        except ApiError as error:
            return Loaded(problem=describe(error))

    factors = await loaded(client.list_factors())
    if factors.problem and factors.problem.kind in (Kind.NETWORK, Kind.AUTHENTICATION):
        return Configuration(*[Loaded(problem=factors.problem) for _ in range(6)])
    policies, settings, actions, risk, application = await asyncio.gather(
        loaded(client.get_policies()),
        loaded(client.get_tenant_settings()),
        loaded(running_actions(client)),
        loaded(client.get_risk_settings()),
        loaded(client.get_application(client_id)) if client_id else _nobody(),
    )
    return Configuration(factors, policies, settings, actions, risk, application)


async def running_actions(client: ManagementClient) -> tuple[Action, ...]:
    """Return the Actions that run after a login: deployed and bound, in running order."""
    actions, bindings = await asyncio.gather(client.list_deployed_actions(), client.list_bindings())
    by_id = {action.id: action for action in actions}
    running = [by_id[binding.action.id] for binding in bindings if binding.action.id in by_id]
    return Entries(running, actions.unreadable + bindings.unreadable, cut=actions.cut or bindings.cut)


async def _nobody() -> Loaded[Application]:
    """Return what is known of the application behind a static token: nothing, and nothing is asked."""
    return Loaded(Application("", "static token"))
