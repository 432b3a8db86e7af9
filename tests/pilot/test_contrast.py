"""Every word that is drawn can be read: a contrast of 4.5 to 1 at least (WCAG 2.2, 1.4.3), in both of our themes."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rich.color import Color
from textual.geometry import Region
from textual.widgets import Button

from mfa_tui.app.connect_app import ConnectApp
from tests.company import acme, company
from tests.pilot.test_small_terminals import DIALOGS
from tests.rig import Tenant, press, program, settle

THEMES = ["mfa-dark", "mfa-light"]
LEAST = 4.5


def luminance(color: Color) -> float:
    """Return the relative luminance of WCAG 2.2."""

    def linear(channel: int) -> float:
        share = channel / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = color.get_truecolor()
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)


def contrast(one: Color, other: Color) -> float:
    """Return how one color stands out from the other: 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def faint(app: Any) -> Iterator[str]:
    """Yield the words that are too faint; under a dialog only its own, and none of a button that cannot be pressed."""
    screen = app.screen
    region: Region = screen.query(".dialog").first().region if screen.is_modal else screen.region
    off = [button.region for button in screen.query(Button) if button.disabled]
    for y, strip in enumerate(screen._compositor.render_strips()):
        if not region.y <= y < region.bottom:
            continue
        x = region.x
        for text, style, _ in strip.crop(region.x, region.right):
            words, start = any(character.isalnum() for character in text), x
            x += len(text)
            if not words or any(one.contains(start, y) for one in off):
                continue
            assert style is not None
            assert style.color is not None
            assert style.bgcolor is not None
            if (ratio := contrast(style.color, style.bgcolor)) < LEAST:
                yield f"{ratio:.2f} {text.strip()!r} {style}"


def test_the_measure_is_the_one_of_wcag() -> None:
    white, grey = Color.parse("#ffffff"), Color.parse("#767676")
    assert round(contrast(white, Color.parse("#000000")), 2) == 21
    assert round(contrast(grey, white), 2) == 4.54


@pytest.mark.parametrize("theme", THEMES)
async def test_every_word_of_every_screen_can_be_read(tmp_path: Path, theme: str) -> None:
    app = program(Tenant(), tmp_path, theme=theme)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await settle(pilot)
        for keys in (
            ["1"],
            ["2", "space", "j"],
            ["3", "g", "space", "G"],
            ["4", "j", "space"],
            ["5"],
            ["6"],
            ["7"],
            ["8"],
        ):
            await press(pilot, *keys)
            assert list(faint(app)) == [], keys
        app.toast("A warning.", "warning")
        app.refresh()
        await settle(pilot)
        assert list(faint(app)) == []


@pytest.mark.parametrize("theme", THEMES)
async def test_every_word_about_several_tenants_can_be_read(tmp_path: Path, theme: str) -> None:
    app = company(tmp_path, acme(), screen="tenants", theme=theme)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        for keys in (["8"], ["c", "enter"], ["A"], ["escape", "2"], ["3"]):
            await press(pilot, *keys)
            assert list(faint(app)) == [], keys


@pytest.mark.parametrize("theme", THEMES)
async def test_every_word_of_the_first_start_can_be_read(theme: str) -> None:
    app = ConnectApp(ascii_only=False, theme=theme)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        assert list(faint(app)) == []


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("dialog", ["review", "reset review", "bulk review", "ticket form", "confirm", "quit", "help"])
async def test_every_word_of_a_dialog_can_be_read(tmp_path: Path, theme: str, dialog: str) -> None:
    app = program(Tenant(), tmp_path, theme=theme)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, *DIALOGS[dialog])
        assert app.screen.is_modal
        assert list(faint(app)) == []
