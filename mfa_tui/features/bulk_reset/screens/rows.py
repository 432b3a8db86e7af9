"""The lines of a reset of many users, and the words above them."""

from collections.abc import Iterator, Mapping

from textual.content import Content

from mfa_tui.domain.access import RateLimit
from mfa_tui.domain.ages import duration
from mfa_tui.domain.progress import Progress
from mfa_tui.domain.text import clean
from mfa_tui.features.bulk_reset.service.lines import BulkLine, Result
from mfa_tui.ui.widgets import tones
from mfa_tui.ui.widgets.facts import Fact
from mfa_tui.ui.widgets.glyphs import Glyphs
from mfa_tui.ui.widgets.grid import Cell, Column, GridRow

COLUMNS = (
    Column("LINE", 5, align="right"),
    Column("USER", min_width=22, wish=30),
    Column("STATE", 16),
    Column("WHAT", min_width=20, priority=1),
)
BAR = 24
"""Cells of the bar that shows how far it is."""
Tally = Mapping[Result, int]
"""How many lines came to what."""

_WORDS = {
    Result.PLANNED: ("staged", "to reset", tones.STAGED),
    Result.RESET: ("done", "reset", tones.GOOD),
    Result.PARTLY: ("staged", "partly reset", f"bold {tones.WARN}"),
    Result.BEYOND: ("error", "more went", f"bold {tones.BAD}"),
    Result.UNKNOWN: ("error", "not known", f"bold {tones.BAD}"),
    Result.NOTHING: ("off", "nothing", tones.MUTED),
    Result.FAILED: ("error", "not reset", f"bold {tones.BAD}"),
    Result.NOT_YET: ("error", "not yet", f"bold {tones.WARN}"),
    Result.CHANGED: ("setup", "changed", tones.WARN),
    Result.NOT_FOUND: ("error", "not found", tones.BAD),
    Result.AMBIGUOUS: ("setup", "ambiguous", tones.WARN),
    Result.TWICE: ("off", "listed twice", tones.MUTED),
    Result.NO_NAME: ("error", "no name", tones.BAD),
    Result.UNREAD: ("denied", "unread", tones.WARN),
    Result.UNASKED: ("off", "not asked", tones.MUTED),
}
_REASONS = {
    Result.NOTHING: "Nothing is enrolled.",
    Result.NOT_FOUND: "No user has this id or address.",
    Result.NO_NAME: "Neither a user id nor an e-mail address.",
}


def state(result: Result, working: bool, glyph: Glyphs) -> Content:
    """Return glyph and word for what became of a line, or for what is being done about it."""
    name, word, tone = _WORDS[result]
    if working:
        name, word, tone = "staged", "resetting" if result.left else "looking", f"bold {tones.KEY}"
    return Content.styled(f"{getattr(glyph, name)} {word}", tone)


def row(key: str, line: BulkLine, states: Mapping[tuple[Result, bool], Content], working: bool) -> GridRow:
    """Return the line of a line. `states` are the cells of `state`, made once for all rows."""
    cell = states[line.result, working]
    cells: tuple[Cell, ...] = (f"{line.line:,}", who(line), cell, what(line))
    return GridRow(key, cells, f"{line.text} {line.email} {line.user_id} {cell.plain} {line.words}")


def who(line: BulkLine) -> str:
    """Name the user that a line means: by the address, else as the list does."""
    return line.email or line.text or line.user_id


def what(line: BulkLine) -> str:
    """Say what would go, what went, or why nothing does."""
    if line.result is Result.PLANNED:
        return line.words or ", ".join(line.planned)
    return line.words or _REASONS.get(line.result, "")


def details(line: BulkLine) -> Iterator[Fact]:
    """Yield everything about one line."""
    muted = [line.user_id, f"line {line.line:,}"]
    if line.text not in (who(line), line.user_id):
        muted.append(f"listed as {line.text}")
    name = (clean(who(line), 320), "bold")
    yield "", Content.assemble(name, *((f"   {clean(part, 320)}", tones.MUTED) for part in muted if part))
    if line.result is not Result.RESET:  # Then the outcome says what is gone.
        yield "planned", ", ".join(clean(words, 200) for words in line.planned)
    yield "outcome", clean(line.words or _REASONS.get(line.result, ""), 1_000)


