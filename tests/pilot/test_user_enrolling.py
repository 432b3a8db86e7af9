"""Helping one user to enroll: tickets, recovery codes, new methods; what opens an account is shown once."""

import asyncio
import base64
from pathlib import Path

import pytest
import segno
from pydantic import SecretStr
from textual.geometry import Size
from textual.widgets import Input

from mfa_tui.features.care.screens.secret import SecretScreen
from mfa_tui.features.users.screens.user import UserScreen
from mfa_tui.ui.dialogs.deed_form import DeedForm
from mfa_tui.ui.widgets.qr import QrCode
from tests.desk import BROKEN, refusal
from tests.pilot.one_user import OneUser, one_user
from tests.rig import Message, Send, Tenant, settle


def link_of(one: OneUser) -> str:
    (ticket_id,) = one.tenant.demo.state.tickets
    return f"https://acme-demo.eu.auth0.com/mfa/enrollment?ticket={ticket_id}"


def clipboard(one: OneUser) -> list[str]:
    """Return what was copied out of the terminal."""
    copies = [data for data in one.copied if data.startswith("\x1b]52;c;")]
    return [base64.b64decode(data.removeprefix("\x1b]52;c;").rstrip("\x07")).decode() for data in copies]


def code_on(one: OneUser) -> list[list[bool]]:
    """Return the modules of the QR code on the screen, read back from its half blocks, without the margin."""
    x, y, width, height = one.app.screen.query_one(QrCode).content_region
    rows: list[list[bool]] = []
    for line in one.text.splitlines()[y : y + height]:
        cells = line[x : x + width]
        rows += [[half in "▀█" for half in cells], [half in "▄█" for half in cells]]
    quiet = next(number for number, row in enumerate(rows) if any(row))
    size = len(rows[0]) - 2 * quiet
    return [row[quiet:-quiet] for row in rows[quiet : quiet + size]]


