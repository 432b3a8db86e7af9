"""What goes on in one tenant while another one is in use: its words, files and journal stay its own."""

import asyncio
from pathlib import Path

import pytest

from mfa_tui.tenants.profile import Label
from tests.company import DEV, PRODUCTION, company, line
from tests.desk import BROKEN
from tests.pilot.test_bulk_screen import Slow, confirm, enrolled, listed, load
from tests.rig import Holding, Tenant, press, screen_text, settle, until, words_on


async def test_a_reset_of_many_goes_on_while_a_locked_tenant_is_in_use(tmp_path: Path) -> None:
    busy, locked = Slow(free=2), Tenant()
    ids = enrolled(busy, 30)
    app = company(tmp_path, {DEV: busy, PRODUCTION: locked}, screen="users")
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "T", "j", "enter", "W")
        assert "READ-ONLY" in screen_text(app).splitlines()[0]
        await press(pilot, "T", "enter")
        await load(pilot, listed(tmp_path, *ids))
        await confirm(pilot, "30")
        await busy.stands_still(pilot)
        await pilot.press("2", "right", "r")
        await until(pilot, lambda: app.view.profile.name == "acme-prod" and not app.view.reading)
        assert "resetting" not in screen_text(app).splitlines()[0], "that is of the other tenant"
        busy.go.set()
        await settle(pilot)
        assert "acme-demo: 30 reset. T takes acme-demo into use, then 4 shows what became of each." in words_on(app)
        assert (len(busy.writes), locked.writes) == (30, [])
        assert (tmp_path / "acme-demo.eu.auth0.com" / "journal.jsonl").exists()
        assert not (tmp_path / "acme-prod.eu.auth0.com" / "journal.jsonl").exists()
        await press(pilot, "T", "enter", "4")
        assert "acme-demo" in screen_text(app).splitlines()[0]
        assert "30 reset" in words_on(app)


async def test_a_scan_goes_on_while_another_tenant_is_in_use_and_tells_whose_it_is(tmp_path: Path) -> None:
    busy, other = Holding(), Tenant()
    app = company(tmp_path, {DEV: busy, PRODUCTION: other}, screen="users")
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "c")
        await pilot.press("s")
        await until(pilot, lambda: "scanning" in screen_text(app).splitlines()[0])
        await pilot.press("T", "j", "enter")
        await until(pilot, lambda: app.view.profile.name == "acme-prod")
        assert "scanning" not in screen_text(app).splitlines()[0]
        busy.more.set()
        await settle(pilot)
        assert "acme-demo: Coverage is complete" in words_on(app)
        assert app.view_of("acme-prod").coverage is None
        assert not [path for _, path in other.seen if path.endswith("/authentication-methods")]


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_of_five_tenants_a_dead_and_a_slow_one_hold_nobody_up(tmp_path: Path, size: tuple[int, int]) -> None:
    fine = {(name, Label.STAGING): Tenant() for name in ("alpha", "beta", "gamma")}
    dead, slow = Tenant(faults={"/": BROKEN}), Tenant(gate=asyncio.Event())
    app = company(tmp_path, {**fine, ("dead", Label.DEV): dead, ("slow", Label.PRODUCTION): slow}, screen="factors")
    async with app.run_test(size=size, notifications=True) as pilot:
        await until(
            pilot, lambda: bool(app.view_of("gamma").configuration.factors.value and app.view_of("dead").problems)
        )
        await pilot.pause()
        assert line(app, "otp").split()[:6] == ["otp", *["○", "off"] * 2, "○"]
        await pilot.press("space", "a")
        await until(pilot, lambda: "1 change to alpha (staging)" in screen_text(app))
        await pilot.press("tab", "enter")
        await until(pilot, lambda: bool(app.view.undo))
        for step in ("right", "right", "right", "right"):
            await pilot.press(step)
            await pilot.pause()
        assert app.view.profile.name == "slow"
        assert line(app, "otp").split()[-1] == "reading…"
        await pilot.press("space")
        await until(pilot, lambda: "The factors of this" in screen_text(app))
        await pilot.press("8")
        await until(pilot, lambda: "dead.eu.auth0.com" in screen_text(app))
        assert line(app, "dead").split()[1:4] == ["✖", "no", "answer"]
        assert line(app, "slow").split()[1:3] == ["◐", "reading"]
        assert slow.gate is not None
        slow.gate.set()
        await settle(pilot)
        assert line(app, "slow").split()[1:4] == ["●", "in", "use"]
        assert [len(tenant.writes) for tenant in (*fine.values(), dead, slow)] == [1, 0, 0, 0, 0]
