"""The app as its screens see it: the view of the tenant flows down, requests come up as messages."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from textual.app import App
from textual.reactive import reactive
from textual.worker import Worker, WorkerState

from mfa_tui.domain.changes import Target, Value
from mfa_tui.session.connected import OpenSession
from mfa_tui.session.view import TenantView
from mfa_tui.tenants.profile import TenantProfile

if TYPE_CHECKING:  # It brings the HTTP client, which is imported after the first paint.
    from mfa_tui.features.coverage.service.scan import Scope
    from mfa_tui.session.session import TenantSession


class Host(App[None]):
    """What a screen may rely on."""

    view: reactive[TenantView]
    """What is known of the tenant in use."""
    tenants: reactive[tuple[TenantView, ...]]
    """What is known of each tenant that is connected, in the order in which they were; the one in use is among them."""
    clock: Callable[[], float] = staticmethod(time.time)
    """Epoch seconds; ages and times on the screens are measured by it."""

    @property
    def session(self) -> "TenantSession | None":
        """Return the session with the tenant in use, once it is open."""
        raise NotImplementedError

    def session_of(self, tenant: str) -> "TenantSession | None":
        """Return the session with a tenant, given by its name, once it is open."""
        raise NotImplementedError

    def view_of(self, tenant: str) -> TenantView:
        """Return what is known of a tenant."""
        raise NotImplementedError

    def connect(self, profile: TenantProfile, open_session: OpenSession) -> str:
        """Take one more tenant in, and read it; the one in use stays in use. Return the name that it has here."""
        raise NotImplementedError

    def mode_of(self, mode: str) -> str:
        """Return the name of a mode for the tenant in use."""
        raise NotImplementedError

    async def use(self, tenant: str) -> None:
        """Take another of the connected tenants into use."""
        raise NotImplementedError

    def stage(self, target: Target, wanted: Value, tenant: str = "") -> None:
        """Stage `target` of a tenant, else of the one in use, to be `wanted`: at once, for the next key to see."""
        raise NotImplementedError

    def put(self, view: TenantView) -> None:
        """Replace what is known of a tenant."""
        raise NotImplementedError

    def start_coverage(self, tenant: str, scope: "Scope", *, resume: bool) -> None:
        """Scan who is enrolled; with `resume` go on with what was kept of the same scan."""
        raise NotImplementedError

    def stop_coverage(self, tenant: str) -> None:
        """End the scan that runs, and keep its part."""
        raise NotImplementedError

    def action_refresh(self) -> None:
        """Read the tenant again."""
        raise NotImplementedError

    def refusal(self, command_id: str) -> str:
        """Return why a command cannot run now, in words; empty where it can."""
        raise NotImplementedError

    def hidden(self, command_id: str) -> str:
        """Say that the terminal is too small, where it is: a key must not do what cannot be seen."""
        small = self.screen.has_class("-tiny") or self.screen.has_class("-flat")
        return "This terminal is too small; make it larger first." if small and command_id != "leave" else ""

    def toast(self, words: str, severity: Literal["information", "warning", "error"] = "information") -> None:
        """Show a short message in place of the one before; the one caller of `notify`: markup is off, always."""
        self.clear_notifications()
        self.notify(words, severity=severity, markup=False)

    def unforeseen(self, event: Worker.StateChanged) -> None:
        """Say so when something failed that nobody foresaw; the program goes on with what it has."""
        if event.state is WorkerState.ERROR:
            self.toast(f"Something unexpected went wrong ({type(event.worker.error).__name__}). Try again.", "error")

    def send_to_terminal(self, sequence: str) -> None:
        """Write an escape sequence of our own, such as one that fills the clipboard."""
        if self._driver is not None:
            self._driver.write(sequence)
