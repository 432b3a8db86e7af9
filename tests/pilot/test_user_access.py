"""One user's way in: blocks, browsers, sessions and risk; every key read-only; hostile names in every dialog."""

import asyncio
from pathlib import Path

import pytest

from mfa_tui.commands.registry import MUTATING, commands_for
from mfa_tui.features.care.screens.unblock import UnblockScreen
from mfa_tui.features.users.screens.user import UserScreen
from tests.desk import BROKEN, refusal
from tests.pilot.one_user import one_user
from tests.pilot.test_hostile_text import OBEYED
from tests.rig import settle

ACTIONS = [command for command in commands_for("user") if command.id in MUTATING]


async def test_the_addresses_that_are_held_off_are_shown_and_let_in_again(tmp_path: Path) -> None:
    async with one_user(tmp_path, "brute.force") as one:
        await one.press("b")
        for part in ("203.0.113.200 as brute.force@example.com", "2001:db8::bad as brie", "may try again at once"):
            assert part in one.words
        await one.press("tab", "enter")
        assert one.person.blocked_ips == ()
        assert "Blocks of the user lifted." in one.words


async def test_an_admins_block_is_something_else_and_is_said_to_be(tmp_path: Path) -> None:
    async with one_user(tmp_path, "blocked") as one:
        await one.press("b")
        assert "the block that an admin put on this user" in one.words
        assert "Blocks of brute-force protection, if there are any." in one.words
        assert one.tenant.writes == []
        await one.press("tab", "enter")
        assert not one.person.blocked
        assert [method for method, _ in one.tenant.writes] == ["PATCH"]
        assert "The admin's block of the user lifted." in one.words
        assert "blocked by an admin" not in one.text
        assert "lift the admin's block of a user" in one.written


async def test_who_is_blocked_both_ways_is_asked_which_block_to_lift(tmp_path: Path) -> None:
    async with one_user(tmp_path, "brute.force") as one:
        one.person.blocked = True
        await one.press("r", "b")
        assert "The block of an admin the user cannot log in at all" in one.words
        assert "The blocks of brute-force protection addresses from which too many logins failed" in one.words
        await one.press("j", "enter", "tab", "enter")
        assert one.person.blocked_ips == ()
        assert one.person.blocked, "the block of an admin stays"
        await one.press("b", "tab", "enter")
        assert not one.person.blocked


async def test_an_admins_block_that_is_refused_says_why_and_read_only_nothing_is_sent(tmp_path: Path) -> None:
    async with one_user(tmp_path, "blocked") as one:
        one.tenant.faults["PATCH /api/v2/users"] = refusal(403, "Insufficient scope, expected any of: update:users")
        await one.press("b", "tab", "enter")
        assert "Insufficient scope" in one.words
        assert one.person.blocked
    async with one_user(tmp_path, "blocked", writable=False) as one:
        await one.press("b")
        assert isinstance(one.app.screen, UserScreen)
        assert one.tenant.writes == []


async def test_where_nobody_is_held_off_b_says_so_and_after_a_block_it_unblocks(tmp_path: Path) -> None:
    async with one_user(tmp_path, "jane.doe") as one:
        await one.press("b")
        assert (
            "No admin has blocked this user, and brute-force protection blocks no address. Press r to look again."
            in one.told
        )
        assert isinstance(one.app.screen, UserScreen)
        one.person.blocked_ips = ("203.0.113.200",)
        await one.press("r", "b")
        assert isinstance(one.app.screen, UnblockScreen)
        await one.press("tab", "enter")
        assert one.person.blocked_ips == ()
        await one.press("b")
        assert isinstance(one.app.screen, UserScreen), "what was lifted is not offered again"


async def test_blocks_that_cannot_be_read_say_why(tmp_path: Path) -> None:
    async with one_user(tmp_path, "brute.force") as one:
        one.tenant.faults["GET /api/v2/user-blocks"] = refusal(403, "Insufficient scope, expected any of: read:users")
        await one.press("b")
        assert "Insufficient scope" in one.words
        assert one.app.screen.query_one("#yes").disabled


async def test_blocks_that_meet_what_nobody_foresaw_are_not_read_for_ever(tmp_path: Path) -> None:
    async with one_user(tmp_path, "brute.force") as one:
        assert one.app.session is not None
        await one.app.session.aclose()
        await one.press("b")
        assert "Something unexpected went wrong. RuntimeError." in one.words
        assert "reading…" not in one.words
        await one.press("escape")
        assert isinstance(one.app.screen, UserScreen)


async def test_browsers_are_forgotten_after_a_word_about_what_that_means(tmp_path: Path) -> None:
    async with one_user(tmp_path, "remembered") as one:
        await one.press("f")
        assert "Auth0 does not show how many there are." in one.words
        await one.press("enter")
        assert one.tenant.writes == [], "Cancel has the focus"
        await one.press("f", "tab", "enter")
        assert one.person.remembered_browsers == 0
        assert "Remembered browsers forgotten." in one.words


async def test_logging_out_counts_what_ends_and_the_screen_shows_that_it_did(tmp_path: Path) -> None:
    async with one_user(tmp_path, "jane.doe") as one:
        await one.press("o")
        assert "2 sessions and 1 refresh token" in one.words
        await one.press("tab", "enter")
        assert "no sessions · no refresh tokens" in one.words
        await one.press("o")
        assert "There is no session and no refresh token." in one.words


