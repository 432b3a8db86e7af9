"""How the screens look: every built screen, small and wide, dark and light, without colour and in ASCII."""

import re
from pathlib import Path
from typing import Any, Protocol

import pytest

from mfa_tui.tenants.profile import Label
from screenshots.make import PICTURES, picture
from tests.rig import Tenant, follow, press, profile, program, screen_text, settle
from tests.tiers import usual


class SnapCompare(Protocol):
    def __call__(self, app: Any, *, terminal_size: tuple[int, int], run_before: Any) -> bool: ...


SIZES = usual((120, 36), (80, 24))
SCREENS = {
    "overview": [],
    "factors": ["2"],
    "factors-staged": ["2", "space", "j", "j", "space"],
    "policy": ["3", "j", "space"],
    "review": ["2", "space", "j", "j", "space", "3", "space", "a"],
    "bulk-dry-run": ["4", *["space"] * 4, "b"],
    "bulk-result": ["4", *["space"] * 4, "b", "a", "3", "enter", "enter"],
    "help": ["2", "question_mark"],
    "users": ["4"],
    "user": ["4", "s", "type jane.doe@example.com", "enter"],
    "planned": ["6"],
    "reference": ["f2"],
    "coverage-before": ["4", "c"],
    "coverage": ["4", "c", "s"],
    "coverage-users": ["4", "c", "s", "j", "j", "enter"],
    "coverage-overview": ["4", "c", "s", "1"],
}


def looks(snap_compare: SnapCompare, app: Any, size: tuple[int, int], keys: list[str]) -> bool:
    async def before(pilot: Any) -> None:
        await settle(pilot)
        await press(pilot, *keys)

    return snap_compare(app, terminal_size=size, run_before=before)


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("size", SIZES, ids=lambda size: "x".join(map(str, size)))
@pytest.mark.parametrize("theme", usual("mfa-dark", "mfa-light"))
def test_screen(snap_compare: SnapCompare, tmp_path: Path, screen: str, size: tuple[int, int], theme: str) -> None:
    label = Label.PRODUCTION if screen == "review" else Label.STAGING
    app = program(Tenant(), tmp_path, theme=theme, who=profile(label))
    assert looks(snap_compare, app, size, SCREENS[screen])


@pytest.mark.parametrize("screen", usual("overview", "factors-staged", "policy", "users", "user", "review", "coverage"))
@pytest.mark.parametrize("size", SIZES, ids=lambda size: "x".join(map(str, size)))
def test_screen_without_colour(
    snap_compare: SnapCompare, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, screen: str, size: tuple[int, int]
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert looks(snap_compare, program(Tenant(), tmp_path), size, SCREENS[screen])


@pytest.mark.parametrize("screen", usual("overview", "factors-staged", "policy", "users", "user", "review", "coverage"))
@pytest.mark.parametrize("size", SIZES, ids=lambda size: "x".join(map(str, size)))
def test_screen_in_ascii(snap_compare: SnapCompare, tmp_path: Path, screen: str, size: tuple[int, int]) -> None:
    app = program(Tenant(), tmp_path, ascii_only=True)
    assert looks(snap_compare, app, size, SCREENS[screen])


@pytest.mark.parametrize("size", SIZES, ids=lambda size: "x".join(map(str, size)))
def test_screen_of_a_tenant_that_refuses_everything(
    snap_compare: SnapCompare, tmp_path: Path, size: tuple[int, int]
) -> None:
    message = "Insufficient scope, expected any of: read:guardian_factors"
    body = f'{{"statusCode":403,"error":"Forbidden","message":"{message}","errorCode":"insufficient_scope"}}'.encode()
    tenant = Tenant(faults={"GET /api": (403, "application/json", body)})
    assert looks(snap_compare, program(tenant, tmp_path), size, [])


@pytest.mark.parametrize("name", [name for name in PICTURES if name.startswith("tokens")])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: "x".join(map(str, size)))
async def test_tokens_in_words(snapshot: Any, tmp_path: Path, name: str, size: tuple[int, int]) -> None:
    tenant = Tenant()
    app = program(tenant, tmp_path)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await follow(pilot, tenant, PICTURES[name][1])
        # The demo tenant makes its signing key anew each time.
        assert re.sub(r"\b[0-9a-f]{21}\b", "KEY-ID-OF-THE-TENANT ", screen_text(app)) == snapshot


@pytest.mark.parametrize("name", usual(*PICTURES))
async def test_the_pictures_of_the_readme_are_up_to_date(name: str, tmp_path: Path) -> None:
    made = await picture(name, *PICTURES[name], tmp_path)
    assert made == (Path(__file__).parents[2] / "screenshots" / f"{name}.svg").read_text()
