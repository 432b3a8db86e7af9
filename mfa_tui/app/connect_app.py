"""The program of a first start: it ends with the tenant that was chosen, or with none."""

from mfa_tui.features.connect.screens.connect import ConnectScreen
from mfa_tui.features.connect.screens.known_tenants import Way
from mfa_tui.ui.host import Host
from mfa_tui.ui.textual_fixes.terminal_app import TerminalApp


class ConnectApp(TerminalApp, Host):
    """Shows the Connect screen and nothing else; `way` is what was chosen, None where the user left."""

    way: Way | None = None

    def __init__(self, *, ascii_only: bool, theme: str) -> None:
        super().__init__(ascii_only=ascii_only, theme=theme)
        self._ascii_only = ascii_only

    def on_mount(self) -> None:
        """Show the screen."""
        self.push_screen(ConnectScreen(self._ascii_only), self._chosen)

    def _chosen(self, way: Way | None) -> None:
        self.way = way
        self.exit()

    def action_help_quit(self) -> None:
        """Answer ctrl+c, which in other programs would quit."""
        self.toast("q or ctrl+q quits.")
