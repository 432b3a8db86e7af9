"""The first line of every screen: which tenant, what it is, whether it can be written to, how old the data is."""

from datetime import datetime

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from mfa_tui.domain.text import clean, percent
from mfa_tui.session.view import TenantView
from mfa_tui.tenants.profile import COLOURS, Label
from mfa_tui.ui.widgets import tones
from mfa_tui.ui.widgets.glyphs import glyphs

_LABEL_STYLES = {
    Label.PRODUCTION: "bold $background on $error",
    Label.NONE: "bold $background on $warning",
    Label.STAGING: f"bold {tones.WARN}",
    Label.DEV: f"bold {tones.GOOD}",
}


class TenantHeader(Widget):
    """One line; the least important parts give way first where there is little room."""

    view: reactive[TenantView | None] = reactive(None)
    staged: reactive[int] = reactive(0)
    """How many changes are staged, in all tenants."""

    def watch_view(self, view: TenantView | None) -> None:
        """Take the colour that the profile asks for."""
        for colour in COLOURS:
            self.set_class(view is not None and view.profile.colour == colour, f"-{colour}")

    def render(self) -> Content:
        """Lay out the left and the right part."""
        view, width = self.view, self.size.width
        if view is None:
            return Content("")
        dot = f" {glyphs(view.ascii).dot} "
        left = [
            Content.styled(" mfa-tui ", f"bold {tones.KEY}"),
            Content.styled(f" {clean(view.profile.name, 30)} ", "bold"),
            Content.styled(f" {view.profile.label.upper()} ", _LABEL_STYLES[view.profile.label]),
            Content.styled(
                " READ-WRITE " if view.writable else " READ-ONLY ",
                f"bold {tones.WARN}" if view.writable else "bold",
            ),
        ]
        parts = (self._staged(), self._under_way(view), self._scan(view), self._budget(view), self._age(view))
        right = [part for part in parts if part]
        while right and sum(len(part) + len(dot) for part in right) + sum(len(part) for part in left) > width:
            right.remove(next((part for part in (self._budget(view), self._age(view)) if part in right), right[0]))
        tail = Content(dot).join(right)
        gap = max(1, width - sum(part.cell_length for part in left) - tail.cell_length - 1)
        return Content.assemble(*left, " " * gap, tail)

    def _staged(self) -> Content:
        return Content.styled(f"{self.staged} staged", tones.STAGED) if self.staged else Content("")

    @staticmethod
    def _under_way(view: TenantView) -> Content:
        return Content.styled(view.under_way, f"bold {tones.WARN}")

    @staticmethod
    def _scan(view: TenantView) -> Content:
        progress = view.coverage.progress if view.coverage else None
        if progress is None:
            return Content("")
        return Content.styled(f"scanning {percent(progress.done / progress.total)}" if progress.total else "scanning")

    @staticmethod
    def _budget(view: TenantView) -> Content:
        limit = view.rate_limit
        return Content.styled(f"API {limit.remaining}/{limit.limit}", tones.MUTED) if limit else Content("")

    @staticmethod
    def _age(view: TenantView) -> Content:
        if view.waiting:
            return Content.styled(view.waiting, tones.WARN)
        if view.read_at is None:
            return Content.styled("reading…" if view.reading else "not read", tones.MUTED)
        at = datetime.fromtimestamp(view.read_at).strftime("%H:%M:%S")
        if view.reading:
            return Content.styled(f"as of {at}, reading…", tones.MUTED)
        old = any(part.problem and part.value is not None for part in view.configuration.parts.values())
        return Content.styled(f"old: as of {at}" if old else f"as of {at}", tones.WARN if old else tones.MUTED)
