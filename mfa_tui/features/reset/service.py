"""Resetting MFA: preview, delete, read back, and tell what is gone and what is left. Never raises `ApiError`."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, NamedTuple

from mfa_tui.client.api.management import ManagementClient
from mfa_tui.client.errors import ApiError, Unreadable, describe
from mfa_tui.domain.action_kinds import ActionKind
from mfa_tui.domain.entries import Entries, missing
from mfa_tui.domain.problems import Kind, Problem
from mfa_tui.domain.tenant import Loaded, answered
from mfa_tui.domain.text import clean, listed
from mfa_tui.domain.user.dossier import of_user
from mfa_tui.domain.user.methods import AuthenticationMethod, Enrollment
from mfa_tui.features.reset.model import One, ResetPlan, in_words, plan_all, plan_one, plan_orphan
from mfa_tui.session.user_writes import State, Step, UserWrites


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
    if gaps := answered(methods, 0).problem:  # A plan must show everything that goes.
        return Loaded(problem=gaps)
    return Loaded(plan_all(user, methods, enrollments), clock())


async def preview_one(
    client: ManagementClient, user_id: str, method_id: str, clock: Callable[[], float] = time.time
) -> Loaded[ResetPlan]:
    """Return what deleting this method would delete with it, read now; an empty plan where it is gone already."""
    try:
        user, methods = await asyncio.gather(client.users.get(user_id), client.users.authentication_methods(user_id))
    except ApiError as error:
        return Loaded(problem=describe(error))
    if gaps := answered(methods, 0).problem:  # What a gap hides is not gone.
        return Loaded(problem=gaps)
    method = next((method for method in methods if method.id == method_id), None)
    return Loaded(plan_one(user, methods, method) if method else ResetPlan(user, (), methods), clock())


async def preview(
    client: ManagementClient, user_id: str, one: One | None, clock: Callable[[], float] = time.time
) -> Loaded[ResetPlan]:
    """Return what deleting one thing, or without `one` everything, would delete, read now."""
    if one is None or isinstance(one, Enrollment):
        found = await preview_all(client, user_id, clock)
    else:
        found = await preview_one(client, user_id, one.id, clock)
    if found.value is None:
        return Loaded(problem=of_user(found.problem)) if found.problem else found
    return replace(found, value=plan_orphan(found.value, one.id)) if isinstance(one, Enrollment) else found


@dataclass(frozen=True)
class ResetOutcome:
    """What became of a reset.

    `gone` are methods that the user had and has no more, whether planned or not; `left` are those that were to go
    and did not. Both are None where the tenant could not be read back. `new` are methods that the user did not have
    when the plan was made. `unsent` names the steps that were not begun, because one before them failed or somebody
    stopped it. Where the user's methods changed since the preview, nothing
    was sent, and `conflict` is what a new preview would show.
    """

    plan: ResetPlan
    steps: tuple[Step[Any], ...] = ()
    gone: tuple[AuthenticationMethod, ...] | None = None
    left: tuple[AuthenticationMethod, ...] | None = None
    new: tuple[AuthenticationMethod, ...] = ()
    conflict: ResetPlan | None = None
    problem: Problem | None = None
    unsent: tuple[str, ...] = ()

    @property
    def done(self) -> bool:
        """Tell whether everything that was to go is gone, as read back."""
        return self.problem is None and self.conflict is None and not (self.left or self.unsent)

    @property
    def complete(self) -> bool:
        """Tell whether all is gone, even where something else went wrong, such as the journal's last line."""
        return bool(self.steps) and self.left == () == self.unsent and all(step.done for step in self.steps)

    @property
    def unplanned(self) -> tuple[AuthenticationMethod, ...]:
        """Return the methods that are gone and were to stay."""
        return tuple(method for method in self.gone or () if method not in self.plan.going)

    @property
    def user_gone(self) -> bool:
        """Tell whether the tenant said that there is no such user any more."""
        return self.gone is None and self.problem is not None and self.problem.kind is Kind.ABSENT

    @property
    def words(self) -> str:
        """Say what is gone and what is left, in plain sentences."""
        if self.conflict is not None:
            return "The user's methods changed since they were shown, so nothing was deleted. Look at them again."
        if not self.steps:
            return "Nothing was deleted."
        if self.user_gone:
            return "The user is gone, and with them everything that was enrolled."
        if self.gone is None or self.left is None:
            return "What is gone is not known, for the user could not be read back."
        others, taken = self.plan.words[len(self.plan.going) :], self.steps[len(self.plan.asked) :]
        gone = [*map(in_words, self.gone), *(words for words, step in zip(others, taken, strict=False) if step.done)]
        sentences = [f"Gone: {listed(gone)}." if gone else "Nothing is gone."]
        if self.unplanned:
            sentences.append(f"Auth0 deleted more than was planned: {_listed(self.unplanned)}.")
        if self.left:
            sentences.append(f"Left: {_listed(self.left)}.")
        if self.new:
            sentences.append(f"Enrolled meanwhile, and not touched: {_listed(self.new)}.")
        for step in self.steps:
            if not step.done:
                what = "Not known whether done" if step.state is State.UNKNOWN else "Not done"
                sentences.append(f"{what}: {clean(step.words, 120)}.")
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
    reason: str = "",
) -> ResetOutcome:
    """Delete what the plan says and nothing else, step by step; the first failure ends it, or `stop` before a step.

    The user is read again first: if their methods are not those that were shown, nothing is deleted. Afterwards
    they are read once more, and the outcome says what is really gone. `report` hears the steps as they are taken.
    `reason` is why, in the admin's own words, for the journal.
    """
    now = await preview(writes.client, plan.user.user_id, plan.one)
    if now.value is None:
        return ResetOutcome(plan, problem=now.problem)
    if now.value.ids != plan.ids:
        return ResetOutcome(plan, conflict=now.value)
    return await carry_out(writes, plan, stop=stop, report=report, reason=reason)


