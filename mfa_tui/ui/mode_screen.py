"""What all eight screens share: the frame, the view, keys with reasons, filter, copy."""

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.screen import Screen
from textual.widgets import Input, Static
from textual.worker import Worker

from mfa_tui.commands.registry import PER_TENANT, Command, Scope, commands_for, scopes_of, usable_everywhere
from mfa_tui.domain.changes import Target
from mfa_tui.session.view import TenantView
from mfa_tui.ui import clipboard
from mfa_tui.ui.host import Host
from mfa_tui.ui.widgets.grid import Grid
from mfa_tui.ui.widgets.header import TenantHeader
from mfa_tui.ui.widgets.key_bar import KeyBar
from mfa_tui.ui.widgets.mode_bar import ModeBar
from mfa_tui.ui.widgets.staged_bar import StagedBar

if TYPE_CHECKING:
    from mfa_tui.session.session import TenantSession


def bindings(scope: Scope) -> list[BindingType]:
    """Return Textual bindings for the commands of a scope."""
    return [
        Binding(
            ",".join(command.keys),
            command.id,
            command.title,
            key_display=command.label,
            id=f"{scope}.{command.id}",
            tooltip=command.help,
        )
        for command in commands_for(scope)
    ]


class ModeScreen(Screen[None]):
    """A screen of one mode. Subclasses compose their body and draw a view; state stays in the app."""

    MODE: ClassVar[str]
    SCOPE: ClassVar[Scope] = "everywhere"
    AUTO_FOCUS: ClassVar[str | None] = "Grid"
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (60, "-narrow"), (110, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (15, "-short"), (20, "-high")]  # noqa: RUF012

    app = getters.app(Host)

    def __init__(self) -> None:
        super().__init__()
        # A new screen would have the style sheet parsed again, which the app has just done.
        self._css_update_count = self.app._css_update_count
        self.tenant = self.app.view.profile.name
        self._filtered: Grid  # the list that the filter works on, while there is one

    @property
    def view(self) -> TenantView:
        """Return what is known of the tenant that this screen is about, also while another one is in use."""
        return self.app.view if self.MODE not in PER_TENANT else self.app.view_of(self.tenant)

    @property
    def session(self) -> "TenantSession | None":
        """Return the session with that tenant, once it is open."""
        return self.app.session if self.MODE not in PER_TENANT else self.app.session_of(self.tenant)

    def compose(self) -> ComposeResult:
        """Compose the frame around the body."""
        if not self.app.styles.has_rule("color"):
            # Textual styles the app after its first screen is painted, and that would be in no colour at all.
            self.app.stylesheet.apply(self.app)
        yield Static("This terminal is too small.\nmfa-tui needs 60x15 at least.", id="too-small", markup=False)
        yield TenantHeader()
        yield ModeBar(self.MODE)
        with Container(id="body"):
            yield from self.body()
        yield StagedBar()
        yield KeyBar()

    def body(self) -> Iterable[Any]:
        """Compose what is between the mode bar and the keys."""
        raise NotImplementedError

    def show(self, view: TenantView) -> None:
        """Draw the view into the body."""
        raise NotImplementedError

    def show_all(self, tenants: tuple[TenantView, ...]) -> None:
        """Draw what is about all tenants, where a screen has that."""

    def refusal(self, command_id: str) -> str:
        """Return why a command of this screen cannot run now; empty where it can."""
        return ""

    def needs(self, command_id: str) -> tuple[str, ...]:
        """Return the scopes without which a command of this screen can do nothing."""
        return scopes_of(self.SCOPE, command_id)

    def why_not(self, command_id: str) -> str:
        """Return why a command of this screen cannot run now: for want of a scope, else what the screen says."""
        granted, needed = self.view.grant.scopes, self.needs(command_id)
        if granted and not set(needed) <= set(granted):  # A token that does not tell its scopes may have all.
            from mfa_tui.features.connect.screens.scope_rows import lack

            return lack(self.view, needed)
        return self.refusal(command_id)

    def under_cursor(self) -> tuple[str, dict[str, Any]]:
        """Return what `y` and `Y` copy: the value and the row under the cursor."""
        return "", {}

    def go_to(self, target: Target) -> None:
        """Put the cursor on what is set; screens where nothing is set have nowhere to go."""

    def on_mount(self) -> None:
        """Follow the view."""
        self.watch(self.app, "view", self._follow, init=False)
        self.watch(self.app, "tenants", self._follow_all, init=False)

    def on_screen_resume(self) -> None:
        """Catch up with what changed while another screen was on top."""
        self._follow(self.app.view)

    def on_screen_suspend(self) -> None:
        """Take the keys away that a dialog on top has now."""
        self.refresh_keys()

    @property
    def seen(self) -> bool:
        """Tell whether this screen is on top, dialogs aside."""
        return self is next((one for one in reversed(self.app.screen_stack) if isinstance(one, ModeScreen)), None)

    def _follow(self, view: TenantView) -> None:
        if not self.seen:  # It catches up when it is.
            return
        self.query_one(TenantHeader).view = view
        self._show_staged()
        for grid in self.query(Grid):
            grid.ascii = view.ascii
        self.show(view)
        self.refresh_keys()

    def _follow_all(self, tenants: tuple[TenantView, ...]) -> None:
        """Draw again where another tenant than the one in use is another one than before."""
        if len(tenants) > 1 and self.seen:
            self._show_staged()
            self.show_all(tenants)
            self.refresh_keys()

    def _show_staged(self) -> None:
        number = sum(len(view.draft) for view in self.app.tenants)
        self.query_one(TenantHeader).staged = number
        staged = self.query_one(StagedBar)
        if number or not staged.has_class("hidden"):  # It is laid out anew for each view that it gets.
            staged.views = self.app.tenants
            staged.set_class(not number, "hidden")
            self.set_class(bool(number), "-staged")  # Messages go above it.

    def refresh_keys(self) -> None:
        """Show what works here and now, in the registry's order; nothing while a dialog has the keys."""
        if self.app.screen.is_modal:
            self.query_one(KeyBar).hints = ()
            return
        view, staged = self.app.view, sum(len(view.draft) for view in self.app.tenants)
        words = {"review": f"review {staged}", "unlock": "lock" if view.writable else "unlock"}
        own = commands_for(self.SCOPE) if self.SCOPE != "everywhere" else ()
        self.query_one(KeyBar).hints = tuple(
            (c.label, words.get(c.id, c.brief), f"app.{c.id}")
            if c.scope == "everywhere"
            else (c.label, c.brief, f"screen.{c.id}")
            for c in (*own, *usable_everywhere(self.SCOPE))
            if c.brief and not self.reason(c)
        )

    def reason(self, command: Command) -> str:
        """Return why a command cannot run now, whether it is ours or the app's."""
        return self.why_not(command.id) if command.scope == self.SCOPE != "everywhere" else self.app.refusal(command.id)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Grey what cannot run now."""
        return None if self.app.hidden(action) or self.why_not(action) else True

    def on_paste(self, event: events.Paste) -> None:
        """Say where pastes are read; a screen that reads them does so itself."""
        event.stop()
        self.app.toast("A pasted token is read on Tokens: press 5, then paste again.")

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Have it said when something failed that nobody foresaw."""
        self.app.unforeseen(event)

    def on_key(self, event: events.Key) -> None:
        """Say why, when a greyed key is pressed."""
        active = self.active_bindings.get(event.key)
        if active and not active.enabled:
            event.stop()
            action = active.binding.action
            self.app.toast(self.app.hidden(action) or self.why_not(action) or self.app.refusal(action), "warning")

    # Back, and the filter: an input that is there while it is used, for the list that had the focus.

    def step_back(self) -> None:
        """Close what is open: the filter, else this screen where it lies on that of its mode."""
        if not self.close_filter() and len(self.app.screen_stack) > 1:
            self.dismiss()

    def open_over(self, screen: Screen[None]) -> bool:
        """Open a screen over this one; not where one is open already, for keys come in bursts."""
        if not self.is_active:
            return False
        self.app.push_screen(screen)
        return True

    def list_in_use(self) -> Grid:
        """Return the list that has the focus, else the first one."""
        return self.focused if isinstance(self.focused, Grid) else self.query_one(Grid)

    async def open_filter(self) -> bool:
        """Show the filter; False where the screen has no list. Keys that follow at once are typed into it."""
        if not self.query(Grid):
            return False
        if not self.query("#filter"):
            self._filtered = self.list_in_use()
            await self.mount(Input(placeholder="filter", id="filter"), before=self.query_one(KeyBar))
        self.set_focus(self.query_one("#filter"))
        return True

    def close_filter(self) -> bool:
        """Take the filter away and show all rows; False where it was not there."""
        if not self.query("#filter"):
            return False
        self.query_one("#filter").remove()
        self._filtered.filter_text = ""
        self._filtered.focus()
        return True

    @on(Input.Changed, "#filter")
    def _filter_changed(self, event: Input.Changed) -> None:
        self._filtered.filter_text = event.value

    @on(Input.Submitted, "#filter")
    def _filter_done(self) -> None:
        self._filtered.focus()

    @on(Grid.Filtered)
    def _count(self, event: Grid.Filtered) -> None:
        for field in self.query("#filter"):
            if event.grid is self._filtered:
                field.border_subtitle = f"{event.shown} of {event.total}"

    # Copy.

    def copied(self, whole_row: bool) -> str:
        """Return what `y` copies, or `Y`: the value under the cursor, or its row as JSON."""
        value, row = self.under_cursor()
        return json.dumps(row, ensure_ascii=False, indent=2) if value and whole_row else value

    @work(group="copy", exclusive=True, exit_on_error=False)
    async def copy(self, text: str) -> None:
        """Copy a text, and say what happened."""
        if text:
            self.app.toast(await clipboard.copy(text, self.app.send_to_terminal))
        else:
            self.app.toast("Nothing under the cursor to copy.", "warning")
