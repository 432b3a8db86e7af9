"""The lines about one user: who it is, the methods, and what happened around them."""

from collections.abc import Iterator
from typing import Any

from textual.content import Content

from mfa_tui.domain.ages import age, moment
from mfa_tui.domain.tenant import Configuration, Loaded
from mfa_tui.domain.text import clean, listed
from mfa_tui.domain.user.dossier import GONE, Dossier
from mfa_tui.domain.user.events import Moment
from mfa_tui.domain.user.methods import CHANNELS, MethodRow, Standing
from mfa_tui.domain.user.readiness import FactorSetup, Readiness, readiness, setup_of
from mfa_tui.domain.user.sessions import Performed, RefreshToken, Session
from mfa_tui.domain.user.users import User
from mfa_tui.ui.widgets import tones
from mfa_tui.ui.widgets.facts import Fact
from mfa_tui.ui.widgets.glyphs import Glyphs
from mfa_tui.ui.widgets.grid import Cell, Column, Divider, GridRow

METHOD_COLUMNS = (
    Column("METHOD", 19),
    Column("DETAIL / NAME", min_width=17),
    Column("STATE", 15),
    Column("ADDED", 10, priority=2),
    Column("LAST USED", 10, priority=1),
    Column("ALSO", min_width=18, priority=3),
)
EVENT_COLUMNS = (
    Column("WHEN", 12),
    Column("WHAT", min_width=24),
    Column("WITH", min_width=20, priority=1),
    Column("WHERE", min_width=16, priority=2),
)


def method_rows(dossier: Dossier, setup: FactorSetup | None, glyph: Glyphs, now: float) -> Iterator[GridRow | Divider]:
    """Yield a line a method: MFA and its backups, then orphans, then what is no MFA at all."""
    counted = [row for row in dossier.rows if not _apart(row)]
    yield from (_method_row(row, setup, glyph, now) for row in counted)
    if apart := [row for row in dossier.rows if _apart(row)]:
        yield Divider("not MFA")
        yield from (_method_row(row, setup, glyph, now) for row in apart)


def _apart(row: MethodRow) -> bool:
    return row.method is not None and row.method.standing is Standing.APART


def row_key(row: MethodRow) -> str:
    """Return what a line of the methods is known by."""
    if row.method is not None:
        return row.method.id
    return f"orphan:{row.enrollment.id}" if row.enrollment else ""


def _method_row(row: MethodRow, setup: FactorSetup | None, glyph: Glyphs, now: float) -> GridRow:
    method, enrollment = row.method, row.enrollment
    title = clean(method.title, 60) if method else "Guardian enrollment"
    # What is compared with what a caller says comes first: where there is little room, the name is cut.
    parts = (method.detail, method.name) if method else (enrollment.name or enrollment.id if enrollment else "",)
    detail = clean("  ".join(part for part in parts if part), 120)
    added = (method.created_at or method.enrolled_at) if method else enrollment.enrolled_at if enrollment else None
    tone = tones.MUTED if _apart(row) else ""
    cells: tuple[Cell, ...] = (
        Content.styled(title, tone or "bold"),
        Content.styled(detail, tone),
        _state(row, setup, glyph),
        Content.styled(age(added, now, "unknown"), tones.MUTED),
        Content.styled(age(row.last_used, now), tones.MUTED),
        Content.styled(clean(_also(row), 160), tones.MUTED),
    )
    return GridRow(row_key(row), cells, f"{title} {detail} {row.state}")


def _state(row: MethodRow, setup: FactorSetup | None, glyph: Glyphs) -> Cell:
    if row.method is None:
        return Content.styled(f"{glyph.setup} orphan", tones.WARN)
    if not row.method.confirmed:
        return Content.styled(f"{glyph.setup} pending", tones.WARN)
    if row.factor_on(setup) is False:
        return Content.styled(f"{glyph.off} factor is off", tones.WARN)
    good = setup is not None and row.method.factor in setup.usable | {"recovery-code"}
    return Content.styled(f"{glyph.on} confirmed", tones.GOOD if good else tones.MUTED)


