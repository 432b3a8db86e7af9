"""What is staged and what it would do: a line or two above the keys, only while something is staged."""

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from mfa_tui.domain.findings import Finding
from mfa_tui.domain.text import clean
from mfa_tui.operations.view import TenantView
from mfa_tui.widgets import tones
from mfa_tui.widgets.glyphs import glyphs


class StagedBar(Widget):
    """Lists the staged changes and the findings that would appear or disappear."""

    view: reactive[TenantView | None] = reactive(None, layout=True)

    def render(self) -> Content:
        """Draw two lines: the changes, and what they would do."""
        view = self.view
        if view is None or not view.draft:
            return Content("")
        changes = Content.assemble(
            ("staged ", tones.STAGED), ", ".join(clean(change.words, 80) for change in view.plan)
        )
        effects = forecast_lines(view.forecast.appear, view.forecast.disappear, view.ascii)
        nothing = Content.styled("no finding appears or disappears", tones.MUTED)
        lines = [changes, Content("   ").join(effects) if effects else nothing]
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
