"""Who is enrolled, in four bars at most, or in one line: what Overview shows of the coverage."""

from typing import TYPE_CHECKING

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from mfa_tui.domain.ages import age
from mfa_tui.widgets import tones
from mfa_tui.widgets.bars import bar, percent
from mfa_tui.widgets.glyphs import glyphs

if TYPE_CHECKING:  # It brings the HTTP client, which is imported after the first paint.
    from mfa_tui.operations.coverage_state import CoverageState

_LABEL, _SHARE, _COUNT = 14, 6, 9
_TONES = {"enrolled": tones.GOOD, "pending only": tones.WARN, "not enrolled": tones.BAD}


class CoverageBars(Widget):
    """A title with its age, and a bar a state; nothing before the first scan."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 (as Textual calls it)
        super().__init__(id=id)
        self._drawn: tuple[CoverageState | None, str, bool] = (None, "", False)

    def show(self, state: "CoverageState | None", now: float, ascii_only: bool) -> None:
        """Replace everything."""
        drawn = (state, _standing(state, now) if state else "", ascii_only)
        self.set_class(state is None, "hidden")
        if drawn != self._drawn:
            self._drawn = drawn
            self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return a line for the title, and one for each bar."""
        state = self._drawn[0]
        return 1 + len(_counts(state)) if state else 0

    def render(self) -> Content:
        """Draw title and bars."""
        state, standing, ascii_only = self._drawn
        width = self.content_size.width
        if state is None:
            return Content("")
        room = max(4, width - _LABEL - _SHARE - _COUNT)
        gap = " " * max(1, width - len("Coverage") - len(standing))
        lines = [Content.assemble(("Coverage", "bold"), gap, (standing, tones.MUTED))]
        for word, count in _counts(state):
            share = count / state.users if state.users else 0.0
            drawn = bar(share, room, _TONES.get(word, tones.MUTED), ascii_only)
            lines.append(Content.assemble(f"{word:<{_LABEL}}", drawn, f"{percent(share):>{_SHARE}}{count:>{_COUNT},}"))
        return Content("\n").join(lines)


def coverage_line(state: "CoverageState", now: float, ascii_only: bool) -> Content:
    """Return the same in one line."""
    parts: list[Content | str] = []
    for word, count in _counts(state):
        share = percent(count / state.users if state.users else 0.0)
        parts.append(Content.styled(f"{share} {word}", "bold" if word == "enrolled" else _TONES.get(word, "")))
    dot = f" {glyphs(ascii_only).dot} "
    return Content.assemble(Content(dot).join(parts), (f"{dot}{_standing(state, now)}", tones.MUTED))


def _counts(state: "CoverageState") -> list[tuple[str, int]]:
    """Return how many are in which state; the rarer ones only where there is somebody."""
    summary = state.summary
    counted = {word: summary.counts["state", word] if summary else 0 for word in (*_TONES, "unknown")}
    counted["not asked yet"] = state.left
    return [(word, count) for word, count in counted.items() if count or word in _TONES]


def _standing(state: "CoverageState", now: float) -> str:
    if progress := state.progress:
        share = f" {percent(progress.done / progress.total)}" if progress.total else ""
        return f"scanning{share}"
    return f"scanned {age(state.as_of, now)}" if state.complete else f"a part, {age(state.as_of, now)}"
