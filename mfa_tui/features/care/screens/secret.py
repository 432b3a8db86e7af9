"""What opens an account, shown once: a ticket's link, a recovery code, an authenticator app's secret."""

import re
from collections.abc import Sequence
from typing import ClassVar, Literal

from pydantic import SecretStr
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from mfa_tui.domain.text import clean
from mfa_tui.ui import clipboard
from mfa_tui.ui.dialogs.dialog import Dialog
from mfa_tui.ui.widgets import tones
from mfa_tui.ui.widgets.facts import Fact, Facts
from mfa_tui.ui.widgets.qr import QrCode


class SecretScreen(Dialog[None]):
    """Shows `secret` and copies it on request; who opens it lets go of it when it is closed.

    `qr` is what its QR code holds, None for no code. With `hidden` it is shown when asked for, and a first esc
    that comes before that warns; with `to_copy` one that comes before it was copied. `grouped` puts a space after every
    four characters, for who types it.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "Close"),
        Binding("space", "reveal", "Show"),
        Binding("y", "copy", "Copy"),
    ]
    AUTO_FOCUS = None
    VERTICAL_BREAKPOINTS = [(0, "-low"), (23, "-short"), (30, "-high")]  # noqa: RUF012

    def __init__(
        self,
        title: str,
        secret: SecretStr,
        facts: Sequence[Fact],
        ascii_only: bool,
        *,
        qr: SecretStr | None = None,
        hidden: bool = False,
        to_copy: bool = False,
        grouped: bool = False,
    ) -> None:
        super().__init__()
        self._title, self._secret, self._facts = title, secret, facts
        self._qr, self._ascii = qr, ascii_only
        self._hidden = hidden
        self._unkept = hidden or to_copy
        self._grouped = grouped
        self._said = ""  # where a code is shown: a toast would cover it

    def compose(self) -> ComposeResult:
        """Compose the code at the left, the words at the right."""
        with Horizontal(classes="dialog secret"):
            if self._qr:
                yield QrCode(self._qr, self._ascii)
            with Vertical():
                yield Static(self._title, markup=False, classes="title")
                with VerticalScroll(can_focus=False):
                    yield Facts(label_width=7)
                yield Static(self._hint(), markup=False, classes="hint")

    def on_resize(self) -> None:
        """Show it, or that it is hidden; and its code where there is room for one."""
        self._draw()

    def _hint(self) -> str:
        return f"{'space shows it, ' if self._hidden else ''}y copies it, esc closes and forgets it"

    def _draw(self) -> None:
        shown = Content.styled("hidden: space shows it", tones.MUTED)
        if not self._hidden:
            words = clean(self._secret.get_secret_value())
            words = " ".join(re.findall(".{1,4}", words)) if self._grouped else words
            shown = Content.styled(words, "bold")
        rows: list[Fact] = [("", shown), ("", " "), *self._facts]
        for code in self.query(QrCode):
            fits = bool(code.fitting(self.app.size))
            code.set_class(not fits, "hidden")
            self.query_one(".secret").set_class(fits, "coded")
            self.set_class(fits, "-coded")
            if fits and self._said:
                rows.append(("", Content.styled(self._said, tones.WARN)))
            if not fits:
                rows.append(
                    ("code", Content.styled(f"a QR code needs a terminal of {code.needs} at least", tones.MUTED))
                )
        self.query_one(Facts).show("", *rows)
        self.query_one(".hint", Static).update(self._hint())

    def action_reveal(self) -> None:
        """Show it."""
        if self._hidden:
            self._hidden = self._unkept = False
            self._draw()

    @work(group="copy", exclusive=True, exit_on_error=False)
    async def action_copy(self) -> None:
        """Copy it, and say what happened."""
        self._unkept = False
        self._tell(await clipboard.copy(self._secret.get_secret_value(), self.app.send_to_terminal))

    def _tell(self, words: str, severity: Literal["information", "warning"] = "information") -> None:
        self._said = words
        self.app.toast(words, severity)
        self._draw()

    def action_close(self) -> None:
        """Forget it; where nobody has it yet, not at the first key."""
        if self._unkept:
            self._unkept = False
            why = "Nobody has seen it yet" if self._hidden else "It was not copied"
            self._tell(f"{why}, and it is shown only now. Esc again forgets it.", "warning")
        else:
            self.answer(None)