async def test_what_auth0_does_a_moment_later_is_called_accepted(tmp_path: Path) -> None:
    async with one_user(tmp_path, "jane.doe") as one:
        one.tenant.faults["DELETE"] = (202, "application/json", b"{}")
        await one.press("o", "tab", "enter")
        assert one.told.startswith("Accepted: end all sessions and revoke all refresh tokens.")
        assert one.told.endswith("Auth0 does it in a moment.")


async def test_of_two_steps_the_one_that_failed_is_tried_again_and_the_other_is_not(tmp_path: Path) -> None:
    async with one_user(tmp_path, "jane.doe") as one:
        one.tenant.faults[f"DELETE /api/v2/users/{one.person.user_id}/refresh-tokens"] = refusal(400, "Not now.")
        await one.press("o", "tab", "enter")
        assert "end all sessions ✓ done" in one.words
        assert "revoke all refresh tokens ✖ not done" in one.words
        assert "Request id req-0042" in one.words
        one.tenant.faults.clear()
        await one.press("tab", "enter")
        assert isinstance(one.app.screen, UserScreen)
        deleted = [path.rsplit("/", 1)[1] for method, path in one.tenant.writes if method == "DELETE"]
        assert deleted == ["sessions", "refresh-tokens", "refresh-tokens"]


async def test_an_answer_that_got_lost_is_not_called_done_where_nothing_shows_it(tmp_path: Path) -> None:
    async with one_user(tmp_path, "remembered") as one:
        one.tenant.faults_after["POST /api/v2/users"] = BROKEN
        await one.press("f", "tab", "enter")
        assert "not known whether it was done" in one.words
        await one.press("escape")
        assert isinstance(one.app.screen, UserScreen)


async def test_clearing_risk_names_the_connection_and_whether_it_matters_here(tmp_path: Path) -> None:
    async with one_user(tmp_path, "two.identities") as one:
        await one.press("i")
        assert "Username-Password-Authentication and google-oauth2" in one.words
        assert "The risk assessment is off in this tenant" in one.words
        await one.press("tab", "enter")
        assert [path.rsplit("/", 1)[1] for _, path in one.tenant.writes] == ["clear", "clear"]


async def test_esc_while_something_is_under_way_stops_before_the_next(tmp_path: Path) -> None:
    async with one_user(tmp_path, "jane.doe") as one:
        await one.press("o", "tab")
        one.tenant.gate = asyncio.Event()
        await one.pilot.press("enter")
        await one.pilot.press("escape")
        await one.pilot.press("ctrl+q")
        assert one.app.is_running
        one.tenant.gate.set()
        await settle(one.pilot)
        assert "revoke all refresh tokens not begun" in one.words
        assert [path.rsplit("/", 1)[1] for _, path in one.tenant.writes] == ["sessions"]
        await one.press("escape")
        assert isinstance(one.app.screen, UserScreen)


@pytest.mark.exhaustive
async def test_read_only_no_key_of_this_screen_sends_anything_and_each_says_why(tmp_path: Path) -> None:
    async with one_user(tmp_path, "jane.doe", writable=False) as one:
        for command in ACTIONS:
            one.app.clear_notifications()
            await one.press(*command.keys)
            assert isinstance(one.app.screen, UserScreen)
            assert "This tenant is read-only here. W unlocks writing." in one.words
            await one.press("tab", "enter", "enter")
        assert one.tenant.writes == []
        assert {method for method, _ in one.tenant.seen} == {"GET", "POST"}


@pytest.mark.exhaustive
@pytest.mark.parametrize("nickname", ["hostile.escape", "hostile.click", "hostile.method"])
@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_hostile_names_stay_inert_in_every_dialog(tmp_path: Path, nickname: str, size: tuple[int, int]) -> None:
    async with one_user(tmp_path, nickname, size=size) as one:
        one.person.blocked_ips = ("203.0.113.200",)
        await one.press("r")
        for keys in (["R"], ["d"], ["t"], ["n"], ["m"], ["m", "enter"], ["b"], ["f"], ["o"], ["i"]):
            await one.press(*keys)
            assert one.app.screen.is_modal or keys == ["o"]
            assert not [character for character in OBEYED if character in one.text]
            for strip in one.app.screen._compositor.render_strips():
                assert strip.cell_length == size[0]
            while one.app.screen.is_modal:
                await one.press("escape")
        await one.press("R")
        await one.give_address()
        await one.press("enter", "enter")
        assert ": done" in one.words
        assert not [character for character in OBEYED if character in one.text]
        assert one.app.is_running


@pytest.mark.exhaustive
@pytest.mark.parametrize("nickname", ["very-long-address", "long.name", "several.methods"])
@pytest.mark.parametrize("size", [(80, 24), (60, 15)])
async def test_in_a_small_terminal_every_dialog_shows_its_buttons(
    tmp_path: Path, nickname: str, size: tuple[int, int]
) -> None:
    async with one_user(tmp_path, "jane.doe", size=size) as one:
        users = one.tenant.demo.state.directory.users.values()
        person = next(user for user in users if (user.email or "").startswith(nickname))
        await one.press("escape")
        one.app.screen.find(person.user_id)  # type: ignore[attr-defined]
        await settle(one.pilot)
        for key in "RtnmbfoiD":
            one.app.clear_notifications()
            await one.press(key)
            if one.app.screen.is_modal:
                assert "Cancel" in one.text or "esc cancels" in one.text or "Close" in one.text, key
                await one.press("escape")
