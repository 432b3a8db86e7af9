"""Who can complete MFA, in a few bars or in one line: what Overview shows of the coverage."""

from typing import TYPE_CHECKING

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from mfa_tui.domain.ages import age
from mfa_tui.domain.text import percent
from mfa_tui.domain.user.enrollment_state import State
from mfa_tui.domain.user.readiness import FactorSetup, Readiness
from mfa_tui.ui.widgets import tones
from mfa_tui.ui.widgets.bars import bar
from mfa_tui.ui.widgets.glyphs import glyphs

if TYPE_CHECKING:  # It brings the HTTP client, which is imported after the first paint.
    from mfa_tui.features.coverage.service.state import CoverageState

_LABEL, _SHARE, _COUNT = 14, 6, 9
_WORDS = {
    Readiness.READY: ("ready", tones.GOOD),
    Readiness.EMAIL: ("email only", tones.WARN),
    Readiness.ONLY_OFF: ("factors off", tones.BAD),
    Readiness.UNFINISHED: ("unfinished", tones.WARN),
    Readiness.NONE: ("not enrolled", tones.BAD),
    Readiness.UNKNOWN: ("not readable", tones.MUTED),
}
_ALWAYS = ("ready", "not enrolled")


class CoverageBars(Widget):
    """A title with its age, and a bar a state; nothing before the first scan."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 (as Textual calls it)
        super().__init__(id=id)
        self._drawn: tuple[CoverageState | None, FactorSetup | None, str, bool] = (None, None, "", False)

    def show(self, state: "CoverageState | None", setup: FactorSetup | None, now: float, ascii_only: bool) -> None:
        """Replace everything; `setup` is what is on now, None where that is not known."""
        drawn = (state, setup, _standing(state, now) if state else "", ascii_only)
        self.set_class(state is None, "hidden")
        if drawn != self._drawn:
            self._drawn = drawn
            self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return a line for the title, and one for each bar."""
        state, setup, *_ = self._drawn
        return 1 + len(_counts(state, setup)) if state else 0

    def render(self) -> Content:
        """Draw title and bars."""
        state, setup, standing, ascii_only = self._drawn
        width = self.content_size.width
        if state is None:
            return Content("")
        room = max(4, width - _LABEL - _SHARE - _COUNT)
        gap = " " * max(1, width - len("Coverage") - len(standing))
        lines = [Content.assemble(("Coverage", "bold"), gap, (standing, tones.MUTED))]
        for word, tone, count in _counts(state, setup):
            share = count / state.users if state.users else 0.0
            drawn = bar(share, room, tone, ascii_only)
            lines.append(Content.assemble(f"{word:<{_LABEL}}", drawn, f"{percent(share):>{_SHARE}}{count:>{_COUNT},}"))
        return Content("\n").join(lines)


def coverage_line(state: "CoverageState", setup: FactorSetup | None, now: float, ascii_only: bool) -> Content:
    """Return the same in one line: who is ready, and the two largest other groups."""
    parts: list[Content | str] = []
    first, *others = _counts(state, setup)
    for word, tone, count in (first, *sorted(others, key=lambda each: -each[2])[:2]):
        share = percent(count / state.users if state.users else 0.0)
        parts.append(Content.styled(f"{share} {word}", "bold" if word == "ready" else tone))
    dot = f" {glyphs(ascii_only).dot} "
    return Content.assemble(Content(dot).join(parts), (f"{dot}{_standing(state, now)}", tones.MUTED))


def _counts(state: "CoverageState", setup: FactorSetup | None) -> list[tuple[str, str, int]]:
    """Return how many are what with the factors that are on now: word, tone, users. The rarer ones only if any.

    Where it is not known now what is on, it is counted with what was on when the users were scanned.
    """
    summary = state.summary
    found: list[tuple[str, str, int]] = []
    if summary and not summary.has_readiness:  # Numbers that an earlier version saved.
        found = [(each, tones.MUTED, summary.state(each)) for each in State if summary.state(each)]
    else:
        counts = summary.readiness(setup or summary.around.setup) if summary else {}
        found = [(word, tone, counts.get(each, 0)) for each, (word, tone) in _WORDS.items()]
    known = summary is None or bool(setup or summary.around.setup)
    found.append(("not scanned", tones.MUTED, state.left))
    return [(word, tone, count) for word, tone, count in found if count or (known and word in _ALWAYS)]


def _standing(state: "CoverageState", now: float) -> str:
    if progress := state.progress:
        share = f" {percent(progress.done / progress.total)}" if progress.total else ""
        return f"scanning{share}"
    return f"scanned {age(state.as_of, now)}" if state.complete else f"a part, {age(state.as_of, now)}"
