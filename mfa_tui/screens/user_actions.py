"""What the keys of the user's screen do: each reviewed first, confirmed, done, read back, and told."""

from mfa_tui.domain.dossier import Dossier
from mfa_tui.domain.methods import MethodRow
from mfa_tui.screens.base import ModeScreen


class UserActions(ModeScreen):
    """The actions; the screen that they belong to says what they work on."""

    dossier: Dossier

    @property
    def selected(self) -> MethodRow | None:
        """Return the line of the methods under the cursor."""
        raise NotImplementedError

    def read(self) -> None:
        """Read the user again."""
        raise NotImplementedError

    def lack(self, command_id: str) -> str:
        """Return what the user lacks for a command; empty where nothing."""
        return ""
