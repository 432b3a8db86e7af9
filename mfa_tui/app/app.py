"""MfaApp: modes, and keys from the registry."""

import gc
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from importlib import import_module
from typing import Any, ClassVar, cast

from rich.console import RenderableType
from textual import work
from textual.app import InvalidModeError
from textual.binding import Binding, BindingType
from textual.command import CommandPalette, Provider
from textual.screen import Screen

from mfa_tui.app.tenant_app import TenantApp
from mfa_tui.commands.registry import MODES
from mfa_tui.process import TIME_TO_CONCLUDE, TIME_TO_QUIT, end_in_time
from mfa_tui.session.connected import OpenSession
from mfa_tui.session.view import TenantView
from mfa_tui.ui.mode_screen import ModeScreen, bindings
from mfa_tui.ui.textual_fixes.terminal_app import TerminalApp

_BUILT = {
    "overview": ("overview.screen", "OverviewScreen"),
    "factors": ("settings.screens.factors", "FactorsScreen"),
    "policy": ("settings.screens.policy", "PolicyScreen"),
    "users": ("users.screens.users", "UsersScreen"),
    "tenants": ("connect.screens.tenants", "TenantsScreen"),
    "tokens": ("tokens.screens.tokens", "TokensScreen"),
}


def _make(mode: str) -> Screen[Any]:
    """Import the screen of a mode when it is first shown: the first paint waits for one screen, not for all."""
    if mode not in _BUILT:
        planned = import_module("mfa_tui.ui.planned")
        return cast("Screen[Any]", planned.PlannedScreen(mode))
    module, name = _BUILT[mode]
    return cast("Screen[Any]", getattr(import_module(f"mfa_tui.features.{module}"), name)())


def _palette() -> type[Provider]:
    """Return the palette's provider; Textual calls this when the palette is opened."""
    from mfa_tui.app.palette import CommandProvider

    return CommandProvider


class MfaApp(TerminalApp, TenantApp):
    """The dashboard over one tenant or several, the first one in use."""

    MODES: ClassVar[dict[str, str | Callable[[], Screen[Any]]]] = {mode.id: partial(_make, mode.id) for mode in MODES}
    COMMANDS = {_palette}  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("everywhere"),
        Binding("ctrl+q", "leave", show=False, priority=True),
        Binding("ctrl+z", "suspend_process", show=False, priority=True),
    ]

    def __init__(
        self,
        view: TenantView,
        open_session: OpenSession,
        *others: tuple[TenantView, OpenSession],
        screen: str = "overview",
        theme: str = "",
        told: str = "",
        read_only: bool = False,
    ) -> None:
        self.DEFAULT_MODE = screen  # type: ignore[misc]  # The first screen is laid out at once, and no other before.
        tenants = [(view, open_session), *others]
        super().__init__(tenants, read_only=read_only, ascii_only=view.ascii, theme=theme)
        self._first_words = told  # of the sign-in that led here

    def on_mount(self) -> None:
        """Read the tenant once the first screen is painted."""
        self.call_after_refresh(self._painted)

    def _painted(self) -> None:
        gc.freeze()  # What is there now stays; the collector need not look at it again.
        gc.enable()
        self.action_refresh()
        if self._first_words:
            self.toast(self._first_words)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Grey what cannot run now."""
        return None if self.hidden(action) or self.refusal(action) else True

    async def action_palette(self) -> None:
        """Open the palette; keys that follow at once are typed into it."""
        if not isinstance(self.screen, CommandPalette):
            await self.push_screen(CommandPalette(id="--command-palette"))

    def action_help_quit(self) -> None:
        """Answer ctrl+c, which in other programs would quit."""
        self.toast("q or ctrl+q quits.")

    async def action_mode(self, mode: str) -> None:
        """Go to a mode; where each tenant has its own screen for it, to that of the tenant in use."""
        name = self.mode_of(mode)
        with suppress(InvalidModeError):  # It is there already.
            self.add_mode(name, partial(_make, mode))
        await self.switch_mode(name)

    async def action_filter(self) -> None:
        """Open the filter of the screen, if it has a list."""
        if isinstance(self.screen, ModeScreen) and not await self.screen.open_filter():
            self.toast("There is no list to filter here.", "warning")

    def action_step_back(self) -> None:
        """Close the filter, else a screen that was opened over the mode's own; Esc never quits."""
        if isinstance(self.screen, ModeScreen):
            self.screen.step_back()

    def action_copy(self) -> None:
        """Copy the value under the cursor."""
        if isinstance(self.screen, ModeScreen):
            self.screen.copy(self.screen.copied(whole_row=False))

    def action_copy_row(self) -> None:
        """Copy the row under the cursor as JSON."""
        if isinstance(self.screen, ModeScreen):
            self.screen.copy(self.screen.copied(whole_row=True))

    def action_reference(self) -> None:
        """Show amr and acr values and MFA errors."""
        from mfa_tui.features.tokens.screens.reference import ReferenceScreen

        self.push_screen(ReferenceScreen(self.view.ascii))

    def action_help(self) -> None:
        """Show what the keys do."""
        from mfa_tui.ui.dialogs.help import HelpScreen

        if isinstance(self.screen, ModeScreen):
            self.push_screen(HelpScreen(self.screen))

    @work(group="quit", exclusive=True, exit_on_error=False)
    async def action_leave(self) -> None:
        """Leave; ask first where that would forget or cut off something."""
        if self.screen.id == "quit":  # It is asked already.
            return
        from mfa_tui.app.leaving import may_leave

        if not await may_leave(self):
            return
        for connected in self._connected.values():
            if connected.session is not None:
                await connected.session.aclose()
        self.exit()

    async def conclude(self) -> None:
        """Begin no further write, and wait a moment for those that were sent."""
        from mfa_tui.app.leaving import conclude

        await conclude(self, TIME_TO_CONCLUDE)

    def exit(self, result: None = None, return_code: int = 0, message: RenderableType | None = None) -> None:
        """Exit; a thread that still waits for the network does not hold the process for long."""
        if self._driver is not None and not self.is_headless:
            end_in_time(return_code, TIME_TO_QUIT)
        super().exit(result, return_code, message)
