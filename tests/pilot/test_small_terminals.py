"""In a small terminal: what an admin compares, decides by or has to press is there, or can be reached."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.pilot.one_user import one_user
from tests.rig import Tenant, press, program, screen_text, settle, words_on

SMALL, SMALLEST = (80, 24), (60, 15)
JANE = ["4", "s", "type jane.doe@example.com", "enter"]
STAGED = ["2", "space", "j", "j", "space", "j", "space", "3", "space"]
DIALOGS = {
    "reset review": [*JANE, "R"],
    "reset done": [*JANE, "R", "type jane.doe@example.com", "enter", "enter"],
    "ticket form": [*JANE, "t", "tab", "tab", "tab"],
    "ticket": [*JANE, "t", "enter", "enter"],
    "recovery code": [*JANE, "n"],
    "new recovery code": [*JANE, "n", "right", "enter", "space"],
    "add a phone": [*JANE, "m", "enter"],
    "log out": [*JANE, "o"],
    "forget browsers": [*JANE, "f"],
    "clear risk": [*JANE, "i"],
    "unblock": ["4", "s", "type brute.force@example.com", "enter", "b"],
    "review": [*STAGED, "a"],
    "bulk review": ["4", *["space"] * 4, "b", "a"],
    "confirm": ["W", "W"],
    "quit": [*STAGED, "q"],
    "help": ["question_mark"],
    "load a list": ["4", "l"],
}
"""Dialogs, each with the keys that lead to it."""


@pytest.mark.parametrize("ascii_only", [False, True], ids=["unicode", "ascii"])
async def test_digits_and_address_of_a_method_are_whole_whatever_its_name(tmp_path: Path, ascii_only: bool) -> None:
    async with one_user(tmp_path, "jane.doe", size=SMALL, ascii_only=ascii_only) as one:
        directory = one.tenant.demo.state.directory
        named = [replace(method, name="A name longer than its column") for method in directory.methods_of(one.person)]
        directory.set_methods(one.person, named, 0.0)
        await one.press("r")
        assert "0101" in line_of(one.text, "Phone")
        assert "jane****@exam*" in line_of(one.text, "Verified email")


@pytest.mark.parametrize("size", [SMALL, SMALLEST], ids=["80x24", "60x15"])
async def test_what_decides_a_support_case_comes_first_and_what_is_cut_off_is_a_key_away(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with one_user(tmp_path, "blocked", size=size) as one:
        assert all(words in one.words for words in ("MFA", "@example.com", "blocked by an admin", "last "))
        await one.press("v", *["down"] * 20)
        assert "Username-Password-Authentication" in one.words


@pytest.mark.parametrize("keys", [["4"], ["4", *["space"] * 6, "b"]], ids=["users", "bulk"])
async def test_addresses_of_usual_length_are_whole_in_lists(tmp_path: Path, keys: list[str]) -> None:
    app = program(Tenant(), tmp_path)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        await press(pilot, *keys)
        for address in ("pending.several@example.com", "several.methods@example.com", "two.message.types@example.com"):
            assert address in screen_text(app)


@pytest.mark.parametrize("dialog", DIALOGS)
async def test_every_word_of_a_dialog_is_reached_by_arrows_with_its_buttons_in_sight(
    tmp_path: Path, dialog: str
) -> None:
    app = program(Tenant(), tmp_path)
    async with app.run_test(size=SMALLEST) as pilot:
        await settle(pilot)
        await press(pilot, *DIALOGS[dialog])
        box = app.screen.query_one(".dialog")
        wanted = {word for part in box.query("Static, Facts") if part.display for word in words_of(part)}
        seen: set[str] = set()
        for key, most in (("up", 30), ("down", 60)):
            before = ""
            for _ in range(most):
                text = screen_text(app)
                seen |= set(text.replace("│", " ").split())
                if text == before:
                    break  # Once a key changes nothing, the same one will not.
                before = text
                await pilot.press(key)
                for button in box.query("Button"):
                    inside = app.screen.region.shrink((1, 1, 1, 1))
                    assert not button.display or inside.contains_region(button.region)
        assert wanted - seen == set()


@pytest.mark.parametrize("keys", [[*JANE, "R"], ["2", "question_mark"], ["W", "W"], ["colon"]])
async def test_under_a_dialog_no_key_of_the_screen_below_is_shown(tmp_path: Path, keys: list[str]) -> None:
    app = program(Tenant(), tmp_path)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        await press(pilot, *keys)
        assert screen_text(app).splitlines()[-1].strip() == ""
        await press(pilot, "escape")
        assert "? help : commands" in words_on(app)


async def test_a_message_covers_no_more_lines_than_it_has_words_for(tmp_path: Path) -> None:
    app = program(Tenant(), tmp_path)
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "2", "y")
        lines = screen_text(app).splitlines()
        assert "clipboard" in lines[-2]
        assert not any("▌" in line for line in lines[:-2])


@pytest.mark.parametrize(("ascii_only", "one_of", "switch"), [(False, "◉", "☐"), (True, "(*)", "[ ]")])
async def test_one_of_several_looks_other_than_a_switch(
    tmp_path: Path, ascii_only: bool, one_of: str, switch: str
) -> None:
    async with one_user(tmp_path, "jane.doe", size=SMALL, ascii_only=ascii_only) as one:
        await one.press("t")
        assert f"{one_of} The user chooses" in one.text
        assert f"{switch} Mail it" in one.text


def words_of(part: Any) -> set[str]:
    drawn = part.render()
    return set(str(getattr(drawn, "plain", drawn)).split())


def line_of(text: str, beginning: str) -> str:
    return next(line for line in text.splitlines() if line[2:].startswith(beginning))
