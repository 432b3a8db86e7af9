"""The part of the app that owns the coverage scan: it goes on whatever is shown meanwhile."""

import asyncio
from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING

from textual import on, work

from mfa_tui.messages import CoverageSeen
from mfa_tui.screens.host import Host

if TYPE_CHECKING:  # Imported after the first paint: it brings the HTTP client.
    from mfa_tui.operations.coverage import CoverageScan, Scope


class CoverageApp(Host):
    """Starts a scan, stops it, and puts what it tells into the view."""

    _scan: "CoverageScan | None" = None

    @property
    def scanning(self) -> bool:
        """Tell whether a scan runs."""
        return any(worker.group == "coverage" and not worker.is_finished for worker in self.workers)

    def start_coverage(self, scope: "Scope", *, resume: bool) -> None:
        """Scan; where one runs already, it goes on instead."""
        if not self.scanning:
            self._cover(scope, resume)

    def stop_coverage(self) -> None:
        """End the scan after what is under way; when told again, at once."""
        if self._scan is not None:
            self._scan.stop()

    @work(group="coverage", exclusive=True, exit_on_error=False)
    async def _cover(self, scope: "Scope", resume: bool) -> None:
        from mfa_tui.operations.coverage_kept import conclude
        from mfa_tui.operations.coverage_state import watch

        if self.session is None:
            return
        self._scan = scan = self.session.coverage_scan(scope)
        state = None
        try:
            async with aclosing(watch(scan, resume=resume)) as states:
                async for state in states:
                    if state.progress is None:
                        await asyncio.to_thread(conclude, scan, state.summary)
                    self.post_message(CoverageSeen(state))
        finally:
            if state and state.progress:  # It broke.
                self.post_message(CoverageSeen(replace(state, progress=None)))

    @work(group="recall", exclusive=True, exit_on_error=False)
    async def recall_coverage(self) -> None:
        """Show the numbers that an earlier session kept, where nothing newer is known."""
        from mfa_tui.operations.coverage_kept import kept_numbers

        if self.session is not None and self.view.coverage is None:
            state = await asyncio.to_thread(kept_numbers, self.session.profile.domain)
            if state and self.view.coverage is None:
                self.post_message(CoverageSeen(state))

    @on(CoverageSeen)
    def _coverage_seen(self, message: CoverageSeen) -> None:
        state, before, session = message.state, self.view.coverage, self.session
        if state.found is None and before is not None:
            return  # What was kept is older than what has been begun meanwhile.
        whole = state if state.summary and not state.scope.query else self.view.whole
        view = replace(self.view, coverage=state, whole=whole)
        if session is not None:
            recorder = session.connection.recorder
            view = replace(view, rate_limit=recorder.rate_limit, calls=recorder.total)
        self.view = view
        ended = before is not None and before.progress is not None and state.progress is None
        if ended and state.problem:
            self.toast(f"The coverage scan ended early. {state.problem.title}", "error")
        elif ended and state.complete and state.summary:
            self.toast(f"Coverage is complete: {state.summary.enrolled:,} of {state.users:,} users are enrolled.")
        elif ended and state.failed and not state.left:
            self.toast(f"The coverage scan could not read {state.failed:,} users. s asks about them again.", "warning")
        elif ended:
            self.toast(f"Stopped; what was found is kept. Users not asked about: {state.left:,}.")
