"""Keys that the token does not allow: greyed, with the scope that is missing and the exact line that brings it."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from mfa_tui.app.app import MfaApp
from mfa_tui.commands.registry import COMMANDS, Command
from mfa_tui.demo.app import create_app
from mfa_tui.demo.options import DemoOptions
from mfa_tui.demo.scopes import ALL_SCOPES
from mfa_tui.domain.scopes import ENDPOINTS, NEEDS, least
from mfa_tui.features.users.screens.user import UserScreen
from mfa_tui.tenants.profile import Authentication
from mfa_tui.ui.widgets.grid import Grid
from tests.rig import READ_AT, Tenant, press, profile, program, screen_text, settle, words_on

SCOPED = [command for command in COMMANDS if command.scopes]


def granted(scopes: Iterable[str]) -> Tenant:
    """Return a tenant that grants these scopes and no other."""
    return Tenant(create_app(DemoOptions(rate_limit=None, scopes=frozenset(scopes)), clock=lambda: READ_AT))


def footer(app: MfaApp) -> str:
    return screen_text(app).splitlines()[-1]


@pytest.mark.parametrize("command", SCOPED, ids=lambda command: f"{command.scope}-{command.id}")
def test_what_a_key_needs_is_what_an_endpoint_of_its_screen_takes(command: Command) -> None:
    taken = {scopes for endpoint, scopes in ENDPOINTS.items() if not endpoint.startswith("GET")}
    assert command.scopes in taken
    mode = {"user": "users", "bulk": "users"}.get(command.scope, command.scope)
    assert any(need.writes and need.mode == mode and set(command.scopes) <= set(need.scopes) for need in NEEDS)


def test_every_key_that_writes_to_a_user_says_what_it_needs() -> None:
    assert [
        command.id for command in COMMANDS if command.scope == "user" and command.mutates and not command.scopes
    ] == []


async def test_a_key_without_its_scope_is_greyed_and_says_what_brings_it(tmp_path: Path) -> None:
    app = program(granted(ALL_SCOPES - {"update:guardian_factors"}), tmp_path, screen="factors")
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await settle(pilot)
        assert "toggle" not in footer(app)
        await press(pilot, "space")
        assert app.view.draft == ()
        text = words_on(app)
        assert "The token lacks update:guardian_factors. Tick in the Dashboard, Applications, APIs" in text
        await press(pilot, "question_mark")
        assert "Not now: The token lacks update:guardian_factors." in words_on(app)
        await press(pilot, "escape", "colon", "type toggle")
        assert "Not now: The token lacks update:guardian_factors." in words_on(app)


async def test_on_policy_it_depends_on_the_row(tmp_path: Path) -> None:
    app = program(granted(ALL_SCOPES - {"update:mfa_policies"}), tmp_path, screen="policy")
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "space")
        assert "The token lacks update:mfa_policies." in words_on(app)
        app.screen.query_one(Grid).move_to("flag:customize_mfa_in_postlogin_action")
        await press(pilot, "space")
        assert len(app.view.draft) == 1


async def test_a_token_to_look_with_greys_everything_that_is_done_to_a_user(tmp_path: Path) -> None:
    app = program(granted(least(writes=False)), tmp_path)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "4", "s", "type jane.doe@example.com", "enter")
        assert isinstance(app.screen, UserScreen)
        for command in SCOPED:
            if command.scope == "user":
                assert f"The token lacks {' and '.join(command.scopes)}. " in app.screen.reason(command)
        await press(pilot, "R")
        assert "The token lacks delete:authentication_methods." in words_on(app)
        assert not app.screen.is_modal


async def test_a_token_that_does_not_tell_its_scopes_greys_nothing(tmp_path: Path) -> None:
    app = program(Tenant(), tmp_path, screen="factors")
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        app.put(replace(app.view, grant=replace(app.view.grant, scopes=())))
        await press(pilot, "space")
        assert len(app.view.draft) == 1


@pytest.mark.parametrize(
    ("way", "client_id", "line"),
    [
        (Authentication.AUTH0_CLI, "", 'Run: auth0 login --scopes "create:'),
        (Authentication.ACCESS_TOKEN, "", "Get an access token with these scopes too: read:mfa_policies"),
        (Authentication.CLIENT_SECRET, "demo-client-id", "Tick in the Dashboard"),
    ],
)
async def test_a_refused_panel_names_the_line_for_the_way_of_this_sign_in(
    tmp_path: Path, way: Authentication, client_id: str, line: str
) -> None:
    tenant = granted(ALL_SCOPES - {"read:mfa_policies"})
    app = program(tenant, tmp_path, screen="policy", who=replace(profile(client_id=client_id), authentication=way))
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        assert f"The token lacks read:mfa_policies. {line}" in words_on(app)
