"""Writing to a user: each write journalled before and after, and read back where Auth0 lets us look."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from typing import Generic, TypeVar

from mfa_tui.client.api.management import ManagementClient
from mfa_tui.client.errors import ApiError, WriteRefused, describe
from mfa_tui.domain.action_kinds import ActionKind
from mfa_tui.domain.problems import Kind, Problem
from mfa_tui.storage.journal import Journal, unwritten

T = TypeVar("T")


class State(StrEnum):
    """What became of a write."""

    DONE = "done"
    ACCEPTED = "accepted"
    FAILED = "not done"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Step(Generic[T]):
    """One write with what became of it. `words` say what was wanted, `value` is what the tenant answered.

    `kind` is None where nothing was sent.
    `ACCEPTED`: the tenant said yes and does it a moment later.
    """

    words: str
    state: State
    value: T | None = None
    problem: Problem | None = None
    kind: ActionKind | None = None

    @property
    def done(self) -> bool:
        """Tell whether it was done, or will be."""
        return self.state in (State.DONE, State.ACCEPTED)


Check = Callable[[T | None], Awaitable[bool | None]]
"""Looks at the tenant after a write, given its answer: True came about, False did not, None cannot be told."""


async def unseen(answer: object) -> bool | None:
    """Stand in as the check for what Auth0 shows nowhere."""
    return None


class UserWrites:
    """Performs writes on the users of one tenant. Never raises `ApiError`."""

    def __init__(self, client: ManagementClient, journal: Journal, tenant: str) -> None:
        self.client = client
        self._journal = journal
        self._tenant = tenant
        self.touched: list[str] = []
        """The ids of the users for whom something was sent, in order: what was read of them before may be old."""

    async def perform(
        self,
        kind: ActionKind,
        words: str,
        user_id: str,
        send: Callable[[], Awaitable[T]],
        check: Check[T] = unseen,
        *,
        method_id: str = "",
        detail: str = "",
        reason: str = "",
        later: bool = False,
        explain: Callable[[ApiError], Problem] = describe,
    ) -> Step[T]:
        """Journal the intent, send, look whether it came about where that is in question, journal the outcome.

        `words`, `method_id` and `detail` go to disk and hold nothing of the user but ids; `reason` is the admin's own
        text and goes there too; `later` is for what Auth0 answers
        with 202 and does after; `explain` puts its refusals into words.
        """
        try:
            intend = partial(self._journal.intend_action, method_id=method_id, detail=detail, reason=reason)
            entry = await asyncio.to_thread(intend, self._tenant, kind, words, user_id)
        except OSError as error:
            return Step(words, State.FAILED, None, unwritten(error))
        self.touched.append(user_id)
        value, failure = None, None
        try:
            value = await send()
        except ApiError as error:
            failure = error
        step = replace(await self._judge(words, value, failure, check, later, explain), kind=kind)
        try:
            problem = step.problem.record if step.problem else ""
            await asyncio.to_thread(self._journal.conclude, entry, step.state, problem=problem)
        except OSError as error:
            return replace(step, problem=step.problem or unwritten(error))
        return step

    async def _judge(
        self,
        words: str,
        value: T | None,
        failure: ApiError | None,
        check: Check[T],
        later: bool,
        explain: Callable[[ApiError], Problem],
    ) -> Step[T]:
        if isinstance(failure, WriteRefused):
            return Step(words, State.FAILED, None, explain(failure))
        # Also a refusal may be the answer to a repetition: the first attempt came through, and its answer got lost.
        try:
            came_about = await check(value)
        except ApiError as error:
            if failure is not None:
                return Step(words, State.UNKNOWN, None, explain(failure))
            # An answer that says what was made is proof without a look.
            state = State.ACCEPTED if later else State.UNKNOWN if value is None else State.DONE
            return Step(words, state, value, _not_looked_at(error))
        if came_about:
            return Step(words, State.DONE, value)
        if failure is not None:
            # What is done a moment later may be under way though nothing of it shows yet.
            certain = failure.refused or (came_about is False and not later)
            return Step(words, State.FAILED if certain else State.UNKNOWN, None, explain(failure))
        if later:
            return Step(words, State.ACCEPTED, value)
        if came_about is None:
            return Step(words, State.DONE, value)
        return Step(words, State.FAILED, value, _IGNORED)


def _not_looked_at(error: ApiError) -> Problem:
    problem = describe(error)
    hint = problem.hint if problem.kind is Kind.PERMISSION else ""  # The others speak of trying again.
    return replace(problem, title="Auth0 said yes, but the look whether it happened failed.", hint=hint)


_IGNORED = Problem(
    Kind.ANSWER,
    "Auth0 said yes, but it did not happen.",
    "Look at the user in the Dashboard; somebody may be changing them at the same time.",
)
