"""The lines of a search's results: one user each, whatever their names hold; and the line above them."""

from typing import TYPE_CHECKING, Any

from textual.content import Content

from mfa_tui.domain.ages import age
from mfa_tui.domain.text import clean
from mfa_tui.domain.user.lookup import understand
from mfa_tui.domain.user.users import User
from mfa_tui.ui.widgets import tones
from mfa_tui.ui.widgets.glyphs import Glyphs
from mfa_tui.ui.widgets.grid import Cell, Column, GridRow

if TYPE_CHECKING:
    from mfa_tui.session.finding import Found

COLUMNS = (
    Column("", 1),
    Column("NAME", min_width=14),
    Column("EMAIL", min_width=22, wish=30),
    Column("CONNECTION", 18, priority=3),
    Column("MFA", 13, priority=1),
    Column("LAST LOGIN", 11, priority=2),
)


def user_row(user: User, marked: bool, changed: bool, glyph: Glyphs, now: float) -> GridRow:
    """Return the line of a user; the filter finds name, address, id and connection.

    Of one who was `changed` since the profile was read, what it says of MFA is not shown: it may be gone.
    """
    name, email = clean(user.label, 120), clean(user.email, 320)
    connection = clean(user.connection, 60)
    mark = Content.styled(glyph.marked, tones.STAGED) if marked else ""
    mfa = Content.styled(f"{glyph.denied} changed", tones.MUTED) if changed else _mfa(user, glyph)
    return GridRow(
        user.user_id,
        (mark, name, email, Content.styled(connection, tones.MUTED), mfa, _login(user, glyph, now)),
        f"{name} {email} {clean(user.user_id, 120)} {connection}",
    )


def as_object(user: User) -> dict[str, Any]:
    """Return what is copied of a line."""
    return {name: getattr(user, name) for name in ("user_id", "email", "name", "connection", "multifactor", "blocked")}


def nothing(found: "Found | None") -> str:
    """Return what stands where no line is: reading, or nobody; a problem is said in the line above."""
    if found is None:
        return "Reading the tenant…"
    return "" if found.problem else "Nobody. A name is found by its beginning; an address and an id must be whole."


def _mfa(user: User, glyph: Glyphs) -> Cell:
    """Say what the profile says of MFA; that it names nothing is no promise that there is nothing."""
    if user.multifactor is None:
        return Content.styled(f"{glyph.denied} not told", tones.MUTED)
    if not user.multifactor:
        return Content.styled(f"{glyph.off} none named", tones.MUTED)
    return f"{glyph.on} {clean(', '.join(user.multifactor), 60)}"


def _login(user: User, glyph: Glyphs, now: float) -> Cell:
    if user.blocked:
        return Content.styled(f"{glyph.error} blocked", tones.BAD)
    return Content.styled(age(user.last_login, now), tones.MUTED)


def in_words(
    asked: str | None, found: "Found | None", shown: int, searching: bool, marked: int, glyph: Glyphs
) -> Content:
    """Return what was typed is taken for, how many were found and are listed, what went wrong, how many are marked."""
    parts: list[Content | str] = []
    if asked is not None:
        parts.append(Content.styled(clean(understand(asked).words, 200), tones.MUTED))
    if searching:
        parts.append("searching…")
    elif found and found.problem:
        words = clean(f"{found.problem.title} {found.problem.hint or found.problem.detail}", 300)
        parts.append(Content.styled(f"{glyph.error} {words}", tones.BAD))
    elif found:
        parts.append(f"{shown:,} of {found.total:,} read" if found.total > shown else f"{shown:,} found")
    if marked:
        parts.append(Content.styled(f"{glyph.marked} {marked} marked", tones.STAGED))
    line = Content(f" {glyph.dot} ").join([part if isinstance(part, Content) else Content(part) for part in parts])
    if found and found.notice and not searching:
        line = Content.assemble(line, "\n", (f"{glyph.warn} {found.notice}", tones.WARN))
    return line
