"""Applying a plan: one change after the other, each checked before, read back after, and journalled.

Nothing is written where the tenant is not as it was when the change was staged. The first failure stops the
plan; what was applied and what was not is told, and each applied change has its inverse.
"""

import asyncio
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial

from mfa_tui.client.api.management import ManagementClient
from mfa_tui.client.errors import ApiError, describe
from mfa_tui.domain.changes import POLICY, Change, Kind, Target, Value, current, in_words
from mfa_tui.domain.problems import Kind as ProblemKind
from mfa_tui.domain.problems import Problem
from mfa_tui.domain.tenant import Configuration, Loaded
from mfa_tui.domain.text import clean, listed
from mfa_tui.storage.journal import Journal, unwritten


class State(StrEnum):
    """How far a change of a plan has come."""

    WAITING = "waiting"
    WRITING = "writing"
    APPLIED = "applied"
    CONFLICT = "changed meanwhile"
    FAILED = "not applied"
    UNKNOWN = "unknown"
    STOPPED = "stopped before"


@dataclass(frozen=True)
class Outcome:
    """One change of a plan with its state; `found` is what the tenant has, as last read."""

    change: Change
    state: State = State.WAITING
    found: Value = None
    problem: Problem | None = None

    @property
    def applied(self) -> bool:
        """Tell whether the change was written and read back."""
        return self.state is State.APPLIED

    @property
    def settled(self) -> bool:
        """Tell whether the tenant has what was wanted, whoever made it so."""
        return self.found is not None and self.found == self.change.after


Report = Callable[[int, Outcome], None]


async def apply(
    client: ManagementClient,
    journal: Journal,
    tenant: str,
    changes: Sequence[Change],
    *,
    reviewed: Configuration | None = None,
    report: Report = lambda index, outcome: None,
    stop: Callable[[], bool] = lambda: False,
    reason: str = "",
) -> tuple[Outcome, ...]:
    """Apply `changes` in their order to the tenant with domain `tenant`; return an outcome for each.

    `reviewed` is the reading that the user judged by; `reason` is why, in the admin's own words, for the journal.
    `report` is called with index and outcome whenever one moves on; `stop` is asked before each change. A
    conflict found before the first write leaves the whole plan unwritten. Never raises `ApiError`.
    """
    plan = _Plan(client, journal, tenant, [Outcome(change) for change in changes], report, reason)
    await plan.check(reviewed or Configuration())
    for index in range(len(changes)):
        if plan.halted or stop():
            break
        await plan.write(index)
    return plan.finish()