def _also(row: MethodRow) -> str:
    method, parts = row.method, []
    if method and method.preferred_authentication_method:
        channel = method.preferred_authentication_method
        parts.append(f"prefers {CHANNELS.get(channel, channel)}")
    if method and method.binding:
        parts.append(method.binding)
    if method and method.phishing_resistant:
        parts.append("phishing-resistant")
    if row.linked:
        parts.append(f"linked with {listed([other.title for other in row.linked])}")
    if row.enrollment and method:
        parts.append("known to Guardian")
    if row.method is None:
        parts.append("no method stands for it")
    return ", ".join(parts)


def title(dossier: Dossier, glyph: Glyphs) -> Content:
    """Return the line that says who this is."""
    user = dossier.user.value
    if user is None:
        return Content.styled(clean(dossier.user_id, 120), "bold")
    name = Content.styled(clean(user.label, 120), "bold")
    if not user.email:
        return Content.assemble(name, ("   no email address", tones.MUTED))
    verified = ("verified", tones.MUTED) if user.email_verified else (f"{glyph.setup} not verified", tones.WARN)
    return Content.assemble(name, "   " + clean(user.email, 160) + " " if user.email != user.label else " ", verified)


def facts(dossier: Dossier, tenant: Configuration, glyph: Glyphs, now: float) -> Iterator[Fact]:
    """Yield what matters about the user: first what decides a support case, last what may be cut off."""
    yield "", title(dossier, glyph)
    user = dossier.user.value
    if dossier.gone:
        yield "", Content.styled(clean(dossier.user_id, 120), tones.MUTED)
        yield "", Content.styled(f"{glyph.error} {GONE}", f"bold {tones.BAD}")
        yield "", "What happened to them is shown as it was last read."
        return
    if user is None:
        yield from _unread(dossier, glyph)
        return
    read = dossier.methods.value is not None or dossier.methods.problem is not None
    prospect = dossier.prospect(tenant) if read else None
    if prospect is not None:
        lacking = not prospect.able
        yield "", _readiness(dossier, tenant, glyph)
        yield "", Content.styled(prospect.can, f"bold {tones.WARN}" if lacking else "bold")
    pending = [one.method.words for one in dossier.rows if one.method and not one.method.confirmed]
    if deleted := dossier.deleted_connections:
        words = f"deleted connection: {listed([clean(name, 60) for name in deleted])}"
        cannot = ", cannot log in at all" if dossier.connection_deleted else ""
        yield "", Content.styled(f"{glyph.error} {words}{cannot}", f"bold {tones.BAD}")
    if pending:
        yield "pending", Content.styled(f"{glyph.setup} {listed([clean(words, 80) for words in pending])}", tones.WARN)
    yield "login", _login(user, glyph, now)
    yield "open", _open(dossier, glyph)
    yield from _unread(dossier, glyph)
    if prospect is not None:
        yield "next", prospect.next_login
    connections = listed([clean(name, 60) for name in user.connections]) if user.connections else "no connection"
    yield "id", Content.styled(f"{clean(user.user_id, 120)}  {glyph.dot}  {connections}", tones.MUTED)
    if prospect is not None:
        yield from (("note", Content.styled(note, tones.MUTED)) for note in prospect.notes)
    groups = [role.name for role in dossier.roles.value or ()]
    groups += [one.display_name or one.name for one in dossier.organizations.value or ()]
    if groups:
        yield "member of", Content.styled(listed([clean(name, 60) for name in groups]), tones.MUTED)


def _readiness(dossier: Dossier, tenant: Configuration, glyph: Glyphs) -> Content:
    """Return the verdict in a word."""
    kind = readiness(dossier.means(), setup_of(tenant.factors.value))
    if kind is Readiness.READY:
        return Content.styled(f"{glyph.on} {kind}", f"bold {tones.GOOD}")
    return Content.styled(f"{glyph.setup} {kind}", f"bold {tones.WARN}")


