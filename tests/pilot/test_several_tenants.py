"""Several tenants at once: a column each, one plan over all of them, and none waits for another."""

import asyncio
import json
from pathlib import Path

import pytest
from textual.pilot import Pilot

from mfa_tui.app.app import MfaApp
from mfa_tui.features.plan.screens.applying import ApplyingScreen
from mfa_tui.features.plan.screens.review import ReviewScreen
from mfa_tui.features.users.screens.user import UserScreen
from mfa_tui.features.users.screens.users import UsersScreen
from mfa_tui.tenants.profile import Label
from mfa_tui.ui.widgets.grid import Grid
from tests.company import DEV, PRODUCTION, STAGING, company, line
from tests.desk import BROKEN
from tests.rig import Tenant, press, screen_text, settle, words_on


@pytest.fixture
def three(tmp_path: Path) -> dict[tuple[str, Label], Tenant]:
    tenants = {DEV: Tenant(), PRODUCTION: Tenant(), STAGING: Tenant()}
    tenants[STAGING].factors["sms"] = not tenants[DEV].factors["sms"]
    return tenants


async def toggle(app: MfaApp, pilot: Pilot[None], factor: str) -> None:
    app.screen.query_one(Grid).move_to(factor)
    await press(pilot, "space")


async def test_the_matrix_has_a_column_a_tenant_and_marks_what_differs(
    tmp_path: Path, three: dict[tuple[str, Label], Tenant]
) -> None:
    app = company(tmp_path, three)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "2")
        assert line(app, "FACTOR").split() == ["FACTOR", "▸", "acme-demo", "acme-prod", "acme-staging"]
        assert line(app, "sms").split() == ["sms", "≠", "●", "on", "●", "on", "○", "off"]
        assert "≠" not in line(app, "otp")


async def test_left_and_right_take_the_next_tenant_into_use_and_space_stages_in_its_column(
    tmp_path: Path, three: dict[tuple[str, Label], Tenant]
) -> None:
    app = company(tmp_path, three)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "right")
        assert "acme-prod" in screen_text(app).splitlines()[0]
        assert "PRODUCTION" in screen_text(app).splitlines()[0]
        await toggle(app, pilot, "sms")
        assert line(app, "sms").split() == ["sms", "≠", "●", "on", "●", "on", "→", "◐", "off", "○", "off"]
        assert [len(view.draft) for view in app.tenants] == [0, 1, 0]
        assert "1 staged" in screen_text(app)


@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
async def test_where_not_all_fit_the_one_in_use_is_in_sight_and_the_number_is_told(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    tenants = {(f"tenant-{number}", Label.DEV): Tenant() for number in range(5)}
    app = company(tmp_path, tenants)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await press(pilot, "2")
        for number in range(5):
            assert f"▸ tenant-{number}" in line(app, "FACTOR")
            assert "of 5)" in line(app, "FACTOR")
            await press(pilot, "right")


async def test_a_dead_tenant_holds_nobody_up(tmp_path: Path, three: dict[tuple[str, Label], Tenant]) -> None:
    gate = three[PRODUCTION].gate = asyncio.Event()
    three[STAGING].faults["/api"] = BROKEN
    app = company(tmp_path, three)
    async with app.run_test(size=(120, 36)) as pilot:
        async with asyncio.timeout(20):
            while app.view_of("acme-demo").reading or app.view_of("acme-staging").reading:
                await pilot.pause()
        await pilot.press("2")
        await pilot.pause()
        assert "● on" in line(app, "otp") or "○ off" in line(app, "otp")
        assert "reading…" in line(app, "otp")
        assert "?" in line(app, "otp")
        gate.set()
        await settle(pilot)
        assert "reading…" not in line(app, "otp")


async def test_one_review_over_three_tenants_production_last_and_typed(
    tmp_path: Path, three: dict[tuple[str, Label], Tenant]
) -> None:
    app = company(tmp_path, three)
    before = {who: tenant.factors["otp"] for who, tenant in three.items()}
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "2")
        for _ in three:
            await toggle(app, pilot, "otp")
            await press(pilot, "right")
        await press(pilot, "a")
        assert isinstance(app.screen, ReviewScreen)
        text = screen_text(app)
        assert "3 changes to 3 tenants, in this order" in text
        assert (
            text.index("acme-demo (dev)") < text.index("acme-staging (staging)") < text.index("acme-prod (production)")
        )
        await press(pilot, "tab", "enter")
        assert isinstance(app.screen, ReviewScreen), "without the name nothing is applied"
        await press(pilot, "type acme-prod", "enter", "enter")
        assert {who: tenant.factors["otp"] for who, tenant in three.items()} == {w: not on for w, on in before.items()}
        assert not any(view.draft for view in app.tenants)
        await press(pilot, "u")
        assert "Undo: 3 changes to 3 tenants" in screen_text(app)
        assert "Type acme-staging acme-prod" in words_on(app), "staging would have no factor left"
        await press(pilot, "type acme-staging acme-prod", "enter", "enter")
        assert {who: tenant.factors["otp"] for who, tenant in three.items()} == before