def left(tally: Tally) -> int:
    """Return how many users are left to be reset."""
    return sum(number for result, number in tally.items() if result.left)


def problems(tally: Tally) -> int:
    """Return how many lines somebody has to look at."""
    return sum(number for result, number in tally.items() if result.problem)


def summary(tally: Tally, begun: bool, glyph: Glyphs) -> Content:
    """Say how many lines come to what, each line once; what is none is left out."""
    planned, both = left(tally), [one for one in Result if one.left and one.problem]
    begun_with = [f"{tally[one]:,} {one}" for one in both if tally[one]]
    parts: list[tuple[str, str]] = []
    if tally[Result.RESET] or begun:
        parts.append((f"{glyph.done} {tally[Result.RESET]:,} reset", tones.GOOD))
    if planned or not begun:
        doubt = f" ({', '.join(begun_with)})" if begun_with else ""
        parts.append((f"{glyph.staged} {planned:,} {'left' if begun else 'would be reset'}{doubt}", tones.STAGED))
    if nothing := tally[Result.NOTHING] + tally[Result.TWICE]:
        parts.append((f"{glyph.off} {nothing:,} nothing to do", tones.MUTED))
    if wrong := problems(tally) - sum(tally[one] for one in both):
        parts.append((f"{glyph.error} {wrong:,} problem{'s' if wrong > 1 else ''}", f"bold {tones.BAD}"))
    if unasked := tally[Result.UNASKED]:
        parts.append((f"{glyph.off} {unasked:,} not asked", tones.MUTED))
    return Content("   ").join(Content.styled(words, tone) for words, tone in parts)


def under_way(progress: Progress, limit: RateLimit | None, waiting: str, stopping: bool, glyph: Glyphs) -> Content:
    """Say how far it is, how long it will take, what the tenant still allows, and what it waits for."""
    total = progress.total or 0
    filled = BAR * progress.done // max(1, total)
    parts = [f"{progress.words} {progress.done:,} of {total:,}"]
    if stopping:
        parts.append("stopping after those under way")
    elif progress.time_left is not None:
        parts.append(f"{duration(progress.time_left)} left")
    if limit is not None:
        parts.append(f"API {limit.remaining}/{limit.limit}")
    return Content.assemble(
        ("█" * filled, tones.KEY),
        ("░" * (BAR - filled), tones.DISABLED),
        "  ",
        f" {glyph.dot} ".join(parts),
        (f" {glyph.dot} {waiting}" if waiting else "", tones.WARN),
    )


def ended(reset: int, left: int, tenant: str, *, in_use: bool, shown: bool) -> str:
    """Say how a reset of many ended, and what leads to its outcome.

    `in_use` tells whether its tenant is, and `shown` whether its screen is.
    """
    done = f"{reset:,} reset, {left:,} left." if left else f"{reset:,} reset."
    if shown:
        return f"{done} e saves the outcome."
    if in_use:
        return f"{done} 4 shows what became of each."
    name = clean(tenant, 60)
    return f"{name}: {done} T takes {name} into use, then 4 shows what became of each."


def next_steps(planned: int, begun: bool, writable: bool, saved: str, glyph: Glyphs) -> Content:
    """Say what can be done with a list on which nothing is under way."""
    if planned and not writable:
        told, keys = "Read-only: nothing can be reset.", [("W", "unlocks writing"), ("e", "saves the list")]
    elif planned and begun:
        told, keys = "", [("a", "goes on with those who are left"), ("d", "drops them"), ("e", "saves the outcome")]
    elif planned:
        told, keys = "Nothing is written yet.", [("a", "resets them, after a review"), ("e", "saves the list")]
    elif begun:
        told, keys = "Done.", [("e", "saves what became of each line")]
        if saved:
            told, keys = f"Done. Saved to {saved}", []
    else:
        told, keys = "Nothing can be reset.", [("e", "saves the list"), ("esc", "goes back")]
    hints = (Content.assemble((key, f"bold {tones.KEY}"), (f" {words}", tones.MUTED)) for key, words in keys)
    return Content.assemble((f"{told} " if told else "", tones.MUTED), Content(f" {glyph.dot} ").join(hints))
