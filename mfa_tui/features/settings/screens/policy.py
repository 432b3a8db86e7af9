"""Policy: who is asked for a second factor, by the policy, the MFA flags, and the Actions that override both."""

import json
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from textual import on
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content

from mfa_tui.commands.registry import Scope
from mfa_tui.domain.bound_actions import deciding_actions
from mfa_tui.domain.changes import POLICY, Kind, Target, Value, current, risk, staged
from mfa_tui.domain.policies import CHOICES, Policies, Policy, named
from mfa_tui.domain.scopes import to_change
from mfa_tui.domain.tenant import FLAGS
from mfa_tui.domain.text import clean, listed
from mfa_tui.features.settings.screens.action_words import EFFECTS, about, in_short, what_actions_do
from mfa_tui.features.settings.screens.matrix import policy_rows, side_by_side
from mfa_tui.features.settings.screens.tenant_columns import TenantColumns
from mfa_tui.session.view import TenantView
from mfa_tui.ui.mode_screen import bindings
from mfa_tui.ui.widgets import tones
from mfa_tui.ui.widgets.facts import Facts
from mfa_tui.ui.widgets.glyphs import glyphs
from mfa_tui.ui.widgets.grid import Column, Divider, Grid, GridRow
from mfa_tui.ui.widgets.weakening import weakens

COLUMNS = (Column("POLICY", min_width=18), Column("STATE", 28), Column("HERE", min_width=30, priority=1))


