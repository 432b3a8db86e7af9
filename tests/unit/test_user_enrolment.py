"""Helping a user to enroll: tickets, recovery codes, and what an admin adds; secrets are told once and kept nowhere."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from mfa_tui.features.care.service import (
    add_email,
    add_phone,
    add_totp,
    new_recovery_code,
    prefer_channel,
    send_ticket,
    ticket_factors,
)
from mfa_tui.session.user_writes import State, Step
from tests.desk import BROKEN, desk, refusal


async def test_a_ticket_is_a_link_that_is_kept_out_of_the_journal(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        jane = await d.client.users.get(d.id_of("jane.doe"))
        step = await send_ticket(d.writes, jane, factor="phone", send_mail=True, allow_multiple=True)
        (ticket,) = d.tenant.demo.state.tickets.values()
    assert step.state is State.DONE
    assert step.value is not None
    assert urlsplit(step.value.ticket_url).path == "/mfa/enrollment"
    assert (ticket.user_id, ticket.factor) == (jane.user_id, "phone")
    written = str(d.journal)
    assert step.value.ticket_id not in written
    assert step.value.ticket_id not in repr(step)
    assert "example.com" not in written


async def test_only_factors_that_a_ticket_can_enroll_here_are_offered(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        d.tenant.factors.update({"otp": True, "email": True})
        assert ticket_factors(await d.session.read()) == ("otp", "phone")
        d.tenant.factors["duo"] = True
        assert ticket_factors(await d.session.read()) == ()


@pytest.mark.parametrize(
    ("message", "factor", "hint"),
    [
        ("Enrollment tickets cannot be used with Duo.", "", "Cisco Duo enrolls users by itself"),
        ("Users cannot enroll in email.", "email", "Verify the user's address instead"),
        ("Provide the auth0-custom-domain header.", "otp", "several custom domains"),
        ("Payload validation error.", "otp", "Is this factor on?"),
    ],
)
async def test_auth0s_refusals_of_a_ticket_are_put_into_words(
    message: str, factor: str, hint: str, tmp_path: Path
) -> None:
    async with desk(tmp_path) as d:
        jane = await d.client.users.get(d.id_of("jane.doe"))
        d.tenant.faults["/ticket"] = refusal(400, message, "invalid_body")
        step = await send_ticket(d.writes, jane, factor=factor)
    assert step.problem is not None
    assert step.problem.title == "Auth0 refuses this ticket."
    assert hint in step.problem.hint
    assert step.problem.detail == message


async def test_a_ticket_without_an_address_to_mail_it_to_is_not_made(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        nemo = next(u for u in (await d.client.users.search("name:Nemo*")).users)
        step = await send_ticket(d.writes, nemo, send_mail=True)
    assert step.state is State.FAILED
    assert d.tenant.writes == []


async def test_a_new_recovery_code_is_told_once_and_written_nowhere(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        step = await new_recovery_code(d.writes, d.id_of("jane.doe"))
    assert step.value is not None
    code = step.value.get_secret_value()
    assert len(code) == 24
    assert code not in str(d.journal) + repr(step)
    assert d.journal[-1]["result"] == "done"


async def test_without_an_enrollment_there_is_no_recovery_code_and_that_is_explained(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        d.tenant.faults["recovery-code"] = refusal(404, "Enrollment not found", "enrollment_not_found")
        step = await new_recovery_code(d.writes, d.id_of("nothing.yet"))
    assert step.problem is not None
    assert "Enroll the user first" in step.problem.hint


async def test_a_phone_is_added_as_it_is_typed_and_read_back(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        step = await add_phone(d.writes, d.id_of("nothing.yet"), "+1 (202) 555-0199", "Work", "voice")
        phone = d.tenant.demo.state.directory.methods_of(d.person("nothing.yet"))[-1]
    assert step.state is State.DONE
    assert (phone.phone_number, phone.name, phone.preferred) == ("+12025550199", "Work", "voice")
    told = [{key: value for key, value in entry.items() if key != "id"} for entry in d.journal]
    assert told, "an id is random, and may hold any four digits"
    assert "0199" not in str(told)


@pytest.mark.parametrize("number", ["2025550199", "+0202555", "call me", ""])
async def test_what_is_no_phone_number_is_not_sent(number: str, tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        step = await add_phone(d.writes, d.id_of("nothing.yet"), number)
    assert step.problem is not None
    assert "with its country" in step.problem.hint
    assert d.tenant.writes == []


async def test_an_address_is_added_and_the_same_one_again_is_refused_in_words(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        first = await add_email(d.writes, d.id_of("nothing.yet"), "nadia@example.com")
        again = await add_email(d.writes, d.id_of("nothing.yet"), "nadia@example.com")
        odd = await add_email(d.writes, d.id_of("nothing.yet"), "nadia")
    assert first.done
    assert again.problem is not None
    assert again.problem.title == "The user has this already."
    assert odd.problem is not None
    assert odd.problem.title == "This is no email address."


async def test_an_authenticator_app_gets_a_secret_made_here_and_a_url_for_its_qr_code(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        jane = await d.client.users.get(d.id_of("jane.doe"))
        step = await add_totp(d.writes, jane, "Acme: Corp", "Spare", random_bytes=lambda size: b"\x00" * size)
    assert step.value is not None
    assert step.value.secret.get_secret_value() == "A" * 32
    url = urlsplit(step.value.url.get_secret_value())
    assert (url.scheme, url.netloc, url.path) == ("otpauth", "totp", "/Acme%3A%20Corp:jane.doe%40example.com")
    assert parse_qs(url.query) == {
        "secret": ["A" * 32],
        "issuer": ["Acme: Corp"],
    }
    assert "A" * 32 not in str(d.journal) + repr(step)


async def test_two_apps_get_different_secrets(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        jane = await d.client.users.get(d.id_of("jane.doe"))
        made = [(await add_totp(d.writes, jane, "Acme")).value for _ in range(2)]
    assert made[0] is not None
    assert made[1] is not None
    assert made[0].secret != made[1].secret


async def test_an_app_that_auth0_refuses_leaves_no_secret(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        jane = await d.client.users.get(d.id_of("jane.doe"))
        d.tenant.faults["POST /api/v2/users"] = refusal(403, "You reached the limit of entities of this type.")
        step = await add_totp(d.writes, jane, "Acme")
        too_long = await add_totp(d.writes, jane, "Acme", "a name of 21 letters!")
    assert (step.state, step.value) == (State.FAILED, None)
    assert step.problem is not None
    assert step.problem.hint == "Delete one first."
    assert too_long.problem is not None
    assert too_long.problem.title == "The name is too long."


async def test_an_addition_whose_answer_got_lost_may_or_may_not_have_happened(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        d.tenant.faults_after["POST /api/v2/users"] = BROKEN
        step = await add_email(d.writes, d.id_of("nothing.yet"), "nadia@example.com")
    assert step.state is State.UNKNOWN
    assert d.journal[-1]["result"] == "unknown"
    assert len([1 for method, _ in d.tenant.writes if method == "POST"]) == 1


async def test_the_preferred_channel_of_a_phone_is_chosen_and_read_back(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        vera = d.id_of("two.message.types")
        (phone,) = await d.client.users.authentication_methods(vera)
        step = await prefer_channel(d.writes, vera, phone.id, "sms")
        (after,) = await d.client.users.authentication_methods(vera)
        odd = await prefer_channel(d.writes, vera, phone.id, "pigeon")
    assert (step.state, after.preferred_authentication_method) == (State.DONE, "sms")
    assert odd.state is State.FAILED


async def test_read_only_nothing_is_added_and_no_code_is_made(tmp_path: Path) -> None:
    async with desk(tmp_path, writable=False) as d:
        jane = await d.client.users.get(d.id_of("jane.doe"))
        vera = d.id_of("two.message.types")
        steps: list[Step[Any]] = [
            await send_ticket(d.writes, jane),
            await new_recovery_code(d.writes, jane.user_id),
            await add_phone(d.writes, jane.user_id, "+12025550199"),
            await add_email(d.writes, jane.user_id, "j@example.com"),
            await add_totp(d.writes, jane, "Acme"),
            await prefer_channel(d.writes, vera, "phone|1", "sms"),
        ]
    assert {step.problem.title for step in steps if step.problem} == {"This tenant is read-only here."}
    assert {step.value for step in steps} == {None}
    assert d.tenant.writes == []


async def test_a_refusal_that_repeats_the_number_leaves_no_number_on_the_disk(tmp_path: Path) -> None:
    said = "Payload validation error: 'String does not match pattern: +12025550199' on property phone_number."
    async with desk(tmp_path) as d:
        d.tenant.faults["POST /api/v2/users"] = refusal(400, said, "invalid_body")
        step = await add_phone(d.writes, d.id_of("nothing.yet"), "+12025550199")
        assert step.problem is not None
        assert "+12025550199" in step.problem.words, "the admin sees it"
    assert d.journal[-1]["problem"] == "The tenant refused this. Status 400. Request id req-0042."
    assert "2025550199" not in "".join(path.read_text() for path in tmp_path.rglob("*") if path.is_file())


async def test_an_answer_that_says_what_was_made_is_done_also_where_it_cannot_be_looked_at(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        d.tenant.faults["GET /api/v2/users"] = BROKEN
        step = await add_email(d.writes, d.id_of("nothing.yet"), "nadia@example.com")
    assert step.state is State.DONE
    assert step.problem is not None
    assert step.problem.title.startswith("Auth0 said yes, but the look")
    assert d.journal[-1]["result"] == "done"