def code_of(text: str) -> list[list[bool]]:
    return [[bool(dark) for dark in row] for row in segno.make(text, error="l", micro=False).matrix_iter(border=0)]


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_a_ticket_is_shown_as_text_and_as_a_code_that_a_phone_reads(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with one_user(tmp_path, "jane.doe", size=size) as one:
        await one.press("t", "enter", "enter")
        assert isinstance(one.app.screen, SecretScreen)
        assert "https://acme-demo.eu.auth0.com" in one.text
        assert code_on(one) == code_of(link_of(one))
        assert clipboard(one) == []
        await one.press("y")
        assert clipboard(one) == [link_of(one)]
        await one.press("escape")
        assert isinstance(one.app.screen, UserScreen)
        (ticket_id,) = one.tenant.demo.state.tickets
        assert ticket_id not in one.written
        assert ticket_id not in one.text


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_a_link_that_was_not_copied_is_not_forgotten_at_the_first_key(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with one_user(tmp_path, "jane.doe", size=size) as one:
        await one.press("t", "enter", "enter", "space", "escape")
        assert isinstance(one.app.screen, SecretScreen)
        assert "It was not copied" in one.words
        assert "Esc again" in one.words
        assert code_on(one) == code_of(link_of(one))
        await one.press("escape")
        assert isinstance(one.app.screen, UserScreen)


async def test_the_user_chooses_first_and_only_factors_that_are_on_are_offered(tmp_path: Path) -> None:
    tenant = Tenant()
    tenant.factors.update(otp=True)
    async with one_user(tmp_path, "jane.doe", tenant=tenant) as one:
        await one.press("t")
        assert "◉ The user chooses" in one.words
        assert "○ One-time password" in one.words
        assert "Security key" not in one.words
        await one.press("j", "enter", "enter")
        (ticket,) = tenant.demo.state.tickets.values()
        assert ticket.factor == "otp"


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_what_is_told_while_a_code_is_scanned_does_not_cover_it(tmp_path: Path, size: tuple[int, int]) -> None:
    async with one_user(tmp_path, "nothing.yet", size=size) as one:
        await one.press("m", "j", "j", "enter", "enter", "enter")
        assert isinstance(one.app.screen, SecretScreen)
        before = code_on(one)
        await one.press("y")
        one.app.toast("Coverage is complete: " + 20 * "and more, ")
        await settle(one.pilot)
        assert code_on(one) == before
        assert "clipboard" in one.words


async def test_a_ticket_is_mailed_only_when_asked_and_the_address_is_told(tmp_path: Path) -> None:
    bodies: list[bytes] = []

    class Heard(Tenant):
        async def __call__(self, scope: Message, receive: object, send: Send) -> None:
            async def heard() -> Message:
                message: Message = await receive()  # type: ignore[operator]
                if scope["path"].endswith("/ticket"):
                    bodies.append(message.get("body", b""))
                return message

            await super().__call__(scope, heard, send)

    async with one_user(tmp_path, "jane.doe", tenant=Heard()) as one:
        await one.press("t", "j", "j", "space", "j", "space", "enter", "enter")
        assert b'"send_mail":true' in bodies[0]
        assert b"jane.doe" not in bodies[0], "the address is the profile's already"
        assert b'"allow_multiple_enrollments":true' in bodies[0]
        assert "to jane.doe@example.com" in one.words
        await one.press("escape")
        assert isinstance(one.app.screen, UserScreen), "the user has it: nothing is lost"


async def test_a_refused_ticket_says_why_and_keeps_what_was_typed(tmp_path: Path) -> None:
    async with one_user(tmp_path, "jane.doe") as one:
        one.tenant.faults["/ticket"] = refusal(400, "Provide the auth0-custom-domain header.", "invalid_body")
        await one.press("t", "j", "space", "tab", "tab", *"login.acme.example", "enter", "enter")
        assert isinstance(one.app.screen, DeedForm)
        assert "Auth0 refuses this ticket." in one.words
        assert "several custom domains" in one.words
        assert "Request id req-0042" in one.words
        assert one.app.screen.query_one("#domain", Input).value == "login.acme.example"
        assert "◉ Phone message" in one.words
        one.tenant.faults.clear()
        await one.press("enter", "enter")
        assert isinstance(one.app.screen, SecretScreen)


async def test_where_no_ticket_can_be_made_the_key_says_why(tmp_path: Path) -> None:
    tenant = Tenant()
    tenant.factors.update(duo=True)
    async with one_user(tmp_path, "jane.doe", tenant=tenant) as one:
        await one.press("t")
        assert "Cisco Duo is on, which knows no tickets" in one.words
    tenant.factors.update(dict.fromkeys(tenant.factors, False))
    async with one_user(tmp_path, "jane.doe", tenant=tenant) as one:
        await one.press("t")
        assert "No factor is on that a ticket could enroll." in one.words


async def test_in_ascii_the_link_is_shown_and_the_code_where_it_fits(tmp_path: Path) -> None:
    async with one_user(tmp_path, "jane.doe", size=(80, 24), ascii_only=True) as one:
        await one.press("t", "enter", "enter")
        assert "a QR code needs a terminal of" in one.words
        assert "https://acme-demo.eu.auth0.com" in one.text
        assert one.text.isascii()
        await one.pilot.resize_terminal(140, 60)
        await settle(one.pilot)
        assert "##############" in one.text
        assert "a QR code needs" not in one.words
        assert one.text.isascii()


def test_a_code_keeps_its_quiet_zone_and_gives_way_where_there_is_no_room() -> None:
    code = QrCode(SecretStr("https://acme.example/" + "x" * 60), ascii_only=False)
    wide, small, tiny = (code.fitting(Size(*size)) for size in ((120, 36), (80, 24), (60, 15)))
    assert tiny == []
    for lines, quiet in ((wide, 4), (small, 2)):
        assert all(line.startswith(" " * quiet) and line.endswith(" " * quiet) for line in lines)
        assert all(not line.strip() for line in lines[: quiet // 2])
        assert len({len(line) for line in lines}) == 1


async def test_a_new_recovery_code_is_hidden_until_it_is_asked_for_and_gone_when_closed(tmp_path: Path) -> None:
    async with one_user(tmp_path, "jane.doe") as one:
        await one.press("n")
        assert "The recovery code that this user has stops working at once." in one.words
        assert one.tenant.writes == []
        await one.press("tab", "enter")
        assert isinstance(one.app.screen, SecretScreen)
        code = one.app.screen._secret.get_secret_value()
        assert code not in one.text
        await one.press("escape")
        assert "Nobody has seen it yet" in one.words
        await one.press("space")
        assert code in one.text
        await one.press("y")
        assert clipboard(one) == [code]
        assert "clipboard" in one.told
        assert code not in one.told
        await one.press("escape")
        assert isinstance(one.app.screen, UserScreen)
        assert code not in one.text + one.written


async def test_without_an_enrollment_auth0_refuses_a_code_and_that_is_explained(tmp_path: Path) -> None:
    async with one_user(tmp_path, "nothing.yet") as one:
        one.tenant.faults["recovery-code"] = refusal(404, "Enrollment not found", "enrollment_not_found")
        await one.press("n")
        assert "Nothing is enrolled that a code could stand in for." in one.words
        await one.press("tab", "enter")
        assert "Enroll the user first." in one.words
        await one.press("escape")
        assert isinstance(one.app.screen, UserScreen)


async def test_a_phone_is_added_as_it_is_typed_and_a_wrong_number_stays_to_be_mended(tmp_path: Path) -> None:
    async with one_user(tmp_path, "nothing.yet") as one:
        await one.press("m", "enter")
        assert "as confirmed at once: nobody checks" in one.words
        await one.press(*"2025550199", "tab", "tab", "j", "space", "enter", "enter")
        assert "This is no phone number. Write it with its country" in one.words
        assert one.tenant.writes == []
        field = one.app.screen.query_one("#phone", Input)
        assert (field.value, field.has_focus) == ("2025550199", True)
        await one.press("home", *"+1", "enter", "enter")
        assert "Phone number added." in one.words
        assert isinstance(one.app.screen, UserScreen)
        assert "…0199" in one.text
        phone = one.tenant.demo.state.directory.methods_of(one.person)[-1]
        assert (phone.phone_number, phone.preferred) == ("+12025550199", "voice")


async def test_an_address_that_the_user_has_already_is_refused_in_words(tmp_path: Path) -> None:
    async with one_user(tmp_path, "email.only") as one:
        await one.press("m", "j", "enter", *"email.only@example.com", "enter", "enter")
        assert "The user has this already." in one.words
        assert one.app.screen.query_one("#email", Input).value == "email.only@example.com"


async def test_an_addition_whose_answer_got_lost_is_not_called_done(tmp_path: Path) -> None:
    async with one_user(tmp_path, "nothing.yet") as one:
        one.tenant.faults_after["POST /api/v2/users"] = BROKEN
        await one.press("m", "j", "enter", *"n@example.com", "enter", "enter")
        assert "not known whether it was done" in one.words
        assert "Close this and look at the user before you do it again." in one.words
        assert one.methods == ["password", "email"]
        assert one.app.screen.query_one("#yes").disabled, "nothing sends it a second time"
        assert "Try again" not in one.words
        await one.press("escape")
        assert "Email code" in one.words, "the user is read again, and tells the truth"


async def test_an_app_is_added_with_a_secret_that_is_shown_once_as_text_and_code(tmp_path: Path) -> None:
    async with one_user(tmp_path, "nothing.yet", size=(80, 24)) as one:
        await one.press("m", "j", "j", "enter", *"Spare", "enter", "enter")
        assert isinstance(one.app.screen, SecretScreen)
        secret = one.app.screen._secret.get_secret_value()
        assert " ".join(secret[start : start + 4] for start in range(0, 24, 4)) in one.text
        assert len(code_on(one)) >= 37
        await one.press("escape")
        assert isinstance(one.app.screen, UserScreen)
        assert secret not in one.text + one.written
        assert one.methods == ["password", "totp"]


async def test_an_app_that_was_added_and_not_read_back_is_one_app_and_its_secret_is_shown(tmp_path: Path) -> None:
    async with one_user(tmp_path, "nothing.yet") as one:
        one.tenant.faults["GET /api/v2/users"] = BROKEN
        await one.press("m", "j", "j", "enter", "enter", "enter")
        assert isinstance(one.app.screen, SecretScreen)
        assert "look whether it happened" in one.words
        assert "Try again" not in one.words
        assert one.methods == ["password", "totp"]


async def test_an_app_that_auth0_confirmed_and_does_not_list_is_not_added_twice_and_its_secret_is_shown(
    tmp_path: Path,
) -> None:
    async with one_user(tmp_path, "nothing.yet") as one:
        one.tenant.faults["GET /api/v2/users"] = (200, "application/json", b'{"authenticators": []}')
        await one.press("m", "j", "j", "enter", "enter", "enter")
        assert isinstance(one.app.screen, DeedForm)
        assert "Auth0 said yes, but it did not happen." in one.words
        assert "Try again" not in one.words
        await one.press("enter")
        assert isinstance(one.app.screen, SecretScreen)
        assert one.methods == ["password", "totp"]


async def test_a_channel_that_was_refused_does_not_hide_that_another_was_chosen(tmp_path: Path) -> None:
    async with one_user(tmp_path, "two.message.types") as one:
        one.tenant.faults["PATCH"] = refusal(400, "Not now.")
        await one.press("p", "enter", "enter")
        assert "Not now." in one.words
        one.tenant.faults.clear()
        await one.press("shift+tab", "j", "space", "enter", "enter")
        assert isinstance(one.app.screen, UserScreen)
        assert "Preferred channel changed." in one.told


async def test_the_other_channel_of_a_phone_is_offered_first(tmp_path: Path) -> None:
    async with one_user(tmp_path, "two.message.types") as one:
        await one.press("p")
        assert "◉ Text message" in one.words
        assert "○ Voice call as it is now" in one.words
        assert "space chooses" in one.words
        await one.press("enter", "enter")
        assert "Preferred channel changed." in one.words
        (phone,) = one.tenant.demo.state.directory.methods_of(one.person)
        assert phone.preferred == "sms"
    async with one_user(tmp_path, "remembered") as one:
        await one.press("p")
        assert "Only a phone has channels to choose from." in one.words


async def test_a_quick_double_enter_makes_one_ticket(tmp_path: Path) -> None:
    async with one_user(tmp_path, "jane.doe") as one:
        one.tenant.gate = asyncio.Event()
        await one.pilot.press("t", "enter", "enter", "enter", "enter")
        one.tenant.gate.set()
        await settle(one.pilot)
        assert len(one.tenant.demo.state.tickets) == 1
        assert isinstance(one.app.screen, SecretScreen)


async def test_a_method_gets_a_name_reviewed_journaled_and_read_back(tmp_path: Path) -> None:
    async with one_user(tmp_path, "phone.only") as one:
        await one.press("e")
        assert "Rename Phone" in one.words
        assert "tab moves, enter goes on, esc cancels" in one.words
        assert "space chooses" not in one.words, "there is nothing to choose"
        before = one.app.screen.query_one("#name", Input).value
        await one.press(*["backspace"] * len(before), "type Work")
        assert "Work" in one.text, "what is typed can be seen"
        assert one.tenant.writes == []
        await one.press("enter", "enter")
        assert [method for method, _ in one.tenant.writes] == ["PATCH"]
        assert "Method renamed." in one.words
        assert "Work" in one.text
        assert "name a method" in one.written


async def test_what_auth0_keeps_no_name_for_is_not_renamed(tmp_path: Path) -> None:
    async with one_user(tmp_path, "jane.doe") as one:
        await one.press("G", "e")
        assert "Auth0 keeps no name for this." in one.told
        assert one.tenant.writes == []


async def test_a_name_that_is_too_long_or_empty_is_not_sent(tmp_path: Path) -> None:
    async with one_user(tmp_path, "phone.only") as one:
        await one.press("e", "type a name that is longer than twenty", "enter", "enter")
        assert "The name is too long." in one.words
        assert one.tenant.writes == []