def _unread(dossier: Dossier, glyph: Glyphs) -> Iterator[Fact]:
    """Yield why parts could not be read; parts with one reason share its line."""
    reasons: dict[str, list[str]] = {}
    for part, loaded in dossier.parts.items():
        if problem := loaded.problem:
            reasons.setdefault(f"{problem.title} {problem.hint or problem.detail}", []).append(part)
    for reason, parts in reasons.items():
        which = listed(parts) if len(parts) < len(dossier.parts) else "everything"
        yield "unread", Content.styled(f"{glyph.denied} {which}: {clean(reason, 300)}", tones.WARN)


def _login(user: User, glyph: Glyphs, now: float) -> Content:
    words = "never logged in"
    if user.last_login is not None:
        times = f"{user.logins_count:,} login{'s' if user.logins_count != 1 else ''}"
        place = f" from {clean(user.last_ip, 60)}" if user.last_ip else ""
        words = f"{times}, last {age(user.last_login, now)}{place}"
    blocked = (f"   {glyph.error} blocked by an admin", f"bold {tones.BAD}") if user.blocked else ""
    return Content.assemble(words, blocked)


def _open(dossier: Dossier, glyph: Glyphs) -> Content:
    """Say how many sessions and tokens hold, and which addresses are blocked."""

    def count(part: Loaded[Any], word: str) -> str:
        if part.value is None:
            return f"{word}s not read" if part.problem else f"{word}s reading…"
        return f"{len(part.value) or 'no'} {word}{'' if len(part.value) == 1 else 's'}"

    parts = [count(dossier.sessions, "session"), count(dossier.refresh_tokens, "refresh token")]
    line = Content(f" {glyph.dot} ".join(parts))
    if dossier.blocks.value:
        addresses = listed([clean(block.ip or block.identifier, 60) for block in dossier.blocks.value])
        line = Content.assemble(line, (f" {glyph.dot} {glyph.setup} too many failures from {addresses}", tones.WARN))
    return line


def event_rows(dossier: Dossier, now: float) -> Iterator[GridRow | Divider]:
    """Yield what happened around MFA, newest first, then the sessions and refresh tokens that hold."""
    for number, one in enumerate(dossier.timeline):
        yield _event_row(f"event:{number}", one, now)
    if sessions := dossier.sessions.value:
        yield Divider("sessions")
        yield from (_session_row(session, now) for session in sessions)
    if tokens := dossier.refresh_tokens.value:
        yield Divider("refresh tokens")
        yield from (_token_row(token, now) for token in tokens)


def _event_row(key: str, one: Moment, now: float) -> GridRow:
    tone = {"good": tones.GOOD, "bad": tones.BAD}.get(one.outcome, "")
    words, detail, where = clean(one.words, 120), clean(one.detail, 120), clean(one.where, 120)
    cells = (moment(one.at, now), Content.styled(words, tone), detail, Content.styled(where, tones.MUTED))
    return GridRow(key, cells, f"{words} {detail} {where} {one.code}")


def _session_row(session: Session, now: float) -> GridRow:
    proof = listed([_performed(one, now) for one in session.methods]) if session.methods else "login not recorded"
    agent = clean(session.last_user_agent, 120)
    where = ", ".join(part for part in (clean(session.last_ip, 60), agent) if part)
    started = moment(session.authenticated_at or session.created_at, now)
    used = f"session, used {age(session.last_interacted_at, now)}"
    return GridRow(
        f"session:{session.id}", (started, used, proof, Content.styled(where, tones.MUTED)), f"session {where}"
    )


def _performed(one: Performed, now: float) -> str:
    """Return how a session logged in; of MFA also when, for that may be long after the login."""
    words = clean(one.words, 60)
    return f"{words} {age(one.at, now)}" if one.name == "mfa" and one.at is not None else words


def _token_row(token: RefreshToken, now: float) -> GridRow:
    used = f"refresh token, used {age(token.last_exchanged_at, now)}"
    client = clean(token.client_id, 80)
    return GridRow(f"token:{token.id}", (moment(token.created_at, now), used, client, ""), f"refresh token {client}")
