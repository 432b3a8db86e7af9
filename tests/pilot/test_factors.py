"""Turning factors on and off: staged, forecast, reviewed, applied, read back, journalled, undone."""

import json
from pathlib import Path
from typing import Any

import pytest

from mfa_tui.app.app import MfaApp
from mfa_tui.features.plan.screens.applying import ApplyingScreen
from mfa_tui.features.plan.screens.review import ReviewScreen
from mfa_tui.tenants.profile import Label
from tests.rig import Answer, Tenant, press, profile, program, screen_text, settle, words_on


def journal(home: Path) -> list[dict[str, object]]:
    path = home / "journal.jsonl"
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def line_with(app: MfaApp, words: str) -> str:
    return next(line for line in screen_text(app).splitlines() if words in line)


async def test_space_stages_a_factor_and_nothing_is_sent(tmp_path: Path) -> None:
    tenant = Tenant()
    app = program(tenant, tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "space")
        assert "○ off → ◐ on" in line_with(app, "▸ otp")
        assert "1 staged" in screen_text(app)
        assert "- warn Phone codes are on with nothing stronger" in screen_text(app)
        await press(pilot, "space")
        assert "staged" not in screen_text(app)
    assert tenant.writes == []


async def test_a_factor_is_switched_on_reviewed_journalled_and_undone(tmp_path: Path) -> None:
    tenant = Tenant()
    app = program(tenant, tmp_path)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "2", "space", "a")
        assert isinstance(app.screen, ReviewScreen)
        assert app.focused is not None
        assert app.focused.id == "cancel"
        assert tenant.writes == []
        await press(pilot, "tab", "enter")
        assert tenant.factors["otp"] is True
        assert "● on" in line_with(app, "▸ otp")
        assert "Applied and read back" in screen_text(app)
        intent, outcome = journal(tmp_path)
        assert (intent["target"], intent["after"], outcome["result"]) == ("factor:otp", True, "applied")

        await press(pilot, "u", "tab", "enter")
        assert tenant.factors["otp"] is False
        assert [entry["entry"] for entry in journal(tmp_path)] == ["intent", "outcome"] * 2
    assert tenant.writes == [("PUT", "/api/v2/guardian/factors/otp")] * 2


