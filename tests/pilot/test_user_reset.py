"""Resetting one user: reviewed, typed, deleted, read back, told; and what is offered afterwards."""

import asyncio
from pathlib import Path

import pytest
from textual import events
from textual.widgets import Input

from mfa_tui.demo.tenant.methods import Method
from mfa_tui.features.reset.screens.reset_review import ResetReviewScreen
from mfa_tui.features.reset.screens.resetting import ResettingScreen
from mfa_tui.features.users.screens.user import UserScreen
from tests.desk import BROKEN, LostAfterDeleting, refusal
from tests.pilot.one_user import OneUser, one_user
from tests.rig import Message, Send, Tenant, paste, press, program, settle, words_on


async def reset(one: OneUser) -> None:
    await one.press("R")
    await one.give_address()
    await one.press("enter", "enter")


@pytest.mark.exhaustive
async def test_from_a_cold_start_a_reset_takes_six_keys_beside_the_typing(tmp_path: Path) -> None:
    tenant, address = Tenant(), "phone.only@example.com"
    app = program(tenant, tmp_path)
    keys = 0

    async def key(name: str) -> None:
        nonlocal keys
        keys += 1
        await press(pilot, name)

    async with app.run_test(size=(80, 24)) as pilot:
        await key("4")
        await key("s")
        await press(pilot, *address)
        await key("enter")
        await key("R")
        await press(pilot, *address)
        await key("enter")
        await key("enter")
        assert "Reset MFA of Phoebe Phone: done" in words_on(app)
    users = tenant.demo.state.directory
    phoebe = next(user for user in users.users.values() if user.email == address)
    assert users.methods_of(phoebe) == ()
    assert keys == 6


async def test_everything_that_goes_is_named_and_what_stays_and_how_the_next_login_will_be(tmp_path: Path) -> None:
    async with one_user(tmp_path, "jane.doe") as one:
        await one.press("R")
        for part in (
            "Reset MFA of Jane Doe",
            "Authenticator app “1Password”",
            "Phone “Work phone” …0101, by text message",
            "Guardian push “iPhone SE” (pending)",
            "Recovery code",
            "Not MFA, and not touched: password and verified email.",
            "Can do MFA with: email code to the verified address.",
            "This cannot be undone. Type jane.doe@example.com to delete these 4:",
        ):
            assert part in one.words
        assert one.tenant.writes == []


async def test_the_last_way_to_do_mfa_is_called_so(tmp_path: Path) -> None:
    tenant = Tenant()
    tenant.factors.update(email=False)
    async with one_user(tmp_path, "phone.only", tenant=tenant) as one:
        await one.press("R")
        assert "Cannot do MFA: nothing is enrolled. This is the last way to do MFA." in one.words
    async with one_user(tmp_path, "several.methods", tenant=tenant) as one:
        await one.press("d")
        assert "last way" not in one.words


async def test_the_address_is_typed_whatever_has_the_focus_and_enter_never_deletes_by_itself(tmp_path: Path) -> None:
    async with one_user(tmp_path, "phone.only") as one:
        await one.press("R")
        assert one.app.focused is not None
        assert one.app.focused.id == "cancel"
        await one.press(*"phone.only@example.con", "enter")
        assert "That is not it yet." in one.words
        assert one.app.focused is not None
        assert one.app.focused.id == "name"
        await one.press("backspace", "m", "enter")
        assert one.app.focused is not None
        assert one.app.focused.id == "apply"
        assert one.methods == ["phone"]
        await one.press("escape")
        assert isinstance(one.app.screen, UserScreen)
        assert one.tenant.writes == []


@pytest.mark.parametrize("local", ["jane.doe", "jane" * 16, "\u540d\u524d" * 144])
@pytest.mark.parametrize("size", [(80, 24), (60, 15)])
async def test_that_it_is_not_the_address_yet_stands_at_the_prompt_and_moves_nothing(
    tmp_path: Path, local: str, size: tuple[int, int]
) -> None:
    async with one_user(tmp_path, "several.methods", size=size) as one:
        one.person.email = f"{local}@example.com"
        await one.press("r", "R", "x")
        field = one.app.screen.query_one("#name").region
        await one.press("enter")
        assert "That is not it yet. Type " in one.words
        assert one.app.screen.query_one("#name").region == field
        await one.press("y")
        assert "This cannot be undone. Type " in one.words