class _Plan:
    """The plan while it is applied."""

    def __init__(
        self,
        client: ManagementClient,
        journal: Journal,
        tenant: str,
        outcomes: list[Outcome],
        report: Report,
        reason: str,
    ) -> None:
        self._client = client
        self._journal = journal
        self._tenant = tenant
        self._outcomes = outcomes
        self._report = report
        self._reason = reason
        self._id = uuid.uuid4().hex
        self.halted = False

    async def check(self, reviewed: Configuration) -> None:
        """Compare the tenant with every change's starting value, before anything is written.

        The factors and the policy that the review judged by must be the same too: what was harmless then may
        lock users out now.
        """
        targets = [outcome.change.target for outcome in self._outcomes]
        context = [Target(Kind.FACTOR, factor.name) for factor in reviewed.factors.value or ()]
        context += [POLICY] if reviewed.policies.value is not None else []
        try:
            now = await read_targets(self._client, [*targets, *context])
        except ApiError as error:
            self._halt(0, State.FAILED, None, describe(error))
            return
        for index, target in enumerate(targets):
            if now[target] is None:
                self._halt(index, State.FAILED, None, _not_there(target))
            elif now[target] != self._outcomes[index].change.before:
                self._halt(index, State.CONFLICT, now[target], None)
        moved = [target for target in context if target not in targets and now[target] != current(reviewed, target)]
        if moved and not self.halted:
            gone = next((target for target in moved if now[target] is None), None)
            self._halt(0, State.FAILED, None, _not_there(gone) if gone else _moved_on(moved))

    async def write(self, index: int) -> None:
        """Write one change: read, compare, journal, write, read back, journal."""
        change = self._outcomes[index].change
        self._move(index, State.WRITING, None, None)
        try:
            now = await read(self._client, change.target)
        except ApiError as error:
            return self._halt(index, State.FAILED, None, describe(error))
        if now is None:
            return self._halt(index, State.FAILED, None, _not_there(change.target))
        if now != change.before:
            return self._halt(index, State.CONFLICT, now, None)
        try:
            intend = partial(self._journal.intend, reason=self._reason)
            entry = await asyncio.to_thread(intend, self._tenant, self._id, change)
        except OSError as error:
            return self._halt(index, State.FAILED, now, unwritten(error))
        failure = await self._send(change)
        found, unread = await self._read_back(change)
        if not (failure or unread) and found != change.after:
            found, unread = await self._read_back(change)  # It contradicts the response to the write.
        if found == change.after:
            state, problem = State.APPLIED, None
        elif failure and failure.refused:
            state, problem = State.FAILED, describe(failure)
        elif unread or failure:
            # A write without an answer may still land, whatever is read back now.
            state, problem = State.UNKNOWN, describe(failure or unread)  # type: ignore[arg-type]
        elif found is None:
            state, problem = State.UNKNOWN, _not_read_back(change.target)
        else:
            state, problem = State.FAILED, _ignored(change, found)
        try:
            await asyncio.to_thread(self._journal.conclude, entry, state, found, problem.words if problem else "")
        except OSError as error:
            problem = problem or unwritten(error)
            return self._halt(index, state, found, problem)
        if state is State.APPLIED:
            self._move(index, state, found, None)
        else:
            self._halt(index, state, found, problem)

    def finish(self) -> tuple[Outcome, ...]:
        """Mark what was never begun and return all outcomes."""
        for index, outcome in enumerate(self._outcomes):
            if outcome.state is State.WAITING:
                self._move(index, State.STOPPED, None, None)
        return tuple(self._outcomes)

    async def _send(self, change: Change) -> ApiError | None:
        try:
            await write(self._client, change)
        except ApiError as error:
            return error
        return None

    async def _read_back(self, change: Change) -> tuple[Value, ApiError | None]:
        """Return what the tenant has now: Auth0 has said yes before and changed nothing."""
        try:
            return await read(self._client, change.target), None
        except ApiError as error:
            return None, error

    def _halt(self, index: int, state: State, found: Value, problem: Problem | None) -> None:
        self.halted = True
        self._move(index, state, found, problem)

    def _move(self, index: int, state: State, found: Value, problem: Problem | None) -> None:
        self._outcomes[index] = replace(self._outcomes[index], state=state, found=found, problem=problem)
        self._report(index, self._outcomes[index])


def _moved_on(targets: Sequence[Target]) -> Problem:
    names = listed([_name(target) for target in targets])
    return Problem(
        ProblemKind.REFUSED,
        "The tenant changed since the review.",
        "Nothing was written. Close this, look at what it is now, and review again.",
        f"Somebody changed {names} meanwhile.",
    )


def _not_there(target: Target) -> Problem:
    return Problem(
        ProblemKind.ANSWER,
        "The current value cannot be read.",
        "Nothing was written. Refresh, and review again.",
        f"The response does not contain {_name(target)}.",
    )


def _not_read_back(target: Target) -> Problem:
    return Problem(
        ProblemKind.ANSWER,
        "Auth0 accepted the change, but it cannot be confirmed.",
        "Refresh to see the current value.",
        f"The response to the check does not contain {_name(target)}.",
    )


def _name(target: Target) -> str:
    return clean(target.name, 60) or "the policy"


def _ignored(change: Change, found: Value) -> Problem:
    return Problem(
        ProblemKind.ANSWER,
        "Auth0 said yes, but it did not change.",
        "Look at it in the Dashboard; somebody may be changing it at the same time.",
        f"Read back: {in_words(found)}; wanted: {in_words(change.after)}.",
    )


async def read(client: ManagementClient, target: Target) -> Value:
    """Return what the tenant has for `target` now; None where it does not have such a thing."""
    return (await read_targets(client, [target]))[target]


async def read_targets(client: ManagementClient, targets: Sequence[Target]) -> dict[Target, Value]:
    """Return what the tenant has now for each target, asking every endpoint once."""
    kinds = {target.kind for target in targets}
    tenant = Configuration(
        factors=Loaded(await client.list_factors() if Kind.FACTOR in kinds else None),
        policies=Loaded(await client.get_policies() if Kind.POLICY in kinds else None),
        settings=Loaded(await client.get_tenant_settings() if Kind.FLAG in kinds else None),
    )
    return {target: current(tenant, target) for target in targets}


async def write(client: ManagementClient, change: Change) -> None:
    """Send one change."""
    match change.target.kind:
        case Kind.FACTOR:
            await client.set_factor(change.target.name, change.after is True)
        case Kind.FLAG:
            await client.set_mfa_flag(change.target.name, change.after is True)
        case Kind.POLICY:
            await client.set_policies(change.after if isinstance(change.after, tuple) else ())