async def test_when_the_second_tenant_fails_the_third_is_not_begun_and_the_rest_can_be_retried(
    tmp_path: Path, three: dict[tuple[str, Label], Tenant]
) -> None:
    three[STAGING].faults["PUT /api/v2/guardian/factors"] = (400, "application/json", b'{"message":"No."}')
    app = company(tmp_path, three)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "2")
        for _ in three:
            await toggle(app, pilot, "otp")
            await press(pilot, "right")
        await press(pilot, "a", "type acme-prod", "enter", "enter")
        assert isinstance(app.screen, ApplyingScreen)
        assert "1 of 3 applied to acme-demo, acme-staging and acme-prod" in words_on(app)
        assert "stopped before" in screen_text(app)
        assert three[PRODUCTION].writes == []
        three[STAGING].faults.clear()
        app.screen.query_one("#retry").focus()
        await press(pilot, "enter", "type acme-prod", "enter", "enter")
        assert len(three[DEV].writes) == 1
        assert len(three[STAGING].writes) == 2
        assert len(three[PRODUCTION].writes) == 1
        journal = [
            json.loads(one) for one in (tmp_path / "acme-prod.eu.auth0.com" / "journal.jsonl").read_text().splitlines()
        ]
        assert journal


@pytest.mark.exhaustive
@pytest.mark.parametrize("size", [(80, 24), (60, 15)])
async def test_the_tenant_that_fails_is_left_out_and_the_others_go_on_as_one_plan(
    size: tuple[int, int], tmp_path: Path, three: dict[tuple[str, Label], Tenant]
) -> None:
    before = {who: tenant.factors["otp"] for who, tenant in three.items()}
    app = company(tmp_path, three)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await press(pilot, "2")
        for _ in three:
            await toggle(app, pilot, "otp")
            await press(pilot, "right")
        three[STAGING].faults["/api/v2/"] = (503, "application/json", b"{}")
        await press(pilot, "a", "type acme-prod", "enter", "enter")
        for words in ("Go on without acme-staging", "Close", "Retry the rest", "Undo what was applied"):
            assert words in words_on(app)
        app.screen.query_one("#skip").focus()
        await press(pilot, "enter")
        assert "1 change to acme-prod" in words_on(app)
        await press(pilot, "type acme-prod", "enter", "enter")
        assert not isinstance(app.screen, ApplyingScreen)
        assert [len(tenant.writes) for tenant in three.values()] == [1, 1, 0]
        assert {view.profile.name: len(view.draft) for view in app.tenants}["acme-staging"] == 1
        assert not (tmp_path / "acme-staging.eu.auth0.com" / "journal.jsonl").exists(), "nothing was begun there"
        await press(pilot, "u")
        assert "Undo: 2 changes to 2 tenants" in screen_text(app)
        await press(pilot, "type acme-prod", "enter", "enter")
        assert {who: tenant.factors["otp"] for who, tenant in three.items()} == before


