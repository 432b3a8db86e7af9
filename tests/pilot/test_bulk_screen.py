"""Resetting many users: marks or a list, a dry run, a review with something to type, and an outcome for each line."""

import asyncio
import csv
import json
import re
import stat
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from mfa_tui.app.app import MfaApp
from mfa_tui.demo.tenant.methods import CREDENTIALS
from mfa_tui.demo.tenant.people import User as DemoUser
from mfa_tui.domain.access import RateLimit
from mfa_tui.domain.progress import Progress
from mfa_tui.features.bulk_reset.model import MOST_ENTRIES
from mfa_tui.features.bulk_reset.screens.bulk import BulkScreen
from mfa_tui.features.bulk_reset.screens.rows import summary, under_way
from mfa_tui.features.bulk_reset.service.lines import Result
from mfa_tui.features.users.screens.user import UserScreen
from mfa_tui.storage.typed_files import MOST_BYTES
from mfa_tui.tenants.profile import Label
from mfa_tui.ui.dialogs.ask_path import PathScreen
from mfa_tui.ui.widgets.glyphs import UNICODE
from tests.desk import BROKEN
from tests.pilot.test_hostile_text import HOSTILE, assert_inert
from tests.pilot.test_users import find_by_palette
from tests.rig import (
    Message,
    Send,
    Tenant,
    deletions,
    paste,
    press,
    profile,
    program,
    screen_text,
    settle,
    type_,
    until,
    words_on,
)


def person(tenant: Tenant, nickname: str) -> DemoUser:
    users: dict[str, DemoUser] = tenant.demo.state.directory.users
    return next(user for user in users.values() if (user.email or "").startswith(f"{nickname}@"))


def enrolled(tenant: Tenant, count: int) -> list[str]:
    """Return ids of users who have one method for MFA, so that each is reset by one request."""
    directory = tenant.demo.state.directory
    users: dict[str, DemoUser] = directory.users
    return [
        id_
        for id_, user in users.items()
        if user.enrolled and len([one for one in directory.methods_of(user) if one.type not in CREDENTIALS]) == 1
    ][:count]


@dataclass
class Slow(Tenant):
    """A tenant that stands still after the first `free` requests of a kind, until `go` is set."""

    free: int = 4
    kind: str = "DELETE"
    go: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, scope: Message, receive: Any, send: Send) -> None:
        if self.kind in f"{scope['method']} {scope['path']}":
            self.free -= 1
            if self.free < 0:
                await self.go.wait()
        await super().__call__(scope, receive, send)

    async def stands_still(self, pilot: Pilot[Any]) -> None:
        while self.free >= 0:
            await pilot.pause()
        await pilot.pause()


async def load(pilot: Pilot[Any], path: Path | str) -> None:
    """Take the list in a file."""
    await settle(pilot)
    await press(pilot, "l")
    await paste(pilot, str(path))
    await press(pilot, "enter")


async def confirm(pilot: Pilot[Any], text: str) -> None:
    """Review, type what is asked for, and press the button; what follows may still go on."""
    await press(pilot, "a")
    await press(pilot, *text)
    await press(pilot, "enter")
    await pilot.press("enter")


def listed(home: Path, *lines: str) -> Path:
    path = home / "list.txt"
    path.write_text("\n".join(lines))
    return path


def bulk(app: MfaApp) -> BulkScreen:
    return next(screen for screen in app.screen_stack if isinstance(screen, BulkScreen))


def results(app: MfaApp) -> list[Result]:
    return [line.result for line in bulk(app)._list.lines]


