"""The lines of a coverage: a bar for each thing that users are counted by, and what it leads to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from textual.content import Content

from mfa_tui.domain.text import clean, percent
from mfa_tui.domain.user.enrollment_state import State
from mfa_tui.domain.user.readiness import Readiness
from mfa_tui.domain.user.users import LEGACY_PROVIDERS
from mfa_tui.features.coverage.model.coverage import BLOCKED, NEVER_USED, ONLY_PHONE, RESISTANT, STALE, Slice
from mfa_tui.features.coverage.model.summary import FactorBar, GroupBar, Summary
from mfa_tui.features.coverage.service.state import CoverageState
from mfa_tui.ui.widgets import tones
from mfa_tui.ui.widgets.bars import bar
from mfa_tui.ui.widgets.glyphs import Glyphs
from mfa_tui.ui.widgets.grid import Column, Divider, GridRow

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

KINDS = (
    (Readiness.READY, tones.GOOD, "have a confirmed factor that is on"),
    (Readiness.EMAIL, tones.WARN, "email is on, and Auth0 enrolls the verified address"),
    (Readiness.ONLY_OFF, tones.BAD, "cannot complete MFA with what they have"),
    (Readiness.UNFINISHED, tones.WARN, "started to enroll and never finished"),
    (Readiness.NONE, tones.BAD, "have nothing to complete MFA with"),
    (Readiness.UNKNOWN, tones.MUTED, "cannot be judged: enter shows why"),
)
"""What users are, how it is painted, and what it means."""


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
    yield from _kinds(state, summary)
    yield from _headed("worth a look", list(_remarkable(state, summary)))
    known = summary.has_readiness and summary.around.setup is not None
    yield Divider("of those ready" if known else "of those enrolled")
    base = summary.base
    resistant = (tones.GOOD, "a security key or device biometrics")
    yield Line(RESISTANT, "phishing-resistant", summary.phishing_resistant, base, *resistant)
    phone = (tones.WARN, "text messages and calls, nothing stronger")
    yield Line(ONLY_PHONE, "only phone", summary.only_phone, base, *phone)
    yield Line(STALE, "unused for 90 days", summary.stale, base, tones.WARN, "may have lost what they enrolled")
    yield Line(NEVER_USED, "never used", summary.never_used, base, tones.WARN, "enrolled, and never prompted since")
    yield from _headed("factors", [line for each in summary.factors for line in _factor(each, state.users, glyph)])
    yield from _headed("connections: the share that is ready", _groups("connection", summary.connections))
    if state.scope.groups:
        yield from _headed(f"{state.scope.groups}: the share that is ready", _groups("group", summary.groups))


def _headed(title: str, found: Sequence[Line | Divider]) -> Iterator[Line | Divider]:
    if found:
        yield Divider(title)
        yield from found


def _kinds(state: CoverageState, summary: Summary) -> Iterator[Line]:
    if not summary.has_readiness:
        for each in State:
            yield Line(("state", each), each, summary.state(each), state.users, tones.MUTED)
        return
    for kind, tone, about in KINDS:
        if summary.ready(kind) or (summary.around.setup and kind in (Readiness.READY, Readiness.NONE)):
            yield Line(
                ("readiness", kind), _SHORT.get(kind, kind), summary.ready(kind), state.users, tone, about, name=kind
            )
    if state.left:
        yield Line(None, "not scanned yet", state.left, state.users, tones.MUTED)


_SHORT = {Readiness.EMAIL: "verified email only", Readiness.ONLY_OFF: "only in factors that are off"}
"""Words for a narrow column."""


def _remarkable(state: CoverageState, summary: Summary) -> Iterator[Line]:
    users, tone = state.users, tones.WARN
    for name in summary.unused_factors if state.complete else ():
        yield Line(("factor", name), f"{_title(name)}, not enrolled", 0, users, tone, "on, and no user is enrolled")
    for name, count in summary.off_factors.items():
        yield Line(
            ("off", name), f"{_title(name)}, which is off", count, users, tone, "cannot be used while the factor is off"
        )
    for name, count in (summary.gone_connections or {}).items():
        yield Line(
            ("gone", name), f"left over from {_title(name)}", count, users, tone, "deleted connection: cannot log in"
        )
    if blocked := summary.counts[BLOCKED]:
        yield Line(BLOCKED, "blocked", blocked, users, tone, "cannot log in until an admin unblocks them")


def _factor(each: FactorBar, users: int, glyph: Glyphs) -> Iterator[Line]:
    mark = f"{glyph.denied} ?  " if each.on is None else f"{glyph.state(each.on):<{len(glyph.off) + 4}}"
    yield Line(
        ("factor", each.name),
        f"{mark} {_title(each.name)}",
        each.users,
        users,
        tones.MUTED if each.on is False else tones.KEY,
        f"{clean(each.title, 60)}{', factor is off' if each.on is False and each.name not in LEGACY_PROVIDERS else ''}",
        name=_title(each.name),
    )
    if each.pending:
        begun = " " * (len(glyph.off) + 7) + "unfinished"
        yield Line(
            ("pending", each.name),
            begun,
            each.pending,
            users,
            tones.WARN,
            "started to enroll, never finished",
            name=f"{_title(each.name)}, unfinished",
        )


def _groups(kind: str, bars: Sequence[GroupBar]) -> list[Line | Divider]:
    found: list[Line | Divider] = [_group(kind, each) for each in bars[:_MOST_GROUPS]]
    if len(bars) > _MOST_GROUPS:
        found.append(Divider(f"and {len(bars) - _MOST_GROUPS:,} smaller ones; an export has all"))
    return found


def _group(kind: str, each: GroupBar) -> Line:
    ready = each.readiness[Readiness.READY]
    about = f"{ready:,} of {each.users:,} ready"
    return Line((kind, each.name), clean(each.name, 60), ready, each.users, tones.KEY, about, each.users)


def _title(name: str) -> str:
    return clean(name, 40)
