"""Finding a user: one box, and a list that goes on as far as Auth0 does."""

import asyncio
from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot

from mfa_tui.app.app import MfaApp
from mfa_tui.demo.app import create_app
from mfa_tui.demo.options import DemoOptions
from mfa_tui.features.users.screens.user import UserScreen
from mfa_tui.features.users.screens.users import UsersScreen
from mfa_tui.ui.widgets.grid import Grid
from mfa_tui.ui.widgets.search_box import SearchBox
from tests.desk import LostAfterDeleting, refusal
from tests.rig import READ_AT, Tenant, paste, press, program, screen_text, settle, type_, until, words_on


def searches(tenant: Tenant) -> int:
    return sum(path.startswith(("/api/v2/users-by-email", "/api/v2/users")) for _, path in tenant.seen)


async def test_users_lists_everyone_before_anything_is_typed(tmp_path: Path) -> None:
    app = program(Tenant(), tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "4")
        assert "all users · 50 of 400 read" in words_on(app)
        assert "Jane Doe" in screen_text(app)


async def test_an_address_typed_and_entered_opens_its_user(tmp_path: Path) -> None:
    tenant = Tenant()
    app = program(tenant, tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "4", "s")
        before = searches(tenant)
        await type_(pilot, "JANE.doe@example.com")
        await press(pilot, "enter")
        assert isinstance(app.screen, UserScreen)
        assert "Jane Doe jane.doe@example.com verified" in words_on(app)
        assert ("GET", "/api/v2/users-by-email") in tenant.seen[before:]
        await press(pilot, "escape")
        assert "email address, exactly · 1 found" in words_on(app)


async def test_typing_is_searched_for_when_it_rests_and_says_what_it_was_taken_for(tmp_path: Path) -> None:
    tenant = Tenant()
    app = program(tenant, tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "4", "s")
        before = searches(tenant)
        await type_(pilot, "sam sev")
        await settle(pilot)
        assert searches(tenant) == before + 1
        assert "beginning of a name, nickname, user name or email · 1 found" in words_on(app)
        assert isinstance(app.screen, UsersScreen), "nothing opens by itself while somebody types"
        await press(pilot, "enter")
        assert isinstance(app.screen, UserScreen)


async def test_a_late_answer_to_an_earlier_search_is_dropped(tmp_path: Path) -> None:
    tenant = Tenant()
    app = program(tenant, tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "4", "s")
        tenant.gate = asyncio.Event()
        await type_(pilot, "sam")
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("s")
        await type_(pilot, "sam sev")
        await pilot.press("enter")
        await pilot.pause()
        tenant.gate.set()
        await settle(pilot)
        assert isinstance(app.screen, UserScreen)
        assert "Sam Several" in screen_text(app)


async def test_keys_right_after_enter_act_on_the_list_also_where_nobody_answers(tmp_path: Path) -> None:
    tenant = Tenant()
    app = program(tenant, tmp_path, screen="users")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        tenant.gate = asyncio.Event()
        await pilot.press("s")
        for key in (*"sam", "enter", "j", "j", "enter", "space"):
            app.post_message(events.Key(key, key if len(key) == 1 else None))
        box, grid = app.screen.query_one(SearchBox), app.screen.query_one(Grid)
        first = grid.cursor_key
        await until(pilot, lambda: grid.cursor_key != first)
        await pilot.pause()
        assert (box.value, grid.has_focus) == ("sam", True)
        assert isinstance(app.screen, UsersScreen), "enter was not meant for who stands there yet"
        assert "marked" not in screen_text(app)
        tenant.gate.set()
        await settle(pilot)
        assert "Sam Several" in screen_text(app)


async def test_where_nobody_is_found_the_box_is_ready_to_be_mended(tmp_path: Path) -> None:
    app = program(Tenant(), tmp_path, screen="users")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "s", "type zzz", "enter")
        assert "Nobody." in screen_text(app)
        assert app.screen.query_one(SearchBox).has_focus
        await press(pilot, "backspace")
        assert app.screen.query_one(SearchBox).value == "zz"


async def test_esc_gives_a_search_up(tmp_path: Path) -> None:
    tenant = Tenant()
    app = program(tenant, tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "4", "s")
        tenant.gate = asyncio.Event()
        await type_(pilot, "sam")
        await pilot.press("enter")
        await pilot.pause()
        assert "searching…" in screen_text(app)
        await pilot.press("escape")
        await pilot.pause()
        assert "searching…" not in screen_text(app)
        assert "50 of 400 read" in words_on(app)
        tenant.gate.set()
        await settle(pilot)
        assert "50 of 400 read" in words_on(app)


async def test_results_page_in_up_to_the_thousand_and_the_cap_is_said_with_the_way_round_it(tmp_path: Path) -> None:
    tenant = Tenant(create_app(DemoOptions(rate_limit=None, users=1_200), clock=lambda: READ_AT))
    app = program(tenant, tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "4")
        assert "Auth0 lists the first 1,000 of 1,200. Narrow the search" in words_on(app)
        grid = app.screen.query_one(Grid)
        for _ in range(30):
            await press(pilot, "G")
        assert grid.counts == (1_000, 1_000)
        assert "1,000 of 1,200 read" in words_on(app)


