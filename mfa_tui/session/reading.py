"""Reading a tenant: everything that decides over MFA, each part on its own."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, TypeVar

from mfa_tui.client.api.management import ManagementClient
from mfa_tui.client.errors import ApiError, NotFound, describe
from mfa_tui.domain.entries import Entries
from mfa_tui.domain.problems import Kind, Problem
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

    async def loaded_actions() -> Loaded[tuple[ReadAction, ...]]:
        try:
            actions, refused = await _actions(client, code_reader)
        except ApiError as error:
            return Loaded(problem=describe(error))
        found = answered(actions, clock())
        if found.problem and refused:  # What brings the missing Actions is what the refusal names.
            gap = replace(refused, title=found.problem.title, detail=found.problem.detail)
            return replace(found, problem=gap)
        return found

    factors = await loaded(client.list_factors())
    if factors.problem and factors.problem.kind in (Kind.NETWORK, Kind.AUTHENTICATION):
        return Configuration(*[Loaded(problem=factors.problem) for _ in range(7)])
    policies, settings, actions, risk, application, rules = await asyncio.gather(
        loaded(client.get_policies()),
        loaded(client.get_tenant_settings()),
        loaded_actions(),
        loaded(client.get_risk_settings()),
        loaded(client.get_application(client_id)) if client_id else _nobody(),
        loaded(_rules(client, code_reader)),
    )
    return Configuration(factors, policies, settings, actions, risk, application, rules)


async def _actions(client: ManagementClient, code_reader: CodeReader) -> tuple[tuple[ReadAction, ...], Problem | None]:
    """Return the Actions of MFA_TRIGGERS, and the problem of the first trigger whose bindings cannot be read.

    The bindings of a trigger are read only where an Action may be written for it. Where they cannot be read, it is not
    known which Actions run at the trigger: they are left out, and the gap names the trigger. Raises `ApiError` where
    the Actions, or the bindings of every trigger, cannot be read.
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
    problems = {trigger: describe(error) for trigger, error in failed.items()}
    gaps += [
        f"what runs at {trigger} could not be read ({problem.title.rstrip('.')})"
        for trigger, problem in problems.items()
    ]
    actions_read = Entries(read, sum(each.unreadable for each in lists), gap=", ".join(dict.fromkeys(gaps)))
    return actions_read, next(iter(problems.values()), None)


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