async def test_marked_users_are_looked_at_then_reset_once_their_number_is_typed(tmp_path: Path) -> None:
    tenant = Tenant()
    app = program(tenant, tmp_path, screen="users")
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "b")
        assert "Nobody is marked" in words_on(app)
        await press(pilot, "space", "space", "space", "b")
        text = words_on(app)
        for words in (
            "3 marked users",
            "2 would be reset",
            "1 nothing to do",
            "Nothing is written yet",
            "Recovery code",
        ):
            assert words in text
        await press(pilot, "a")
        text = words_on(app)
        for words in ("2 users of acme-demo (dev)", "must enroll again", "stays logged in", "cannot be brought back"):
            assert words in text
        await press(pilot, *"31", "enter")
        assert "That is not it yet" in words_on(app)
        assert app.screen.query_one("#apply").disabled
        await press(pilot, "backspace", "backspace", "2", "enter")
        assert tenant.writes == []
        await press(pilot, "enter")
        text = words_on(app)
        for words in ("2 reset", "Gone: Authenticator app", "e saves what became of each line"):
            assert words in text
        await press(pilot, "a")
        assert "Nobody on this list is left" in words_on(app)
    assert set(deletions(tenant)) == {person(tenant, "jane.doe").user_id, person(tenant, "pending.only").user_id}
    assert not person(tenant, "jane.doe").enrolled


async def test_a_list_tells_for_every_line_who_it_is_and_what_would_go_or_why_nothing(tmp_path: Path) -> None:
    tenant = Tenant()
    person(tenant, "nothing.yet").email = person(tenant, "pending.only").email = "twin@example.com"
    broken = person(tenant, "key.only").user_id
    tenant.faults[f"/users/{broken}/authentication-methods"] = BROKEN
    path = listed(
        tmp_path,
        "# lost phones",
        person(tenant, "jane.doe").user_id,
        "JANE.DOE@example.com",
        "nobody@example.com",
        "twin@example.com",
        "Jane",
        "passkey.only@example.com",
        broken,
    )
    app = program(tenant, tmp_path, screen="users")
    async with app.run_test(size=(120, 36)) as pilot:
        await load(pilot, path)
        assert results(app) == [
            Result.PLANNED,
            Result.TWICE,
            Result.NOT_FOUND,
            Result.AMBIGUOUS,
            Result.NO_NAME,
            Result.NOTHING,
            Result.UNREAD,
        ]
        text = words_on(app)
        for words in (
            "list.txt, 7 entries",
            "1 would be reset",
            "2 nothing to do",
            "4 problems",
            "The same user as in line 2.",
            "No user has this id or address.",
            "The address of auth0|",
            "Neither a user id nor an e-mail address.",
            "Nothing is enrolled.",
            "? unread",
        ):
            assert words in text
        await press(pilot, "p")
        assert "jane.doe@example.com" not in screen_text(app)
        assert "nobody@example.com" in screen_text(app)
        await press(pilot, "p", "slash", *"twice", "enter")
        assert "listed twice" in screen_text(app)
        assert "nobody@example.com" not in screen_text(app)
        await press(pilot, "escape")
        tenant.faults.clear()
        await press(pilot, "r")
        assert results(app)[-1] is Result.PLANNED
        await press(pilot, "escape")
        assert app.screen.query("#search")
    assert tenant.writes == []


