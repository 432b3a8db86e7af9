"""Resetting MFA: preview, delete, read back, and tell what is gone and what is left. Never raises `ApiError`."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from mfa_tui.client.errors import ApiError, describe
from mfa_tui.client.management import ManagementClient
from mfa_tui.domain.methods import AuthenticationMethod, Enrollment
from mfa_tui.domain.problems import Problem
from mfa_tui.domain.reset import One, ResetPlan, in_words, plan_all, plan_one, plan_orphan
from mfa_tui.domain.tenant import Loaded
from mfa_tui.domain.text import clean, listed
from mfa_tui.operations.user_writes import Step, UserWrites


async def preview_all(
    client: ManagementClient, user_id: str, clock: Callable[[], float] = time.time
) -> Loaded[ResetPlan]:
    """Return what a reset of this user would delete, read now."""
    try:
        user, methods, enrollments = await asyncio.gather(
            client.users.get(user_id), client.users.authentication_methods(user_id), client.users.enrollments(user_id)
        )
    except ApiError as error:
        return Loaded(problem=describe(error))
    return Loaded(plan_all(user, methods, enrollments), clock())


async def preview_one(
    client: ManagementClient, user_id: str, method_id: str, clock: Callable[[], float] = time.time
) -> Loaded[ResetPlan]:
    """Return what deleting this method would delete with it, read now; an empty plan where it is gone already."""
    try:
        user, methods = await asyncio.gather(client.users.get(user_id), client.users.authentication_methods(user_id))
    except ApiError as error:
        return Loaded(problem=describe(error))
    method = next((method for method in methods if method.id == method_id), None)
    return Loaded(plan_one(user, methods, method) if method else ResetPlan(user, (), methods), clock())


async def preview(
    client: ManagementClient, user_id: str, one: One | None, clock: Callable[[], float] = time.time
) -> Loaded[ResetPlan]:
    """Return what deleting one thing, or without `one` everything, would delete, read now."""
    match one:
        case None:
            return await preview_all(client, user_id, clock)
        case Enrollment():
            everything = await preview_all(client, user_id, clock)
            return replace(everything, value=plan_orphan(everything.value, one.id)) if everything.value else everything
        case _:
            return await preview_one(client, user_id, one.id, clock)


@dataclass(frozen=True)
class ResetOutcome:
    """What became of a reset.

    `gone` are methods that the user had and has no more, whether planned or not; `left` are those that were to go
    and did not. Both are None where the tenant could not be read back. `unsent` names the steps that were not begun,
    because one before them failed or somebody stopped it. Where the user's methods changed since the preview, nothing
    was sent, and `conflict` is what a new preview would show.
    """

    plan: ResetPlan
    steps: tuple[Step[Any], ...] = ()
    gone: tuple[AuthenticationMethod, ...] | None = None
    left: tuple[AuthenticationMethod, ...] | None = None
    conflict: ResetPlan | None = None
    problem: Problem | None = None
    unsent: tuple[str, ...] = ()

    @property
    def done(self) -> bool:
        """Tell whether everything that was to go is gone, as read back."""
        return self.problem is None and self.conflict is None and not (self.left or self.unsent)

    @property
    def words(self) -> str:
        """Say what is gone and what is left, in plain sentences."""
        if self.conflict is not None:
            return "The user's methods changed since they were shown, so nothing was deleted. Look at them again."
        if not self.steps:
            return "Nothing was deleted."
        if self.gone is None or self.left is None:
            return "What is gone is not known, for the user could not be read back."
        unplanned = [in_words(method) for method in self.gone if method not in self.plan.going]
        others = self.plan.words[len(self.plan.going) :]
        taken = self.steps[1:] if self.plan.going else self.steps
        gone = [*map(in_words, self.gone), *(words for words, step in zip(others, taken, strict=False) if step.done)]
        sentences = [f"Gone: {listed(gone)}." if gone else "Nothing is gone."]
        if unplanned:
            sentences.append(f"Auth0 deleted more than was planned: {listed(unplanned)}.")
        if self.left:
            sentences.append(f"Left: {_listed(self.left)}.")
        sentences += [f"Not done: {clean(step.words, 120)}." for step in self.steps if not step.done]
        sentences += [f"Not begun: {clean(words, 120)}." for words in self.unsent]
        return " ".join(sentences)


def _listed(methods: tuple[AuthenticationMethod, ...]) -> str:
    return listed([in_words(method) for method in methods])


def _never() -> bool:
    return False


def _unheard(steps: tuple[Step[Any], ...]) -> None:
    """Stand in where nobody follows a reset."""


async def reset(
    writes: UserWrites,
    plan: ResetPlan,
    *,
    stop: Callable[[], bool] = _never,
    report: Callable[[tuple[Step[Any], ...]], None] = _unheard,
) -> ResetOutcome:
    """Delete what the plan says and nothing else, step by step; the first failure ends it, or `stop` before a step.

    The user is read again first: if their methods are not those that were shown, nothing is deleted. Afterwards
    they are read once more, and the outcome says what is really gone. `report` hears the steps as they are taken.
    """
    now = await preview(writes.client, plan.user.user_id, plan.one)
    if now.value is None:
        return ResetOutcome(plan, problem=now.problem)
    if _ids(now.value) != _ids(plan):
        return ResetOutcome(plan, conflict=now.value)
    return await carry_out(writes, plan, stop=stop, report=report)


async def carry_out(
    writes: UserWrites,
    plan: ResetPlan,
    *,
    stop: Callable[[], bool] = _never,
    report: Callable[[tuple[Step[Any], ...]], None] = _unheard,
) -> ResetOutcome:
    """Delete what a plan says that was read just now, step by step; then read the user to see what is really gone."""
    users, user_id = writes.client.users, plan.user.user_id
    wanted, steps = _steps(writes, plan), list[Step[Any]]()
    for _, perform in wanted:
        if stop():
            break
        steps.append(await perform())
        report(tuple(steps))
        if not steps[-1].done:
            break
    problem = steps[-1].problem if steps else None
    unsent = tuple(words for words, _ in wanted[len(steps) :])
    try:
        after = {method.id for method in await users.authentication_methods(user_id)}
    except ApiError as error:
        return ResetOutcome(plan, tuple(steps), problem=problem or describe(error), unsent=unsent)
    gone = tuple(method for method in (*plan.going, *plan.staying) if method.id not in after)
    left = tuple(method for method in plan.going if method.id in after)
    return ResetOutcome(plan, tuple(steps), gone, left, problem=problem, unsent=unsent)


def _ids(plan: ResetPlan) -> tuple[frozenset[str], ...]:
    orphans = frozenset(orphan.id for orphan in plan.orphans)
    return frozenset(method.id for method in plan.going), frozenset(plan.legacy), orphans


def _steps(writes: UserWrites, plan: ResetPlan) -> list[tuple[str, Callable[[], Awaitable[Step[Any]]]]]:
    """Return the requests of a plan, in order, by their words, each with the look at whether it came about."""
    users, user_id = writes.client.users, plan.user.user_id
    going = frozenset(method.id for method in plan.going)

    async def all_gone(answer: object) -> bool:
        return not going & {method.id for method in await users.authentication_methods(user_id)}

    async def delete_methods(words: str) -> Step[None]:
        if plan.one is None:
            delete = partial(users.delete_all_authentication_methods, user_id)
            return await writes.perform(words, user_id, delete, all_gone)
        id_ = plan.one.id
        delete = partial(users.delete_authentication_method, user_id, id_)
        return await writes.perform(words, user_id, delete, all_gone, detail=id_)

    async def delete_legacy(words: str, provider: str) -> Step[None]:
        async def gone(answer: object) -> bool:
            return provider not in (await users.get(user_id)).legacy_providers

        delete = partial(users.delete_legacy_provider, user_id, provider)
        return await writes.perform(words, user_id, delete, gone)

    async def delete_orphan(words: str, enrollment_id: str) -> Step[None]:
        async def gone(answer: object) -> bool:
            return enrollment_id not in {enrollment.id for enrollment in await users.enrollments(user_id)}

        delete = partial(users.delete_guardian_enrollment, enrollment_id)
        return await writes.perform(words, user_id, delete, gone, detail=enrollment_id)

    all_or_one = "delete an authentication method" if plan.one else "delete all authentication methods"
    steps: list[tuple[str, Callable[[], Awaitable[Step[Any]]]]] = []
    if plan.going:
        steps.append((all_or_one, partial(delete_methods, all_or_one)))
    for provider in plan.legacy:
        words = f"delete the MFA provider {provider}"
        steps.append((words, partial(delete_legacy, words, provider)))
    for orphan in plan.orphans:
        words = "delete a Guardian enrollment"
        steps.append((words, partial(delete_orphan, words, orphan.id)))
    return steps