async def test_keys_that_come_in_one_burst_are_typed_into_the_review(tmp_path: Path) -> None:
    async with one_user(tmp_path, "phone.only") as one:
        await one.pilot.press("R", *"phone")
        await settle(one.pilot)
        assert isinstance(one.app.screen, ResetReviewScreen)
        assert one.app.screen.query_one("#name", Input).value == "phone"


async def test_the_address_can_be_pasted_and_typed_while_the_methods_are_still_read(tmp_path: Path) -> None:
    async with one_user(tmp_path, "phone.only") as one:
        one.tenant.gate = asyncio.Event()
        await one.pilot.press("R")
        await one.pilot.pause()
        assert "reading what is enrolled" in one.words
        one.app.post_message(events.Paste("phone.only@example.com\n"))
        await one.pilot.pause()
        await one.pilot.press("enter")
        assert "Close this first" not in one.words
        one.tenant.gate.set()
        await settle(one.pilot)
        assert one.app.screen.query_one("#name", Input).value == "phone.only@example.com"
        assert not one.app.screen.query_one("#apply").disabled


async def test_an_address_with_what_no_terminal_shows_can_be_pasted(tmp_path: Path) -> None:
    async with one_user(tmp_path, "phone.only") as one:
        person = one.person
        person.email = "\u05d3\u05d5\u05d3\u202e\U0001f468\u200d\U0001f469@example.com"
        await one.press("r", "R")
        assert "\\u202e" in one.text
        await paste(one.pilot, person.email)
        await one.press("enter", "enter")
        assert ": done" in one.words


async def test_an_address_as_long_and_wide_as_they_come_leaves_the_buttons_in_sight(tmp_path: Path) -> None:
    async with one_user(tmp_path, "several.methods", size=(80, 24)) as one:
        one.person.email = "\u540d\u524d" * 144 + "@example.com"
        await one.press("r")
        for key in ("R", "d"):
            await one.press(key)
            for widget in one.app.screen.query("#demand, #name, #cancel, #apply"):
                assert widget.region.area
                assert one.app.screen.region.contains_region(widget.region)
            await one.press("escape")


@pytest.mark.parametrize("keys", [("enter", "enter", "enter"), ("enter", "enter", "enter", "enter", "enter")])
async def test_a_quick_double_enter_deletes_once(tmp_path: Path, keys: tuple[str, ...]) -> None:
    async with one_user(tmp_path, "phone.only") as one:
        await one.press("R")
        await one.give_address()
        await one.pilot.press(*keys)
        await settle(one.pilot)
        assert [method for method, _ in one.tenant.writes] == ["DELETE"]


async def test_afterwards_the_follow_ups_run_one_by_one_with_their_result_beside_them(tmp_path: Path) -> None:
    async with one_user(tmp_path, "jane.doe") as one:
        await reset(one)
        assert "Who has the lost device is still logged in on it." in one.words
        sent = len(one.tenant.writes)
        await one.press("o")
        assert "Log out Jane Doe everywhere" in one.words
        assert len(one.tenant.writes) == sent, "each follow-up has its own review"
        await one.press("tab", "enter")
        assert "end sessions and refresh tokens ✓ done" in one.words
        assert one.tenant.demo.state.directory.access_of(one.person).sessions == []
        assert one.tenant.demo.state.directory.access_of(one.person).refresh_tokens == []
        assert one.person.remembered_browsers == 2
        await one.press("f")
        assert one.person.remembered_browsers == 2
        await one.press("tab", "enter", "f")
        assert one.person.remembered_browsers == 0
        assert "That is done already." in one.words
        sent = len(one.tenant.writes)
        await one.press("i", "z")
        assert len(one.tenant.writes) == sent, "clearing risk makes no sense here, and is not offered"
        await one.press("t", "enter", "enter")
        assert "Ticket for Jane Doe" in one.words
        await one.press("y", "escape")
        assert "send an enrollment ticket ✓ done" in one.words
        assert isinstance(one.app.screen, ResettingScreen)
        assert [step.value for step in one.app.screen._taken["t"]] == [None], "the link was shown, and is not kept"
        await one.press("enter")
        assert isinstance(one.app.screen, UserScreen)
        assert "Authenticator app" not in one.text.split("WHEN")[0]
        assert one.methods == ["password", "email-verification"]