@pytest.mark.exhaustive
async def test_a_long_list_is_not_looked_at_again_unasked(tmp_path: Path) -> None:
    tenant = Tenant()
    app = program(tenant, tmp_path, screen="users")
    async with app.run_test(size=(120, 36)) as pilot:
        await load(pilot, listed(tmp_path, *(f"nobody{number}@example.com" for number in range(101))))
        await settle(pilot)
        sent = len(tenant.seen)
        await press(pilot, "r")
        assert "Look at all 101 lines again?" in words_on(app)
        await press(pilot, "enter")
        assert len(tenant.seen) == sent
        await press(pilot, "r", "tab", "enter")
        await settle(pilot)
        assert len(tenant.seen) > sent
        assert results(app) == [Result.NOT_FOUND] * 101


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "No such file or directory."),
        ("folder", "It is a folder"),
        (b"caf\xe9@example.com", "It is neither UTF-8 nor UTF-16 text."),
        (b"auth0|1\0\n", "It is not text, or it is UTF-16 without a byte order mark."),
        (b"\n# nobody\n", "It names nobody"),
        (b"Name;Phone\nJane;+49 1\n", "No column is called user_id or email"),
        (b"user_id,name\n17,Jane\n", "The column user_id names nobody."),
        (b"auth0|1\n" * (MOST_ENTRIES + 1), "more than 10,000 entries"),
        (b"x" * (MOST_BYTES + 1), "larger than 5 MB"),
        (b'"' + b"x" * 200_000, "a line has a cell without end"),
    ],
    ids=["missing", "folder", "latin-1", "binary", "empty", "no column", "no ids", "10,001", "huge", "one cell"],
)
async def test_a_file_that_is_no_list_is_told_in_words_and_the_path_stays(
    tmp_path: Path, content: bytes | str | None, words: str
) -> None:
    path = tmp_path / "list.txt"
    if content == "folder":
        path.mkdir()
    elif isinstance(content, bytes):
        path.write_bytes(content)
    app = program(Tenant(), tmp_path, screen="users")
    async with app.run_test(size=(80, 24)) as pilot:
        await load(pilot, path)
        assert words in words_on(app)
        assert app.screen.query_one(Input).value == str(path)
        await press(pilot, "escape")
        assert not app.screen.is_modal


async def test_a_table_out_of_a_spreadsheet_is_taken_and_says_which_column(tmp_path: Path) -> None:
    path = tmp_path / "lost.csv"
    path.write_text('"Name";"E-Mail"\r\n"Doe; Jane";"jane.doe@example.com"\r\n', encoding="utf-16")
    app = program(Tenant(), tmp_path, screen="users")
    async with app.run_test(size=(120, 36)) as pilot:
        await load(pilot, path)
        assert "lost.csv, 1 entry, of the column E-Mail" in words_on(app)
        assert results(app) == [Result.PLANNED]


async def test_tab_completes_the_path_and_a_tilde_is_the_home_folder(tmp_path: Path) -> None:
    home = tmp_path / "home"
    (home / "lists").mkdir(parents=True)
    (home / "lists" / "lost phones.txt").write_text("jane.doe@example.com")
    (home / "lists" / "lost keys.txt").write_text("key.only@example.com")
    (home / "lists" / ".lost").write_text("")
    app = program(Tenant(), tmp_path, screen="users")
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "l", "~", "tab", "l", "tab")
        assert app.screen.query_one(Input).value == "~/lists/"
        await press(pilot, "tab")
        assert app.screen.query_one(Input).value == "~/lists/lost "
        assert "lost keys.txt lost phones.txt" in words_on(app)
        await press(pilot, "p", "tab", "enter")
        assert "lost phones.txt, 1 entry" in words_on(app)
        assert results(app) == [Result.PLANNED]


async def test_while_the_tenant_is_read_only_a_reset_is_greyed_with_its_reason_and_nothing_is_sent(
    tmp_path: Path,
) -> None:
    tenant = Tenant()
    app = program(tenant, tmp_path, screen="users", writable=False)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await load(pilot, listed(tmp_path, *enrolled(tenant, 3)))
        assert "Read-only: nothing can be reset. W unlocks writing" in words_on(app)
        await press(pilot, "a")
        assert "This tenant is read-only here." in words_on(app)
        assert not app.screen.is_modal
        assert tenant.writes == []
        await press(pilot, "W", "tab", "enter")
        await confirm(pilot, "3")
        await settle(pilot)
        assert results(app) == [Result.RESET] * 3


@pytest.mark.parametrize("label", [Label.PRODUCTION, Label.NONE])
async def test_where_it_may_be_production_the_name_of_the_tenant_is_typed(tmp_path: Path, label: Label) -> None:
    tenant = Tenant()
    app = program(tenant, tmp_path, screen="users", who=profile(label))
    async with app.run_test(size=(80, 24)) as pilot:
        await load(pilot, listed(tmp_path, *enrolled(tenant, 2)))
        await press(pilot, "a", "2")
        assert f"This tenant is {label}." in words_on(app)
        assert app.screen.query_one("#apply").disabled
        await press(pilot, "backspace", *"acme-demo", "enter", "enter")
        assert results(app) == [Result.RESET] * 2