class PolicyScreen(TenantColumns):
    """Three choices, two flags, and the Actions that take precedence over the policy."""

    MODE = "policy"
    SCOPE: ClassVar[Scope] = "policy"
    BINDINGS: ClassVar[list[BindingType]] = bindings("policy")

    def __init__(self) -> None:
        super().__init__()
        self._placed: str | None = None  # the row that the cursor was put on for the user

    def body(self) -> Iterable[Any]:
        """Compose the list and the detail below it."""
        yield Grid(COLUMNS, empty="Reading the policy…")
        with VerticalScroll(id="detail", can_focus=False):
            yield Facts(id="facts")

    def show(self, view: TenantView) -> None:
        """Draw the three groups; a group that could not be read says why."""
        if len(self.app.tenants) > 1:
            matrix = side_by_side(self.app.tenants, view, self.size.width)
            self._fill(list(policy_rows(matrix)), matrix.columns("POLICY"))
            return
        rows: list[GridRow | Divider] = []
        rows += self._choices(view)
        rows.append(Divider("tenant flags"))
        rows += self._flags(view)
        rows.append(Divider("Actions that take precedence over the policy"))
        rows += self._actions(view)
        self._fill(rows, COLUMNS)

    def _fill(self, rows: Sequence[GridRow | Divider], columns: Sequence[Column]) -> None:
        """Show the rows; the cursor stands on the active policy until the user moves it."""
        grid, policies = self.query_one(Grid), self.app.view.configuration.policies.value
        moved = grid.cursor_key != self._placed
        grid.show(rows, columns=columns)
        if not moved:
            if policies is not None:
                grid.move_to(f"policy:{named(policies).id}")
            self._placed = grid.cursor_key
        self._explain()

    def _choices(self, view: TenantView) -> list[GridRow]:
        policies = view.configuration.policies.value
        if policies is None:
            return [self._unread(view, "policy")]
        choices = list(CHOICES) if named(policies) in CHOICES else [*CHOICES, named(policies)]
        return [
            GridRow(
                f"policy:{choice.id}",
                (
                    Content.styled(clean(choice.title, 60), "bold"),
                    self._chosen(view, choice, policies),
                    Content.styled(self._here(view, choice), tones.MUTED),
                ),
                f"{choice.title} {choice.about}",
            )
            for choice in choices
        ]

    @staticmethod
    def _chosen(view: TenantView, choice: Policy, policies: Policies) -> Content:
        glyph, change = glyphs(view.ascii), staged(view.draft, POLICY)
        now = choice.wire == policies
        state = Content.styled(
            f"{glyph.on} in force" if now else f"{glyph.off} not chosen", tones.GOOD if now else tones.MUTED
        )
        if change and change.after == choice.wire:
            return Content.assemble(state, (f" {glyph.arrow} {glyph.staged} in force", tones.STAGED))
        if change and now:
            return Content.assemble(state, (f" {glyph.arrow} {glyph.off} not chosen", tones.STAGED))
        return state

    def _flags(self, view: TenantView) -> list[GridRow]:
        if view.configuration.settings.value is None:
            return [self._unread(view, "tenant settings")]
        glyph, rows = glyphs(view.ascii), []
        for name, title in FLAGS.items():
            target = Target(Kind.FLAG, name)
            now, change = current(view.configuration, target) is True, staged(view.draft, target)
            state = Content.styled(glyph.state(now), tones.GOOD if now else tones.MUTED)
            if change:
                state = Content.assemble(
                    state, (f" {glyph.arrow} {glyph.staged_state(change.after is True)}", tones.STAGED)
                )
            rows.append(GridRow(f"flag:{name}", (title, state, Content.styled(name, tones.MUTED)), f"{title} {name}"))
        return rows

    def _actions(self, view: TenantView) -> list[GridRow]:
        if view.configuration.actions.value is None:
            return [self._unread(view, "Actions")]
        deciding = deciding_actions(view.configuration)
        if not deciding:
            none = Content.styled("No bound Action requires or skips MFA", tones.MUTED)
            return [GridRow("none", (none, "", ""), "no Action")]
        return [
            GridRow(
                f"action:{action.id}",
                (clean(action.name, 60), EFFECTS[action.mfa.effect], Content.styled(in_short(action), tones.MUTED)),
                f"{action.name} {EFFECTS[action.mfa.effect]}",
            )
            for action in deciding
        ]

    @staticmethod
    def _unread(view: TenantView, part: str) -> GridRow:
        problem = view.problems.get(part)
        words = f"{problem.title} {problem.detail}" if problem else "reading…"
        mark = Content.styled(f"{glyphs(view.ascii).denied} no data" if problem else "", tones.WARN)
        return GridRow(f"unread:{part}", (part, mark, Content.styled(words, tones.MUTED)), f"{part} {words}")

    @on(Grid.RowHighlighted)
    def _explain(self) -> None:
        view, detail = self.app.view, self.query_one("#facts", Facts)
        kind, _, name = (self.query_one(Grid).cursor_key or "").partition(":")
        if kind == "policy":
            choice = next((c for c in CHOICES if c.id == name), None) or named(view.configuration.policies.value or ())
            change = staged(view.draft, POLICY)
            detail.show(
                clean(choice.title, 60),
                ("", choice.about),
                ("here", self._here(view, choice)),
                ("risk", weakens(change, view.ascii) if change and change.after == choice.wire else ""),
                ("", risk(change, view.configuration) if change and change.after == choice.wire else ""),
                ("wire", Content.styled(f"PUT guardian/policies {json.dumps(list(choice.wire))}", tones.MUTED)),
            )
        elif kind == "flag":
            detail.show(
                FLAGS[name],
                ("", _FLAG_WORDS[name]),
                ("wire", Content.styled(f"PATCH tenants/settings {name}", tones.MUTED)),
            )
        elif kind == "action":
            detail.show(*self._about_action(view, name))
        elif kind == "unread" and (problem := view.problems.get(name)):
            detail.show(problem.title, ("said", problem.detail), ("do", problem.hint), ("request", problem.request_id))
        else:
            detail.show("")

    @staticmethod
    def _about_action(view: TenantView, id_: str) -> tuple[Any, ...]:
        action = next((each for each in deciding_actions(view.configuration) if each.id == id_), None)
        if action is None:
            return ("",)
        return about(action)

    @staticmethod
    def _here(view: TenantView, choice: Policy) -> str:
        """Say what a choice would mean in this tenant, now: with the factors and Actions that it has."""
        on = sorted(clean(name, 40) for name in view.staged.on)
        actions = what_actions_do(view.configuration, choice)
        if not choice.wire:
            return f"The policy requires MFA for no login. {actions}"
        if view.configuration.factors.value is None:
            return "Which factors are on is not known: they could not be read."
        if not on:
            return "No factor is on: there is nothing to ask for. Switch one on first."
        if choice.id == "adaptive":
            said = (
                f"Risky logins require {listed(on, 'or')}. Users without one must pass an email challenge first, then "
                "enroll; those without an email address are blocked."
            )
        else:
            said = f"All logins require {listed(on, 'or')}. Users without one must enroll at their next login."
        return f"{said} {actions}".rstrip()

    def _wanted(self) -> tuple[Target, Value] | None:
        """Return what space stages for the row under the cursor."""
        view = self.app.view
        kind, _, name = (self.query_one(Grid).cursor_key or "").partition(":")
        if kind == "policy":
            change = staged(view.draft, POLICY)
            choice = next((choice for choice in CHOICES if choice.id == name), None)
            if choice is None:
                return None
            unstage = change is not None and change.after == choice.wire
            return POLICY, current(view.configuration, POLICY) if unstage else choice.wire
        if kind == "flag":
            target = Target(Kind.FLAG, name)
            return target, current(view.staged, target) is not True
        return None

    def needs(self, command_id: str) -> tuple[str, ...]:
        """Return the scopes that the row under the cursor takes to be changed."""
        wanted = self._wanted() if command_id == "stage" else None
        return to_change(wanted[0]) if wanted else super().needs(command_id)

    def refusal(self, command_id: str) -> str:
        """Say why the row under the cursor cannot be chosen."""
        if command_id == "stage" and self._wanted() is None:
            return "This row cannot be switched here. Actions are changed where they are written."
        return ""

    def action_stage(self) -> None:
        """Stage the row under the cursor."""
        wanted = self._wanted()
        if wanted:
            self.app.stage(*wanted)

    @on(Grid.RowChosen)
    def _show_detail(self) -> None:
        self.query_one("#detail", VerticalScroll).scroll_page_down(animate=False)

    def go_to(self, target: Target) -> None:
        """Put the cursor on the policy in force, or on a flag."""
        policy = named(self.app.view.configuration.policies.value or ())
        self.query_one(Grid).move_to(f"policy:{policy.id}" if target == POLICY else str(target))

    def under_cursor(self) -> tuple[str, dict[str, Any]]:
        """Copy the row under the cursor."""
        kind, _, name = (self.query_one(Grid).cursor_key or "").partition(":")
        if kind == "policy":
            choice = next((c for c in CHOICES if c.id == name), named(self.app.view.configuration.policies.value or ()))
            return choice.title, {
                "policy": choice.id,
                "wire": list(choice.wire),
                "in_force": choice.wire == self.app.view.configuration.policies.value,
            }
        if kind == "flag":
            return name, {
                "flag": name,
                "enabled": current(self.app.view.configuration, Target(Kind.FLAG, name)),
            }
        return (name, {kind: name}) if name else ("", {})


_FLAG_WORDS = {
    "customize_mfa_in_postlogin_action": "On: Actions choose the factor with challengeWith and enrollWith, and Auth0 "
    "follows. Off: Auth0 chooses, and those calls do nothing.",
    "mfa_show_factor_list_on_enrollment": "On: a user who enrolls sees all factors at once. Off: Auth0 offers one, and "
    "the others behind “Try another method”.",
}
