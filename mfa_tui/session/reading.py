"""Reading a tenant: everything that decides over MFA, each part on its own."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, TypeVar

from mfa_tui.client.api.management import ManagementClient
from mfa_tui.client.errors import ApiError, NotFound, describe
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
    SupportedTrigger,
    answered,
)
from mfa_tui.session.code_reading import CodeReader

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
    """Return the Actions of MFA_TRIGGERS. What runs at a trigger is read only where an Action may be written for it.

    Where that cannot be read, the Actions of this trigger are left out, for nobody knows which of them run, and the gap
    names it. Raises `ApiError` where the Actions, or what runs at every trigger, cannot be read.
    """
    listed, at_login = await asyncio.gather(client.list_actions(), _bindings(client, LOGIN))
    written = {action.trigger for action in listed}
    others = [each for each in MFA_TRIGGERS if each != LOGIN and written & {each, ""}]
    answers = [at_login, *await asyncio.gather(*(_bindings(client, trigger) for trigger in others))]
    bound = dict(zip([LOGIN, *others], answers, strict=True))
    failed = {trigger: one for trigger, one in bound.items() if isinstance(one, ApiError)}
    if len(failed) == len(bound):
        raise failed[LOGIN]
    known = {trigger: one for trigger, one in bound.items() if not isinstance(one, ApiError)}
    runs_at = {binding.action.id: trigger for trigger, bindings in known.items() for binding in bindings}
    actions = [
        action if action.trigger else replace(action, supported_triggers=(SupportedTrigger(runs_at[action.id]),))
        for action in listed
        if action.trigger in MFA_TRIGGERS or (not action.trigger and action.id in runs_at)
    ]
    actions = [action for action in actions if action.trigger not in failed]
    read = await code_reader.actions(actions, [binding for bindings in known.values() for binding in bindings])
    lists: tuple[Entries[Any], ...] = (listed, *known.values())
    gaps = [each.gap for each in lists if each.gap]
    gaps += [f"what runs at {trigger} could not be read ({describe(error).title})" for trigger, error in failed.items()]
    return Entries(read, sum(each.unreadable for each in lists), gap=", ".join(dict.fromkeys(gaps)))


async def _bindings(client: ManagementClient, trigger: str) -> Entries[Binding] | ApiError:
    """Return what runs at a trigger, or why that is not known; nothing where the tenant does not have the trigger."""
    try:
        return await client.list_bindings(trigger)
    except NotFound as error:
        return error if trigger == LOGIN else Entries[Binding]()
    except ApiError as error:
        return error


async def _rules(client: ManagementClient, code_reader: CodeReader) -> tuple[ReadRule, ...]:
    listed = await client.list_rules()
    return Entries(await code_reader.rules(listed), listed.unreadable, gap=listed.gap)


async def _nobody() -> Loaded[Application]:
    """Return what is known of the application behind a static token: nothing, and nothing is asked."""
    return Loaded(Application("", "static token"))
