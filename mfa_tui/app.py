"""MfaApp: modes, keys from the registry, themes, and what the terminal sees when something breaks."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.filter import LineFilter
from textual.screen import Screen

from mfa_tui.commands import MODES
from mfa_tui.operations.view import TenantView
from mfa_tui.screens.base import ModeScreen, bindings
from mfa_tui.screens.confirm import ConfirmScreen
from mfa_tui.screens.factors import FactorsScreen
from mfa_tui.screens.help import HelpScreen
from mfa_tui.screens.overview import OverviewScreen
from mfa_tui.screens.palette import CommandProvider
from mfa_tui.screens.planned import PlannedScreen
from mfa_tui.screens.policy import PolicyScreen
from mfa_tui.tenant_app import OpenSession, TenantApp
from mfa_tui.themes import DARK, LIGHT
from mfa_tui.widgets.line_filters import AsciiFilter, ControlFilter

_BUILT: dict[str, Callable[[], Screen[Any]]] = {
    "overview": OverviewScreen,
    "factors": FactorsScreen,
    "policy": PolicyScreen,
}


class MfaApp(TenantApp):
    """The dashboard over one tenant."""

    TITLE = "mfa-tui"
    MODES: ClassVar[dict[str, str | Callable[[], Screen[Any]]]] = {
        mode.id: _BUILT.get(mode.id) or partial(PlannedScreen, mode.id) for mode in MODES
    }
    COMMANDS = {CommandProvider}  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("everywhere"),
        Binding("ctrl+q", "leave", show=False, priority=True),
    ]
    CSS_PATH = ["styles/app.tcss", "styles/grid.tcss", "styles/screens.tcss", "styles/dialogs.tcss"]  # noqa: RUF012

    def __init__(
        self, view: TenantView, open_session: OpenSession, *, screen: str = "overview", theme: str = ""
    ) -> None:
        super().__init__(view, open_session)
        self._first_mode = screen
        self._control_filter = ControlFilter()
        self._ascii_filter = AsciiFilter(enabled=view.ascii)
        for each in (DARK, LIGHT):
            self.register_theme(each)
        self.theme = theme or DARK.name

    def on_mount(self) -> None:
        """Show the first screen; the tenant is read once that is painted."""
        self.switch_mode(self._first_mode)
        self.call_after_refresh(self.action_refresh)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Add ours: no control character leaves, and `--ascii` reaches every border."""
        return [
            *super().get_line_filters(),
            self._control_filter,
            *([self._ascii_filter] if self._ascii_filter.enabled else []),
        ]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Grey what cannot run now."""
        return None if self.refusal(action) else True

    async def action_mode(self, mode: str) -> None:
        """Go to a mode."""
        await self.switch_mode(mode)

    def action_filter(self) -> None:
        """Open the filter of the screen, if it has a list."""
        if isinstance(self.screen, ModeScreen) and not self.screen.open_filter():
            self.toast("There is no list to filter here.", "warning")

    def action_step_back(self) -> None:
        """Close the filter; there is nothing else to go back from, and Esc never quits."""
        if isinstance(self.screen, ModeScreen):
            self.screen.close_filter()

    def action_copy(self) -> None:
        """Copy the value under the cursor."""
        if isinstance(self.screen, ModeScreen):
            self.screen.copy(whole_row=False)

    def action_copy_row(self) -> None:
        """Copy the row under the cursor as JSON."""
        if isinstance(self.screen, ModeScreen):
            self.screen.copy(whole_row=True)

    def action_help(self) -> None:
        """Show what the keys do."""
        if isinstance(self.screen, ModeScreen):
            self.push_screen(HelpScreen(self.screen))

    @work(group="quit", exclusive=True, exit_on_error=False)
    async def action_leave(self) -> None:
        """Leave; ask first where something is staged or being applied."""
        staged = len(self.view.draft)
        applying = any(worker.group == "plan" and worker.is_running for worker in self.workers)
        if applying and len(self.screen_stack) > 1:
            self.toast("A review or a plan is open: close it first.", "warning")
            return
        if staged:
            question = ConfirmScreen("Quit?", f"{staged} staged, not applied. Quitting forgets that.", "Quit", "Stay")
            if not await self.push_screen_wait(question):
                return
        if self._session is not None:
            await self._session.aclose()
        self.exit()

    def _fatal_error(self) -> None:
        """End after an unhandled error: a traceback without locals, which could hold secrets."""
        from rich.segment import Segments
        from rich.traceback import Traceback

        self.bell()
        traceback = Traceback(show_locals=False, width=None)
        self._exit_renderables.append(Segments(self.console.render(traceback, self.console.options)))
        self._close_messages_no_wait()
