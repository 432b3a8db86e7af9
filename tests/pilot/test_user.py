"""One user on one screen: what they have, what their next login asks, and what happened."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from mfa_tui.app.app import MfaApp
from mfa_tui.commands.registry import MUTATING, commands_for
from mfa_tui.features.users.screens.user import UserScreen
from mfa_tui.ui.widgets.grid import Grid
from tests.desk import BROKEN, refusal
from tests.pilot.test_users import find_by_palette
from tests.rig import READ_AT, Tenant, paste, press, program, screen_text, settle, until, words_on


async def opened(app: MfaApp, pilot: Pilot[None], nickname: str) -> UserScreen:
    await settle(pilot)
    await find_by_palette(pilot, f"{nickname}@example.com")
    assert isinstance(app.screen, UserScreen)
    return app.screen


async def test_every_method_stands_there_with_its_state_and_what_is_no_mfa_stands_apart(tmp_path: Path) -> None:
    app = program(Tenant(), tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(app, pilot, "jane.doe")
        text = screen_text(app)
        rows = [" ".join(line.split()) for line in text.splitlines()]
        assert "▸ Authenticator app 1Password ○ factor is off 10 mo ago 2 d ago known to Guardian" in rows
        assert any(row.startswith("Guardian push") and "! pending" in row for row in rows)
        divider = next(number for number, row in enumerate(rows) if row.startswith("── not MFA"))
        assert all(name in " ".join(rows[divider:]) for name in ("Password", "Verified email"))


async def test_a_method_whose_factor_is_off_is_never_painted_as_good(tmp_path: Path) -> None:
    app = program(Tenant(), tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(app, pilot, "jane.doe")
        rows = [" ".join(line.split()) for line in screen_text(app).splitlines()]
        assert "● ready" in rows
        assert any(row.startswith("Phone") and "● confirmed" in row for row in rows)
        assert not any(row.startswith(("▸ Authenticator", "Recovery")) and "● confirmed" in row for row in rows)


async def test_a_user_of_a_deleted_connection_is_said_to_be_unable_to_log_in(tmp_path: Path) -> None:
    tenant = Tenant()
    users = tenant.demo.state.directory.users.values()
    left_over = next(one for one in users if one.identities[0][0] == "acme-ldap-2019")
    app = program(tenant, tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(app, pilot, left_over.nickname)
        assert "✖ deleted connection: acme-ldap-2019, cannot log in at all" in words_on(app)
        assert "Cannot log in at all because the connection was deleted." in words_on(app)


async def test_the_sentence_says_what_works_and_what_the_next_login_asks(tmp_path: Path) -> None:
    app = program(Tenant(), tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(app, pilot, "jane.doe")
        assert "Can do MFA with: Phone “Work phone” …0101" in words_on(app)
        assert "Would be asked for MFA at the next login because the policy is Always." in words_on(app)


async def test_a_guardian_record_that_no_method_stands_for_is_named_as_what_it_is(tmp_path: Path) -> None:
    record = b'[{"id": "dev_x", "status": "confirmed", "type": "pn", "name": "Old phone"}]'
    app = program(Tenant(faults={"/enrollments": (200, "application/json", record)}), tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(app, pilot, "jane.doe")
        assert "Guardian enrollment Old phone ! orphan" in words_on(app)
        assert "no method stands for it" in words_on(app)


@pytest.mark.exhaustive
async def test_the_blocked_user_and_the_blocked_address_are_told_apart(tmp_path: Path) -> None:
    app = program(Tenant(), tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(app, pilot, "blocked")
        assert "✖ blocked by an admin" in screen_text(app)
        await press(pilot, "escape")
        await find_by_palette(pilot, "brute.force@example.com")
        assert "too many failures from" in screen_text(app)
        assert "blocked by an admin" not in screen_text(app)


async def test_the_timeline_has_human_names_and_the_tab_key_leads_to_it(tmp_path: Path) -> None:
    app = program(Tenant(), tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await opened(app, pilot, "jane.doe")
        text = screen_text(app)
        assert "Text message sent" in text
        assert "MFA done (amr mfa)" in text
        await press(pilot, "tab", "j")
        assert screen.query_one("#events", Grid).has_focus
        assert screen.under_cursor()[0].startswith("Method removed")


async def test_a_live_session_says_how_and_when_it_did_mfa_and_a_passkey_says_where_it_lives(tmp_path: Path) -> None:
    now = datetime.fromtimestamp(READ_AT, UTC)
    performed = [
        {"name": "pwd", "timestamp": f"{now - timedelta(hours=5):%Y-%m-%dT%H:%M:%SZ}"},
        {"name": "mfa", "type": "phone", "timestamp": f"{now - timedelta(hours=2, minutes=1):%Y-%m-%dT%H:%M:%SZ}"},
    ]
    sessions = {"sessions": [{"id": "sess_1", "authentication": {"methods": performed}}, {"id": "sess_2"}]}
    methods = {
        "authenticators": [
            {
                "id": "passkey|1",
                "type": "passkey",
                "credential_device_type": "multi_device",
                "credential_backed_up": True,
            },
            {"id": "webauthn-roaming|2", "type": "webauthn-roaming", "credential_device_type": "single_device"},
        ]
    }
    faults = {
        "/sessions": (200, "application/json", json.dumps(sessions).encode()),
        "/authentication-methods": (200, "application/json", json.dumps(methods).encode()),
    }
    app = program(Tenant(faults=faults), tmp_path)
    async with app.run_test(size=(140, 40)) as pilot:
        await opened(app, pilot, "jane.doe")
        rows = screen_text(app).splitlines()
        assert any("Passkey" in row and "synced" in row for row in rows)
        assert any("Security key" in row and "device-bound" in row for row in rows)
        await press(pilot, "tab", "G")
        assert "password and MFA with Phone 2 h ago" in words_on(app)
        assert "login not recorded" in words_on(app)


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("authentication-methods", "the methods could not be read"),
        ("/logs", "events: "),
        ("/sessions", "sessions not read"),
        ("user-blocks", "blocks: "),
    ],
)
async def test_one_refusal_costs_one_part(tmp_path: Path, part: str, said: str) -> None:
    tenant = Tenant(faults={part: refusal(403, "Insufficient scope, expected any of: read:x", "insufficient_scope")})
    app = program(tenant, tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(app, pilot, "jane.doe")
        assert said in words_on(app)
        assert "jane.doe@example.com verified" in words_on(app)


async def test_what_is_still_being_read_says_so(tmp_path: Path) -> None:
    tenant = Tenant()
    app = program(tenant, tmp_path, screen="users")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        tenant.gate = asyncio.Event()
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, UserScreen) and "open" in screen_text(app))
        assert "sessions reading… · refresh tokens reading…" in words_on(app)
        assert "not read" not in screen_text(app)
        tenant.gate.set()
        await settle(pilot)
        assert "reading…" not in screen_text(app)


async def test_when_the_tenant_stops_answering_the_last_good_reading_stays(tmp_path: Path) -> None:
    tenant = Tenant()
    app = program(tenant, tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(app, pilot, "jane.doe")
        tenant.faults["GET"] = BROKEN
        await press(pilot, "r")
        assert "1Password" in screen_text(app)
        assert "unread" in screen_text(app)
        tenant.faults.clear()
        await press(pilot, "r")
        assert "unread" not in screen_text(app)


@pytest.mark.exhaustive
async def test_of_a_user_who_was_deleted_meanwhile_only_that_is_told_and_no_key_does_anything(tmp_path: Path) -> None:
    tenant = Tenant()
    app = program(tenant, tmp_path)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        screen = await opened(app, pilot, "jane.doe")
        tenant.demo.state.directory.users.pop(screen.dossier.user_id)
        await press(pilot, "r")
        words = words_on(app)
        assert "✖ This user does not exist any more." in words
        assert "jane.doe@example.com" in words
        assert "Text message sent" in words, "what happened stays"
        for wrong in ("Can do MFA", "feature", "unread", "1Password", "R reset MFA", "n recovery code"):
            assert wrong not in words
        for command in (command for command in commands_for("user") if command.id in MUTATING):
            app.clear_notifications()
            await press(pilot, command.keys[0])
            assert app.screen is screen
            assert [one.message for one in app._notifications] == ["This user does not exist any more."]
        assert tenant.writes == []


async def test_a_user_who_is_gone_before_they_are_opened_is_told_too(tmp_path: Path) -> None:
    tenant = Tenant()
    app = program(tenant, tmp_path, screen="users")
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        tenant.demo.state.directory.users.clear()
        await press(pilot, "enter")
        assert "✖ This user does not exist any more." in words_on(app)
        assert "feature" not in words_on(app)


async def test_esc_goes_back_to_the_search_and_digits_to_other_screens_and_back(tmp_path: Path) -> None:
    app = program(Tenant(), tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(app, pilot, "jane.doe")
        await press(pilot, "2", "4")
        assert isinstance(app.screen, UserScreen), "the user stays open while another screen is looked at"
        await press(pilot, "escape")
        assert "email address, exactly" in screen_text(app)


@pytest.mark.exhaustive
async def test_s_leads_back_to_the_search_box_for_the_next_ticket(tmp_path: Path) -> None:
    app = program(Tenant(), tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(app, pilot, "jane.doe")
        await press(pilot, "s", "type several.methods@example.com", "enter")
        assert "Sam Several" in screen_text(app)


async def test_a_recovery_code_is_no_way_in_while_its_factor_is_off(tmp_path: Path) -> None:
    app = program(Tenant(), tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(app, pilot, "jane.doe")
        sentence = words_on(app).partition("Can do MFA with: ")[2].partition(" Would be asked")[0]
        assert "Recovery code" not in sentence
        assert "of no use while the factor is off: One-time password and Recovery code" in words_on(app)


@pytest.mark.exhaustive
async def test_hostile_names_and_methods_are_inert(tmp_path: Path) -> None:
    app = program(Tenant(), tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        for nickname in ("hostile.method", "hostile.osc52", "hostile.emoji", "hostile.newline"):
            await opened(app, pilot, nickname)
            assert {line.cell_length for line in app.screen._compositor.render_strips()} == {80}
            assert not any(character in screen_text(app) for character in "\x1b\u202e\x07")


async def test_an_email_pasted_on_a_user_page_searches_for_that_user(tmp_path: Path) -> None:
    app = program(Tenant(), tmp_path)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await opened(app, pilot, "jane.doe")
        await paste(pilot, "Please help phone.only@example.com, they lost it")
        assert "Phoebe" in screen_text(app)
        assert app.screen.query_one("#search", Input).value == "phone.only@example.com"
        assert "token" not in " ".join(one.message for one in app._notifications)


async def test_a_token_pasted_on_a_user_page_is_read_on_tokens(tmp_path: Path) -> None:
    token = "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJhIiwiYXVkIjoiYiIsImlzcyI6ImMifQ.c2ln"
    app = program(Tenant(), tmp_path)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await opened(app, pilot, "jane.doe")
        await paste(pilot, f"Authorization: Bearer {token}")
        assert "RS256" in screen_text(app)
        assert "paste again" not in " ".join(one.message for one in app._notifications)


async def test_a_paste_that_is_read_gets_no_hint_where_pastes_are_read(tmp_path: Path) -> None:
    app = program(Tenant(), tmp_path, screen="tokens")
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await settle(pilot)
        await paste(pilot, "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.")
        assert list(app._notifications) == []
        await press(pilot, "1")
        await paste(pilot, "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.")
        assert "press 5, then paste again" in " ".join(one.message for one in app._notifications)
