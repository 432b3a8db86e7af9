"""Read-only: whatever is pressed, nothing but reads leaves the process; unlocking is a decision."""

from pathlib import Path

import pytest

from mfa_tui.commands.registry import COMMANDS, MODES
from mfa_tui.domain.changes import Change, Kind, Target
from mfa_tui.ui.mode_screen import ModeScreen
from tests.rig import Tenant, press, program, screen_text, settle
from tests.tiers import usual


@pytest.mark.parametrize("number", usual(2, 1, *range(3, len(MODES) + 1)), ids=lambda number: MODES[number - 1].id)
async def test_with_every_key_pressed_on_every_screen_only_reads_and_the_token_request_leave(
    tmp_path: Path, number: int
) -> None:
    tenant = Tenant()
    app = program(tenant, tmp_path, writable=False)
    elsewhere = {mode.id for mode in MODES} | {"leave", "unlock"}
    keys = [key for command in COMMANDS for key in command.keys if command.id not in elsewhere]
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, str(number))
        for opener in (["space", "a", "tab", "enter"], keys, ["W", "escape", "space", "a", "u"]):
            await pilot.press(*opener)
            await settle(pilot)
        assert isinstance(app.screen, ModeScreen)
        own = [c for c in COMMANDS if c.scope in (app.screen.SCOPE, "everywhere") and c.id not in elsewhere]
        # One by one too: in a burst, what opens takes the keys that follow.
        for key in dict.fromkeys(key for command in own for key in command.keys):
            while app.screen.is_modal:
                await press(pilot, "escape")
            await pilot.press(str(number), key)
            await settle(pilot)
    assert {method for method, _ in tenant.seen} == {"GET", "POST"}
    assert {path for method, path in tenant.seen if method == "POST"} == {"/oauth/token"}


async def test_even_a_plan_that_gets_past_the_screens_is_stopped_at_the_transport(tmp_path: Path) -> None:
    tenant = Tenant()
    app = program(tenant, tmp_path, writable=False)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        session = app.session
        assert session is not None
        change = Change(Target(Kind.FACTOR, "otp"), False, True)
        (outcome,) = await session.apply([change], lambda index, outcome: None, lambda: False)
    assert outcome.problem is not None
    assert "read-only" in outcome.problem.title
    assert tenant.writes == []
    assert tenant.factors["otp"] is False


async def test_a_greyed_key_says_why(tmp_path: Path) -> None:
    app = program(Tenant(), tmp_path, writable=True)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "u")
        assert "Nothing was applied" in screen_text(app)
        await press(pilot, "2", "space", "a", "tab", "enter", "W", "u")
        assert "read-only here. W unlocks" in screen_text(app)


async def test_a_locked_tenant_can_be_reviewed_and_not_applied_to(tmp_path: Path) -> None:
    tenant = Tenant()
    app = program(tenant, tmp_path, writable=False)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "space", "a")
        assert "READ-ONLY: nothing can be applied" in screen_text(app)
        assert app.screen.query_one("#apply").disabled
        await press(pilot, "tab", "enter", "escape")
    assert tenant.writes == []


async def test_what_would_happen_can_be_seen_without_unlocking(tmp_path: Path) -> None:
    app = program(Tenant(), tmp_path, writable=False)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "space")
        assert "- warn Phone codes are on" in screen_text(app)
        assert "READ-ONLY" in screen_text(app)


async def test_unlocking_asks_first_and_locking_does_not(tmp_path: Path) -> None:
    tenant = Tenant()
    app = program(tenant, tmp_path, writable=False)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "W")
        assert "Unlock writing to acme-demo" in screen_text(app)
        await press(pilot, "enter")  # Cancel has the focus
        assert "READ-ONLY" in screen_text(app)
        await press(pilot, "W", "tab", "enter")
        assert "READ-WRITE" in screen_text(app)
        await press(pilot, "2", "space", "a", "tab", "enter")
        assert tenant.factors["otp"] is True
        await press(pilot, "W")
        assert "READ-ONLY" in screen_text(app)
        await press(pilot, "u")
        assert not app.screen.is_modal
    assert len(tenant.writes) == 1
