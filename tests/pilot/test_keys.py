"""Keys, help, palette and the frame: the same registry behind all of them."""

from pathlib import Path

import pytest

from mfa_tui.commands.registry import COMMANDS, MODES, commands_for, usable_everywhere
from mfa_tui.ui.dialogs.help import HelpScreen
from tests.rig import Tenant, press, program, screen_text, settle, words_on


async def test_every_mode_is_reached_by_its_number_and_says_what_it_is(tmp_path: Path) -> None:
    app = program(Tenant(), tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        for number, mode in enumerate(MODES, start=1):
            await press(pilot, str(number))
            assert app.current_mode == mode.id
            if mode.coming:
                assert mode.coming in words_on(app)


async def test_help_lists_every_key_of_the_screen_and_says_why_one_is_greyed(tmp_path: Path) -> None:
    app = program(Tenant(), tmp_path, screen="factors")
    async with app.run_test(size=(120, 60)) as pilot:
        await settle(pilot)
        await press(pilot, "question_mark")
        assert isinstance(app.screen, HelpScreen)
        text = words_on(app)
        for command in COMMANDS:
            if command.scope in ("everywhere", "factors"):
                assert command.title in text
        assert "Not now: Nothing is staged" in text
        await press(pilot, "escape")
        assert not app.screen.is_modal
        await press(pilot, "f1")
        assert isinstance(app.screen, HelpScreen)


@pytest.mark.parametrize("opener", ["colon", "ctrl+p"])
async def test_the_palette_finds_a_command_by_its_alias_and_runs_it(tmp_path: Path, opener: str) -> None:
    app = program(Tenant(), tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, opener, *"policy")
        await press(pilot, "enter")
        await settle(pilot)
        assert app.current_mode == "policy"


async def test_a_command_of_the_palette_that_cannot_run_says_why(tmp_path: Path) -> None:
    app = program(Tenant(), tmp_path)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "colon", *"apply")
        assert "Not now: Nothing is staged" in words_on(app)
        await press(pilot, "enter")
        await settle(pilot)
        assert "Nothing is staged" in words_on(app)


async def test_escape_never_quits(tmp_path: Path) -> None:
    app = program(Tenant(), tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, *["escape"] * 5)
        assert app.is_running


@pytest.mark.parametrize("key", ["q", "ctrl+q"])
async def test_quitting_asks_where_something_is_staged(tmp_path: Path, key: str) -> None:
    app = program(Tenant(), tmp_path, screen="factors")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "space", key)
        assert "1 staged, not applied" in words_on(app)
        await press(pilot, "enter")  # Stay has the focus
        assert app.is_running
        assert len(app.view.draft) == 1
        await press(pilot, key, "tab")
        await pilot.press("enter")
        await pilot.pause()
    assert app.return_code == 0


async def test_a_click_on_a_mode_or_a_key_hint_does_what_the_key_does(tmp_path: Path) -> None:
    app = program(Tenant(), tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        lines = screen_text(app).splitlines()
        await pilot.click(offset=(lines[1].index("Factors"), 1))
        await settle(pilot)
        assert app.current_mode == "factors"
        lines = screen_text(app).splitlines()
        await pilot.click(offset=(lines[-1].index("toggle"), 35))
        await settle(pilot)
        assert len(app.view.draft) == 1


@pytest.mark.parametrize("size", [(59, 14), (20, 5), (1, 1)])
async def test_a_terminal_too_small_says_so_and_recovers(tmp_path: Path, size: tuple[int, int]) -> None:
    app = program(Tenant(), tmp_path)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        if size[0] > 19:
            assert "60x15" in words_on(app)
        await pilot.resize_terminal(80, 24)
        await settle(pilot)
        assert "Policy" in screen_text(app)
        assert "60x15" not in screen_text(app)


def test_no_key_is_bound_twice_in_one_place_and_every_alias_is_unique() -> None:
    for scope in {command.scope for command in COMMANDS}:
        own = commands_for(scope) if scope != "everywhere" else ()
        there = (*own, *usable_everywhere(scope))
        keys = [key for command in there for key in command.keys]
        assert len(keys) == len(set(keys))
        aliases = [alias for command in there for alias in command.aliases]
        assert len(aliases) == len(set(aliases))
