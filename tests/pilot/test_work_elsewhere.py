"""What goes on in one tenant while another one is in use: its words, files and journal stay its own."""

from pathlib import Path

from tests.company import DEV, PRODUCTION, company
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