async def test_a_lucene_query_with_a_mistake_is_answered_in_auth0s_words_and_what_was_typed_stays(
    tmp_path: Path,
) -> None:
    app = program(Tenant(), tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "4", "s")
        await type_(pilot, "name:[a TO")
        await press(pilot, "enter")
        assert "Lucene query, for it names the field name" in words_on(app)
        assert "✖" in screen_text(app)
        assert app.screen.query_one(SearchBox).value == "name:[a TO"
        assert "This is no query that Auth0 understands. Query validation error" in words_on(app)
        assert "Jane Doe" not in screen_text(app), "nobody of another search is listed under it"


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (refusal(403, "Insufficient scope, expected any of: read:users", "insufficient_scope"), "read:users"),
        (refusal(503, "The query exceeded the timeout"), "The search was given up"),
        ((200, "text/html", b"<h1>proxy</h1>"), "✖"),
    ],
    ids=["scope", "timeout", "nonsense"],
)
async def test_a_search_that_fails_says_why_and_what_to_do(
    tmp_path: Path, fault: tuple[int, str, bytes], said: str
) -> None:
    tenant = Tenant(faults={"GET /api/v2/users": fault})
    app = program(tenant, tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "4")
        assert said in words_on(app)
        tenant.faults.clear()
        await press(pilot, "s", "enter")
        assert "50 of 400 read" in words_on(app)


async def test_recent_searches_come_back_with_the_arrows(tmp_path: Path) -> None:
    app = program(Tenant(), tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "4", "s")
        await type_(pilot, "pat")
        await press(pilot, "enter")
        await press(pilot, "escape", "s")
        await type_(pilot, "hostile")
        await press(pilot, "enter", "s", "up", "up")
        assert app.screen.query_one(SearchBox).value == "pat"
        await press(pilot, "down")
        assert app.screen.query_one(SearchBox).value == "hostile"


async def test_a_paste_goes_into_the_box_wherever_the_focus_is(tmp_path: Path) -> None:
    app = program(Tenant(), tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "4")
        app.post_message(events.Paste("  jane.doe@example.com\n"))
        await settle(pilot)
        await press(pilot, "enter")
        assert isinstance(app.screen, UserScreen)


@pytest.mark.parametrize(
    "ticket",
    [
        "\n\njane.doe@example.com\n",
        "User: Jane Doe\nEmail: jane.doe@example.com\nPhone: +1 202 555 0101",
        "Jane Doe <jane.doe@example.com>",
        "mailto:jane.doe@example.com",
        "\u200bjane.doe@example.com,",
    ],
)
async def test_what_a_ticket_has_around_an_address_is_left_out(tmp_path: Path, ticket: str) -> None:
    app = program(Tenant(), tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "4")
        app.post_message(events.Paste(ticket))
        await settle(pilot)
        assert app.screen.query_one(SearchBox).value == "jane.doe@example.com"


@pytest.mark.parametrize(
    "typed", ["Jane Doe <jane.doe@example.com>", "mailto:jane.doe@example.com", "jane.doe@example.com,"]
)
async def test_what_is_typed_is_understood_as_kindly_as_what_is_pasted(tmp_path: Path, typed: str) -> None:
    app = program(Tenant(), tmp_path, screen="users")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "s")
        app.screen.query_one(SearchBox).insert_text_at_cursor(typed)
        await press(pilot, "enter")
        assert isinstance(app.screen, UserScreen)
        assert "Jane Doe" in screen_text(app)
        await press(pilot, "escape")
        assert "taken for the email jane.doe@example.com · 1 found" in words_on(app)


async def test_several_addresses_are_all_found_and_nobody_is_opened_by_itself(tmp_path: Path) -> None:
    app = program(Tenant(), tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "4")
        await paste(pilot, "From: desk@example.org\nTo: jane.doe@example.com, Sam <several.methods@example.com>")
        await press(pilot, "enter")
        assert isinstance(app.screen, UsersScreen)
        text = words_on(app)
        assert "3 people named, each exactly; l takes a list from a file · 2 found" in text
        assert "jane.doe@example.com" in text
        assert "Sam Several" in text
        assert app.focused is app.screen.query_one(Grid)
        await paste(pilot, "desk@example.org jane.doe@example.com")
        await press(pilot, "enter")
        assert isinstance(app.screen, UsersScreen), "that one is missing must be seen"


@pytest.mark.exhaustive
async def test_the_palette_finds_a_user_from_any_screen(tmp_path: Path) -> None:
    app = program(Tenant(), tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "2")
        await find_by_palette(pilot, "jane.doe@example.com")
        assert isinstance(app.screen, UserScreen)
        await press(pilot, "2")
        await find_by_palette(pilot, "several.methods@example.com")
        assert "Sam Several" in screen_text(app), "also where another user was open"


async def find_by_palette(pilot: Pilot[None], who: str) -> None:
    await pilot.press("colon")
    await type_(pilot, f"user {who}")
    await settle(pilot)
    await press(pilot, "enter")