async def test_a_follow_up_that_fails_says_why_and_can_be_tried_again(tmp_path: Path) -> None:
    async with one_user(tmp_path, "jane.doe") as one:
        await reset(one)
        one.tenant.faults["DELETE /api/v2/users"] = refusal(403, "Insufficient scope, expected any of: delete:sessions")
        await one.press("o", "tab", "enter")
        assert "✖ not done" in one.words
        assert "Insufficient scope" in one.words
        one.tenant.faults.clear()
        await one.press("escape")
        assert "✖ not done" in one.words
        await one.press("o", "tab", "enter")
        assert "end sessions and refresh tokens ✓ done" in one.words


async def test_methods_that_changed_since_the_review_are_reviewed_again(tmp_path: Path) -> None:
    async with one_user(tmp_path, "phone.only") as one:
        await one.press("R")
        directory, phoebe = one.tenant.demo.state.directory, one.person
        directory.set_methods(phoebe, (*directory.methods_of(phoebe), Method("totp|dev_new", "totp", 0.0)), 0.0)
        await one.give_address()
        await one.press("enter", "enter")
        assert one.tenant.writes == []
        assert isinstance(one.app.screen, ResetReviewScreen)
        assert "methods changed since they were shown, so nothing was deleted" in one.words
        assert "Authenticator app" in one.words
        assert one.app.screen.query_one("#apply").disabled
        await one.give_address()
        await one.press("enter", "enter")
        assert one.methods == []


async def test_a_failure_half_way_says_what_is_gone_what_not_and_why_and_the_rest_can_be_reviewed(
    tmp_path: Path,
) -> None:
    async with one_user(tmp_path, "phone.only") as one:
        one.person.legacy_provider = "duo"
        one.tenant.faults["/multifactor/duo"] = refusal(400, "Not now.")
        await reset(one)
        assert "Reset MFA of Phoebe Phone: not done" in one.words
        assert "Gone: Phone …0105, by text message. Not done: delete the MFA provider duo." in one.words
        assert "Not now." in one.words
        assert "Request id req-0042" in one.words
        assert "forget remembered browsers" in one.words
        one.tenant.faults.clear()
        await one.press("left", "enter")
        assert isinstance(one.app.screen, ResetReviewScreen)
        assert "duo, from before Guardian" in one.words
        assert one.app.screen.query_one("#name", Input).value == "phone.only@example.com"
        assert one.app.focused is not None
        assert one.app.focused.id == "cancel"
        await one.press("right", "enter")
        assert one.person.legacy_provider is None


async def test_after_a_failure_the_address_is_asked_for_again_where_more_would_go_now(tmp_path: Path) -> None:
    async with one_user(tmp_path, "phone.only") as one:
        one.tenant.faults["DELETE"] = refusal(403, "Insufficient scope")
        await reset(one)
        one.tenant.faults.clear()
        directory, phoebe = one.tenant.demo.state.directory, one.person
        directory.set_methods(phoebe, (*directory.methods_of(phoebe), Method("totp|dev_new", "totp", 0.0)), 0.0)
        await one.press("left", "enter")
        assert isinstance(one.app.screen, ResetReviewScreen)
        assert "Authenticator app" in one.words
        assert "More would go now than what was confirmed before." in one.words
        assert one.app.screen.query_one("#name", Input).value == ""
        assert one.app.screen.query_one("#apply").disabled


async def test_the_reset_of_a_user_who_was_deleted_meanwhile_says_so_and_leaves_nothing_to_review(
    tmp_path: Path,
) -> None:
    async with one_user(tmp_path, "phone.only") as one:
        await one.press("R")
        await one.give_address()
        one.tenant.demo.state.directory.users.pop(one.person.user_id)
        await one.press("enter", "enter")
        assert "Nothing was deleted." in one.words
        assert "This user does not exist any more." in one.words
        assert "feature" not in one.words
        assert "Review what is left" not in one.words
        await one.press("enter")
        assert isinstance(one.app.screen, UserScreen)
        assert "✖ This user does not exist any more." in one.words
        assert one.tenant.writes == []