async def test_the_name_of_the_tenant_may_be_pasted_and_in_capitals(tmp_path: Path) -> None:
    tenant = Tenant()
    app = program(tenant, tmp_path, screen="users", who=profile(Label.PRODUCTION))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await load(pilot, listed(tmp_path, *enrolled(tenant, 2)))
        await press(pilot, "a")
        await paste(pilot, "ACME-Demo\n")
        assert "Close this first" not in words_on(app)
        await press(pilot, "enter", "enter")
        assert results(app) == [Result.RESET] * 2


@pytest.mark.exhaustive
async def test_a_tenant_that_fails_half_way_ends_it_with_the_reason_and_the_rest_goes_on_once(tmp_path: Path) -> None:
    tenant = Slow(free=10)
    app = program(tenant, tmp_path, screen="users")
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await load(pilot, listed(tmp_path, *enrolled(tenant, 30)))
        await confirm(pilot, "30")
        await tenant.stands_still(pilot)
        tenant.faults["GET /api/v2/users/"] = BROKEN
        tenant.go.set()
        await settle(pilot)
        text = words_on(app)
        assert "It ended early." in text
        assert "It broke." in text
        left = sum(result.left for result in results(app))
        assert left > 0
        assert f"{left} left" in text
        tenant.faults.clear()
        await confirm(pilot, str(left))
        await settle(pilot)
        assert Result.PLANNED not in results(app)
        assert "It ended early" not in words_on(app)
    assert set(deletions(tenant)) == set(enrolled(Tenant(), 30))
    assert max(deletions(tenant).values()) == 1


@pytest.mark.exhaustive
async def test_stopped_it_ends_after_the_users_under_way_and_goes_on_where_it_was(tmp_path: Path) -> None:
    tenant = Slow()
    app = program(tenant, tmp_path, screen="users")
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await load(pilot, listed(tmp_path, *enrolled(tenant, 20)))
        await confirm(pilot, "20")
        await tenant.stands_still(pilot)
        await pilot.press("escape")
        await pilot.pause()
        assert "x stops that" in words_on(app)
        await pilot.press("a")
        await pilot.pause()
        assert "It is under way." in words_on(app)
        await pilot.press("x")
        await pilot.pause()
        assert "stopping after those under way" in words_on(app)
        assert "resetting" in words_on(app)
        await pilot.press("e")
        await until(pilot, lambda: isinstance(app.screen, PathScreen))
        app.screen.query_one(Input).value = str(tmp_path / "now.json")
        await pilot.press("enter")
        await until(pilot, lambda: "Saved" in words_on(app))
        now = {
            line["user_id"]: (line["result"], line["words"]) for line in json.loads((tmp_path / "now.json").read_text())
        }
        for index in bulk(app)._reset.under_way:
            assert now[bulk(app)._reset.lines[index].user_id] == ("not known", "It is under way.")
        assert len(bulk(app)._reset.under_way) == 5
        assert Counter(now.values())["not known", "It is under way."] == 5
        assert ("not begun", "") in now.values()
        tenant.go.set()
        await settle(pilot)
        done = results(app).count(Result.RESET)
        assert 4 <= done < 20
        assert "a goes on with those who are left · d drops them" in words_on(app)
        await confirm(pilot, str(20 - done))
        await settle(pilot)
        assert results(app) == [Result.RESET] * 20
        assert "Done." in words_on(app)
    assert list(deletions(tenant).values()) == [1] * 20


