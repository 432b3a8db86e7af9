"""The part of the app that owns the tenant: reading, staging, reviewing, applying, undoing.

It holds the one `TenantView`. Workers do the work and post messages; the handlers here are the only place
where the view changes.
"""

import asyncio
import gc
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from textual import on, work
from textual.reactive import reactive
from textual.worker import Worker, WorkerState

from mfa_tui.commands import MUTATING
from mfa_tui.coverage_app import CoverageApp
from mfa_tui.domain.changes import Change, Kind, Target, Value, inverse, ordered, rebased, stage
from mfa_tui.domain.changes import applied as after
from mfa_tui.domain.text import clean
from mfa_tui.messages import ClientBusy, JumpRequested, TenantRead, UnderWay
from mfa_tui.operations.view import TenantView
from mfa_tui.screens.base import ModeScreen

if TYPE_CHECKING:  # Imported after the first paint: it brings the HTTP client.
    from mfa_tui.client.recorder import Call, Waiting
    from mfa_tui.operations.applying import Outcome
    from mfa_tui.operations.session import TenantSession

OpenSession = Callable[[], "TenantSession"]


class TenantApp(CoverageApp):
    """Everything about the tenant that is not drawing."""

    view: reactive[TenantView] = reactive[TenantView](lambda: TenantView.__new__(TenantView), init=False)

    def __init__(self, view: TenantView, open_session: OpenSession) -> None:
        super().__init__()
        self.set_reactive(TenantApp.view, view)
        self._open_session = open_session
        self._opening: asyncio.Task[TenantSession] | None = None
        self._unfinished_asked = False

    # Reading.

    def action_refresh(self) -> None:
        """Read the tenant again; the newest reading wins."""
        self.view = replace(self.view, reading=True)
        self._read()

    @work(exclusive=True, group="read", exit_on_error=False)
    async def _read(self) -> None:
        if self._opening is None:
            # Importing and building the client takes longer than the first paint may. Once, whoever refreshes.
            self._opening = asyncio.create_task(asyncio.to_thread(self._open_session))
        self.session = await asyncio.shield(self._opening)
        self.session.connection.recorder.listen = self._heard
        self.recall_coverage()
        configuration = await self.session.read()
        unfinished = self.view.unfinished
        if not self._unfinished_asked and configuration.factors.value is not None:
            self._unfinished_asked = True
            gc.freeze()  # What was imported for the client stays; looking through it took 40 ms again and again.
            unfinished = await self.session.unfinished(configuration)
        self.post_message(TenantRead(configuration, unfinished))

    def _heard(self, event: "Call | Waiting") -> None:
        from mfa_tui.client.recorder import Waiting

        if self.scanning and not isinstance(event, Waiting) and not self.view.waiting:
            return  # Calls are told with the state of the scan: there may be hundreds a second.
        words = f"{event.reason}: trying in {event.seconds:.0f} s" if isinstance(event, Waiting) else ""
        self.post_message(ClientBusy(words))

    @on(TenantRead)
    def _tenant_read(self, message: TenantRead) -> None:
        before, session = self.view, self.session
        configuration = before.configuration.after(message.configuration)
        self.view = replace(
            before,
            configuration=configuration,
            unfinished=message.unfinished,
            draft=rebased(before.draft, configuration),
            reading=False,
            waiting="",
            grant=session.grant if session else before.grant,
        )
        stale = [part.problem for part in configuration.parts.values() if part.problem and part.value is not None]
        if stale:
            self.toast(f"{stale[0].title} What is shown is older. {stale[0].hint}", "warning")
        if message.unfinished and not before.unfinished and session:
            self.run_worker(session.conclude_unfinished(), group="journal", exit_on_error=False)
            self.toast("An earlier session ended in the middle of a change: see Overview.", "warning")

    @on(ClientBusy)
    def _client_busy(self, message: ClientBusy) -> None:
        if self.session is not None:
            recorder = self.session.connection.recorder
            self.view = replace(
                self.view, waiting=message.waiting, rate_limit=recorder.rate_limit, calls=recorder.total
            )

    @on(UnderWay)
    def _under_way(self, message: UnderWay) -> None:
        self.view = replace(self.view, under_way=message.words)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Say so when something failed that nobody foresaw; the program goes on with what it has."""
        if event.state is WorkerState.ERROR:
            name = type(event.worker.error).__name__
            self.view = replace(self.view, reading=False, waiting="")
            self.toast(f"Something unexpected went wrong ({name}). Press r to try again.", "error")

    # Staging.

    def stage(self, target: Target, wanted: Value) -> None:
        """Stage `target` to be `wanted`; what the tenant already has is no change."""
        self.view = replace(self.view, draft=stage(self.view.draft, self.view.configuration, target, wanted))

    def action_drop(self) -> None:
        """Forget what is staged."""
        self.view = replace(self.view, draft=())

    @on(JumpRequested)
    async def _jump(self, message: JumpRequested) -> None:
        await self.switch_mode("factors" if message.target.kind is Kind.FACTOR else "policy")
        if isinstance(self.screen, ModeScreen):
            self.screen.go_to(message.target)

    # Writing.

    @work(group="plan", exclusive=True, exit_on_error=False)
    async def action_review(self) -> None:
        """Review what is staged, then apply it."""
        await self._review_and_apply(self.view.plan, undoing=False)

    @work(group="plan", exclusive=True, exit_on_error=False)
    async def action_undo(self) -> None:
        """Review the inverse of what was applied last, then apply it."""
        await self._review_and_apply(inverse(self.view.undo), undoing=True)

    async def _review_and_apply(self, changes: Sequence[Change], *, undoing: bool) -> None:
        from mfa_tui.screens.applying import ApplyingScreen
        from mfa_tui.screens.review import ReviewScreen

        earlier: tuple[Change, ...] = ()  # applied by the tries before this one, of the same plan
        while changes and self.session is not None:
            view = self.view  # What is applied must be judged by what was reviewed, whatever is read meanwhile.
            if not await self.push_screen_wait(ReviewScreen(view, changes, undoing=undoing)):
                return
            ended = await self.push_screen_wait(ApplyingScreen(self.session, changes, view))
            self._plan_ended(ended.outcomes, earlier, undoing)
            applied = (*earlier, *(outcome.change for outcome in ended.outcomes if outcome.applied))
            if ended.next == "undo":
                changes, undoing, earlier = inverse(applied), True, ()
            elif ended.next == "retry":
                changes = ordered(outcome.change for outcome in ended.outcomes if not outcome.settled)
                earlier = applied
            else:
                return

    def _plan_ended(self, outcomes: "Sequence[Outcome]", earlier: tuple[Change, ...], undoing: bool) -> None:
        """Take what was applied out of the draft, remember it for undo, and read the tenant again.

        The view has what was read back at once: the next review must not judge by what was before. Of an undo that
        stopped half-way, the rest stays to be taken back; one that was done whole can be undone in turn.
        """
        view = self.view
        applied = (*earlier, *(outcome.change for outcome in outcomes if outcome.applied))
        settled = [outcome.change for outcome in outcomes if outcome.settled]
        rest = tuple(c for c in view.undo if c.inverse not in (*settled, *earlier)) if undoing else view.undo
        self.view = replace(
            view,
            configuration=after(view.configuration, settled),
            draft=tuple(change for change in view.draft if change not in settled),
            undo=rest if undoing and rest else applied or rest,
        )
        self.action_refresh()

    @work(group="unlock", exclusive=True, exit_on_error=False)
    async def action_unlock(self) -> None:
        """Unlock writing after a confirmation, or lock it at once."""
        profile, writable = self.view.profile, self.view.writable
        if not writable:
            from mfa_tui.screens.confirm import ConfirmScreen

            name, label = clean(profile.name, 60), profile.label
            question = ConfirmScreen(
                f"Unlock writing to {name} ({label})?",
                "Nothing is sent by this: changes are still staged, reviewed and confirmed. W locks again.",
                "Unlock",
            )
            if not await self.push_screen_wait(question):
                return
        if self.session is not None:
            self.session.unlock(not writable)
            self.view = replace(self.view, writable=not writable)

    def refusal(self, command_id: str) -> str:
        """Say why a command cannot run now."""
        view = self.view
        if command_id in ("review", "drop") and not view.draft:
            return "Nothing is staged. Space on a factor or policy stages a change."
        if command_id in ("review", "undo") and any(w.group == "plan" and w.is_running for w in self.workers):
            return "A review is open already."
        if command_id == "undo" and not view.undo:
            return "Nothing was applied in this session that could be undone."
        if command_id in MUTATING and not view.writable:
            return "This tenant is read-only here. W unlocks writing."
        if command_id in {*MUTATING, "review", "unlock"} and self.session is None:
            return "The tenant is not connected yet."
        return ""
