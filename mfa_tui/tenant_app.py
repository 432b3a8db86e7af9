"""The part of the app that owns the tenants: reading, staging, reviewing, applying, undoing.

It holds a `TenantView` of each. Workers do the work and post messages; the handlers here are the only place
where a view changes.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from textual import on, work
from textual.reactive import reactive
from textual.worker import Worker, WorkerState

from mfa_tui.commands import MUTATING
from mfa_tui.connected import Connected, OpenSession, Part, in_order
from mfa_tui.domain.changes import Change, Kind, Target, Value, inverse, ordered, rebased, stage
from mfa_tui.domain.changes import applied as after
from mfa_tui.domain.text import clean
from mfa_tui.messages import ClientBusy, JumpRequested, TenantRead
from mfa_tui.operations.view import TenantView
from mfa_tui.screens.base import ModeScreen
from mfa_tui.screens.host import Host

if TYPE_CHECKING:  # Imported after the first paint: it brings the HTTP client.
    from mfa_tui.client.recorder import Call, Waiting
    from mfa_tui.operations.applying import Outcome
    from mfa_tui.operations.session import TenantSession


PER_TENANT = ("users",)
"""The modes in which each tenant has a screen of its own, with what was searched for, opened and marked there."""


class TenantApp(Host):
    """Everything about the tenants that is not drawing."""

    view: reactive[TenantView] = reactive[TenantView](lambda: TenantView.__new__(TenantView), init=False)
    tenants: reactive[tuple[TenantView, ...]] = reactive[tuple[TenantView, ...]]((), init=False)

    def __init__(self, tenants: Sequence[tuple[TenantView, OpenSession]]) -> None:
        super().__init__()
        self._connected = {view.profile.name: Connected(view, open_session) for view, open_session in tenants}
        self.set_reactive(TenantApp.view, tenants[0][0])
        self.set_reactive(TenantApp.tenants, tuple(view for view, _ in tenants))

    # The tenants: one is in use, and `view` is of it.

    @property
    def session(self) -> "TenantSession | None":
        """Return the session with the tenant in use, once it is open."""
        return self.session_of(self.view.profile.name)

    def session_of(self, tenant: str) -> "TenantSession | None":
        """Return the session with a tenant, once it is open."""
        return self._connected[tenant].session

    def view_of(self, tenant: str) -> TenantView:
        """Return what is known of a tenant."""
        return self._connected[tenant].view

    def connect(self, view: TenantView, open_session: OpenSession) -> None:
        """Take one more tenant in, and read it; the one in use stays in use."""
        self._connected[view.profile.name] = Connected(view, open_session)
        self.tenants = (*self.tenants, view)
        self._read_again(view.profile.name)

    def mode_of(self, mode: str) -> str:
        """Return the name of a mode for the tenant in use: some modes each further tenant has for itself."""
        tenant = self.view.profile.name
        return f"{mode}@{tenant}" if mode in PER_TENANT and tenant != next(iter(self._connected)) else mode

    async def use(self, tenant: str) -> None:
        """Take another tenant into use: everything that is about one tenant is about this one now."""
        mode = self.current_mode.partition("@")[0]
        if mode in PER_TENANT:
            # The screen first: that of the other tenant must not see a view that is not its own.
            self.set_reactive(TenantApp.view, self._connected[tenant].view)
            await self.run_action(f"mode('{mode}')")
        else:
            self.view = self._connected[tenant].view

    def watch_view(self, view: TenantView) -> None:
        """Keep what is known of the tenant in use also among all of them."""
        self._put(view)

    def _put(self, view: TenantView) -> None:
        """Replace what is known of a tenant."""
        connected = self._connected[view.profile.name]
        if connected.view is not view:
            connected.view = view
            self.tenants = tuple(one.view for one in self._connected.values())
        if view.profile.name == self.view.profile.name and self.view is not view:
            self.view = view

    # Reading.

    def action_refresh(self) -> None:
        """Read the tenants again; the newest reading of each wins, and none waits for another."""
        for tenant in self._connected:
            self._read_again(tenant)

    def _read_again(self, tenant: str) -> None:
        self._put(replace(self.view_of(tenant), reading=True))
        self.run_worker(self._read(tenant), exclusive=True, group=f"read {tenant}", exit_on_error=False)

    async def _read(self, tenant: str) -> None:
        connected = self._connected[tenant]
        session = await connected.opened()
        session.connection.recorder.listen = partial(self._heard, tenant)
        configuration = await session.read()
        unfinished = connected.view.unfinished
        if not connected.unfinished_asked and configuration.factors.value is not None:
            connected.unfinished_asked = True
            unfinished = await session.unfinished(configuration)
        self.post_message(TenantRead(tenant, configuration, unfinished))

    def _heard(self, tenant: str, event: "Call | Waiting") -> None:
        from mfa_tui.client.recorder import Waiting

        words = f"{event.reason}: trying in {event.seconds:.0f} s" if isinstance(event, Waiting) else ""
        self.post_message(ClientBusy(tenant, words))

    @on(TenantRead)
    def _tenant_read(self, message: TenantRead) -> None:
        before, session = self.view_of(message.tenant), self.session_of(message.tenant)
        configuration = before.configuration.after(message.configuration)
        self._put(
            replace(
                before,
                configuration=configuration,
                unfinished=message.unfinished,
                draft=rebased(before.draft, configuration),
                reading=False,
                waiting="",
                grant=session.grant if session else before.grant,
            )
        )
        stale = [part.problem for part in configuration.parts.values() if part.problem and part.value is not None]
        whose = f"{clean(message.tenant, 60)}: " if len(self.tenants) > 1 else ""
        if stale:
            self.toast(f"{whose}{stale[0].title} What is shown is older. {stale[0].hint}", "warning")
        if message.unfinished and not before.unfinished and session:
            self.run_worker(session.conclude_unfinished(), group="journal", exit_on_error=False)
            self.toast(f"{whose}An earlier session ended in the middle of a change: see Overview.", "warning")

    @on(ClientBusy)
    def _client_busy(self, message: ClientBusy) -> None:
        session = self.session_of(message.tenant)
        if session is not None:
            recorder, view = session.connection.recorder, self.view_of(message.tenant)
            limit, calls = recorder.rate_limit, recorder.total
            self._put(replace(view, waiting=message.waiting, rate_limit=limit, calls=calls))

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Say so when something failed that nobody foresaw; the program goes on with what it has."""
        if event.state is WorkerState.ERROR:
            name = type(event.worker.error).__name__
            for view in self.tenants:
                self._put(replace(view, reading=False, waiting=""))
            self.toast(f"Something unexpected went wrong ({name}). Press r to try again.", "error")

    # Staging.

    def stage(self, target: Target, wanted: Value, tenant: str = "") -> None:
        """Stage `target` to be `wanted`; what the tenant already has is no change."""
        view = self.view_of(tenant) if tenant else self.view
        self._put(replace(view, draft=stage(view.draft, view.configuration, target, wanted)))

    def action_drop(self) -> None:
        """Forget what is staged, everywhere."""
        for view in self.tenants:
            self._put(replace(view, draft=()))

    @on(JumpRequested)
    async def _jump(self, message: JumpRequested) -> None:
        await self.switch_mode("factors" if message.target.kind is Kind.FACTOR else "policy")
        if isinstance(self.screen, ModeScreen):
            self.screen.go_to(message.target)

    # Writing.

    @work(group="plan", exclusive=True, exit_on_error=False)
    async def action_review(self) -> None:
        """Review what is staged, then apply it."""
        await self._review_and_apply([Part(view, view.plan) for view in self.tenants], undoing=False)

    @work(group="plan", exclusive=True, exit_on_error=False)
    async def action_undo(self) -> None:
        """Review the inverse of what was applied last, then apply it."""
        await self._review_and_apply([Part(view, inverse(view.undo)) for view in self.tenants], undoing=True)

    async def _review_and_apply(self, wanted: Sequence[Part], *, undoing: bool) -> None:
        from mfa_tui.screens.applying import ApplyingScreen
        from mfa_tui.screens.review import ReviewScreen

        earlier: dict[str, tuple[Change, ...]] = {}  # applied by the tries before this one, of the same plan
        # What is applied must be judged by what was reviewed, whatever is read meanwhile: parts hold their view.
        while parts := in_order(wanted):
            names = [part.view.profile.name for part in parts]
            sessions = [session for session in map(self.session_of, names) if session]
            if len(sessions) < len(parts) or not await self.push_screen_wait(ReviewScreen(parts, undoing=undoing)):
                return
            ended = await self.push_screen_wait(ApplyingScreen(sessions, parts))
            outcomes = dict(zip(names, ended.outcomes, strict=True))
            for tenant, of_tenant in outcomes.items():
                self._plan_ended(tenant, of_tenant, earlier.get(tenant, ()), undoing)
            self._forget_older_plans(names)
            self.action_refresh()
            applied = {
                tenant: (*earlier.get(tenant, ()), *(one.change for one in of_tenant if one.applied))
                for tenant, of_tenant in outcomes.items()
            }
            if ended.next == "undo":
                undoing, earlier = True, {}
                wanted = [Part(self.view_of(tenant), inverse(changes)) for tenant, changes in applied.items()]
            elif ended.next == "retry":
                earlier |= applied
                rest = {name: ordered(one.change for one in of if not one.settled) for name, of in outcomes.items()}
                wanted = [Part(self.view_of(tenant), changes) for tenant, changes in rest.items()]
            else:
                return

    def _plan_ended(
        self, tenant: str, outcomes: "Sequence[Outcome]", earlier: tuple[Change, ...], undoing: bool
    ) -> None:
        """Take what was applied out of the draft, and remember it for undo.

        The view has what was read back at once: the next review must not judge by what was before. Of an undo that
        stopped half-way, the rest stays to be taken back; one that was done whole can be undone in turn.
        """
        view = self.view_of(tenant)
        applied = (*earlier, *(outcome.change for outcome in outcomes if outcome.applied))
        settled = [outcome.change for outcome in outcomes if outcome.settled]
        rest = tuple(c for c in view.undo if c.inverse not in (*settled, *earlier)) if undoing else view.undo
        self._put(
            replace(
                view,
                configuration=after(view.configuration, settled),
                draft=tuple(change for change in view.draft if change not in settled),
                undo=rest if undoing and rest else applied or rest,
            )
        )

    def _forget_older_plans(self, names: Sequence[str]) -> None:
        """Keep one plan to undo, the last: a tenant that it did not touch has nothing in it."""
        for view in self.tenants:
            if view.profile.name not in names and view.undo:
                self._put(replace(view, undo=()))

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

    @work(group="ask", exclusive=True, exit_on_error=False)
    async def action_switch(self) -> None:
        """Choose the tenant to take into use."""
        from mfa_tui.screens.choose import ChooseScreen

        options = [(clean(view.profile.name, 60), str(view.profile.label)) for view in self.tenants]
        chosen = await self.push_screen_wait(ChooseScreen("Which tenant?", options, self.view.ascii))
        if chosen is not None:
            await self.use(self.tenants[chosen].profile.name)

    def refusal(self, command_id: str) -> str:
        """Say why a command cannot run now."""
        view = self.view
        if command_id == "switch" and len(self.tenants) == 1:
            return "One tenant is connected. 8 shows what else there is."
        if command_id in ("review", "drop") and not any(one.draft for one in self.tenants):
            return "Nothing is staged. Space on a factor or policy stages a change."
        if command_id in ("review", "undo") and any(w.group == "plan" and w.is_running for w in self.workers):
            return "A review is open already."
        if command_id == "undo" and not any(one.undo for one in self.tenants):
            return "Nothing was applied in this session that could be undone."
        if command_id in MUTATING and not view.writable:
            return "This tenant is read-only here. W unlocks writing."
        if command_id in {*MUTATING, "review", "unlock"} and self.session is None:
            return "The tenant is not connected yet."
        return ""
