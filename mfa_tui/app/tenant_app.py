"""The part of the app that changes tenants: staging, reviewing, applying, undoing, locking.

Workers do the work; a view changes here and where it is read, and nowhere else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from textual import on, work
from textual.worker import Worker

from mfa_tui.app.tenants_app import TenantsApp
from mfa_tui.commands.registry import MUTATING
from mfa_tui.domain.changes import Change, Kind, Target, Value, inverse, ordered, stage
from mfa_tui.domain.changes import applied as after
from mfa_tui.domain.text import clean, listed
from mfa_tui.session.connected import Part, in_order
from mfa_tui.session.view import TenantView
from mfa_tui.ui.messages import JumpRequested
from mfa_tui.ui.mode_screen import ModeScreen

if TYPE_CHECKING:  # Imported after the first paint: it brings the HTTP client.
    from mfa_tui.features.plan.service import Outcome


class TenantApp(TenantsApp):
    """Everything about the tenants that is not drawing."""

    # Staging.

    def stage(self, target: Target, wanted: Value, tenant: str = "") -> None:
        """Stage `target` to be `wanted`; what the tenant already has is no change."""
        view = self.view_of(tenant) if tenant else self.view
        self.put(replace(view, draft=stage(view.draft, view.configuration, target, wanted)))

    def action_drop(self) -> None:
        """Forget what is staged; ask first where that is of more than the tenant in use, which need not be in sight."""
        staged = [view for view in self.tenants if view.draft]
        if [view.profile.name for view in staged] == [self.view.profile.name]:
            self._forget_staged(staged)
        else:
            self._ask_to_drop(staged)

    @work(group="ask", exclusive=True, exit_on_error=False)
    async def _ask_to_drop(self, staged: Sequence[TenantView]) -> None:
        from mfa_tui.ui.dialogs.confirm import ConfirmScreen

        of_each = [
            f"{len(view.draft)} change{'s' if len(view.draft) != 1 else ''} of {clean(view.profile.name, 60)}"
            for view in staged
        ]
        words = f"{listed(of_each)}. Nothing of it was sent."
        if await self.push_screen_wait(ConfirmScreen("Drop everything that is staged?", words, "Drop", "Keep")):
            self._forget_staged(staged)

    def _forget_staged(self, staged: Sequence[TenantView]) -> None:
        for view in staged:
            self.put(replace(self.view_of(view.profile.name), draft=()))

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
        from mfa_tui.features.plan.screens.applying import ApplyingScreen
        from mfa_tui.features.plan.screens.review import ReviewScreen

        earlier: dict[str, tuple[Change, ...]] = {}  # applied by the tries before this one, of the same plan
        # What is applied must be judged by what was reviewed, whatever is read meanwhile: parts hold their view.
        while parts := in_order(wanted):
            names = [part.view.profile.name for part in parts]
            sessions = [session for session in map(self.session_of, names) if session]
            if len(sessions) < len(parts) or not await self.push_screen_wait(ReviewScreen(parts, undoing=undoing)):
                return
            ended = await self.push_screen_wait(ApplyingScreen(sessions, parts))
            outcomes = dict(zip(names, ended.outcomes, strict=True))
            applied = earlier | {
                tenant: (*earlier.get(tenant, ()), *(one.change for one in of_tenant if one.applied))
                for tenant, of_tenant in outcomes.items()
            }
            self._plan_ended(outcomes, applied, undoing)
            self.action_refresh()
            if ended.next == "undo":
                undoing, earlier = True, {}
                wanted = [Part(self.view_of(tenant), inverse(changes)) for tenant, changes in applied.items()]
            elif ended.next in ("retry", "skip"):
                earlier = applied
                rest = {name: ordered(one.change for one in of if not one.settled) for name, of in outcomes.items()}
                rest.pop(ended.left_out, None)  # What is staged there stays so.
                wanted = [Part(self.view_of(tenant), changes) for tenant, changes in rest.items()]
            else:
                return

    def _plan_ended(
        self, outcomes: "Mapping[str, Sequence[Outcome]]", applied: Mapping[str, tuple[Change, ...]], undoing: bool
    ) -> None:
        """Take what was applied out of the drafts, and remember it for undo: one plan, the last, over all tenants.

        The views have what was read back at once: the next review must not judge by what was before. Of an undo that
        stopped half-way, the rest stays to be taken back; one that was done whole can be undone in turn. A plan of
        which nothing was applied changes nothing about that.
        """
        settled = {tenant: [one.change for one in of_tenant if one.settled] for tenant, of_tenant in outcomes.items()}
        undo = {view.profile.name: view.undo for view in self.tenants}
        if undoing:
            gone = {tenant: (*settled.get(tenant, ()), *applied.get(tenant, ())) for tenant in undo}
            undo = {tenant: tuple(c for c in plan if c.inverse not in gone[tenant]) for tenant, plan in undo.items()}
        if any(applied.values()) and not (undoing and any(undo.values())):
            undo = {tenant: applied.get(tenant, ()) for tenant in undo}
        for view in self.tenants:
            tenant = view.profile.name
            done = settled.get(tenant, [])
            draft = tuple(change for change in view.draft if change not in done)
            self.put(replace(view, configuration=after(view.configuration, done), draft=draft, undo=undo[tenant]))

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Show the keys again once a review is over: while it runs, no other one can be opened."""
        super().on_worker_state_changed(event)
        if event.worker.group == "plan" and event.worker.is_finished and isinstance(self.screen, ModeScreen):
            self.screen.refresh_keys()

    @work(group="unlock", exclusive=True, exit_on_error=False)
    async def action_unlock(self) -> None:
        """Unlock writing after a confirmation, or lock it at once."""
        profile, writable = self.view.profile, self.view.writable  # Another may be in use when it is answered.
        if not writable:
            from mfa_tui.ui.dialogs.confirm import ConfirmScreen

            name, label = clean(profile.name, 60), profile.label
            question = ConfirmScreen(
                f"Unlock writing to {name} ({label})?",
                "Nothing is sent by this: changes are still staged, reviewed and confirmed. W locks again.",
                "Unlock",
            )
            if not await self.push_screen_wait(question):
                return
        session = self.session_of(profile.name)
        if session is not None:
            session.unlock(not writable)
            self.put(replace(self.view_of(profile.name), writable=not writable))

    @work(group="ask", exclusive=True, exit_on_error=False)
    async def action_switch(self) -> None:
        """Choose the tenant to take into use."""
        from mfa_tui.ui.dialogs.choose import ChooseScreen

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
        if command_id in MUTATING and not (view.writable or (command_id == "undo" and not view.undo)):
            return "This tenant is read-only here. W unlocks writing."  # An undo elsewhere is reviewed, as a plan is.
        if command_id in {*MUTATING, "review", "unlock"} and self.session is None:
            return "The tenant is not connected yet."
        return ""
