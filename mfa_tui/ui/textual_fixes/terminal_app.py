"""What the terminal sees of our programs: themes, no control character, and what is left when something breaks."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from textual import constants, on
from textual.app import App
from textual.driver import Driver
from textual.events import Key
from textual.filter import LineFilter

from mfa_tui.process import TIME_TO_QUIT, end_in_time
from mfa_tui.ui.textual_fixes.type_ahead import TypeAhead
from mfa_tui.ui.themes import DARK, LIGHT
from mfa_tui.ui.widgets.line_filters import AsciiFilter, ControlFilter

_SHEETS = ("app", "grid", "screens", "users", "bulk", "dialogs", "user_dialogs")


class TerminalApp(TypeAhead):
    """A program in our colours and with our care; `ascii_only` reaches every border."""

    TITLE = "mfa-tui"
    ENABLE_COMMAND_PALETTE = False  # Textual's own binding; ours opens the same palette.
    CSS_PATH = [Path(__file__).parents[1] / "styles" / f"{name}.tcss" for name in _SHEETS]  # noqa: RUF012

    def __init__(self, *arguments: Any, ascii_only: bool, theme: str, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._control_filter = ControlFilter()
        self._ascii_filter = AsciiFilter(enabled=ascii_only)
        self._end_code = 0  # with which it is ending, on a signal or a hang-up
        for each in (DARK, LIGHT):
            self.register_theme(each)
        self._start_with(theme or DARK.name)

    def _start_with(self, theme: str) -> None:
        """Set the first theme as if it had always been there: assigning it would style everything twice."""
        self.set_reactive(App.theme, theme)
        dark = self.get_theme(theme).dark  # type: ignore[union-attr]
        self.set_class(dark, "-dark-mode", update=False)
        self.set_class(not dark, "-light-mode", update=False)
        self.add_class(f"-theme-{theme}", update=False)
        self.stylesheet.set_variables(self.get_css_variables())

    def delay_update(self, delay: float = 0.001) -> None:
        """Show another screen at once: Textual would keep the old one for 50 ms."""
        super().delay_update(delay)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Add ours: no control character leaves, and `--ascii` reaches every border."""
        return [
            *super().get_line_filters(),
            self._control_filter,
            *([self._ascii_filter] if self._ascii_filter.enabled else []),
        ]

    def too_early(self, key: Key) -> bool:
        """Drop a key that would confirm a dialog before it was drawn, and say so."""
        from mfa_tui.ui.dialogs.dialog import Dialog

        if not isinstance(self.screen, Dialog) or not self.screen.too_early(key):
            return False
        self.screen.app.toast("That key came before this was shown. Press it again to confirm.", "warning")
        return True

    # The end.

    def get_driver_class(self) -> type[Driver]:
        """Use our driver, which ends whatever the terminal does, where Textual would use the one it extends."""
        if sys.platform == "win32" or constants.DRIVER is not None:
            return super().get_driver_class()
        from mfa_tui.ui.textual_fixes.terminal_driver import TerminalDriver

        return TerminalDriver

    @on(Driver.SignalResume)
    def paint_again(self) -> None:
        """Paint everything: the terminal has missed some output, or it was the shell's for a while."""
        self.refresh(layout=True)

    def end(self, code: int) -> None:
        """End on a signal, or because the terminal is gone: conclude what is being written, then exit with `code`."""
        self._end_code = code
        self.run_worker(self._end(code), group="end", exit_on_error=False)

    async def _end(self, code: int) -> None:
        try:
            await self.conclude()
        finally:
            self.exit(None, code)

    async def conclude(self) -> None:
        """Begin no further write, and wait a moment for those that were sent."""

    def _fatal_error(self) -> None:
        """End after an unhandled error. Textual would show locals, which may hold secrets."""
        if self._end_code:  # A screen that was half built broke as it ended: the end goes on as it was meant.
            self._return_code = self._end_code
            self._close_messages_no_wait()
            return
        from rich.text import Text

        from mfa_tui.ui.crash import report

        if self._driver is not None and not self.is_headless:
            end_in_time(1, TIME_TO_QUIT)
        error = sys.exception() or self._exception
        if error is not None and not self._exit_renderables:
            self._exit_renderables.append(Text(report(error)))
        self._close_messages_no_wait()
