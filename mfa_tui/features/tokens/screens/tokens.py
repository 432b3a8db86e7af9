"""Tokens: paste one, and read whether MFA was done, how sure that is, and what to do next. Memory only."""

import asyncio
import json
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from textual import events, on, work
from textual.binding import BindingType
from textual.containers import VerticalScroll

from mfa_tui.commands.registry import Scope
from mfa_tui.domain.tenant import Application
from mfa_tui.domain.text import clean
from mfa_tui.features.tokens.model.inspection import Report, TokenReport, inspect_paste
from mfa_tui.features.tokens.model.judging.keys import KeySet, read_keys, read_secret
from mfa_tui.features.tokens.model.judging.pem import UnusableKeysError
from mfa_tui.features.tokens.model.showing.compare import compare
from mfa_tui.features.tokens.model.showing.redacted import for_ticket
from mfa_tui.features.tokens.model.vocabulary import Expectations
from mfa_tui.features.tokens.screens.stepup_request import StepUpScreen
from mfa_tui.features.tokens.screens.token_rows import comparison_rows, has_signature, report_rows, verdict_facts
from mfa_tui.session.view import TenantView
from mfa_tui.ui.dialogs.ask import AskScreen
from mfa_tui.ui.dialogs.choose import ChooseScreen
from mfa_tui.ui.messages import TokensInspected
from mfa_tui.ui.mode_screen import ModeScreen, bindings
from mfa_tui.ui.widgets.facts import Facts
from mfa_tui.ui.widgets.glyphs import glyphs
from mfa_tui.ui.widgets.grid import Column, Grid

COLUMNS = (Column("", 24), Column("", min_width=30), Column("", min_width=20, priority=1))


