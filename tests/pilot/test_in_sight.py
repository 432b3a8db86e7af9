"""What must never be hidden: what is staged, and the field in which a name is typed to confirm."""

from pathlib import Path
from typing import Any

import pytest
from textual.containers import VerticalScroll

from mfa_tui.tenants.profile import Label
from mfa_tui.ui.widgets.staged_bar import StagedBar
from tests.rig import Tenant, press, profile, program, screen_text, settle

SIZES = [(120, 36), (80, 24), (60, 15)]


def lines_of(app: Any, widget: Any) -> list[str]:
    """Return the lines of the screen at the place of a widget, from edge to edge."""
    region = widget.region
    return screen_text(app).splitlines()[region.y : region.bottom]


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_a_message_never_covers_what_is_staged(tmp_path: Path, size: tuple[int, int]) -> None:
    app = program(Tenant(), tmp_path, screen="factors")
    async with app.run_test(size=size, notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "space")
        bar = app.screen.query_one(StagedBar)
        before = lines_of(app, bar)
        assert "staged switch on otp" in before[0]
        app.toast("A message that is longer than a line of a small terminal, and says several things. " * 2, "warning")
        await settle(pilot)
        assert "A message that is longer" in screen_text(app)
        assert lines_of(app, bar) == before
        assert "a review 1" in screen_text(app).splitlines()[-1] or size == (60, 15)


@pytest.mark.parametrize("ascii_only", [False, True], ids=["unicode", "ascii"])
@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_the_field_that_confirms_has_a_box_and_shows_its_cursor_without_any_color(
    tmp_path: Path, size: tuple[int, int], ascii_only: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    who = profile(Label.PRODUCTION, "acme-prod")
    app = program(Tenant(), tmp_path, screen="factors", who=who, ascii_only=ascii_only)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await press(pilot, "space", "a")
        field = app.screen.query_one("#name")
        side = "|" if ascii_only else "│"
        inside = [line[field.region.x : field.region.right] for line in lines_of(app, field)]
        middle = inside[len(inside) // 2]
        assert middle.startswith(side)
        assert middle.endswith(side)
        assert "type here" in middle
        assert len(inside) == (3 if size == (120, 36) else 1)
        await press(pilot, "type acme")
        assert field.has_focus
        y = field.region.y + len(inside) // 2
        strip = app.screen._compositor.render_strips()[y]
        grounds = [one.style.bgcolor for one in strip.crop(field.region.x, field.region.right) if one.style]
        assert len({str(ground) for ground in grounds}) == 2, "the field, and the cursor turned around"
        assert "acme" in screen_text(app).splitlines()[y]


@pytest.mark.parametrize("screen", ["overview", "factors"])
@pytest.mark.parametrize("size", [(120, 36), (80, 24), (200, 50)], ids=str)
async def test_a_documentation_url_is_never_cut_and_y_copies_it(
    tmp_path: Path, size: tuple[int, int], screen: str
) -> None:
    app = program(Tenant(), tmp_path, screen=screen)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        copied: Any = app.screen
        url = copied.copied(whole_row=False)
        assert url.startswith("https://auth0.com/docs/")
        assert url in copied.copied(whole_row=True)
        for detail in app.screen.query(VerticalScroll):
            detail.scroll_end(animate=False)
        await settle(pilot)
        text = screen_text(app)
        assert url in text if "https://" in text else "Documentation: y copies the URL" in text
        links = {
            segment.style.link
            for strip in app.screen._compositor.render_strips()
            for segment in strip
            if segment.style and segment.style.link
        }
        assert links == {url}
