"""The part of the app that owns the coverage scans: they go on whatever is shown meanwhile."""

import asyncio
from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from textual import on

from mfa_tui.domain.text import clean
from mfa_tui.session.view import TenantView
from mfa_tui.ui.host import Host
from mfa_tui.ui.messages import CoverageSeen

if TYPE_CHECKING:  # Imported after the first paint: it brings the HTTP client.
    from mfa_tui.features.coverage.service.scan import CoverageScan, Scope


class CoverageApp(Host):
    """Starts scans, one in each tenant at a time, stops them, and puts what they tell into the tenant's view."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._scans: dict[str, CoverageScan] = {}  # the last one in each tenant

    def scanning(self, tenant: str) -> bool:
        """Tell whether a scan runs in a tenant."""
        return any(worker.group == f"coverage {tenant}" and not worker.is_finished for worker in self.workers)

    def start_coverage(self, tenant: str, scope: "Scope", *, resume: bool) -> None:
        """Scan; where one runs already, it goes on instead."""
        if not self.scanning(tenant):
            self.run_worker(self._cover(tenant, scope, resume), group=f"coverage {tenant}", exit_on_error=False)

    def stop_coverage(self, tenant: str) -> None:
        """End the scan after what is under way; when told again, at once."""
        if tenant in self._scans:
            self._scans[tenant].stop()

    async def _cover(self, tenant: str, scope: "Scope", resume: bool) -> None:
        from mfa_tui.features.coverage.service.kept import conclude
        from mfa_tui.features.coverage.service.state import watch

        session = self.session_of(tenant)
        if session is None:
            return
        self._scans[tenant] = scan = session.coverage_scan(scope)
        state = None
        try:
            async with aclosing(watch(scan, resume=resume)) as states:
                async for state in states:
                    if state.progress is None:
                        await asyncio.to_thread(conclude, scan, state.summary, session.profile.folder)
                    self.post_message(CoverageSeen(tenant, state))
        finally:
            if state and state.progress:  # It broke.
                self.post_message(CoverageSeen(tenant, replace(state, progress=None)))

    def recall_coverage(self, tenant: str) -> None:
        """Show the numbers that an earlier session kept, where nothing newer is known."""
        self.run_worker(self._recall(tenant), group=f"recall {tenant}", exclusive=True, exit_on_error=False)

    async def _recall(self, tenant: str) -> None:
        from mfa_tui.features.coverage.service.kept import kept_numbers

        if self.view_of(tenant).coverage is None:
            profile = self.view_of(tenant).profile
            state = await asyncio.to_thread(kept_numbers, profile.domain, profile.folder)
            if state and self.view_of(tenant).coverage is None:
                self.post_message(CoverageSeen(tenant, state))

    def with_calls(self, view: TenantView) -> TenantView:
        """Return the view of a tenant with what its client has counted: the calls, and what the rate limit leaves."""
        session = self.session_of(view.profile.name)
        if session is None:
            return view
        recorder = session.connection.recorder
        return replace(view, rate_limit=recorder.rate_limit, calls=recorder.total)

    @on(CoverageSeen)
    def _coverage_seen(self, message: CoverageSeen) -> None:
        view, state = self.view_of(message.tenant), message.state
        before = view.coverage
        if state.found is None and before is not None:
            return  # What was kept is older than what has been begun meanwhile.
        counts_everyone = state.summary is not None and not state.scope.query
        keep = view.whole is not None and view.whole.complete and not state.complete
        whole = state if counts_everyone and not keep else view.whole
        self.put(self.with_calls(replace(view, coverage=state, whole=whole)))
        ended = before is not None and before.progress is not None and state.progress is None
        whose = f"{clean(message.tenant, 60)}: " if len(self.tenants) > 1 else ""
        if ended and state.problem:
            self.toast(f"{whose}The coverage scan ended early. {state.problem.title}", "error")
        elif ended and state.complete and state.summary:
            self.toast(f"{whose}Coverage is complete: {state.summary.verdict}")
        elif ended and state.failed and not state.left:
            unread = f"could not read {state.failed:,} users. s asks about them again."
            self.toast(f"{whose}The coverage scan {unread}", "warning")
        elif ended and not state.left and state.found and not state.found.people.whole:
            people = state.found.people
            capped = f"only {len(people.found):,} of {people.total:,} users are covered."
            why = capped if people.capped else "users are missing. s scans again."
            self.toast(f"{whose}The coverage scan is not complete: {why}", "warning")
        elif ended:
            self.toast(f"{whose}{state.stopped}")
