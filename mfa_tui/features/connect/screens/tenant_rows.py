"""Tenants in lines: what is connected and what could be, and what is in the way."""

from collections.abc import Iterator

from textual.content import Content

from mfa_tui.domain.problems import Kind, Problem
from mfa_tui.domain.text import clean
from mfa_tui.features.connect.screens.known_tenants import Known
from mfa_tui.features.connect.screens.scope_rows import least_privilege
from mfa_tui.session.view import TenantView
from mfa_tui.tenants.profile import TenantProfile
from mfa_tui.ui.widgets import tones
from mfa_tui.ui.widgets.facts import Fact
from mfa_tui.ui.widgets.glyphs import Glyphs
from mfa_tui.ui.widgets.grid import Column, GridRow

COLUMNS = (
    Column("TENANT", min_width=16),
    Column("STATE", 15),
    Column("LABEL", 11),
    Column("DOMAIN", min_width=22, priority=1),
    Column("SIGNS IN WITH", 22, priority=2),
    Column("FROM", 12, priority=3),
)


def connected_row(view: TenantView, origin: str, in_use: bool, glyph: Glyphs) -> GridRow:
    """Return the row of a tenant that is connected; `origin` is where it is known from."""
    state = Content.styled(f"{glyph.on} {'in use' if in_use else 'connected'}", tones.GOOD)
    parts = (view.configuration.factors, view.configuration.policies, view.configuration.settings)
    troubles = [part.problem for part in parts if part.problem]
    old = any(part.value is not None for part in parts)
    if len(troubles) == len(parts):  # Where only some are refused, the token lacks a scope, and that is told below.
        refused = all(problem.kind in (Kind.AUTHENTICATION, Kind.PERMISSION) for problem in troubles)
        mark, tone = (glyph.warn, tones.WARN) if old else (glyph.error, tones.BAD)
        unusable = all(problem.kind is Kind.UNSENT for problem in troubles)
        word = "refused" if refused else "unusable" if unusable else "no answer"
        state = Content.styled(f"{mark} {word}", tone)
    elif not (old or troubles):
        state = Content.styled(f"{glyph.staged} reading", tones.STAGED)
    return _row(f"connected:{view.profile.name}", view.profile, state, origin, bold=in_use)


def known_row(tenant: Known, refused: bool, signing_in: bool, twin: str, glyph: Glyphs) -> GridRow:
    """Return the row of a tenant that is not connected, with how it stands.

    `twin` is the name of a connected tenant that is reached in the same way, empty where there is none.
    """
    state = Content.styled(f"{glyph.off} not yet", tones.MUTED)
    if twin:
        state = Content.styled(f"{glyph.on} as {clean(twin, 60)}", tones.MUTED)
    elif signing_in:
        state = Content.styled(f"{glyph.staged} signing in", tones.STAGED)
    elif refused:
        state = Content.styled(f"{glyph.error} refused", tones.BAD)
    elif tenant.found and tenant.found.warning:
        state = Content.styled(f"{glyph.warn} expired", tones.WARN)
    return _row(tenant.key, tenant.profile, state, tenant.origin)


def known_facts(tenant: Known, problem: Problem | None, twin: str) -> Iterator[Fact]:
    """Yield why a tenant could not be connected or what enter does, then what a token for it should allow."""
    if twin:
        name = clean(twin, 60)
        yield "", f"{name} is connected in the same way: the same domain and application. Enter takes {name} into use."
        return
    if problem:
        yield "said", Content.styled(problem.words, tones.WARN)
    elif tenant.found and tenant.found.warning:
        yield "", Content.styled(f"The {tenant.found.warning}. Log in again: auth0 login", tones.WARN)
    else:
        yield "", "Enter connects to it. The active tenant does not change: T or enter again switches."
    if tenant.found:
        yield from least_privilege()


def _row(key: str, profile: TenantProfile, state: Content, origin: str, *, bold: bool = False) -> GridRow:
    name, domain = clean(profile.name, 60), clean(profile.domain, 120)
    cells = (
        Content.styled(name, "bold" if bold else ""),
        state,
        Content.styled(profile.label, tones.BAD if profile.label.careful else tones.MUTED),
        domain,
        Content.styled(profile.authentication.words, tones.MUTED),
        Content.styled(origin, tones.MUTED),
    )
    return GridRow(key, cells, f"{name} {domain} {profile.label} {origin}")
