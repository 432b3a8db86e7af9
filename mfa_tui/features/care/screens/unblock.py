"""Unblocking: which addresses brute-force protection holds off, read now, and what an admin's block is instead."""

from functools import partial
from typing import TYPE_CHECKING

from textual import work
from textual.content import Content
from textual.widgets import Button

from mfa_tui.domain.tenant import Loaded
from mfa_tui.domain.text import clean
from mfa_tui.domain.user.users import User
from mfa_tui.session import access
from mfa_tui.ui.dialogs.deed import Deed, DeedScreen, unforeseen
from mfa_tui.ui.widgets import tones
from mfa_tui.ui.widgets.facts import Fact, Facts

if TYPE_CHECKING:
    from mfa_tui.session.session import TenantSession


class UnblockScreen(DeedScreen):
    """Reads the blocks as it opens; without any there is nothing to do."""

    def __init__(self, session: "TenantSession", user: User, title: str, ascii_only: bool) -> None:
        super().__init__(title, (("blocked", "reading…"),), "Unblock", (), ascii_only)
        self._session, self._user = session, user

    def on_mount(self) -> None:
        """Read which addresses are held off."""
        self._read()

    @work(group="deed", exit_on_error=False)
    async def _read(self) -> None:
        try:
            self._found(await access.read_blocks(self._session.connection.client, self._user))
        except Exception as error:  # Else it would be reading for ever.
            self._found(Loaded(problem=unforeseen(error, "Nothing was changed. Close this, and open it again.")))

    def _found(self, found: Loaded[access.Blocks]) -> None:
        """List them, and offer to lift them."""
        if found.value is None:
            words = found.problem.words if found.problem else ""
            self._show(Content.styled(f"{self._glyphs.error} {words}", tones.WARN))
            return
        writes, user_id = self._session.user_writes, self._user.user_id
        blocks, deeds = found.value, list[Deed]()
        if blocks.of_user:
            deeds.append(Deed("lift the user's blocks", partial(access.unblock, writes, user_id)))
        for name in dict.fromkeys(block.identifier for block in blocks.by_identifier):
            words = f"lift the blocks of {clean(name, 80)}"
            deeds.append(Deed(words, partial(access.unblock_identifier, writes, user_id, name)))
        self._deeds = deeds
        lines = [
            f"{clean(block.ip, 60) or 'every address'} as {clean(block.identifier, 80)}"
            for block in (*blocks.of_user, *blocks.by_identifier)
        ]
        self._show(*lines or ["Nothing is blocked by brute-force protection."])
        self.query_one("#yes", Button).disabled = not deeds
        self.redrawn()
        self.query_one("#no", Button).label = "Cancel" if deeds else "Close"

    def _show(self, *lines: Content | str) -> None:
        rows: list[Fact] = [("blocked" if line is lines[0] else " ", line) for line in lines]
        if self._deeds:
            rows.append(("then", "These addresses may try again at once. Too many failures block them anew."))
        if self._user.blocked:
            words = (
                "An admin has blocked this user as well. That is another block, and stays: press b again to lift it."
            )
            rows.append(("stays", Content.styled(f"{self._glyphs.setup} {words}", tones.WARN)))
        self.query_one("#facts", Facts).show("", *rows)
