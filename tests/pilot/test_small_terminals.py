"""In a small terminal: what an admin compares, decides by or has to press is there, or can be reached."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.pilot.one_user import one_user
from tests.rig import Tenant, press, program, screen_text, settle

SMALL = (80, 24)


@pytest.mark.parametrize("ascii_only", [False, True], ids=["unicode", "ascii"])
async def test_digits_and_address_of_a_method_are_whole_whatever_its_name(tmp_path: Path, ascii_only: bool) -> None:
    async with one_user(tmp_path, "jane.doe", size=SMALL, ascii_only=ascii_only) as one:
        directory = one.tenant.demo.state.directory
        named = [replace(method, name="A name longer than its column") for method in directory.methods_of(one.person)]
        directory.set_methods(one.person, named, 0.0)
        await one.press("r")
        assert "0101" in line_of(one.text, "Phone")
        assert "jane****@exam*" in line_of(one.text, "Verified email")


@pytest.mark.parametrize("keys", [["4"], ["4", *["space"] * 6, "b"]], ids=["users", "bulk"])
async def test_addresses_of_usual_length_are_whole_in_lists(tmp_path: Path, keys: list[str]) -> None:
    app = program(Tenant(), tmp_path)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        await press(pilot, *keys)
        for address in ("pending.several@example.com", "several.methods@example.com", "two.message.types@example.com"):
            assert address in screen_text(app)


def line_of(text: str, beginning: str) -> str:
    return next(line for line in text.splitlines() if line[2:].startswith(beginning))