async def test_a_user_who_is_deleted_while_they_are_reset_is_told_as_gone(tmp_path: Path) -> None:
    class LosesTheUser(Tenant):
        async def __call__(self, scope: Message, receive: object, send: Send) -> None:
            if scope["method"] == "DELETE":
                self.demo.state.directory.users.pop(user_id)
            await super().__call__(scope, receive, send)

    async with one_user(tmp_path, "phone.only", tenant=LosesTheUser()) as one:
        user_id = one.person.user_id
        await reset(one)
        assert "The user is gone, and with them everything that was enrolled." in one.words
        assert "feature" not in one.words
        assert "Review what is left" not in one.words


async def test_a_refused_reset_offers_nothing_that_would_only_make_sense_after_one(tmp_path: Path) -> None:
    async with one_user(tmp_path, "phone.only") as one:
        one.tenant.faults["DELETE"] = refusal(
            403, "Insufficient scope, expected any of: delete:it", "insufficient_scope"
        )
        await reset(one)
        assert "Nothing is gone." in one.words
        assert "The token lacks delete:it" in one.words
        assert "forget remembered browsers" not in one.words
        sent = len(one.tenant.writes)
        await one.press("o", "f", "t")
        assert len(one.tenant.writes) == sent
        assert isinstance(one.app.screen, ResettingScreen)


async def test_where_it_cannot_be_read_back_nothing_is_claimed(tmp_path: Path) -> None:
    async with one_user(tmp_path, "phone.only", tenant=LostAfterDeleting()) as one:
        await reset(one)
        assert "What is gone is not known" in one.words
        assert "Gone:" not in one.words


async def test_esc_while_a_step_is_under_way_stops_before_the_next(tmp_path: Path) -> None:
    class Slow(Tenant):
        async def __call__(self, scope: Message, receive: object, send: Send) -> None:
            if scope["method"] == "DELETE" and "authentication-methods" in scope["path"]:
                self.gate = asyncio.Event()
            await super().__call__(scope, receive, send)

    async with one_user(tmp_path, "phone.only", tenant=Slow()) as one:
        one.person.legacy_provider = "duo"
        await one.press("R")
        await one.give_address()
        await one.pilot.press("enter", "enter")
        while one.tenant.gate is None:
            await one.pilot.pause()
        await one.pilot.press("escape")
        assert "stopping before the next step" in one.words
        await one.pilot.press("ctrl+q")
        assert one.app.is_running
        assert "close it first" in one.words
        one.tenant.gate.set()
        await settle(one.pilot)
        assert "Not begun: delete the MFA provider duo." in one.words
        assert "It was stopped." in one.words
        assert [path for method, path in one.tenant.writes if "multifactor" in path] == []


async def test_a_preview_that_fails_says_why_and_can_be_read_again(tmp_path: Path) -> None:
    async with one_user(tmp_path, "phone.only") as one:
        one.tenant.faults["/authentication-methods"] = BROKEN
        await one.press("R")
        assert "Auth0 had an error of its own." in one.words
        assert one.app.screen.query_one("#apply").disabled
        one.tenant.faults.clear()
        await one.press("tab", "enter")
        assert "Phone …0105" in one.words


async def test_a_preview_that_meets_what_nobody_foresaw_says_so_and_can_be_read_again(tmp_path: Path) -> None:
    async with one_user(tmp_path, "phone.only") as one:
        assert one.app.session is not None
        await one.app.session.aclose()
        await one.press("R")
        assert "Something unexpected went wrong. RuntimeError. Nothing was deleted." in one.words
        assert "reading what is enrolled" not in one.words
        assert one.app.screen.query_one("#apply").disabled
        await one.press("tab", "enter")
        assert "Read again" in one.words
        await one.press("escape")
        assert isinstance(one.app.screen, UserScreen)