async def test_marks_stay_over_searches_and_x_clears_them(tmp_path: Path) -> None:
    app = program(Tenant(), tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "4", "space", "space")
        assert "◆ 2 marked" in screen_text(app)
        await press(pilot, "s")
        await type_(pilot, "hostile")
        await press(pilot, "enter", "space")
        assert "◆ 3 marked" in screen_text(app)
        await press(pilot, "x")
        assert "marked" not in screen_text(app)


async def test_two_enters_in_one_burst_open_a_user_once(tmp_path: Path) -> None:
    app = program(Tenant(), tmp_path, screen="users")
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        for _ in range(2):
            app.post_message(events.Key("enter", None))
        await settle(pilot)
        assert [type(screen) for screen in app.screen_stack] == [UsersScreen, UserScreen]


def mfa_of(app: MfaApp, address: str) -> str:
    """Return what the results say of somebody's MFA."""
    (row,) = [row for row in app.screen_stack[0].query_one(Grid)._rows if address in row.search]  # type: ignore[union-attr]
    return str(row.cells[4])  # type: ignore[union-attr]


async def test_after_a_reset_the_results_do_not_go_on_naming_what_is_gone(tmp_path: Path) -> None:
    tenant = Tenant()
    app = program(tenant, tmp_path, screen="users")
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        assert mfa_of(app, "jane.doe@") == "● guardian"
        await press(pilot, "space", "b", "a", "1", "enter", "enter", "escape", "tab", "enter")
        assert app.screen.query("#search")
        assert mfa_of(app, "jane.doe@") == "? changed", "nobody has read the profile since"
        await press(pilot, "g", "enter", "escape")
        assert mfa_of(app, "jane.doe@") == "? not told", "the profile names none any more"


async def test_where_a_user_could_not_be_read_after_a_reset_the_results_say_that_it_changed(tmp_path: Path) -> None:
    tenant = LostAfterDeleting()
    app = program(tenant, tmp_path, screen="users")
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "enter", "R")
        await paste(pilot, "jane.doe@example.com")
        await press(pilot, "enter", "enter", "escape", "escape")
        assert app.screen.query("#search")
        assert mfa_of(app, "jane.doe@") == "? changed"


async def test_a_user_who_turns_out_to_be_gone_is_listed_no_more(tmp_path: Path) -> None:
    tenant = Tenant()
    app = program(tenant, tmp_path, screen="users")
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        assert "jane.doe@example.com" in screen_text(app)
        users = tenant.demo.state.directory.users
        users.pop(next(id_ for id_, user in users.items() if user.email == "jane.doe@example.com"))
        await press(pilot, "enter", "escape")
        assert app.screen.query("#search")
        assert "jane.doe@example.com" not in screen_text(app)


async def test_the_slash_filters_what_is_listed(tmp_path: Path) -> None:
    app = program(Tenant(), tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "4", "slash")
        await type_(pilot, "pending")
        await settle(pilot)
        assert app.screen.query_one(Grid).counts == (2, 50)


async def test_hostile_names_are_inert_and_keep_the_table_aligned(tmp_path: Path) -> None:
    app = program(Tenant(), tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "4", "s")
        await type_(pilot, "hostile")
        await press(pilot, "enter")
        lines = app.screen._compositor.render_strips()
        assert {line.cell_length for line in lines} == {120}
        text = screen_text(app)
        assert "[@click=app.quit]Free[/]" in text
        assert "\\x1b[31mred" in text
        assert not any(character in text for character in "\x1b\u202e\u200b\x07")


async def test_a_second_enter_in_the_same_burst_opens_nobody_of_the_list_before(tmp_path: Path) -> None:
    tenant = Tenant()
    app = program(tenant, tmp_path, screen="users")
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        screen = app.screen
        assert isinstance(screen, UsersScreen)
        before = screen.query_one(Grid)
        assert before.cursor_key
        stale = Grid.RowChosen(before, before.cursor_key, screen._rows[before.cursor_key])
        await press(pilot, "s")
        await type_(pilot, "ja")
        await press(pilot, "enter")
        await settle(pilot)
        assert stale.key in screen._rows, "or this would say nothing"
        screen.post_message(stale)
        await settle(pilot)
        assert app.screen is screen, "it was chosen before the answer was drawn"


async def test_enter_after_a_search_that_failed_searches_again(tmp_path: Path) -> None:
    tenant = Tenant()
    app = program(tenant, tmp_path, screen="users")
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await press(pilot, "s")
        refused = refusal(403, "Insufficient scope, expected any of: read:users", "insufficient_scope")
        tenant.faults["GET /api/v2/users-by-email"] = tenant.faults["GET /api/v2/users"] = refused
        await type_(pilot, "jane.doe@example.com")
        await press(pilot, "enter")
        await settle(pilot)
        assert isinstance(app.focused, SearchBox)
        tenant.faults.clear()
        await press(pilot, "enter")
        await settle(pilot)
        assert isinstance(app.screen, UserScreen)
        assert "jane.doe@example.com" in words_on(app)