async def test_cancelling_the_review_sends_nothing_and_keeps_what_is_staged(tmp_path: Path) -> None:
    tenant = Tenant()
    app = program(tenant, tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        for leave in ("escape", "enter"):
            await press(pilot, "2", *(["space"] if not app.view.draft else []), "a", leave)
            assert app.view.draft
            assert not isinstance(app.screen, ReviewScreen)
        await press(pilot, "x")
        assert app.view.draft == ()
    assert tenant.writes == []


async def test_a_lock_out_has_to_be_confirmed_by_typing_the_tenant_s_name(tmp_path: Path) -> None:
    tenant = Tenant()
    app = program(tenant, tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        # sms is the only independent factor that is on.
        await press(pilot, "2", "j", "j", "space", "a")
        assert "+ ✖ error Only dependent factors are on" in screen_text(app)
        assert "This can lock users out." in screen_text(app)
        await press(pilot, *"acme-dem")
        apply = app.screen.query_one("#apply")
        assert apply.disabled
        await press(pilot, "enter")
        assert "That is not it yet" in screen_text(app)
        await press(pilot, "o")
        assert not apply.disabled
        await press(pilot, "enter")
        assert isinstance(app.screen, ReviewScreen), "enter in the field only moves on to the button"
        await press(pilot, "enter")
        assert tenant.factors["sms"] is False


@pytest.mark.parametrize(
    ("label", "asked"), [(Label.DEV, 0), (Label.STAGING, 0), (Label.PRODUCTION, 1), (Label.NONE, 1)]
)
async def test_every_change_to_what_is_or_may_be_production_is_confirmed_by_name(
    tmp_path: Path, label: Label, asked: int
) -> None:
    app = program(Tenant(), tmp_path, who=profile(label))
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        assert label.upper() in screen_text(app).splitlines()[0]
        await press(pilot, "2", "space", "a")
        assert len(app.screen.query("#name")) == asked


async def test_a_tenant_that_changed_meanwhile_is_not_written_to_and_all_three_values_are_shown(tmp_path: Path) -> None:
    tenant = Tenant()
    app = program(tenant, tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "space", "j", "space", "a")
        tenant.factors["otp"] = True  # somebody else, in the Dashboard
        await press(pilot, "tab", "enter")
        assert isinstance(app.screen, ApplyingScreen)
        assert "was off, is on, wanted on" in words_on(app)
        assert "0 of 2 applied" in screen_text(app)
        assert "stopped before switch on push-notification" in words_on(app)
        assert tenant.writes == []
        assert journal(tmp_path) == []
        await press(pilot, "escape")
        assert "● on" in line_with(app, " otp ")


async def test_a_failure_half_way_says_what_was_done_and_offers_to_go_on_or_back(tmp_path: Path) -> None:
    tenant = Tenant()
    app = program(tenant, tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "space", "j", "space", "j", "j", "space", "a")
        body = b'{"statusCode":400,"error":"Bad Request","message":"No such provider","errorCode":"invalid_body"}'
        tenant.faults["PUT /api/v2/guardian/factors/push"] = (400, "application/json", body)
        await press(pilot, "tab", "enter")
        text = words_on(app)
        assert "1 of 3 applied" in text
        assert "✓ applied switch on otp" in text
        assert "✖ not applied switch on push-notification" in text
        assert "○ stopped before switch on webauthn-roaming" in text
        assert "No such provider" in text
        assert "req-0042" in text
        results = [entry["result"] for entry in journal(tmp_path) if entry["entry"] == "outcome"]
        assert results == ["applied", "not applied"]

        tenant.faults.clear()
        await press(pilot, "tab", "enter")  # Retry the rest: reviewed again
        assert isinstance(app.screen, ReviewScreen)
        await press(pilot, "tab", "enter")
        assert [name for name in ("otp", "push-notification", "webauthn-roaming") if tenant.factors[name]] == [
            "otp",
            "push-notification",
            "webauthn-roaming",
        ]
        assert app.view.draft == ()


async def test_after_a_failure_what_was_applied_can_be_taken_back_at_once(tmp_path: Path) -> None:
    tenant = Tenant()
    app = program(tenant, tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "space", "j", "space", "a")
        tenant.faults["PUT /api/v2/guardian/factors/push"] = (403, "text/html", b"<html>")
        await press(pilot, "tab", "enter")
        await press(pilot, "tab", "tab", "enter")  # Undo what was applied
        assert "Undo: 1 change" in screen_text(app)
        await press(pilot, "tab", "enter")
        assert tenant.factors["otp"] is False
        assert [change.words for change in app.view.draft] == ["switch on push-notification"], "nothing is lost"


async def test_a_write_whose_answer_was_lost_is_settled_by_reading_back(tmp_path: Path) -> None:
    tenant = Tenant()
    tenant.faults_after["PUT /api/v2/guardian/factors/otp"] = (400, "text/html", b"bad gateway")
    app = program(tenant, tmp_path)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "2", "space", "a", "tab", "enter")
        assert tenant.factors["otp"] is True
        assert "Applied and read back: 1" in screen_text(app)
        assert [entry["result"] for entry in journal(tmp_path) if entry["entry"] == "outcome"] == ["applied"]


async def test_a_write_of_which_nothing_is_known_is_called_unknown(tmp_path: Path) -> None:
    tenant = Tenant()
    app = program(tenant, tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "space", "a")

        class GoneAfterTheWrite(dict[str, Answer]):
            def items(self) -> Any:
                gone: Answer = (404, "text/html", b"")
                return {"GET": gone}.items() if tenant.writes else {}.items()

        tenant.faults = GoneAfterTheWrite()
        tenant.faults_after["PUT"] = (302, "text/html", b"")
        await press(pilot, "tab", "enter")
        assert "unknown" in line_with(app, "switch on otp")
        assert [entry["result"] for entry in journal(tmp_path) if entry["entry"] == "outcome"] == ["unknown"]


async def test_auth0_saying_yes_without_doing_it_is_noticed(tmp_path: Path) -> None:
    tenant = Tenant()
    tenant.faults["PUT /api/v2/guardian/factors/otp"] = (200, "application/json", b'{"enabled":true}')
    app = program(tenant, tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "space", "a", "tab", "enter")
        assert "Auth0 said yes, but it did not change" in screen_text(app)
        assert "Read back: off; wanted: on" in screen_text(app)
        assert app.view.undo == ()


async def test_a_journal_that_cannot_be_written_stops_the_write(tmp_path: Path) -> None:
    tenant = Tenant()
    (tmp_path / "journal.jsonl").mkdir()
    app = program(tenant, tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "space", "a", "tab", "enter")
        assert "The change journal cannot be written" in screen_text(app)
    assert tenant.writes == []


async def test_an_unfinished_intent_is_pointed_out_with_what_became_of_it(tmp_path: Path) -> None:
    entry = {
        "at": "2026-11-24T11:00:00.000+00:00",
        "entry": "intent",
        "id": "1",
        "tenant": "acme-demo.eu.auth0.com",
        "target": "factor:otp",
        "before": False,
        "after": True,
    }
    (tmp_path / "journal.jsonl").write_text(json.dumps(entry) + "\n")
    app = program(Tenant(), tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        assert "A session ended in the middle of a change: switch on otp" in screen_text(app)
        assert "not made" in " ".join(f.evidence for f in app.view.findings)
        await press(pilot, "r")
        assert "ended in the middle" in screen_text(app), "it stays for this session"
    assert journal(tmp_path)[-1]["result"] == "found later"
    again = program(Tenant(), tmp_path)
    async with again.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        assert "ended in the middle" not in screen_text(again)


async def test_a_factor_that_nobody_knows_is_shown_and_can_be_switched(tmp_path: Path) -> None:
    tenant = Tenant()
    tenant.factors["carrier-pigeon"] = False
    app = program(tenant, tmp_path, screen="factors")
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        assert "unknown" in line_with(app, "carrier-pigeon")
        assert "The tenant offers a f" in line_with(app, "carrier-pigeon")
