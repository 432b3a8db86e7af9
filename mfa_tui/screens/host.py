"""The app as its screens see it: the view of the tenant flows down, requests come up as messages."""

from typing import Literal

from textual.app import App
from textual.reactive import reactive

from mfa_tui.operations.view import TenantView


class Host(App[None]):
    """What a screen may rely on."""

    view: reactive[TenantView]

    def refusal(self, command_id: str) -> str:
        """Return why a command cannot run now, in words; empty where it can."""
        raise NotImplementedError

    def toast(self, words: str, severity: Literal["information", "warning", "error"] = "information") -> None:
        """Show a short message. The one place that calls Textual's `notify`: markup is off, always."""
        self.notify(words, severity=severity, markup=False)
