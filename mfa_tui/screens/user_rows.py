"""The lines of a search's results: one user each, whatever their names hold."""

from textual.content import Content

from mfa_tui.domain.ages import age
from mfa_tui.domain.text import clean
from mfa_tui.domain.users import User
from mfa_tui.widgets import tones
from mfa_tui.widgets.glyphs import Glyphs
from mfa_tui.widgets.grid import Cell, Column, GridRow

COLUMNS = (
    Column("", 3),
    Column("NAME", min_width=14),
    Column("EMAIL", min_width=18),
    Column("CONNECTION", 18, priority=3),
    Column("MFA", 16, priority=1),
    Column("LAST LOGIN", 11, priority=2),
)


def user_row(user: User, marked: bool, glyph: Glyphs, now: float) -> GridRow:
    """Return the line of a user; the filter finds name, address, id and connection."""
    name, email = clean(user.label, 120), clean(user.email, 320)
    connection = clean(user.connection, 60)
    mark = Content.styled(glyph.marked, tones.STAGED) if marked else ""
    return GridRow(
        user.user_id,
        (mark, name, email, Content.styled(connection, tones.MUTED), _mfa(user, glyph), _login(user, glyph, now)),
        f"{name} {email} {clean(user.user_id, 120)} {connection}",
    )


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
