"""Reading a tenant: everything that decides over MFA, each part on its own."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from mfa_tui.client.errors import ApiError, NotFound, describe
from mfa_tui.client.management import ManagementClient
from mfa_tui.domain.entries import Entries
from mfa_tui.domain.problems import Kind
from mfa_tui.domain.tenant import (
    LOGIN,
    MFA_TRIGGERS,
    Application,
    Binding,
    Configuration,
    Loaded,
    ReadAction,
    ReadRule,
    answered,
)
from mfa_tui.operations.code_reading import CodeReader

T = TypeVar("T")


async def read_configuration(
    client: ManagementClient, client_id: str, code_reader: CodeReader, clock: Callable[[], float] = time.time
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
        return Configuration(*[Loaded(problem=factors.problem) for _ in range(7)])
    policies, settings, actions, risk, application, rules = await asyncio.gather(
        loaded(client.get_policies()),
        loaded(client.get_tenant_settings()),
        loaded(_actions(client, code_reader)),
        loaded(client.get_risk_settings()),
        loaded(client.get_application(client_id)) if client_id else _nobody(),
        loaded(_rules(client, code_reader)),
    )
    return Configuration(factors, policies, settings, actions, risk, application, rules)


async def _actions(client: ManagementClient, code_reader: CodeReader) -> tuple[ReadAction, ...]:
    """Return the Actions of MFA_TRIGGERS. What runs at a trigger is read only where an Action is written for it."""
    listed, at_login = await asyncio.gather(client.list_actions(), client.list_bindings())
    actions = [action for action in listed if action.trigger in MFA_TRIGGERS]
    others = [each for each in MFA_TRIGGERS if each != LOGIN and any(action.trigger == each for action in actions)]
    bound = await asyncio.gather(*(_bindings(client, trigger) for trigger in others))
    read = await code_reader.actions(actions, [binding for each in (at_login, *bound) for binding in each])
    lists: tuple[Entries[Any], ...] = (listed, at_login, *bound)
    return Entries(read, sum(each.unreadable for each in lists), cut=any(each.cut for each in lists))


async def _bindings(client: ManagementClient, trigger: str) -> Entries[Binding]:
    """Return what runs at a trigger; nothing where the tenant does not have the trigger."""
    try:
        return await client.list_bindings(trigger)
    except NotFound:
        return Entries[Binding]()


async def _rules(client: ManagementClient, code_reader: CodeReader) -> tuple[ReadRule, ...]:
    listed = await client.list_rules()
    return Entries(await code_reader.rules(listed), listed.unreadable, cut=listed.cut)


async def _nobody() -> Loaded[Application]:
    """Return what is known of the application behind a static token: nothing, and nothing is asked."""
    return Loaded(Application("", "static token"))
