"""How Connect, Tenants and several tenants at once look: small and wide, dark and light, without colour, in ASCII."""

from pathlib import Path
from typing import Any

import pytest

from mfa_tui.app.connect_app import ConnectApp
from screenshots.make import PICTURES
from tests.company import acme, company
from tests.machine import of_an_admin
from tests.rig import press, screen_text, settle
from tests.tiers import usual

SIZES = usual((120, 36), (80, 24), (60, 15))
SCREENS = {
    name: PICTURES[name][1] for name in ("tenants", "three-factors", "three-policy", "three-review", "three-drift")
}
SCREENS |= {"compare-with": ["8", "c"], "switch": ["T"]}
ON_CONNECT = {"nothing": [], "admin": [], "ways": ["n"], "form": ["n", "enter"], "form-device": ["n", "G", "enter"]}


async def shown(app: Any, size: tuple[int, int], keys: Any) -> str:
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await press(pilot, *keys)
        return screen_text(app)


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("size", SIZES, ids=lambda size: "x".join(map(str, size)))
@pytest.mark.parametrize("ascii_only", usual(False, True), ids=["unicode", "ascii"])
async def test_several_tenants_in_words(
    snapshot: Any, tmp_path: Path, screen: str, size: tuple[int, int], ascii_only: bool
) -> None:
    of_an_admin()
    app = company(tmp_path, acme(), ascii_only=ascii_only)
    assert await shown(app, size, SCREENS[screen]) == snapshot


@pytest.mark.parametrize("screen", ON_CONNECT)
@pytest.mark.parametrize("size", SIZES, ids=lambda size: "x".join(map(str, size)))
@pytest.mark.parametrize("ascii_only", usual(False, True), ids=["unicode", "ascii"])
async def test_connect_in_words(snapshot: Any, screen: str, size: tuple[int, int], ascii_only: bool) -> None:
    if screen != "nothing":
        of_an_admin()
    app = ConnectApp(ascii_only=ascii_only, theme="")
    assert await shown(app, size, ON_CONNECT[screen]) == snapshot


@pytest.mark.parametrize("screen", ["tenants", "three-factors", "three-drift"])
@pytest.mark.parametrize("look", usual("mfa-dark", "mfa-light", "no-colour"))
def test_colours(snap_compare: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, screen: str, look: str) -> None:
    async def before(pilot: Any) -> None:
        await settle(pilot)
        await press(pilot, *SCREENS[screen])

    of_an_admin()
    if look == "no-colour":
        monkeypatch.setenv("NO_COLOR", "1")
    app = company(tmp_path, acme(), theme="" if look == "no-colour" else look)
    assert snap_compare(app, terminal_size=(120, 36), run_before=before)
