"""What is staged and what it would do: a line or two above the keys, only while something is staged."""

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from mfa_tui.domain.findings import Finding
from mfa_tui.domain.text import clean
from mfa_tui.session.view import TenantView
from mfa_tui.ui.widgets import tones
from mfa_tui.ui.widgets.glyphs import glyphs


class StagedBar(Widget):
    """Lists the staged changes and the findings that would appear or disappear."""

    views: reactive[tuple[TenantView, ...]] = reactive[tuple[TenantView, ...]]((), layout=True)

    def render(self) -> Content:
        """Draw two lines: the changes, and what they would do; of several tenants each with its name."""
        views = [view for view in self.views if view.draft]
        changes, effects = [], []
        for view in views:
            whose = f"{clean(view.profile.name, 30)}: " if len(self.views) > 1 else ""
            changes.append(whose + ", ".join(clean(change.words, 80) for change in view.plan))
            forecast = forecast_lines(view.forecast.appear, view.forecast.disappear, view.ascii)
            effects += [Content.assemble(whose, line) for line in forecast]
        nothing = Content.styled("no finding appears or disappears", tones.MUTED)
        lines = [
            Content.assemble(("staged ", tones.STAGED), "; ".join(changes)),
            Content("   ").join(effects) if effects else nothing,
        ]
        return Content("\n").join(line.truncate(self.size.width, ellipsis=True) for line in lines)


def forecast_lines(appear: tuple[Finding, ...], disappear: tuple[Finding, ...], ascii_only: bool) -> list[Content]:
    """Return one line a finding: `+` and severity for what appears, `-` for what goes away."""
    glyph = glyphs(ascii_only)
    return [
        *(
            Content.assemble(
                (
                    f"+ {glyph.severity(finding.severity)} {finding.severity.word} ",
                    tones.SEVERITY[finding.severity],
                ),
                finding.words,
            )
            for finding in appear
        ),
        *(
            Content.assemble(("- ", tones.GOOD), (f"{finding.severity.word} {finding.words}", f"{tones.MUTED} strike"))
            for finding in disappear
        ),
    ]