class TokensScreen(ModeScreen):
    """The pasted text, the keys and what is compared live in this screen and nowhere else."""

    MODE = "tokens"
    SCOPE: ClassVar[Scope] = "tokens"
    BINDINGS: ClassVar[list[BindingType]] = bindings("tokens")
    HINT = "Paste anything with a token in it: the token, a header, a curl command, a response, a HAR."

    def __init__(self) -> None:
        super().__init__()
        self._serial = 0
        self._applications: tuple[Application, ...] | None = None
        self._forget()

    def _forget(self) -> None:
        self._paste = ""
        self._report = Report()
        self._selected = 0
        self._keys: KeySet | None = None
        self._max_age: float | None = None
        self._before: TokenReport | None = None

    def body(self) -> Iterable[Any]:
        """Compose the verdict and the list below it."""
        with VerticalScroll(id="verdict", can_focus=False):
            yield Facts(id="facts")
        yield Grid(COLUMNS, empty=self.HINT)

    def show(self, view: TenantView) -> None:
        """Draw the report, or the comparison of two."""
        grid, facts, glyph = self.query_one(Grid), self.query_one("#facts", Facts), glyphs(view.ascii)
        token = self._token
        if token is None:
            facts.show("", ("", self._report.problem))
            grid.show([], empty=self.HINT)
        elif self._before and self._before is not token:
            facts.show("Before and after", ("", "d ends the comparison; a new paste is compared with the same token."))
            grid.show(comparison_rows(compare(self._before, token), glyph))
        else:
            held = "Held for comparison: now paste the other token." if self._before else ""
            facts.show("", ("", held), *verdict_facts(token, glyph))
            grid.show(report_rows(self._report, self._selected, glyph, self._names()))

    @property
    def _token(self) -> TokenReport | None:
        tokens = self._report.tokens
        return tokens[self._selected] if self._selected < len(tokens) else None

    def _names(self) -> dict[str, str]:
        return {application.client_id: application.name for application in self._applications or ()}

    # Reading a paste.

    def on_paste(self, event: events.Paste) -> None:
        """Replace what is there by the paste, wherever the focus is."""
        event.stop()
        event.prevent_default()  # Else the base's hint would follow, which is for screens that read no token.
        self.take(event.text)

    def take(self, text: str) -> None:
        """Replace what is there by a text with tokens in it."""
        before = self._before
        self._forget()
        self._paste, self._before = text, before
        self._inspect()
        self._name_applications()

    @work(group="names", exclusive=True, exit_on_error=False)
    async def _name_applications(self) -> None:
        """Show names for client ids once they were read; the verdict does not wait for that."""
        if self._applications is None and self.app.session is not None:
            self._applications = await self.app.session.applications()
            self._redraw()

    @work(group="inspect", exclusive=True, exit_on_error=False)
    async def _inspect(self) -> None:
        self._serial += 1
        serial = self._serial
        expected = Expectations(issuers=self.app.view.profile.issuers, max_age=self._max_age)
        inspect = partial(inspect_paste, self._paste, now=self.app.clock(), expectations=expected, keys=self._keys)
        self.post_message(TokensInspected(await asyncio.to_thread(inspect), serial))

    @on(TokensInspected)
    def _inspected(self, message: TokensInspected) -> None:
        if message.serial == self._serial and self._paste:
            self._report = message.report
            self._redraw()

    def _redraw(self) -> None:
        self.show(self.app.view)
        self.refresh_keys()

    @on(Grid.RowChosen)
    def _select(self, event: Grid.RowChosen) -> None:
        kind, _, number = event.key.partition(":")
        if kind == "token":
            self._selected = int(number)
            self._redraw()

    # Commands.

    def refusal(self, command_id: str) -> str:
        """Say why a command of this screen cannot run now."""
        if command_id == "samples":
            session = self.app.session
            return "" if session and session.samples else "Only the demo tenant makes sample tokens: mfa-tui --demo"
        if command_id in ("verify", "compare", "expect", "step_up", "copy_row", "forget") and not self._paste:
            return "No token here yet. Paste one."
        if command_id in ("verify", "compare", "step_up", "copy_row") and self._token is None:
            return "There is no token in what was pasted."
        if command_id == "verify" and self._token and not has_signature(self._token):
            return "This kind of token has no signature that a key could check."
        return ""

    def action_forget(self) -> None:
        """Forget the paste and everything read from it."""
        self._serial += 1
        self._forget()
        self._redraw()

    def action_compare(self) -> None:
        """Hold the token against another: the next in this paste, or the next paste; again to stop."""
        if self._before is not None:
            self._before = None
        else:
            self._before = self._report.tokens[0] if len(self._report.tokens) > 1 else self._token
            self._selected = self._selected or min(1, len(self._report.tokens) - 1)
        self._redraw()

    @work(group="ask", exclusive=True, exit_on_error=False)
    async def action_samples(self) -> None:
        """Let the user choose one of the demo tenant's tokens."""
        session = self.app.session
        if session is None or session.samples is None:
            return
        samples = await session.samples()
        options = [(title, "") for title, _ in samples]
        chosen = await self.app.push_screen_wait(ChooseScreen("Sample tokens", options, self.app.view.ascii))
        if chosen is not None:
            self.take(samples[chosen][1])

    @work(group="ask", exclusive=True, exit_on_error=False)
    async def action_expect(self) -> None:
        """Ask for the max_age that the login must meet."""
        value = "" if self._max_age is None else f"{self._max_age:.0f}"
        words = "How many seconds ago may the login be? 0 means it must be new; empty means it is not asked."
        typed = await self.app.push_screen_wait(AskScreen("max_age", words, value=value))
        if typed is None:
            return
        try:
            self._max_age = float(typed) if typed.strip() else None
        except ValueError:
            self.app.toast("max_age is a number of seconds, such as 300.", "warning")
            return
        self._inspect()

    @work(group="ask", exclusive=True, exit_on_error=False)
    async def action_verify(self) -> None:
        """Check the signature with keys that the user chooses; never with what the token itself points to."""
        token = self._token
        if token is None:
            return
        profile = self.app.view.profile
        options = [
            (f"keys of {clean(profile.name, 20)}", f"https://{profile.domain}/.well-known/jwks.json"),
            ("a key file", "JWK Set, JWK or PEM"),
            ("a secret", "typed hidden, for HS256; kept in memory only"),
        ]
        chosen = await self.app.push_screen_wait(ChooseScreen("Verify with", options, self.app.view.ascii))
        try:
            keys = await self._ask_keys(chosen, token.header.get("kid"))
        except OSError as error:  # Its text names the path, which may be a token typed in the wrong place.
            self.app.toast(f"No key to check with: the file cannot be read ({error.strerror}).", "warning")
            return
        except UnusableKeysError as error:
            self.app.toast(f"No key to check with: {clean(str(error), 200)}", "warning")
            return
        if keys is not None:
            self._keys = keys
            self._inspect()

    async def _ask_keys(self, chosen: int | None, kid: object) -> KeySet | None:
        if chosen == 0 and (session := self.app.session):
            from mfa_tui.client.errors import ApiError, describe

            try:
                return await session.signing_keys.for_key_id(kid)
            except ApiError as error:
                raise UnusableKeysError(describe(error).words) from None
        if chosen == 1 and (path := await self.app.push_screen_wait(AskScreen("Key file", "A path on this machine."))):
            return read_keys(await asyncio.to_thread(_text_of, path))
        if chosen == 2 and (secret := await self.app.push_screen_wait(AskScreen("Secret", "For HS256.", secret=True))):
            return read_secret(secret)
        return None

    @work(group="ask", exclusive=True, exit_on_error=False)
    async def action_step_up(self) -> None:
        """Show the request that would get a better token."""
        session, token = self.app.session, self._token
        if token is None:
            return
        if self._applications is None and session is not None:
            self._applications = await session.applications()
        request, profile = token.step_up, self.app.view.profile
        if token.claims.get("iss") in profile.issuers:  # Another tenant's token gets no address of ours.
            request = request._replace(domain=profile.domain)
        await self.app.push_screen_wait(StepUpScreen(request, self._applications or (), self.app.view.ascii))

    def action_copy_row(self) -> None:
        """Copy the summary for a ticket."""
        if self._token:
            self.copy(for_ticket(self._token))

    def under_cursor(self) -> tuple[str, dict[str, Any]]:
        """Copy the value of the claim under the cursor, exactly as the token has it; else the words of the row."""
        grid, token = self.query_one(Grid), self._token
        kind, _, number = (grid.cursor_key or "").partition(":")
        if token is None or not number.isdecimal():
            return "", {}
        if kind in ("claims", "header"):
            row = (token.claim_tree if kind == "claims" else token.header_tree).rows[int(number)]
            source = token.claims if kind == "claims" else token.header
            value = source.get(row.name, row.value) if row.depth == 0 else row.value
            return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False), {}
        if kind == "check":
            check = token.checks[int(number)]
            return f"{check.text} {check.evidence}".strip(), {}
        return "", {}


def _text_of(path: str) -> str:
    return Path(path).expanduser().read_text("utf-8", "replace")