async def carry_out(
    writes: UserWrites,
    plan: ResetPlan,
    *,
    stop: Callable[[], bool] = _never,
    report: Callable[[tuple[Step[Any], ...]], None] = _unheard,
    reason: str = "",
) -> ResetOutcome:
    """Delete what a plan says that was read just now, step by step; then read the user to see what is really gone."""
    client, user_id = writes.client, plan.user.user_id
    wanted, steps = _requests(client, plan), list[Step[Any]]()
    for kind, words, id_, send in wanted:
        if stop():
            break
        gone = partial(_gone, client, user_id, kind, id_)
        method_id, detail = (id_, "") if kind is ActionKind.DELETE_METHOD else ("", id_)
        steps.append(
            await writes.perform(kind, words, user_id, send, gone, method_id=method_id, detail=detail, reason=reason)
        )
        report(tuple(steps))
        if not steps[-1].done:
            break
    problem = steps[-1].problem if steps else None
    unsent = tuple(request.words for request in wanted[len(steps) :])
    try:
        now = await client.users.authentication_methods(user_id)
    except ApiError as error:
        unread = of_user(describe(error))
        if problem is None or unread.kind is Kind.ABSENT:
            problem = unread
        return ResetOutcome(plan, tuple(steps), problem=problem, unsent=unsent)
    if gaps := answered(now, 0).problem:  # What is not on a list with gaps may still be there.
        return ResetOutcome(plan, tuple(steps), problem=problem or gaps, unsent=unsent)
    before, after = (*plan.going, *plan.staying), {method.id for method in now}
    return ResetOutcome(
        plan,
        tuple(steps),
        gone=tuple(method for method in before if method.id not in after),
        left=tuple(method for method in plan.going if method.id in after),
        new=tuple(method for method in now if method.id not in {method.id for method in before}),
        problem=problem,
        unsent=unsent,
    )


class _Request(NamedTuple):
    """One deletion; `id` is a method's, a provider's name or an enrollment's, by `kind`."""

    kind: ActionKind
    words: str
    id: str
    send: Callable[[], Awaitable[None]]


def _requests(client: ManagementClient, plan: ResetPlan) -> tuple[_Request, ...]:
    """Return the requests of a plan, in order.

    Methods are deleted by their ids, also when all go: whether Auth0's request for all takes a passkey along is not
    documented, and it would take what was enrolled since anybody looked.
    """
    users, user_id = client.users, plan.user.user_id
    return (
        *(
            _Request(
                ActionKind.DELETE_METHOD,
                f"delete an authentication method: {clean(method.title, 60).lower()}",
                method.id,
                partial(users.delete_authentication_method, user_id, method.id),
            )
            for method in plan.asked
        ),
        *(
            _Request(
                ActionKind.DELETE_PROVIDER,
                f"delete the MFA provider {name}",
                name,
                partial(users.delete_legacy_provider, user_id, name),
            )
            for name in plan.legacy
        ),
        *(
            _Request(
                ActionKind.DELETE_ENROLLMENT,
                "delete a Guardian enrollment",
                orphan.id,
                partial(users.delete_guardian_enrollment, orphan.id),
            )
            for orphan in plan.orphans
        ),
    )


async def is_gone(client: ManagementClient, user_id: str, kind: ActionKind | None, id_: str) -> bool | None:
    """Return whether what a request of a reset deletes is gone; None for an action of another kind.

    `id_` is the method's or enrollment's id, or the provider's name. Raises `ApiError`.
    """
    users = client.users
    match kind:
        case ActionKind.DELETE_METHOD:
            return absent(id_, await users.authentication_methods(user_id))
        case ActionKind.DELETE_PROVIDER:
            return id_ not in (await users.get(user_id)).legacy_providers
        case ActionKind.DELETE_ENROLLMENT:
            return absent(id_, await users.enrollments(user_id))
    return None


def absent(id_: str, entries: Entries[AuthenticationMethod] | Entries[Enrollment]) -> bool | None:
    """Return whether an id is on no entry of a list; None where the list has gaps and it could be in one."""
    if id_ in {entry.id for entry in entries}:
        return False
    return None if missing(entries) else True


async def _gone(client: ManagementClient, user_id: str, kind: ActionKind, id_: str, answer: object) -> bool:
    """Check a request of a reset; its answer tells nothing. Raises `ApiError`, also where a gap may hide it."""
    gone = await is_gone(client, user_id, kind, id_)
    if gone is None:
        raise Unreadable("The list has entries that cannot be read.")
    return gone