async def test_deleting_one_method_takes_what_was_enrolled_with_it_and_says_so(tmp_path: Path) -> None:
    async with one_user(tmp_path, "linked.methods") as one:
        await one.press("d")
        assert "was enrolled together with it" in one.words
        assert "stays Email code" in one.words
        await one.give_address()
        await one.press("enter", "enter")
        assert "Gone: Guardian push" in one.words
        assert one.methods == ["email"]


async def test_an_enrollment_that_no_method_stands_for_can_be_deleted_by_itself(tmp_path: Path) -> None:
    class WithAnOrphan(Tenant):
        """A tenant whose Guardian remembers a device that no method stands for."""

        orphan: bytes = b'[{"id":"dev_lost","status":"confirmed","name":"Lost phone"}]'

        async def __call__(self, scope: Message, receive: object, send: Send) -> None:
            if scope["method"] == "DELETE" and scope["path"].endswith("/dev_lost"):
                self.faults = {"/enrollments": (204, "application/json", b"")}
                await super().__call__(scope, receive, send)
                self.faults = {}
                return
            await super().__call__(scope, receive, send)

    tenant = WithAnOrphan()
    async with one_user(tmp_path, "phone.only", tenant=tenant) as one:
        tenant.faults["/enrollments"] = (200, "application/json", tenant.orphan)
        await one.press("r", "G", "d")
        assert "Delete Guardian enrollment of Phoebe Phone" in one.words
        assert "Guardian enrollment Lost phone" in one.words
        assert "Phone …0105" in one.words
        await one.give_address()
        await one.press("enter", "enter")
        assert "Gone: Guardian enrollment Lost phone." in one.words
        assert one.tenant.writes == [("DELETE", "/api/v2/guardian/enrollments/dev_lost")]
        assert one.methods == ["phone"]


async def test_a_passkey_can_be_deleted_and_is_said_to_be_no_mfa(tmp_path: Path) -> None:
    async with one_user(tmp_path, "passkey.only") as one:
        await one.press("d")
        assert "no MFA, but what the user logs in with" in one.words
        await one.give_address()
        await one.press("enter", "enter")
        assert one.methods == ["password"]


async def test_a_reset_that_could_not_be_written_down_in_the_end_is_still_called_done(tmp_path: Path) -> None:
    class LosesTheJournal(Tenant):
        async def __call__(self, scope: Message, receive: object, send: Send) -> None:
            await super().__call__(scope, receive, send)
            if scope["method"] == "DELETE":
                journal.rename(tmp_path / "moved")
                journal.mkdir()

    journal = tmp_path / "journal.jsonl"
    async with one_user(tmp_path, "phone.only", tenant=LosesTheJournal()) as one:
        await reset(one)
        assert "Reset MFA of Phoebe Phone: done" in one.words
        assert "The change journal cannot be written." in one.words


async def test_what_cannot_be_deleted_says_why(tmp_path: Path) -> None:
    async with one_user(tmp_path, "jane.doe") as one:
        await one.press("G", "d")
        assert "nothing to delete" in one.words
        await one.press("k", "d")
        assert "A password is no MFA" in one.words
    async with one_user(tmp_path, "nothing.yet") as one:
        await one.press("R")
        assert "Nothing is enrolled for MFA." in one.words
        assert isinstance(one.app.screen, UserScreen)


async def test_whoever_has_no_address_is_confirmed_by_id(tmp_path: Path) -> None:
    tenant = Tenant()
    app = program(tenant, tmp_path, screen="users")
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        nemo = next(user for user in tenant.demo.state.directory.users.values() if user.name == "Nemo Nomail")
        tenant.demo.state.directory.set_methods(nemo, (Method("totp|dev_1", "totp", 0.0),), 0.0)
        app.screen.find(nemo.user_id)  # type: ignore[attr-defined]
        await settle(pilot)
        await press(pilot, "R")
        assert f"Type {nemo.user_id} to delete it:" in words_on(app)


async def test_the_journal_names_the_user_by_id_only(tmp_path: Path) -> None:
    async with one_user(tmp_path, "jane.doe") as one:
        await reset(one)
        assert one.person.user_id in one.written
        assert "jane.doe" not in one.written
        assert "1Password" not in one.written
