"""What the Coverage tab says above its bars: what a scan does and costs, how far it is, and what came of it."""

from collections.abc import Iterator

from textual.content import Content

from mfa_tui.client.api.users import MOST_RESULTS
from mfa_tui.domain.ages import age, span
from mfa_tui.domain.progress import Progress
from mfa_tui.domain.text import clean, listed, percent
from mfa_tui.domain.user.readiness import FactorSetup, verdict
from mfa_tui.features.coverage.service.kept import Part
from mfa_tui.features.coverage.service.scan import Groups, Scope
from mfa_tui.features.coverage.service.state import CoverageState
from mfa_tui.session.view import TenantView
from mfa_tui.ui.widgets import tones
from mfa_tui.ui.widgets.bars import bar
from mfa_tui.ui.widgets.facts import Fact
from mfa_tui.ui.widgets.glyphs import glyphs

QUESTION = "Who can complete MFA, and who cannot?   s scans"
_BAR = 24
_NEEDED = {
    Groups.NONE: (),
    Groups.ROLES: ("read:roles", "read:role_members"),
    Groups.ORGANIZATIONS: ("read:organizations",),
}


def question(other: CoverageState | None) -> str:
    """Ask what a scan would answer; where one has answered something else, say that its numbers are not these."""
    if other is None:
        return QUESTION
    return "Nothing is known of these yet; the numbers of the scan before were of others.   s scans"


def introduction(view: TenantView, scope: Scope) -> Iterator[Fact]:
    """Say what a scan will do and what it costs, before anything is asked."""
    if scope.query:
        yield "scans", f"The users that {clean(scope.query, 120)} finds, at most {MOST_RESULTS:,}, and asks about each."
    else:
        yield (
            "scans",
            f"Everyone. Up to {MOST_RESULTS:,} users are searched, and each is asked about. Of a larger tenant Auth0 "
            "exports the list of users, and those whose profile names an MFA provider are asked about.",
        )
    if scope.groups:
        yield "groups", f"The {scope.groups} of everyone: one request a user more."
    yield (
        "costs",
        "One request a user: 1,000 users take a minute at 16 requests a second, and 8 minutes at 2. It keeps under the "
        "rate limit, gives way to whatever you look at, and goes on while you are elsewhere.",
    )
    yield (
        "changes",
        "Nothing. All it sends are reads, and one POST that orders the export: the only one that passes the lock of a "
        "read-only tenant.",
    )
    yield from _scopes(view, scope)


def _scopes(view: TenantView, scope: Scope) -> Iterator[Fact]:
    needed = ("read:users", "read:authentication_methods", *_NEEDED[scope.groups])
    words = listed(needed)
    missing = [name for name in needed if name not in view.grant.scopes] if view.grant.scopes else []
    if missing:
        glyph = glyphs(view.ascii)
        lacking = (f"  {glyph.warn} this client lacks {listed(missing)}", tones.WARN)
        yield "needs", Content.assemble(words, lacking)
    else:
        yield "needs", words


def kept(part: Part, now: float) -> Fact:
    """Say what is left of a scan that was not finished."""
    return (
        "kept",
        f"answers about {part.users:,} users, of a scan begun {age(part.as_of, now)}: s goes on there, n starts over.",
    )


def heading(state: CoverageState, now: float) -> str:
    """Say who was scanned, and when."""
    who = f"Users that {clean(state.scope.query, 60)} finds" if state.scope.query else "Everyone"
    part = "" if state.complete else "a part "
    when = "scanning" if state.progress else f"{part}scanned {age(state.as_of, now)}"
    return f"{who}: {state.users:,} users, {when}" if state.users else f"{who}: {when}"


def under_way(progress: Progress, view: TenantView) -> Iterator[Fact]:
    """Say how far a scan is, what it waits for, and what it leaves of the rate limit."""
    dot = f" {glyphs(view.ascii).dot} "
    share = progress.done / progress.total if progress.total else 0.0
    count = f"{progress.done:,}" + (f" of {progress.total:,}" if progress.total else "")
    yield (
        "",
        Content.assemble(
            f"{progress.words}  ", bar(share, _BAR, tones.KEY, view.ascii), f"  {percent(share):>4}", dot, count
        ),
    )
    parts = []
    if progress.time_left is not None:
        parts.append(f"{_left(progress.time_left)} left")
    if view.rate_limit:
        parts.append(f"API {view.rate_limit.remaining} of {view.rate_limit.limit} left")
    told = Content.styled(dot.join(parts), tones.MUTED)
    yield "", Content.assemble(told, (dot if parts and view.waiting else "", tones.MUTED), (view.waiting, tones.WARN))
    yield from _unsaved(view.coverage, view.ascii)


def _unsaved(state: CoverageState | None, ascii_only: bool) -> Iterator[Fact]:
    """Say why a scan cannot be resumed."""
    if state and state.found and state.found.unsaved:
        words = clean(f"{glyphs(ascii_only).warn} {state.found.unsaved}", 600)
        yield "", Content.styled(words, tones.WARN)


def _left(seconds: float) -> str:
    return span(seconds) if seconds >= 60 else f"{max(0, seconds):.0f} s"


def outcome(state: CoverageState, setup: FactorSetup | None, ascii_only: bool) -> Iterator[Fact]:
    """Say how a scan ended, where that needs words, and what its numbers leave out."""
    glyph = glyphs(ascii_only)
    if problem := state.problem:
        said = clean(f"{problem.title} {problem.detail}", 300)
        yield "", Content.styled(f"{glyph.error} It ended early. {said}", tones.BAD)
        yield "do", problem.hint
        if state.found and state.left:
            yield "", state.found.extent
    elif not state.complete and (state.left or not state.users):
        yield "", Content.styled(f"{glyph.warn} {state.stopped}", tones.WARN)
    yield from _unsaved(state, ascii_only)
    if state.failed and not state.problem:
        words = f"{glyph.warn} {state.failed:,} users could not be read: s asks about them again."
        yield "", Content.styled(words, tones.WARN)
    summary = state.summary
    if summary and not summary.has_readiness:
        yield "", Content.styled(f"{glyph.warn} {summary.verdict}", tones.WARN)
    elif summary and setup and summary.around.setup not in (None, setup):
        now = verdict(summary.readiness(setup))
        yield "", Content.styled(f"{glyph.warn} Factors were changed since. With those on now: {now}", tones.WARN)
    if state.found is None:
        yield "", Content.styled("Kept from an earlier session: numbers only. s scans again.", tones.MUTED)
    yield from (("", Content.styled(clean(note, 400), tones.MUTED)) for note in state.notes)
