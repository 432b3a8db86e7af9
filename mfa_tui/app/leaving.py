"""Leaving the program: a question where that would forget something, or cut it off."""

import asyncio
from contextlib import suppress
from typing import Protocol, runtime_checkable

from textual.worker import Worker, WorkerCancelled

from mfa_tui.features.bulk_reset.screens.bulk import BulkScreen
from mfa_tui.ui.dialogs.confirm import ConfirmScreen
from mfa_tui.ui.host import Host


@runtime_checkable
class Stops(Protocol):
    """A dialog that writes, and stops before the next write when asked."""

    def action_stop(self) -> None:
        """Stop before the next write."""


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
        demo = any(isinstance(one.node, BulkScreen) and one.node.view.profile.folder for one in resetting)
        later = "The demo tenant starts over next time." if demo else "Users offers to resume the reset next time."
        question = ConfirmScreen(
            "Users are being reset. Stop and quit?",
            f"Resets that have started are completed first. The other users keep their MFA. {later}",
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


async def conclude(app: Host, within: float) -> None:
    """Begin no further write, and wait `within` seconds at most for those that were sent to reach the journal."""
    writing = [worker for group in ("apply", "bulk", "deed") for worker in running(app, group)]
    for worker in writing:
        if isinstance(worker.node, BulkScreen):
            worker.node.stop()
        elif isinstance(worker.node, Stops):
            worker.node.action_stop()
    with suppress(TimeoutError):
        async with asyncio.timeout(within):
            await asyncio.gather(*(worker.wait() for worker in writing), return_exceptions=True)