async def test_what_is_staged_in_several_tenants_is_not_dropped_unasked(
    tmp_path: Path, three: dict[tuple[str, Label], Tenant]
) -> None:
    app = company(tmp_path, three)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "2")
        await toggle(app, pilot, "otp")
        await press(pilot, "x")
        assert "staged" not in screen_text(app).splitlines()[0], "one tenant, and it is in use"
        await toggle(app, pilot, "otp")
        await press(pilot, "right")
        await toggle(app, pilot, "otp")
        await toggle(app, pilot, "sms")
        await press(pilot, "x")
        assert "1 change of acme-demo and 2 changes of acme-prod" in words_on(app)
        await press(pilot, "enter")
        assert [len(view.draft) for view in app.tenants] == [1, 2, 0]
        await press(pilot, "x", "right", "enter")
        assert [len(view.draft) for view in app.tenants] == [0, 0, 0]
        await toggle(app, pilot, "otp")
        await press(pilot, "right", "x")
        assert "1 change of acme-prod" in words_on(app), "it is not the one in use"


async def test_the_policy_has_a_column_a_tenant_too(tmp_path: Path, three: dict[tuple[str, Label], Tenant]) -> None:
    three[STAGING].demo.state.tenant.policies = []
    app = company(tmp_path, three)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "3")
        assert line(app, "Never").split() == ["Never", "≠", "○", "○", "●", "in", "force"]
        await press(pilot, "right", "right")
        app.screen.query_one(Grid).move_to("policy:always")
        await press(pilot, "space")
        assert line(app, "Always").split()[-5:] == ["○", "→", "◐", "in", "force"]
        assert app.view_of("acme-staging").draft


async def test_users_of_each_tenant_keep_their_own_search_and_open_user(
    tmp_path: Path, three: dict[tuple[str, Label], Tenant]
) -> None:
    app = company(tmp_path, three)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "4", "s", "type jane.doe@example.com", "enter")
        assert isinstance(app.screen, UserScreen)
        before = len(three[PRODUCTION].seen)
        await app.use("acme-prod")
        await settle(pilot)
        assert isinstance(app.screen, UsersScreen)
        assert "acme-prod" in screen_text(app).splitlines()[0]
        assert ("GET", "/api/v2/users") in three[PRODUCTION].seen[before:]
        await press(pilot, "2", "left", "4")
        assert isinstance(app.screen, UserScreen)
        assert "acme-demo" in screen_text(app).splitlines()[0]


async def test_the_lock_is_of_one_tenant_and_a_locked_one_holds_the_plan(
    tmp_path: Path, three: dict[tuple[str, Label], Tenant]
) -> None:
    app = company(tmp_path, three, writable=False)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "W", "tab", "enter", "2")
        assert [view.writable for view in app.tenants] == [True, False, False]
        await toggle(app, pilot, "otp")
        await press(pilot, "right")
        await toggle(app, pilot, "otp")
        await press(pilot, "a")
        assert "READ-ONLY (acme-prod): nothing can be applied." in words_on(app)
        assert "Esc, then W unlocks writing." in words_on(app)
        await press(pilot, "tab", "enter", "escape", "left", "a")
        assert "Esc, then T takes acme-prod into use, and W unlocks writing." in words_on(app)
        await press(pilot, "tab", "enter", "escape")
        assert [tenant.writes for tenant in three.values()] == [[], [], []]
        await press(pilot, "T", "j", "enter", "W", "tab", "enter", "a")
        assert "READ-ONLY" not in words_on(app)
        assert "Type acme-prod to apply" in words_on(app)


