"""A screen with a column a tenant: left and right lead from one to the next, and take it into use."""

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType

from mfa_tui.session.view import TenantView
from mfa_tui.ui.mode_screen import ModeScreen


class TenantColumns(ModeScreen):
    """What is staged, explained and unlocked is always of the tenant whose column the cursor is in."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "column(-1)", "Tenant to the left", show=False),
        Binding("right", "column(1)", "Tenant to the right", show=False),
    ]

    def show_all(self, tenants: tuple[TenantView, ...]) -> None:
        """Draw the columns of all tenants again."""
        self.show(self.app.view)

    def on_resize(self, event: events.Resize) -> None:
        """Show as many columns as there is room for."""
        if len(self.app.tenants) > 1:
            self.show(self.app.view)

    async def action_column(self, step: int) -> None:
        """Take the tenant of the next column into use."""
        names = [view.profile.name for view in self.app.tenants]
        place = names.index(self.app.view.profile.name) + step
        if 0 <= place < len(names):
            await self.app.use(names[place])