def test_while_the_rate_limit_is_waited_for_that_is_said_and_not_0_seconds() -> None:
    told = under_way(
        Progress("Resetting", 20, 20, 0.2), RateLimit(10, 0, 1.0), "rate limit: trying in 1 s", False, UNICODE
    )
    assert "0 s" not in told.plain
    assert "rate limit: trying in 1 s" in told.plain


def test_each_line_is_counted_once_also_that_of_which_nothing_is_known() -> None:
    for result in Result:
        told = re.sub(r" \(.*\)", "", summary({**dict.fromkeys(Result, 0), result: 3}, True, UNICODE).plain)
        assert sum(map(int, re.findall(r"\d+", told))) == 3, result
    tally = {**dict.fromkeys(Result, 0), Result.RESET: 14, Result.PLANNED: 26, Result.UNKNOWN: 4, Result.NOTHING: 14}
    told = summary(tally, True, UNICODE).plain
    assert "30 left (4 not known)" in told
    assert "problem" not in told


async def test_a_dry_run_is_stopped_by_esc_and_keeps_what_it_knows(tmp_path: Path) -> None:
    tenant = Slow(free=10, kind="/authentication-methods")
    app = program(tenant, tmp_path, screen="users")
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "l")
        await paste(pilot, str(listed(tmp_path, *enrolled(tenant, 40))))
        await pilot.press("enter")
        await tenant.stands_still(pilot)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, BulkScreen)
        tenant.go.set()
        await settle(pilot)
        known = Counter(results(app))
        assert known[Result.UNASKED] > 0
        assert known[Result.PLANNED] >= 10
        assert f"{known[Result.UNASKED]} not asked" in words_on(app)
        await press(pilot, "a")
        unasked = f"{known[Result.UNASKED]} lines: the dry run was stopped before it looked at them."
        assert unasked in words_on(app)
        assert "a problem" not in words_on(app)
        await press(pilot, "escape")
        await press(pilot, "escape")
        assert app.screen.query("#search")
    assert tenant.writes == []


async def test_what_is_under_way_is_told_on_the_other_screens_and_asked_about_before_quitting(tmp_path: Path) -> None:
    tenant = Slow()
    app = program(tenant, tmp_path, screen="users")
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await load(pilot, listed(tmp_path, *enrolled(tenant, 20)))
        await confirm(pilot, "20")
        await tenant.stands_still(pilot)
        await pilot.press("1")
        await pilot.pause()
        assert "resetting 20%" in screen_text(app)
        await pilot.press("q")
        await pilot.pause()
        assert "Users are being reset. Stop and quit?" in words_on(app)
        await pilot.press("enter")
        await pilot.pause()
        assert app.is_running
        await pilot.press("q")
        await pilot.pause()
        await pilot.press("tab", "enter")
        await pilot.pause()
        tenant.go.set()
        while app.is_running:
            await asyncio.sleep(0)
    done = sum(not tenant.demo.state.directory.users[id_].enrolled for id_ in enrolled(Tenant(), 20))
    assert 4 <= done < 20

    again = program(tenant, tmp_path, screen="users", writable=False)
    async with again.run_test(size=(120, 36), notifications=True) as pilot:
        await settle(pilot)
        assert f"was not finished: {20 - done} left. o shows it." in words_on(again)


@pytest.mark.exhaustive
async def test_a_user_is_not_searched_for_over_a_reset_that_runs(tmp_path: Path) -> None:
    tenant = Slow()
    app = program(tenant, tmp_path, screen="users")
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await load(pilot, listed(tmp_path, *enrolled(tenant, 20)))
        await confirm(pilot, "20")
        await tenant.stands_still(pilot)
        await pilot.press("1", "colon")
        await type_(pilot, "user jane.doe@example.com")
        await until(pilot, lambda: "Find user jane.doe" in screen_text(app))
        await pilot.press("enter")
        await until(pilot, lambda: "Users are being reset, and 4 shows it" in words_on(app))
        assert app.current_mode == "overview"
        tenant.go.set()
        await settle(pilot)
        assert "resetting" not in screen_text(app)
        await press(pilot, "4")
        assert results(app) == [Result.RESET] * 20
        await find_by_palette(pilot, "jane.doe@example.com")
        assert isinstance(app.screen, UserScreen)