async def test_in_the_smallest_terminal_the_name_is_asked_for_and_the_buttons_are_in_sight(
    tmp_path: Path, three: dict[tuple[str, Label], Tenant]
) -> None:
    app = company(tmp_path, three)
    async with app.run_test(size=(60, 15)) as pilot:
        await settle(pilot)
        await press(pilot, "2")
        for _ in three:
            await toggle(app, pilot, "otp")
            await press(pilot, "right")
        await press(pilot, "a")
        for words in ("3 changes to 3 tenants", "Type acme-prod to apply", "Cancel", "Apply"):
            assert words in words_on(app)


async def test_unlocking_is_of_the_tenant_that_was_asked_about_whatever_is_in_use_by_then(
    tmp_path: Path, three: dict[tuple[str, Label], Tenant]
) -> None:
    app = company(tmp_path, three, writable=False, screen="tenants")
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "W")
        assert "Unlock writing to acme-demo (dev)?" in words_on(app)
        await app.use("acme-prod")
        await press(pilot, "tab", "enter")
        assert [view.profile.name for view in app.tenants if view.writable] == ["acme-demo"]


@pytest.mark.exhaustive
async def test_after_a_retry_one_key_takes_the_whole_plan_back(
    tmp_path: Path, three: dict[tuple[str, Label], Tenant]
) -> None:
    three[STAGING].faults["PUT /api/v2/guardian/factors"] = (400, "application/json", b'{"message":"No."}')
    before = {who: tenant.factors["otp"] for who, tenant in three.items()}
    app = company(tmp_path, three)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "2")
        for _ in three:
            await toggle(app, pilot, "otp")
            await press(pilot, "right")
        await press(pilot, "a", "type acme-prod", "enter", "enter")
        three[STAGING].faults.clear()
        app.screen.query_one("#retry").focus()
        await press(pilot, "enter", "type acme-prod", "enter", "enter", "u")
        assert "Undo: 3 changes to 3 tenants" in screen_text(app)
        await press(pilot, "type acme-staging acme-prod", "enter", "enter")
        assert {who: tenant.factors["otp"] for who, tenant in three.items()} == before


async def test_undo_takes_back_the_last_plan_and_nothing_of_the_one_before(
    tmp_path: Path, three: dict[tuple[str, Label], Tenant]
) -> None:
    app = company(tmp_path, three)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "right", "right")
        await toggle(app, pilot, "duo")
        await press(pilot, "a", "tab", "enter")
        assert app.view_of("acme-staging").undo
        await toggle(app, pilot, "otp")
        await press(pilot, "left", "left")
        await toggle(app, pilot, "otp")
        three[STAGING].faults["PUT /api/v2/guardian/factors"] = (400, "application/json", b'{"message":"No."}')
        await press(pilot, "a", "tab", "enter", "enter")
        await press(pilot, "u")
        assert "Undo: 1 change to acme-demo (dev)" in screen_text(app)


async def test_an_undo_that_stops_half_way_goes_on_and_never_does_again_what_it_took_back(
    tmp_path: Path, three: dict[tuple[str, Label], Tenant]
) -> None:
    app = company(tmp_path, three)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "2")
        await toggle(app, pilot, "duo")
        await press(pilot, "right", "right")
        await toggle(app, pilot, "duo")
        await press(pilot, "a", "tab", "enter")
        three[STAGING].faults["PUT /api/v2/guardian/factors"] = (400, "application/json", b'{"message":"No."}')
        await press(pilot, "u", "type acme-staging", "enter", "enter", "enter", "u")
        assert "Undo: 1 change to acme-staging (staging)" in screen_text(app)


async def test_what_a_plan_did_elsewhere_is_taken_back_while_a_locked_tenant_is_in_use(
    tmp_path: Path, three: dict[tuple[str, Label], Tenant]
) -> None:
    app = company(tmp_path, three)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "2")
        await toggle(app, pilot, "duo")
        await press(pilot, "a", "tab", "enter", "right", "W")
        assert app.view.profile.name == "acme-prod"
        assert not app.view.writable
        await press(pilot, "u")
        assert "Undo: 1 change to acme-demo (dev)" in screen_text(app)
