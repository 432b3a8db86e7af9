"""The lines of a coverage: a bar for each thing that users are counted by, and what it leads to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from textual.content import Content

from mfa_tui.domain.coverage import MAY_USE_EMAIL, NEVER_USED, ONLY_OFF, ONLY_PHONE, RESISTANT, STALE, Slice, State
from mfa_tui.domain.coverage_summary import FactorBar, GroupBar, Summary
from mfa_tui.domain.text import clean
from mfa_tui.operations.coverage_state import CoverageState
from mfa_tui.widgets import tones
from mfa_tui.widgets.bars import bar, percent
from mfa_tui.widgets.glyphs import Glyphs
from mfa_tui.widgets.grid import Column, Divider, GridRow

BAR = 20
"""Cells."""
COLUMNS = (
    Column("", min_width=24),
    Column("", BAR),
    Column("SHARE", 6, align="right"),
    Column("USERS", 9, align="right"),
    Column("", min_width=34, priority=1),
)
_MOST_GROUPS = 200

STATES = (
    (State.ENROLLED, tones.GOOD, "have enrolled at least one factor"),
    (State.PENDING, tones.WARN, "began to enroll and never finished"),
    (State.NONE, tones.BAD, "have nothing to do MFA with"),
    (State.UNKNOWN, tones.MUTED, "could not be read: enter shows why"),
)


@dataclass(frozen=True)
class Line:
    """A line: how many of how many, and which users; None where nobody can be listed."""

    slice: Slice | None
    words: str
    count: int
    whole: int
    tone: str = ""
    about: str = ""
    users: int | None = None  # where it is not the number that the bar shows
    name: str = ""  # what it is called where no other lines stand around it

    @property
    def key(self) -> str:
        """Return what the line is known by in its list."""
        return "\n".join(self.slice or (self.words,))

    @property
    def title(self) -> str:
        """Return what the line is called apart from the others."""
        return self.name or self.words.strip()

    @property
    def share(self) -> float:
        """Return the part of the whole, 0 to 1."""
        return self.count / self.whole if self.whole else 0.0

    def row(self, ascii_only: bool) -> GridRow:
        """Draw the line."""
        return GridRow(
            self.key,
            (
                self.words,
                bar(self.share, BAR, self.tone, ascii_only),
                percent(self.share),
                f"{self.count if self.users is None else self.users:,}",
                Content.styled(self.about, tones.MUTED),
            ),
            f"{self.words} {self.about}",
        )


def lines(state: CoverageState, glyph: Glyphs) -> Iterator[Line | Divider]:
    """Yield everything that there is to see: how users stand, what is wrong, factors, connections, groups."""
    summary = state.summary
    if summary is None:
        return
    yield from _states(state, summary)
    yield from _headed("worth a look", list(_remarkable(state, summary)))
    yield Divider("of those enrolled")
    enrolled = summary.enrolled
    yield Line(
        RESISTANT,
        "phishing-resistant",
        summary.phishing_resistant,
        enrolled,
        tones.GOOD,
        "a security key or device biometrics",
    )
    yield Line(
        ONLY_PHONE, "only phone", summary.only_phone, enrolled, tones.WARN, "text messages and calls, nothing stronger"
    )
    yield Line(STALE, "unused for 90 days", summary.stale, enrolled, tones.WARN, "may have lost what they enrolled")
    yield Line(NEVER_USED, "never used", summary.never_used, enrolled, tones.WARN, "enrolled, and never asked since")
    yield from _headed("factors", [line for each in summary.factors for line in _factor(each, state.users, glyph)])
    yield from _headed("connections: the share that is enrolled", _groups("connection", summary.connections))
    if state.scope.groups:
        yield from _headed(f"{state.scope.groups}: the share that is enrolled", _groups("group", summary.groups))


def _headed(title: str, found: Sequence[Line | Divider]) -> Iterator[Line | Divider]:
    if found:
        yield Divider(title)
        yield from found


def _states(state: CoverageState, summary: Summary) -> Iterator[Line]:
    for each, tone, about in STATES:
        if each is State.ENROLLED and summary.only_off is None:
            about = "not known whether their factors are on"
        if summary.state(each) or each is not State.UNKNOWN:
            yield Line(("state", each), each, summary.state(each), state.users, tone, about)
        if each is State.ENROLLED and summary.only_off:
            about = "can do MFA with none of what they have"
            words = "  only in factors that are off"
            yield Line(ONLY_OFF, words, summary.only_off, state.users, tones.BAD, about, name=f"{each} {words.strip()}")
        if email := summary.may_use_email_of(each):
            words, about = "  may get codes by email", "have a verified address, and email is on"
            name = f"{each}, {words.strip()}"
            yield Line((*MAY_USE_EMAIL, each), words, email, state.users, tones.MUTED, about, name=name)
    if state.left:
        yield Line(None, "not asked about yet", state.left, state.users, tones.MUTED)


def _remarkable(state: CoverageState, summary: Summary) -> Iterator[Line]:
    users, tone = state.users, tones.WARN
    for name in summary.unused_factors if state.complete else ():
        yield Line(
            ("factor", name), f"{_title(name)}, used by nobody", 0, users, tone, "on, and nobody is enrolled with it"
        )
    for name, count in summary.off_factors.items():
        yield Line(
            ("off", name), f"{_title(name)}, which is off", count, users, tone, "enrolled for nothing, while it is off"
        )
    for name, count in (summary.gone_connections or {}).items():
        yield Line(
            ("gone", name), f"left over from {_title(name)}", count, users, tone, "users of a connection that is gone"
        )


def _factor(each: FactorBar, users: int, glyph: Glyphs) -> Iterator[Line]:
    mark = f"{glyph.denied} ?  " if each.on is None else f"{glyph.state(each.on):<{len(glyph.off) + 4}}"
    yield Line(
        ("factor", each.name),
        f"{mark} {_title(each.name)}",
        each.users,
        users,
        tones.KEY,
        clean(each.title, 60),
        name=_title(each.name),
    )
    if each.pending:
        begun = " " * (len(glyph.off) + 7) + "begun only"
        yield Line(
            ("pending", each.name),
            begun,
            each.pending,
            users,
            tones.WARN,
            "began to enroll this, never finished",
            name=f"{_title(each.name)}, begun only",
        )


def _groups(kind: str, bars: Sequence[GroupBar]) -> list[Line | Divider]:
    found: list[Line | Divider] = [_group(kind, each) for each in bars[:_MOST_GROUPS]]
    if len(bars) > _MOST_GROUPS:
        found.append(Divider(f"and {len(bars) - _MOST_GROUPS:,} smaller ones; an export has all"))
    return found


def _group(kind: str, each: GroupBar) -> Line:
    enrolled = each.states[State.ENROLLED]
    about = f"{enrolled:,} of {each.users:,} enrolled"
    return Line((kind, each.name), clean(each.name, 60), enrolled, each.users, tones.KEY, about, each.users)


def _title(name: str) -> str:
    return clean(name, 40)
