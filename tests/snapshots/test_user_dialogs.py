"""How the dialogs of one user read: what goes, what came of it, a ticket with its code."""

from pathlib import Path
from typing import Any

import pytest

from tests.pilot.one_user import OneUser, one_user
from tests.snapshots.test_looks import SIZES
from tests.tiers import usual


def dialog(one: OneUser) -> str:
    """Return the dialog as it is on the screen, cut out of what is around it."""
    x, y, width, height = one.app.screen.query_one(".dialog").region
    return "\n".join(line[x : x + width] for line in one.text.splitlines()[y : y + height])


@pytest.mark.parametrize("ascii_only", usual(False, True), ids=["unicode", "ascii"])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: "x".join(map(str, size)))
async def test_dialogs_in_words(snapshot: Any, tmp_path: Path, size: tuple[int, int], ascii_only: bool) -> None:
    async with one_user(tmp_path, "jane.doe", size=size, ascii_only=ascii_only) as one:
        await one.press("R")
        assert dialog(one) == snapshot(name="review")
        await one.give_address()
        await one.press("enter", "enter", "o", "tab", "enter")
        assert dialog(one) == snapshot(name="outcome")
        await one.press("t")
        assert dialog(one) == snapshot(name="ticket form")
        await one.press("enter", "enter")
        assert dialog(one) == snapshot(name="ticket")