async def test_a_screen_that_is_taken_away_leaves_nothing_in_the_header(tmp_path: Path) -> None:
    tenant = Slow()
    app = program(tenant, tmp_path, screen="users")
    async with app.run_test(size=(120, 36)) as pilot:
        await load(pilot, listed(tmp_path, *enrolled(tenant, 20)))
        await confirm(pilot, "20")
        await tenant.stands_still(pilot)
        assert app.view.under_way == "resetting 20%"
        app.pop_screen()
        tenant.go.set()
        await settle(pilot)
        assert app.view.under_way == ""


async def test_locking_the_tenant_stops_a_reset(tmp_path: Path) -> None:
    tenant = Slow()
    app = program(tenant, tmp_path, screen="users")
    async with app.run_test(size=(120, 36)) as pilot:
        await load(pilot, listed(tmp_path, *enrolled(tenant, 20)))
        await confirm(pilot, "20")
        await tenant.stands_still(pilot)
        await pilot.press("1")
        await pilot.press("W")
        tenant.go.set()
        await settle(pilot)
        await press(pilot, "4")
        assert Result.PLANNED in results(app)
        assert "Read-only: nothing can be reset" in words_on(app)


async def test_what_an_earlier_program_left_is_pointed_out_shown_and_gone_on_with(tmp_path: Path) -> None:
    tenant = Slow()
    app = program(tenant, tmp_path, screen="users")
    async with app.run_test(size=(120, 36)) as pilot:
        await load(pilot, listed(tmp_path, *enrolled(tenant, 12)))
        await confirm(pilot, "12")
        await tenant.stands_still(pilot)
        app.exit()  # as when the terminal goes away
    tenant.go.set()
    before = deletions(tenant)

    again = program(tenant, tmp_path, screen="users")
    async with again.run_test(size=(120, 36), notifications=True) as pilot:
        await settle(pilot)
        assert "A reset of many users, begun 12:04:31, was not finished" in words_on(again)
        await press(pilot, "o")
        left = sum(result.left for result in results(again))
        assert left >= 8
        assert f"{left} left" in words_on(again)
        await press(pilot, "a")
        assert f"Go on: reset the MFA of the {left} users" in words_on(again)
        await press(pilot, *str(left), "enter", "enter")
        assert results(again) == [Result.RESET] * 12
        await press(pilot, "escape", "tab", "enter")
        assert "was not finished" not in words_on(again)
    assert set(deletions(tenant)) == set(enrolled(Tenant(), 12))
    assert sum((deletions(tenant) - before).values()) <= left


async def test_what_another_program_is_resetting_just_now_is_said_to_be_so_and_left_to_it(tmp_path: Path) -> None:
    tenant = Slow()
    app = program(tenant, tmp_path, screen="users")
    async with app.run_test(size=(120, 36)) as pilot:
        await load(pilot, listed(tmp_path, *enrolled(tenant, 12)))
        await confirm(pilot, "12")
        await tenant.stands_still(pilot)
        again = program(tenant, tmp_path, screen="users")
        async with again.run_test(size=(120, 36), notifications=True) as beside:
            await settle(beside)
            assert "Another program is resetting many users:" in words_on(again)
            await press(beside, "o")
            left = sum(result.left for result in results(again))
            await confirm(beside, str(left))
            await settle(beside)
            assert "Another program is resetting users of this tenant." in words_on(again)
            assert sum(result.left for result in results(again)) == left
        tenant.go.set()
        await settle(pilot)
        assert results(app) == [Result.RESET] * 12
    assert set(deletions(tenant).values()) == {1}


