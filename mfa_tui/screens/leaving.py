"""Leaving the program: a question where that would forget something, or cut it off."""

from contextlib import suppress

from textual.worker import Worker, WorkerCancelled

from mfa_tui.screens.bulk import BulkScreen
from mfa_tui.screens.confirm import ConfirmScreen
from mfa_tui.screens.host import Host


async def may_leave(app: Host) -> bool:
    """Tell whether nothing stands against leaving, or the user wants it all the same."""
    if len(app.screen_stack) > 1 and running(app, "plan"):
        app.toast("A review or a plan is open: close it first.", "warning")
        return False
    if staged := sum(len(view.draft) for view in app.tenants):
        question = ConfirmScreen(
            "Quit?", f"{staged} staged, not applied. Quitting forgets that.", "Quit", "Stay", id="quit"
        )
        if not await app.push_screen_wait(question):
            return False
    if resetting := running(app, "bulk"):
        question = ConfirmScreen(
            "Users are being reset. Stop and quit?",
            "It ends after the users under way. The others keep their MFA; Users offers to go on with them next time.",
            "Stop and quit",
            "Stay",
            id="quit",
        )
        if not await app.push_screen_wait(question):
            return False
        for worker in resetting:
            if isinstance(worker.node, BulkScreen):
                worker.node.stop()
            with suppress(WorkerCancelled):
                await worker.wait()
    return True


def running(app: Host, group: str) -> list[Worker[object]]:
    """Return the workers of a group that have not ended."""
    return [worker for worker in app.workers if worker.group == group and worker.is_running]
