"""Text from the tenant that tries to be markup, an action, an escape sequence or another name."""

import json
from pathlib import Path
from typing import Any

import pytest

from mfa_tui.app.app import MfaApp
from mfa_tui.domain.changes import Kind, Target
from mfa_tui.ui.widgets.line_filters import ControlFilter
from tests.rig import Tenant, press, profile, program, screen_text, settle

HOSTILE = [
    "[red]x[/red]",
    "[/x]",
    "[@click=app.leave]quit[/]",
    "[link=https://evil.example]x[/link]",
    "[$primary]v",
    "\x1b]52;c;cHduZWQ=\x07",
    "\x1b]2;title\x1b\\",
    "\x1b[?1049l",
    "\x9b35;7m",
    "line\none\r\ntwo\ttab",
    "user\u202egpj.exe",
    "\u200d\u200dzwj",
    "\ud800 surrogate",
    "e" + "\u0301" * 50,
    "名前" * 80,
    "x" * 10_000,
    "=HYPERLINK()",
]
OBEYED = [chr(c) for c in (*range(0x20), *range(0x7F, 0xA0), 0x202E, 0x200B, 0x2028) if c != 0x0A]


def assert_inert(app: MfaApp, width: int) -> None:
    text = screen_text(app)
    assert not [character for character in OBEYED if character in text]
    for strip in app.screen._compositor.render_strips():
        assert strip.cell_length == width
    for widget in app.screen.walk_children():
        assert "leave" not in str(getattr(widget, "tooltip", ""))


async def visit(app: MfaApp, width: int, *before: str) -> None:
    async with app.run_test(size=(width, 30), notifications=True) as pilot:
        await settle(pilot)
        for keys in ("1", "2", "G", "space", "3", "G", "space", "question_mark", "escape", "colon", "escape", *before):
            await press(pilot, keys)
            assert_inert(app, width)
        assert app.is_running


@pytest.mark.parametrize("width", [80, 120])
async def test_hostile_names_from_the_tenant_stay_inert_on_every_screen(tmp_path: Path, width: int) -> None:
    tenant = Tenant()
    state = tenant.demo.state.tenant
    names = [text.encode("utf-8", "ignore").decode() for text in HOSTILE]
    state.factors.update(dict.fromkeys(names, True))
    state.policies = names
    for number, action in enumerate(state.actions):
        action["name"] = names[number]
    for client in state.clients:
        client["name"] = "".join(names[:10])
    await visit(program(tenant, tmp_path, who=profile(name="".join(HOSTILE[:13]))), width)


@pytest.mark.parametrize(
    "text", ["".join(HOSTILE[:8]), "".join(HOSTILE[8:]), HOSTILE[-2]], ids=["obeyed", "odd", "long"]
)
async def test_hostile_error_bodies_stay_inert_as_problem_toast_and_outcome(tmp_path: Path, text: str) -> None:
    tenant = Tenant()
    body = json.dumps({"statusCode": 400, "error": text, "message": text, "errorCode": text}).encode()
    for path in ("GET /api/v2/guardian/policies", "GET /api/v2/tenants", "GET /api/v2/actions", "PUT"):
        tenant.faults[path] = (400, "application/json", body)
    await visit(program(tenant, tmp_path), 120, "2", "g", "space", "a", "tab", "enter")
    assert tenant.writes


async def test_hostile_text_is_shown_as_escapes_by_the_screens_themselves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the last line of defence: nothing may rely on it."""
    monkeypatch.setattr(ControlFilter, "apply", lambda self, segments, background: segments)
    tenant = Tenant()
    state = tenant.demo.state.tenant
    names = [text.encode("utf-8", "ignore").decode() for text in HOSTILE]
    state.factors.update(dict.fromkeys(names, True))
    state.policies = names
    for number, action in enumerate(state.actions):
        action["name"] = names[5 + number]
    for client in state.clients:
        client["name"] = "".join(names[:10])
    body = json.dumps({"statusCode": 400, "message": "".join(HOSTILE[:14]), "errorCode": "x"}).encode()
    tenant.faults["GET /api/v2/risk"] = tenant.faults["PUT"] = (400, "application/json", body)
    app = program(tenant, tmp_path, who=profile(name="".join(HOSTILE[5:10])))
    await visit(app, 120, "2", "g", "space", "a")
    shown = []
    app = program(tenant, tmp_path, screen="factors")
    async with app.run_test(size=(120, 60)) as pilot:
        await settle(pilot)
        shown.append(screen_text(app))
        await press(pilot, "1", "G")
        shown.append(screen_text(app))
        await press(pilot, "3")
        shown.append(screen_text(app))
    assert all(r"\x1b" in text for text in shown)


async def test_clicking_a_hostile_name_runs_nothing(tmp_path: Path) -> None:
    tenant = Tenant()
    tenant.factors["[@click=app.leave]quit[/]"] = True
    app = program(tenant, tmp_path, screen="factors")
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        lines = screen_text(app).splitlines()
        row = next(number for number, line in enumerate(lines) if "[@click" in line)
        for column in range(2, 60, 3):
            await pilot.click(offset=(column, row))
        await settle(pilot)
        assert app.is_running


async def test_copying_a_row_gives_the_value_as_the_tenant_has_it(tmp_path: Path) -> None:
    tenant = Tenant()
    tenant.factors["[red]odd[/]"] = True
    app = program(tenant, tmp_path, screen="factors")
    sent: list[str] = []
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await settle(pilot)
        driver: Any = app._driver
        driver.write = sent.append
        app.screen.go_to(Target(Kind.FACTOR, "[red]odd[/]"))  # type: ignore[attr-defined]
        await press(pilot, "y", "Y")
        assert "Sent to the terminal's clipboard" in screen_text(app)
    copies = [text for text in sent if text.startswith("\x1b]52;c;")]
    assert len(copies) == 2