@pytest.mark.exhaustive
async def test_the_rest_of_an_unfinished_reset_is_dropped_before_another_begins(tmp_path: Path) -> None:
    tenant = Tenant()
    app = program(tenant, tmp_path, screen="users")
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        users = enrolled(tenant, 6)
        tenant.faults["DELETE"] = BROKEN
        await load(pilot, listed(tmp_path, *users))
        tenant.faults["GET /api/v2/users/"] = BROKEN
        await confirm(pilot, "6")
        await settle(pilot)
        assert "6 left" in words_on(app)
        tenant.faults.clear()
        await press(pilot, "escape")
        assert "was not finished: 6 left" in words_on(app)
        await load(pilot, listed(tmp_path, *users[:2]))
        await press(pilot, "a")
        assert "Another reset of many has 6 users left." in words_on(app)
        assert not app.screen.is_modal
        await press(pilot, "escape", "o", "d")
        assert "Drop the 6 users who are left?" in words_on(app)
        await press(pilot, "tab", "enter")
        assert "was not finished" not in words_on(app)
        await load(pilot, listed(tmp_path, *users[:2]))
        await confirm(pilot, "2")
        await settle(pilot)
        assert results(app) == [Result.RESET] * 2
    assert set(deletions(tenant)) == set(users[:2])


async def test_an_outcome_is_not_left_unsaved_unasked_and_is_kept_until_it_is_saved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    tenant = Tenant()
    app = program(tenant, tmp_path, screen="users")
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await load(pilot, listed(tmp_path, "nobody@example.com", *enrolled(tenant, 2)))
        await confirm(pilot, "2")
        await settle(pilot)
        await press(pilot, "escape")
        assert "The outcome is not saved. Leave all the same?" in words_on(app)
        await press(pilot, "enter")
        assert isinstance(app.screen, BulkScreen)
        await press(pilot, "escape", "tab", "enter")
        assert "The outcome of a reset of many users, begun 12:04:31, is not saved. o shows it." in words_on(app)

    again = program(tenant, tmp_path, screen="users")  # ...or after a kill
    async with again.run_test(size=(120, 36), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "o")
        assert "outcome not saved, begun 12:04:31" in words_on(again)
        assert results(again) == [Result.NOT_FOUND, Result.RESET, Result.RESET]
        await press(pilot, "e", "enter")
        assert "Saved to" in words_on(again)
        await press(pilot, "escape")
        assert again.screen.query("#search")
        assert "not saved" not in words_on(again)
        await press(pilot, "o")
        assert "No reset of many users was left unfinished or unsaved." in words_on(again)


async def test_an_outcome_that_nobody_wants_is_forgotten_once_that_is_confirmed(tmp_path: Path) -> None:
    tenant = Tenant()
    app = program(tenant, tmp_path, screen="users")
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await load(pilot, listed(tmp_path, *enrolled(tenant, 2)))
        await press(pilot, "d")
        assert "Nothing is kept of this list." in words_on(app)
        await confirm(pilot, "2")
        await settle(pilot)
        await press(pilot, "d")
        assert "Forget the outcome?" in words_on(app)
        await press(pilot, "tab", "enter")
        assert "The outcome is forgotten." in words_on(app)
        await press(pilot, "o")
        assert "No reset of many users was left unfinished or unsaved." in words_on(app)


async def test_an_outcome_that_was_saved_half_way_is_not_called_saved_at_the_end(tmp_path: Path) -> None:
    tenant = Slow()
    app = program(tenant, tmp_path, screen="users")
    async with app.run_test(size=(120, 36)) as pilot:
        await load(pilot, listed(tmp_path, *enrolled(tenant, 20)))
        await confirm(pilot, "20")
        await tenant.stands_still(pilot)
        await pilot.press("e")
        await until(pilot, lambda: isinstance(app.screen, PathScreen))
        app.screen.query_one(Input).value = str(tmp_path / "now.csv")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, BulkScreen))
        tenant.go.set()
        await settle(pilot)
        assert "Done. e saves what became of each line" in words_on(app)
        await press(pilot, "escape")
        assert "The outcome is not saved." in words_on(app)


