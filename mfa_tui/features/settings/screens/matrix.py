"""Several tenants side by side: a column each, in the matrix of factors and in that of policy and flags."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from textual.content import Content

from mfa_tui.domain.bound_actions import deciding_actions
from mfa_tui.domain.changes import POLICY, Kind, Target, Value, current, staged
from mfa_tui.domain.factors import Factor, arranged
from mfa_tui.domain.policies import CHOICES, named
from mfa_tui.domain.tenant import FLAGS, Loaded
from mfa_tui.domain.text import clean
from mfa_tui.session.view import TenantView
from mfa_tui.ui.widgets import tones
from mfa_tui.ui.widgets.glyphs import glyphs
from mfa_tui.ui.widgets.grid import Column, Divider, GridRow

FIRST, WHOLE = 24, 38
"""Cells that the first column takes at least, and that its longest words take."""
TENANT = (14, 17)
"""Cells that a tenant's column takes at least, for what is staged: with our glyphs, and in ASCII."""


@dataclass(frozen=True)
class Matrix:
    """The tenants that there is room for, the one in use among them, and what their cells show."""

    tenants: Sequence[TenantView]
    everyone: Sequence[TenantView]
    in_use: TenantView
    first: int

    def columns(self, title: str) -> list[Column]:
        """Return a column for the names, one for the mark of a difference, and one for each tenant.

        The one in use is marked, and where not all fit, the outer ones say so.
        """
        glyph = glyphs(self.in_use.ascii)
        names = []
        for view in self.tenants:
            name = clean(view.profile.name, 40)
            names.append(f"{glyph.cursor} {name}" if view.profile.name == self.in_use.profile.name else name)
        hidden = len(self.everyone) - len(self.tenants)
        first = f"{title}  ({len(self.tenants)} of {len(self.everyone)})" if hidden else title
        return [
            Column(first, self.first),
            Column("", 2),
            *(Column(name, min_width=TENANT[self.in_use.ascii]) for name in names),
        ]

    def row(self, key: str, name: str, words: str, cell: Callable[[TenantView], tuple[Content, Value]]) -> GridRow:
        """Return the row of one setting; it is marked where tenants that could be read have it otherwise."""
        values = {value for _, value in map(cell, self.everyone) if value is not None}
        differs = Content.styled(glyphs(self.in_use.ascii).differs, tones.WARN) if len(values) > 1 else ""
        cells = [cell(view)[0] for view in self.tenants]
        return GridRow(key, (Content.styled(name, "bold"), differs, *cells), words)


def side_by_side(everyone: Sequence[TenantView], in_use: TenantView, width: int) -> Matrix:
    """Return the matrix for a width in cells: as many tenants as fit, in their order, the one in use in sight."""
    tenant = 2 + TENANT[in_use.ascii]
    fit = max(1, (width - FIRST - 6) // tenant)
    place = next(number for number, view in enumerate(everyone) if view.profile.name == in_use.profile.name)
    start = max(0, min(place - fit // 2, len(everyone) - fit))
    whole = width >= WHOLE + 6 + tenant * len(everyone)
    return Matrix(everyone[start : start + fit], everyone, in_use, WHOLE if whole else FIRST)


def factor_rows(matrix: Matrix) -> Iterator[GridRow | Divider]:
    """Yield a row for every factor that any of the tenants names."""
    known: dict[str, Factor] = {}
    for view in matrix.everyone:
        for factor in view.configuration.factors.value or ():
            known.setdefault(factor.name, factor)
    independent, dependent = arranged(tuple(known.values()))
    yield from (_factor_row(matrix, factor.name) for factor in independent)
    if dependent:
        yield Divider("dependent: need one of the above")
    yield from (_factor_row(matrix, factor.name) for factor in dependent)


def _factor_row(matrix: Matrix, name: str) -> GridRow:
    return matrix.row(name, clean(name, 40), name, partial(_factor, Target(Kind.FACTOR, name)))


def _factor(target: Target, view: TenantView) -> tuple[Content, Value]:
    return _switch(view, target, view.configuration.factors)


def _flag(target: Target, view: TenantView) -> tuple[Content, Value]:
    return _switch(view, target, view.configuration.settings)


def _switch(view: TenantView, target: Target, part: Loaded[Any]) -> tuple[Content, Value]:
    """Return what is on or off, with what is staged, and its value; None where it is not known or not there."""
    glyph, now, change = glyphs(view.ascii), current(view.configuration, target), staged(view.draft, target)
    if part.value is None:
        return _unread(view, part), None
    if now is None:
        return Content.styled("not there", tones.MUTED), None
    state = Content.styled(glyph.state(now is True), tones.GOOD if now else tones.MUTED)
    if change is not None:
        state = Content.assemble(state, (f" {glyph.arrow} {glyph.staged_state(change.after is True)}", tones.STAGED))
    return state, now


def _unread(view: TenantView, part: Loaded[Any]) -> Content:
    if part.problem is None:
        return Content.styled("reading…" if view.reading else "not read", tones.MUTED)
    return Content.styled(f"{glyphs(view.ascii).denied} {part.problem.title}", tones.WARN)


def policy_rows(matrix: Matrix) -> Iterator[GridRow | Divider]:
    """Yield the policy's choices, the flags, and how many Actions ask, for each tenant."""
    for choice in CHOICES:
        yield matrix.row(f"policy:{choice.id}", choice.title, choice.title, partial(_choice, choice.wire))
    chosen = [view.configuration.policies.value for view in matrix.everyone]
    if any(named(policies) not in CHOICES for policies in chosen if policies is not None):
        yield matrix.row("policy:other", "another policy", "another policy", _other)
    yield Divider("tenant flags")
    for name, title in FLAGS.items():
        yield matrix.row(f"flag:{name}", title, f"{title} {name}", partial(_flag, Target(Kind.FLAG, name)))
    yield Divider("Actions that ask for MFA, whatever the policy says")
    yield matrix.row("actions", "Actions that ask", "Actions", _actions)


def _choice(wire: Value, view: TenantView) -> tuple[Content, Value]:
    policies, glyph, change = view.configuration.policies, glyphs(view.ascii), staged(view.draft, POLICY)
    if policies.value is None:
        return _unread(view, policies), None
    now = policies.value == wire
    state = Content.styled(f"{glyph.on} in force" if now else glyph.off, tones.GOOD if now else tones.MUTED)
    if change is not None and wire in (change.after, change.before):
        then = f"{glyph.staged} in force" if change.after == wire else f"{glyph.off} not"
        state = Content.assemble(glyph.on if now else glyph.off, (f" {glyph.arrow} {then}", tones.STAGED))
    return state, now


def _other(view: TenantView) -> tuple[Content, Value]:
    policies = view.configuration.policies
    if policies.value is None:
        return _unread(view, policies), None
    policy = named(policies.value)
    return Content("" if policy in CHOICES else clean(policy.title, 60)), policy not in CHOICES


def _actions(view: TenantView) -> tuple[Content, Value]:
    if view.configuration.actions.value is None:
        return _unread(view, view.configuration.actions), None
    names = [clean(action.name, 40) for action in deciding_actions(view.configuration)]
    return Content(", ".join(names)) if names else Content.styled("none found", tones.MUTED), tuple(names)
