"""What the keys of the user's screen do: each reviewed first, confirmed, done, read back, and told."""

from typing import TYPE_CHECKING

from textual import work

from mfa_tui.domain.text import clean
from mfa_tui.domain.user.dossier import Dossier
from mfa_tui.domain.user.methods import MethodRow, Standing
from mfa_tui.domain.user.users import User
from mfa_tui.features.reset.model import FollowUp, One, ResetPlan, follow_ups
from mfa_tui.ui.mode_screen import ModeScreen

if TYPE_CHECKING:  # They bring the HTTP client, which is imported after the first paint.
    from mfa_tui.features.care.screens.secret import SecretScreen
    from mfa_tui.features.reset.screens.resetting import Offer
    from mfa_tui.session.session import TenantSession
    from mfa_tui.ui.dialogs.deed import DeedScreen, Steps

_NO_CREDENTIAL = {
    "password": "A password is no MFA. Auth0 changes passwords elsewhere; nothing deletes one here.",
    "email-verification": "That the address was verified is a fact about it, and nothing to delete.",
}


class UserActions(ModeScreen):
    """The actions; the screen that they belong to says what they work on.

    Each is one worker of the group `plan`, so that quitting knows that something is under way.
    """

    dossier: Dossier

    @property
    def selected(self) -> MethodRow | None:
        """Return the line of the methods under the cursor."""
        raise NotImplementedError

    def read(self) -> None:
        """Read the user again."""
        raise NotImplementedError

    @property
    def _user(self) -> User:
        return self.dossier.user.value or User(self.dossier.user_id)

    @property
    def _session(self) -> "TenantSession":
        if self.session is None:  # The keys are greyed until there is one.
            raise RuntimeError("the tenant is not connected")
        return self.session

    @property
    def _person(self) -> str:
        return clean(self._user.label, 50)

    def lack(self, command_id: str) -> str:
        """Return what the user lacks for a command; empty where nothing."""
        match command_id:
            case "reset":
                return self._lack_for_reset()
            case "delete_method":
                return self._lack_for_delete()
            case "ticket":
                return self._lack_for_ticket()
            case "prefer":
                method = self.selected.method if self.selected else None
                return "" if method and method.type == "phone" else "Only a phone has channels to choose from."
            case "rename":
                method = self.selected.method if self.selected else None
                return "" if method and method.can_be_named else "Auth0 keeps no name for this."
            case "log_out":
                sessions, tokens = self.dossier.sessions.value, self.dossier.refresh_tokens.value
                return "There is no session and no refresh token." if sessions == () == tokens else ""
            case "unblock":
                return self._lack_for_unblock()
            case "clear_risk":
                return "" if self._user.connection else "The profile names no connection to clear it for."
        return ""

    def _lack_for_reset(self) -> str:
        d = self.dossier
        if d.methods.value is None or d.enrollments.value is None or d.user.problem:
            return ""  # What there is will be read for the review.
        mfa = any(row.method is None or row.method.standing is not Standing.APART for row in d.rows)
        return "" if mfa or self._user.legacy_providers else "Nothing is enrolled for MFA."

    def _lack_for_unblock(self) -> str:
        blocks = self.dossier.blocks
        if blocks.problem or blocks.value != ():
            return ""
        if self._user.blocked:
            return ""
        return "No admin has blocked this user, and brute-force protection blocks no address. Press r to look again."

    def _lack_for_delete(self) -> str:
        row = self.selected
        if row is None:
            return "There is no method under the cursor."
        return _NO_CREDENTIAL.get(row.method.type, "") if row.method else ""

    def _lack_for_ticket(self) -> str:
        from mfa_tui.features.care.service import ticket_factors

        tenant = self.view.configuration
        if "duo" in tenant.on:
            return "Cisco Duo is on, which knows no tickets: it asks users to enroll at their next login."
        if tenant.factors.value is not None and not ticket_factors(tenant):
            return "No factor is on that a ticket could enroll."
        return ""

    # Deleting.

    @work(group="plan", exclusive=True, exit_on_error=False)
    async def action_reset(self) -> None:
        """Review everything that goes, then delete it."""
        await self._delete(None, f"Reset MFA of {self._person}")

    @work(group="plan", exclusive=True, exit_on_error=False)
    async def action_delete_method(self) -> None:
        """Review what goes with the method under the cursor, then delete it."""
        row = self.selected
        one: One | None = (row.method or row.enrollment) if row else None
        if row is not None and one is not None:
            words = row.method.title if row.method else "Guardian enrollment"
            await self._delete(one, f"Delete {clean(words, 60)} of {self._person}")

    async def _delete(self, one: One | None, title: str) -> None:
        from mfa_tui.features.reset.screens.reset_review import ResetReviewScreen
        from mfa_tui.features.reset.screens.resetting import ResettingScreen

        session, user, notice = self._session, self._user, ""
        confirmed: ResetPlan | None = None
        while True:
            view = self.view
            plan = await self.app.push_screen_wait(
                ResetReviewScreen(session, view, user, one, title, notice=notice, confirmed=confirmed)
            )
            if plan is None:
                return
            ended = await self.app.push_screen_wait(ResettingScreen(session, view, plan, title, self._offers(plan)))
            self.read()
            if ended.next == "close":
                return
            # What changed is to be confirmed anew; what failed was confirmed already.
            notice = ended.outcome.words if ended.outcome.conflict else ""
            confirmed = None if ended.outcome.conflict else plan

    def _offers(self, plan: ResetPlan) -> "list[Offer]":
        """Return the follow-ups that make sense, under the keys that they have on this screen."""
        from mfa_tui.features.reset.screens.resetting import Offer

        asks = {
            FollowUp.REVOKE_ACCESS: ("o", self._review_log_out),
            FollowUp.FORGET_BROWSERS: ("f", self._review_forgetting),
            FollowUp.CLEAR_RISK: ("i", self._review_clearing),
            FollowUp.SEND_TICKET: ("t", self._make_ticket),
        }
        offered = follow_ups(plan.user, self.view.configuration).items()
        return [Offer(asks[one][0], one, why, asks[one][1]) for one, why in offered]

    # Helping to enroll.

    @work(group="plan", exclusive=True, exit_on_error=False)
    async def action_ticket(self) -> None:
        """Make a ticket, and show its link."""
        if await self._make_ticket():
            self.read()

    async def _make_ticket(self) -> "Steps":
        from mfa_tui.features.care.screens import enrollment_dialogs as dialogs

        steps = await self.app.push_screen_wait(
            dialogs.ticket_dialog(self._session.user_writes, self._user, self._person, self.view)
        )
        await self._show_once(dialogs.ticket_link(steps, self._person, self.view))
        return steps

    @work(group="plan", exclusive=True, exit_on_error=False)
    async def action_recovery_code(self) -> None:
        """Replace the recovery code, and show the new one once."""
        from mfa_tui.features.care.screens import enrollment_dialogs as dialogs

        writes, methods = self._session.user_writes, self.dossier.methods.value
        steps = await self._confirm(
            dialogs.recovery_code_dialog(writes, self._user, methods, self._person, self.view), tell=False
        )
        await self._show_once(dialogs.new_code(steps, self._person, self.view))

    @work(group="plan", exclusive=True, exit_on_error=False)
    async def action_add_method(self) -> None:
        """Choose what to add, then add it."""
        from mfa_tui.features.care.screens import enrollment_dialogs as dialogs
        from mfa_tui.ui.dialogs.choose import ChooseScreen

        view, options = self.view, [(words, "") for words in dialogs.ADDABLE.values()]
        choose = ChooseScreen(f"Add a method to {self._person}", options, view.ascii)
        choose.add_class("few")
        chosen = await self.app.push_screen_wait(choose)
        if chosen is None:
            return
        kind, writes = list(dialogs.ADDABLE)[chosen], self._session.user_writes
        steps = await self._confirm(
            dialogs.add_dialog(kind, writes, self._user, self._person, view), tell=kind != "totp"
        )
        await self._show_once(dialogs.new_app(steps, self._person, view))

    @work(group="plan", exclusive=True, exit_on_error=False)
    async def action_rename(self) -> None:
        """Name the method under the cursor."""
        from mfa_tui.features.care.screens.enrollment_dialogs import rename_dialog

        if self.selected and self.selected.method:
            method = self.selected.method
            await self._confirm(rename_dialog(self._session.user_writes, self._user, method, self.view))

    @work(group="plan", exclusive=True, exit_on_error=False)
    async def action_prefer(self) -> None:
        """Choose the channel of the phone under the cursor."""
        from mfa_tui.features.care.screens.enrollment_dialogs import channel_dialog

        if self.selected and self.selected.method:
            method = self.selected.method
            await self._confirm(channel_dialog(self._session.user_writes, self._user, method, self.view))

    async def _show_once(self, dialog: "SecretScreen | None") -> None:
        if dialog is not None:
            await self.app.push_screen_wait(dialog)

    # The way in.

    @work(group="plan", exclusive=True, exit_on_error=False)
    async def action_unblock(self) -> None:
        """Lift an admin's block, or those of brute-force protection; where there are both, ask which."""
        from mfa_tui.features.care.screens.access_dialogs import BLOCKS, admin_block_dialog
        from mfa_tui.features.care.screens.unblock import UnblockScreen
        from mfa_tui.ui.dialogs.choose import ChooseScreen

        session, user, chosen = self._session, self._user, int(not self._user.blocked)
        if user.blocked and self.dossier.blocks.value != ():
            choose = ChooseScreen(f"Unblock {self._person}", BLOCKS, self.view.ascii)
            if (answer := await self.app.push_screen_wait(choose)) is None:
                return
            chosen = answer
        if chosen == 0:
            await self._confirm(admin_block_dialog(session.user_writes, user, self._person, self.view))
        else:
            await self._confirm(UnblockScreen(session, user, f"Unblock {self._person}", self.view.ascii))

    @work(group="plan", exclusive=True, exit_on_error=False)
    async def action_forget_browsers(self) -> None:
        """Make every remembered browser prompt for MFA again."""
        await self._review_forgetting()

    async def _review_forgetting(self) -> "Steps":
        from mfa_tui.features.care.screens.access_dialogs import forget_browsers_dialog as dialog
        from mfa_tui.session.access import remembered_for

        lasts = await remembered_for(self._session.connection.client)
        return await self._confirm(dialog(self._session.user_writes, self._user, self._person, self.view, lasts))

    @work(group="plan", exclusive=True, exit_on_error=False)
    async def action_log_out(self) -> None:
        """End the sessions and revoke the refresh tokens."""
        await self._review_log_out()

    async def _review_log_out(self) -> "Steps":
        from mfa_tui.features.care.screens.access_dialogs import log_out_dialog as dialog

        return await self._confirm(dialog(self._session.user_writes, self._user, self.dossier, self._person, self.view))

    @work(group="plan", exclusive=True, exit_on_error=False)
    async def action_clear_risk(self) -> None:
        """Make every device count as new."""
        await self._review_clearing()

    async def _review_clearing(self) -> "Steps":
        from mfa_tui.features.care.screens.access_dialogs import clear_risk_dialog as dialog

        return await self._confirm(dialog(self._session.user_writes, self._user, self._person, self.view))

    async def _confirm(self, dialog: "DeedScreen", *, tell: bool = True) -> "Steps":
        """Let a dialog do what it is for, read the user again, and tell that it was done."""
        from mfa_tui.ui.dialogs.deed import told

        steps = await self.app.push_screen_wait(dialog)
        if steps:
            self.read()
        if tell and steps and all(step.done for step in steps):
            self.app.toast(told(steps))
        return steps