async def test_the_outcome_is_saved_privately_and_replaces_nothing_unasked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    tenant = Tenant()
    app = program(tenant, tmp_path, screen="users")
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await load(pilot, listed(tmp_path, "=cmd@example.com", "jane.doe@example.com"))
        await confirm(pilot, "1")
        await settle(pilot)
        await press(pilot, "e", "enter")
        path = tmp_path / "here" / "mfa-reset-acme-demo-20261124-1204.csv"
        assert f"Saved to {path.name}" in words_on(app)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        rows = list(csv.DictReader(path.read_text().splitlines()))
        assert [(row["entry"], row["result"]) for row in rows] == [
            ("'=cmd@example.com", "not found"),
            ("jane.doe@example.com", "reset"),
        ]
        path.write_text("mine")
        await press(pilot, "e", "enter")
        assert "Replace the file?" in words_on(app)
        await press(pilot, "enter")
        assert path.read_text() == "mine"
        await press(pilot, "enter", "tab", "enter")
        assert path.read_text() != "mine"
        await press(pilot, "e", "backspace", "enter")
        assert "End the name in .csv or .json." in words_on(app)
        await press(pilot, *["backspace"] * 3, *".json", "enter")
        await settle(pilot)
        told = json.loads(path.with_suffix(".json").read_text())
        assert [one["result"] for one in told] == ["not found", "reset"]
        await press(pilot, "y", "Y")
        assert "clipboard" in words_on(app)


@pytest.mark.exhaustive
@pytest.mark.parametrize("width", [80, 120])
async def test_hostile_names_entries_and_paths_stay_inert(tmp_path: Path, width: int) -> None:
    tenant = Tenant()
    users = [tenant.demo.state.directory.users[id_] for id_ in enrolled(tenant, len(HOSTILE))]
    texts = [text.encode("utf-8", "ignore").decode() for text in HOSTILE]
    for user, text in zip(users, texts, strict=True):
        user.name, user.email = text, f"{text}@example.com"
        methods = tenant.demo.state.directory.methods_of(user)
        tenant.demo.state.directory.set_methods(user, tuple(replace(one, name=text) for one in methods), 0.0)
    name = "[@click=app.leave]quit.txt"
    (tmp_path / name).write_text("\n".join([*(user.user_id for user in users), *texts]))
    app = program(tenant, tmp_path, screen="users", who=profile(name="".join(texts[:5])))
    async with app.run_test(size=(width, 36), notifications=True) as pilot:
        await load(pilot, tmp_path / name)
        assert "[@click=app.leave]quit.txt" in screen_text(app)
        count = results(app).count(Result.PLANNED)
        assert count == len(users)
        for key in (*["j"] * len(users), "g", "a", *str(count), "enter", "enter", "e", "escape", "G", "Y"):
            await press(pilot, key)
            assert_inert(app, width)
        for column in range(4, width - 2, 7):
            await pilot.click(offset=(column, 12))
        await settle(pilot)
        assert app.is_running
        assert results(app).count(Result.RESET) == count


async def test_an_id_that_no_address_can_hold_is_one_problem_and_no_crash(tmp_path: Path) -> None:
    tenant = Tenant()
    app = program(tenant, tmp_path, screen="users")
    async with app.run_test(size=(120, 36)) as pilot:
        await load(pilot, listed(tmp_path, "auth0|" + "x" * 70_000))
        assert "1 problem" in words_on(app)
        await press(pilot, "escape")
        assert app.screen.query("#search")


async def test_of_several_lines_that_are_pasted_as_a_path_the_first_is_taken(tmp_path: Path) -> None:
    app = program(Tenant(), tmp_path, screen="users")
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "l")
        await paste(pilot, "/one\n/two")
        assert isinstance(app.screen, PathScreen)
        assert app.screen.query_one(Input).value == "/one"
