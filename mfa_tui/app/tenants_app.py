"""The part of the app that holds the tenants: which one is in use, and what is known of each, as it is read."""

import gc
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from math import ceil
from typing import TYPE_CHECKING

from textual import on
from textual.reactive import reactive
from textual.worker import Worker, WorkerState

from mfa_tui.app.coverage_app import CoverageApp
from mfa_tui.commands.registry import PER_TENANT
from mfa_tui.domain.changes import rebased
from mfa_tui.domain.problems import Unusable
from mfa_tui.domain.tenant import Configuration
from mfa_tui.domain.text import clean
from mfa_tui.session.connected import Connected, OpenSession
from mfa_tui.session.view import TenantView
from mfa_tui.tenants.profile import TenantProfile, named_apart
from mfa_tui.ui.messages import ClientBusy, TenantRead, UnderWay

if TYPE_CHECKING:  # Imported after the first paint: it brings the HTTP client.
    from mfa_tui.client.transports.recorder import Call, Waiting
    from mfa_tui.session.session import TenantSession

LULL = 0.25
"""Seconds between two numbers of calls on the screen: resetting many users makes hundreds of them a second."""


class TenantsApp(CoverageApp):
    """Holds a `TenantView` of each. Workers read and post messages; the handlers here take what they found in."""

    view: reactive[TenantView] = reactive[TenantView](lambda: TenantView.__new__(TenantView), init=False)
    tenants: reactive[tuple[TenantView, ...]] = reactive[tuple[TenantView, ...]]((), init=False)

    def __init__(self, tenants: Sequence[tuple[TenantView, OpenSession]], *, read_only: bool = False) -> None:
        super().__init__()
        self._calling: set[str] = set()  # the tenants with calls that are still to be told
        self._read_only = read_only  # whatever is connected later starts locked too
        self._connected = {view.profile.name: Connected(view, open_session) for view, open_session in tenants}
        self.set_reactive(TenantsApp.view, tenants[0][0])
        self.set_reactive(TenantsApp.tenants, tuple(view for view, _ in tenants))

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

    def connect(self, profile: TenantProfile, open_session: OpenSession) -> str:
        """Take one more tenant in, and read it; the one in use stays in use. Return the name that it has here.

        A name that another tenant has here is replaced by the domain.
        """
        profile = named_apart(profile, self._connected)
        view = TenantView(profile, profile.writable and not self._read_only, self.view.ascii)
        self._connected[profile.name] = Connected(view, open_session)
        self.tenants = (*self.tenants, view)
        self._read_again(profile.name)
        return profile.name

    def mode_of(self, mode: str) -> str:
        """Return the name of a mode for the tenant in use: some modes each further tenant has for itself."""
        tenant = self.view.profile.name
        return f"{mode}@{tenant}" if mode in PER_TENANT and tenant != next(iter(self._connected)) else mode

    async def use(self, tenant: str) -> None:
        """Take another tenant into use: everything that is about one tenant is about this one now."""
        mode = self.current_mode.partition("@")[0]
        if mode in PER_TENANT:
            # The screen first: that of the other tenant must not see a view that is not its own.
            self.set_reactive(TenantsApp.view, self._connected[tenant].view)
            await self.run_action(f"mode('{mode}')")
        else:
            self.view = self._connected[tenant].view

    def watch_view(self, view: TenantView) -> None:
        """Keep what is known of the tenant in use also among all of them."""
        self.put(view)

    def put(self, view: TenantView) -> None:
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
        self.put(replace(self.view_of(tenant), reading=True))
        self.run_worker(self._read(tenant), exclusive=True, group=f"read {tenant}", exit_on_error=False)

    async def _read(self, tenant: str) -> None:
        connected = self._connected[tenant]
        try:
            session = await connected.opened()
        except Unusable as unusable:
            self.post_message(TenantRead(tenant, Configuration.failed(unusable.problem), ()))
            return
        session.connection.recorder.listen = partial(self._heard, tenant)
        self.recall_coverage(tenant)
        configuration = await session.read()
        unfinished = connected.view.unfinished
        if not connected.unfinished_asked and configuration.factors.value is not None:
            connected.unfinished_asked = True
            gc.freeze()  # What was imported for the client stays; looking through it took 40 ms again and again.
            unfinished = await session.unfinished(configuration)
        self.post_message(TenantRead(tenant, configuration, unfinished))

    def _heard(self, tenant: str, event: "Call | Waiting") -> None:
        from mfa_tui.client.transports.recorder import Waiting

        if isinstance(event, Waiting):
            self.post_message(ClientBusy(tenant, f"{event.reason}: trying in {ceil(event.seconds)} s"))
        elif self.view_of(tenant).waiting:
            self.post_message(ClientBusy(tenant, ""))
        elif tenant not in self._calling and not self.scanning(tenant):  # A scan tells of its calls itself.
            self._calling.add(tenant)
            self.set_timer(LULL, partial(self._called, tenant))

    def _called(self, tenant: str) -> None:
        self._calling.discard(tenant)
        self.post_message(ClientBusy(tenant, ""))

    @on(TenantRead)
    def _tenant_read(self, message: TenantRead) -> None:
        before, session = self.view_of(message.tenant), self.session_of(message.tenant)
        configuration = before.configuration.after(message.configuration)
        view = replace(
            before,
            configuration=configuration,
            unfinished=message.unfinished,
            draft=rebased(before.draft, configuration),
            reading=False,
            waiting="",
            grant=session.grant if session else before.grant,
        )
        self.put(self.with_calls(view))
        stale = [part.problem for part in configuration.parts.values() if part.problem and part.value is not None]
        whose = f"{clean(message.tenant, 60)}: " if len(self.tenants) > 1 else ""
        if stale:
            self.toast(f"{whose}{stale[0].title} What is shown is older. {stale[0].hint}", "warning")
        if message.unfinished and not before.unfinished and session:
            self.run_worker(session.conclude_unfinished(), group="journal", exit_on_error=False)
            self.toast(f"{whose}An earlier session ended in the middle of a change: see Overview.", "warning")

    @on(ClientBusy)
    def _client_busy(self, message: ClientBusy) -> None:
        if self.session_of(message.tenant) is not None:
            self.put(self.with_calls(replace(self.view_of(message.tenant), waiting=message.waiting)))

    @on(UnderWay)
    def _under_way(self, message: UnderWay) -> None:
        self.put(replace(self.view_of(message.tenant), under_way=message.words))

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Say so when something failed that nobody foresaw; nothing is being read any more then."""
        self.unforeseen(event)
        if event.state is WorkerState.ERROR:
            for view in self.tenants:
                self.put(replace(view, reading=False, waiting=""))
