"""A tenant that refuses, fails, lies or does not answer: it is said, and the last good data stays."""

import asyncio
from pathlib import Path

import pytest

from tests.rig import Answer, Tenant, press, program, screen_text, settle, words_on

HTML: Answer = (200, "text/html", b"<!doctype html><title>Welcome to the hotel Wi-Fi</title>")


def auth0(status: int, message: str, code: str) -> Answer:
    return (
        status,
        "application/json",
        f'{{"statusCode":{status},"error":"x","message":"{message}","errorCode":"{code}"}}'.encode(),
    )


async def test_a_wrong_secret_is_told_once_and_says_what_to_check(tmp_path: Path) -> None:
    tenant = Tenant()
    app = program(tenant, tmp_path, secret="wrong")
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        assert "Auth0 refused the sign-in of this program" in words_on(app)
        assert "AUTH0_CLIENT_SECRET" in words_on(app)
        for mode in ("2", "3", "1"):
            await press(pilot, mode)
        assert app.is_running
    assert [path for _, path in tenant.seen] == ["/oauth/token"], "one refused sign-in, not six"


async def test_one_missing_scope_costs_one_panel_and_is_named(tmp_path: Path) -> None:
    tenant = Tenant()
    message = "Insufficient scope, expected any of: read:mfa_policies"
    tenant.faults["GET /api/v2/guardian/policies"] = auth0(403, message, "insufficient_scope")
    app = program(tenant, tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        assert "● sms" in screen_text(app)
        assert "policy: Not allowed. Insufficient scope" in screen_text(app)
        await press(pilot, "G")
        assert "The token lacks read:mfa_policies" in words_on(app)
        await press(pilot, "3")
        assert "? no data" in screen_text(app)
        assert "Require MFA for payroll" in screen_text(app)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (HTML, "The answer makes no sense"),
        ((200, "application/json", b"[" * 50_000), "The answer makes no sense"),
        ((200, "application/json", b'{"unexpected": true}'), "The answer makes no sense"),
        ((302, "text/html", b""), "redirects"),
        (auth0(404, "Not Found", ""), "does not have this"),
        ((401, "application/json", b"{}"), "not accepted"),
    ],
)
@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_nonsense_for_the_factors_is_said_in_words_and_does_not_crash(
    tmp_path: Path, answer: Answer, words: str, size: tuple[int, int]
) -> None:
    tenant = Tenant(faults={"GET /api/v2/guardian/factors": answer})
    app = program(tenant, tmp_path)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        assert words in words_on(app)
        await press(pilot, "2", "space", "j", "a", "y", "3", "1")
        assert app.is_running
        assert "hotel" not in screen_text(app)


async def test_after_a_failed_refresh_the_last_good_data_stays_and_is_called_old(tmp_path: Path) -> None:
    tenant = Tenant()
    app = program(tenant, tmp_path, screen="factors")
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await settle(pilot)
        tenant.faults["GET"] = HTML
        await press(pilot, "space", "r")
        text = screen_text(app)
        assert "old: as of 12:04:31" in text
        assert "What is shown is older" in text
        assert "○ off → ◐ on" in text, "what is staged is not lost either"
        tenant.faults.clear()
        await press(pilot, "r")
        assert "old:" not in screen_text(app)


async def test_a_server_error_is_tried_again_and_then_told(tmp_path: Path) -> None:
    tenant = Tenant(faults={"GET /api/v2/risk-assessments": (503, "text/html", b"")})
    app = program(tenant, tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        assert "risk assessment: Auth0 had an error of its own" in screen_text(app)
    assert tenant.seen.count(("GET", "/api/v2/risk-assessments/settings")) == 4


@pytest.mark.exhaustive
async def test_a_rate_limit_is_waited_for_and_the_header_says_so(tmp_path: Path) -> None:
    tenant = Tenant(faults={"GET /api/v2/tenants": auth0(429, "Global limit has been reached", "too_many_requests")})
    app = program(tenant, tmp_path)
    heard: list[str] = []
    async with app.run_test(size=(120, 36)) as pilot:
        app.watch(app, "view", lambda view: heard.append(view.waiting))
        await settle(pilot)
        assert any(words.startswith("rate limit: trying in") for words in heard)
        assert "rate limit is used up" in words_on(app)


async def test_while_a_tenant_stalls_the_program_answers_to_keys_and_can_be_left(tmp_path: Path) -> None:
    tenant = Tenant()
    app = program(tenant, tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        tenant.gate = asyncio.Event()
        await pilot.press("r")
        await pilot.pause()
        assert "as of 12:04:31, reading…" in screen_text(app)
        await pilot.press("2")
        await pilot.press("space")
        await pilot.pause()
        assert "○ off → ◐ on" in screen_text(app)
        tenant.gate.set()
        await settle(pilot)
        assert "reading" not in screen_text(app)


async def test_refreshing_again_replaces_the_reading_that_is_under_way(tmp_path: Path) -> None:
    tenant = Tenant()
    app = program(tenant, tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        tenant.gate = asyncio.Event()
        for _ in range(5):
            await pilot.press("r")
        tenant.factors["otp"] = True
        tenant.gate.set()
        await settle(pilot)
        assert "● otp" in screen_text(app)
        assert app.view.reading is False
