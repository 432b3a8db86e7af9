"""What a tenant lets us do, screen by screen, in lines."""

from collections.abc import Iterator

from textual.content import Content

from mfa_tui.domain import scopes
from mfa_tui.domain.access import Grant
from mfa_tui.domain.text import clean
from mfa_tui.features.connect.service.signing_in import holder_of
from mfa_tui.session.view import TenantView
from mfa_tui.tenants.profile import TenantProfile
from mfa_tui.ui.widgets import tones
from mfa_tui.ui.widgets.facts import Fact
from mfa_tui.ui.widgets.glyphs import Glyphs


def remedy(profile: TenantProfile, grant: Grant) -> str:
    """Return the exact line that brings what is missing to do everything; empty where nothing is, or it is not told."""
    if not grant.scopes:
        return ""
    lacking = scopes.missing(grant.scopes, writes=True)
    return scopes.remedy(lacking, granted=grant.scopes, holder=holder_of(profile))


def lack(view: TenantView, needed: tuple[str, ...]) -> str:
    """Say which of the scopes that something needs the token lacks, and what exactly brings them."""
    granted = view.grant.scopes
    lacking = tuple(scope for scope in needed if scope not in granted)
    fix = scopes.remedy(lacking, granted=granted, holder=holder_of(view.profile))
    return f"The token lacks {' and '.join(lacking)}. {clean(fix, 1_500)}"


def scope_facts(profile: TenantProfile, grant: Grant, glyph: Glyphs) -> Iterator[Fact]:
    """Yield each mode with what works there and what lacks which scopes, then what would fix it."""
    if not grant.scopes:
        yield "", "The token does not say what it allows; each screen tells what is refused."
        yield from least_privilege()
        return
    works: dict[str, list[str]] = {}
    lacks: dict[str, list[Content]] = {}
    for need, lacking in scopes.possible(grant.scopes):
        works.setdefault(need.mode, [])
        if lacking:
            line = Content.assemble((f"{glyph.denied} {need.action}", tones.WARN), f" needs {' '.join(lacking)}")
            lacks.setdefault(need.mode, []).append(line)
        else:
            works[need.mode].append(need.action)
    for mode, actions in works.items():
        told = [Content.styled(f"{glyph.done} {', '.join(actions)}", tones.MUTED)] if actions else []
        told += lacks.get(mode, ())
        yield from ((mode if number == 0 else " ", line) for number, line in enumerate(told))
    if fix := remedy(profile, grant):
        yield "fix", Content.styled(clean(fix, 1_500), "bold")
        yield "", Content.styled("y copies the line.", tones.MUTED)
    else:
        yield "", Content.styled("This is everything that this program can use.", tones.MUTED)


def least_privilege() -> Iterator[Fact]:
    """Yield the scopes that are enough to look at everything, and those for everything."""
    for writes, name in ((False, "to look"), (True, "for all")):
        yield name, Content.styled(" ".join(scopes.least(writes=writes)), tones.MUTED)
