"""Coverage: who can complete MFA and who cannot, from the first words to the user behind a bar."""

import asyncio
import csv
import json
import re
import stat
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot

from mfa_tui.app.app import MfaApp
from mfa_tui.demo.app import create_app
from mfa_tui.demo.options import DemoOptions
from mfa_tui.domain.user.enrollment_state import Covered
from mfa_tui.features.bulk_reset.screens.bulk import BulkScreen
from mfa_tui.features.coverage.model.coverage import Slice
from mfa_tui.features.coverage.screens import users as coverage_users
from mfa_tui.features.coverage.screens.coverage import CoverageScreen
from mfa_tui.features.coverage.screens.users import CoveredScreen
from mfa_tui.features.coverage.service.scan import Coverage
from mfa_tui.features.coverage.service.state import members
from mfa_tui.features.users.screens.user import UserScreen
from mfa_tui.storage.locations import coverage_file
from mfa_tui.ui.dialogs.ask import AskScreen
from mfa_tui.ui.dialogs.ask_path import PathScreen
from mfa_tui.ui.widgets.grid import Grid
from tests.desk import BROKEN, refusal
from tests.pilot.test_hostile_text import HOSTILE, assert_inert
from tests.rig import READ_AT, Holding, Message, Send, Tenant, press, program, screen_text, settle, until, words_on
from tests.unit.test_ledger import full_disk

METHODS = "/authentication-methods"
COMPLETE = (
    "Coverage is complete: 38% of users can complete MFA (151 of 400). 238 have only a code to the verified email. "
    "3 are enrolled only in factors that are off. 2 are not readable."
)


@dataclass
class Dying(Tenant):
    """A tenant that answers about so many users, and then breaks."""

    answers: int = 100

    async def __call__(self, scope: Message, receive: Any, send: Send) -> None:
        if scope["path"].endswith(METHODS):
            self.answers -= 1
            if self.answers == 0:
                self.faults[METHODS] = BROKEN
        await super().__call__(scope, receive, send)


class Passing:
    """Time that passes with each look at it, so that an export job gets done."""

    def __init__(self) -> None:
        self.now = READ_AT

    def __call__(self) -> float:
        self.now += 0.2
        return self.now


def large() -> Tenant:
    return Tenant(demo=create_app(DemoOptions(rate_limit=None, users=1_200), clock=Passing()))


def asked(tenant: Tenant) -> Counter[str]:
    """How often each user's methods were asked for."""
    return Counter(path.split("/")[4] for _, path in tenant.seen if path.endswith(METHODS))


def line(app: MfaApp, words: str) -> str:
    """The line of the screen that begins with some words."""
    (found,) = [text for text in screen_text(app).splitlines() if text.strip("▸ ").startswith(words)]
    return found


def numbers(app: MfaApp, words: str) -> tuple[str, str]:
    """The share and the number of users in the line that begins with some words."""
    found = re.search(r"([<>]?\d+%) +([\d,]+)", line(app, words))
    assert found is not None
    return found[1], found[2]


def told(app: MfaApp) -> str:
    """What was said in toasts, which break it into lines among the bars."""
    return " ".join(toast.message for toast in app._notifications)


async def scanned(pilot: Pilot[Any], *keys: str) -> None:
    await settle(pilot)
    await press(pilot, "4", "c", *keys, "s")


async def test_before_a_scan_it_says_what_that_does_costs_and_needs_and_asks_nothing(tmp_path: Path) -> None:
    tenant = Tenant()
    app = program(tenant, tmp_path, writable=False)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "4")
        before = len(tenant.seen)
        await press(pilot, "c")
        text = words_on(app)
        assert "Who can complete MFA, and who cannot?" in text
        assert "One request a user" in text
        assert "one POST that orders the export: the only one that passes the lock" in text
        assert "read:users and read:authentication_methods" in text
        assert "s scan" in text
        assert len(tenant.seen) == before
        await press(pilot, "x")
        await press(pilot, "c")
        assert not isinstance(app.screen, CoverageScreen)
        await press(pilot, "c", "escape")
        assert not isinstance(app.screen, CoverageScreen)


async def test_a_client_that_lacks_a_scope_is_told_before_it_asks(tmp_path: Path) -> None:
    scopes = DemoOptions().scopes - {"read:authentication_methods"}
    tenant = Tenant(demo=create_app(DemoOptions(rate_limit=None, scopes=scopes), clock=lambda: READ_AT))
    app = program(tenant, tmp_path, writable=False)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "4", "c")
        assert "this client lacks read:authentication_methods" in words_on(app)
        await press(pilot, "s")
        text = words_on(app)
        assert "It ended early. Not allowed" in text
        assert "The token lacks read:authentication_methods" in text
        assert sum(asked(tenant).values()) < 30


@pytest.mark.exhaustive
async def test_a_scan_of_a_read_only_tenant_fills_the_bars_with_reads_alone(tmp_path: Path) -> None:
    tenant = Tenant()
    app = program(tenant, tmp_path, writable=False)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await scanned(pilot)
        assert "Everyone: 400 users, scanned now" in screen_text(app)
        assert COMPLETE in told(app)
        assert numbers(app, "ready") == ("38%", "151")
        assert numbers(app, "only in factors that are off") == ("<1%", "3")
        assert numbers(app, "verified email only") == ("60%", "238")
        assert numbers(app, "not enrolled") == ("2%", "6")
        assert "otp, which is off" in screen_text(app)
        assert "left over from acme-ldap-2019" in screen_text(app)
        await press(pilot, "G")
        assert "connections: the share that is ready" in screen_text(app)
    assert tenant.writes == []
    assert set(asked(tenant).values()) == {1}


@pytest.mark.exhaustive
async def test_where_the_factors_cannot_be_read_nobody_is_said_to_be_protected_by_them(tmp_path: Path) -> None:
    tenant = Tenant()
    tenant.faults["guardian/factors"] = refusal(403, "Insufficient scope, expected any of: read:guardian_factors")
    app = program(tenant, tmp_path, writable=False)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await scanned(pilot)
        assert numbers(app, "not readable")[1] == "394"
        assert "Who can complete MFA is not known: the tenant's factors could not be read." in told(app)
        assert "296 of 400 users are enrolled." in told(app)
        assert "only in factors that are off" not in screen_text(app)


@pytest.mark.exhaustive
async def test_a_large_tenant_is_exported_though_it_is_read_only(tmp_path: Path) -> None:
    tenant = large()
    app = program(tenant, tmp_path, writable=False)
    async with app.run_test(size=(80, 24)) as pilot:
        await scanned(pilot)
        assert "Everyone: 1,200 users, scanned now" in screen_text(app)
        assert "who only began to enroll counts as not enrolled" in words_on(app)
    assert tenant.writes == [("POST", "/api/v2/jobs/users-exports")]


@pytest.mark.exhaustive
async def test_where_the_export_is_refused_the_first_1000_are_covered_and_it_says_so(tmp_path: Path) -> None:
    tenant = large()
    tenant.faults["POST /api/v2/jobs"] = refusal(403, "Insufficient scope, expected any of: read:users")
    app = program(tenant, tmp_path, writable=False)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await scanned(pilot)
        assert "first 1,000 of 1,200" in words_on(app)
        assert "The users could not be exported: Not allowed" in words_on(app)
        (toast,) = app._notifications
        assert toast.message == "The coverage scan is not complete: only 1,000 of 1,200 users are covered."
        assert "Coverage is complete" not in words_on(app)
        assert numbers(app, "ready")[1] != "0"
        assert "goes on there" not in words_on(app), "nothing is left to continue"
        tenant.faults.clear()
        tenant.seen.clear()
        await press(pilot, "s")
        assert "Everyone: 1,200 users, scanned now" in screen_text(app)
        assert len(asked(tenant)) > 0, "users are read again"


@pytest.mark.exhaustive
async def test_an_export_that_fails_is_told_and_nothing_is_lost(tmp_path: Path) -> None:
    tenant = large()
    job = {"id": "job_1", "status": "failed", "type": "users_export", "status_details": "Out of order."}
    tenant.faults["GET /api/v2/jobs"] = (200, "application/json", json.dumps(job).encode())
    app = program(tenant, tmp_path, writable=False)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await scanned(pilot)
        assert "The export failed: Out of order." in words_on(app)
        tenant.faults.clear()
        await press(pilot, "s")
        assert "Everyone: 1,200 users, scanned now" in screen_text(app)


async def test_stopped_it_keeps_the_part_and_s_goes_on_with_the_others(tmp_path: Path) -> None:
    tenant = Holding()
    app = program(tenant, tmp_path, writable=False)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "4", "c")
        await pilot.press("s")
        await until(pilot, lambda: "100 of 400" in screen_text(app))
        assert "not scanned yet" in screen_text(app)
        assert "x stop" in screen_text(app)
        await pilot.press("x")
        tenant.more.set()
        await settle(pilot)
        assert "Stopped: 116 users were asked about, 284 are not asked about yet." in told(app)
        assert "answers about 116 users, of a scan begun now: s goes on there, n starts over." in words_on(app)
        await press(pilot, "s")
        assert "Everyone: 400 users, scanned now" in screen_text(app)
        assert "not scanned yet" not in screen_text(app)
    assert set(asked(tenant).values()) == {1}


async def test_the_numbers_of_a_stopped_scan_of_a_large_tenant_add_up_to_everyone(tmp_path: Path) -> None:
    tenant = Holding(demo=create_app(DemoOptions(rate_limit=None, users=1_200), clock=Passing()))
    app = program(tenant, tmp_path, writable=False)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "4", "c")
        await pilot.press("s")
        await until(pilot, lambda: "Reading methods" in screen_text(app) and "not scanned yet" in screen_text(app))
        await pilot.press("x")
        tenant.more.set()
        await settle(pilot)
        said = re.search(
            r"Stopped: ([\d,]+) users were asked about, ([\d,]+) needed no question, ([\d,]+) are not", told(app)
        )
        assert said is not None
        assert said[0] in words_on(app)
        asked_about, spared, left = (int(number.replace(",", "")) for number in said.groups())
        assert asked_about == len(asked(tenant))
        assert asked_about + spared + left == 1_200
        assert f"answers about {asked_about} users, of a scan begun now" in words_on(app)
        assert numbers(app, "not scanned yet")[1] == str(left)


async def test_stopped_before_anybody_was_found_nothing_is_said_to_be_kept(tmp_path: Path) -> None:
    tenant = Tenant()
    app = program(tenant, tmp_path, writable=False)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "4", "c")
        tenant.gate = asyncio.Event()  # The search is not answered.
        await pilot.press("s")
        await until(pilot, lambda: "scanning" in screen_text(app))
        await pilot.press("x")
        await settle(pilot)
        assert told(app) == "Stopped before anyone was found."
        assert "kept" not in words_on(app)
        tenant.gate.set()


async def test_stopped_twice_it_ends_at_once_although_the_tenant_does_not_answer(tmp_path: Path) -> None:
    tenant = Holding()
    app = program(tenant, tmp_path, writable=False)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "4", "c")
        await pilot.press("s")
        await until(pilot, lambda: "100 of 400" in screen_text(app))
        await pilot.press("x", "x")
        await settle(pilot)
        assert "Stopped: 100 users were asked about, 300 are not asked about yet." in screen_text(app)
        tenant.more.set()


@pytest.mark.exhaustive
async def test_the_scan_goes_on_elsewhere_and_says_when_it_is_done(tmp_path: Path) -> None:
    tenant = Holding()
    app = program(tenant, tmp_path, writable=False)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "4", "c")
        await pilot.press("s", "c", "1")
        await until(pilot, lambda: "scanning 25%" in screen_text(app))
        assert "not scanned" in screen_text(app)
        await pilot.press("4", "c")
        await until(pilot, lambda: "100 of 400" in screen_text(app))
        await pilot.press("s")
        await pilot.press("2")
        tenant.more.set()
        await settle(pilot)
        assert COMPLETE in told(app)
    assert set(asked(tenant).values()) == {1}


@pytest.mark.exhaustive
async def test_a_tenant_that_dies_half_way_is_told_and_another_session_goes_on_there(tmp_path: Path) -> None:
    tenant = Dying()
    app = program(tenant, tmp_path, writable=False)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await scanned(pilot)
        assert "It ended early. Auth0 had an error of its own. It broke." in words_on(app)
        assert "a part scanned now" in screen_text(app)
        assert re.search(r"\d+ users were asked about, \d+ are not asked about yet\.", words_on(app))
        assert "s goes on there" in words_on(app)
    first = asked(tenant)
    tenant.faults.clear()
    tenant.answers = -1
    app = program(tenant, tmp_path, writable=False)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "4", "c")
        assert "users, of a scan begun now: s goes on there" in words_on(app)
        await press(pilot, "s")
        assert numbers(app, "ready") == ("38%", "151")
    again = asked(tenant) - first
    assert len(again) < 310, "nobody is asked about twice who was answered about"


@pytest.mark.exhaustive
async def test_users_who_could_not_be_read_are_told_and_s_asks_about_exactly_them(tmp_path: Path) -> None:
    tenant = Tenant()
    broken = list(tenant.demo.state.directory.users)[::3]
    tenant.faults.update({f"GET /api/v2/users/{id_}{METHODS}": BROKEN for id_ in broken})
    app = program(tenant, tmp_path, writable=False)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await scanned(pilot)
        assert "134 users could not be read: s asks about them again." in words_on(app)
        assert "The coverage scan could not read 134 users." in words_on(app)
        assert "answers about 266 users, of a scan begun now: s goes on there" in words_on(app)
        assert numbers(app, "not readable")[1] in ("134", "135", "136"), "and who is of before Guardian"
        tenant.faults.clear()
        tenant.seen.clear()
        await press(pilot, "s")
        assert COMPLETE in told(app)
        assert "goes on there" not in words_on(app)
    assert asked(tenant) == Counter(broken)


@pytest.mark.exhaustive
async def test_a_disk_that_fills_up_under_the_progress_is_told_with_the_file_and_the_scan_goes_on(
    tmp_path: Path,
) -> None:
    tenant = Tenant()
    app = program(tenant, tmp_path, writable=False)
    async with app.run_test(size=(120, 36)) as pilot:
        with full_disk(4_000):
            await scanned(pilot)
            await settle(pilot)
        text = words_on(app)
        assert "Progress cannot be saved." in text
        assert coverage_file("acme-demo.eu.auth0.com", "", "").name in text.replace(" ", "")
        assert "The scan goes on, but cannot be resumed from here." in text
        assert set(asked(tenant).values()) == {1}
        assert len(asked(tenant)) == 400


@pytest.mark.exhaustive
async def test_two_presses_of_s_in_a_burst_are_one_scan(tmp_path: Path) -> None:
    tenant = Holding()
    app = program(tenant, tmp_path, writable=False)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "4", "c")
        screen = app.screen
        assert isinstance(screen, CoverageScreen)
        screen.action_scan()
        await asyncio.sleep(0)  # The scan has begun, and nothing of it is drawn: keys can be as fast as that.
        screen.action_scan()
        await until(pilot, lambda: "100 of 400" in screen_text(app))
        assert "Stopped" not in words_on(app)
        tenant.more.set()
        await settle(pilot)
        assert COMPLETE in told(app)
    assert set(asked(tenant).values()) == {1}


async def test_a_key_typed_right_after_that_of_the_mode_reaches_its_screen(tmp_path: Path) -> None:
    app = program(Tenant(), tmp_path, writable=False)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        for key in "4c":
            app.post_message(events.Key(key, key))
        await settle(pilot)
        assert isinstance(app.screen, CoverageScreen)


@pytest.mark.exhaustive
async def test_starting_over_is_confirmed(tmp_path: Path) -> None:
    tenant = Dying()
    app = program(tenant, tmp_path, writable=False)
    async with app.run_test(size=(80, 24)) as pilot:
        await scanned(pilot)
        tenant.faults.clear()
        before = len(tenant.seen)
        await press(pilot, "n", "escape")
        assert len(tenant.seen) == before
        await press(pilot, "n", "right", "enter")
        assert "Everyone: 400 users, scanned now" in screen_text(app)
        assert max(asked(tenant).values()) > 1


@pytest.mark.exhaustive
async def test_a_line_leads_to_its_users_and_each_to_everything_about_them(tmp_path: Path) -> None:
    app = program(Tenant(), tmp_path, writable=False)
    async with app.run_test(size=(120, 36)) as pilot:
        await scanned(pilot)
        await press(pilot, "j", "enter")
        assert "email by verified address only: 238 users" in screen_text(app)
        await press(pilot, "escape", "j", "enter")
        assert isinstance(app.screen, CoveredScreen)
        assert "enrolled only in factors that are off: 3 users" in screen_text(app)
        await press(pilot, "escape", "k", "enter")
        await press(pilot, "slash", *"pending.only", "enter", "enter")
        assert isinstance(app.screen, UserScreen)
        assert "pending.only@" in screen_text(app)
        await press(pilot, "escape")
        assert isinstance(app.screen, CoveredScreen)
        await press(pilot, "escape", "escape")
        assert isinstance(app.screen, CoverageScreen)
        assert app.screen.query_one(Grid).cursor_key == "readiness\nemail by verified address only"


@pytest.mark.exhaustive
async def test_marked_users_of_a_line_go_to_the_reset_of_many(tmp_path: Path) -> None:
    tenant = Tenant()
    app = program(tenant, tmp_path, writable=False)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await scanned(pilot)
        await press(pilot, "enter", "b")
        assert "Nobody is marked." in screen_text(app)
        await press(pilot, " ", " ", " ", "k", " ")
        assert "◆ 2 marked" in screen_text(app)
        await press(pilot, "b")
        assert isinstance(app.screen, BulkScreen)
        assert "2 marked of: ready" in words_on(app)
        await press(pilot, "escape", "x")
        assert "2 marked" not in screen_text(app)
    assert tenant.writes == []


@pytest.mark.exhaustive
async def test_a_mark_set_while_users_are_counted_stays_to_be_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = asyncio.Event()

    async def counted_slowly(coverage: Coverage, slice_: Slice) -> AsyncIterator[list[Covered]]:
        async for some in members(coverage, slice_):
            yield some
            await go_on.wait()

    monkeypatch.setattr(coverage_users, "members", counted_slowly)
    app = program(large(), tmp_path, writable=False)
    async with app.run_test(size=(120, 36)) as pilot:
        await scanned(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: "100 users, counting" in screen_text(app))
        await pilot.press("space")
        go_on.set()
        await settle(pilot)
        assert "counting" not in screen_text(app)
        assert "◆ 1 marked" in screen_text(app)
        assert sum("◆" in text and "marked" not in text for text in screen_text(app).splitlines()) == 1


@pytest.mark.exhaustive
async def test_each_line_leads_to_as_many_users_as_it_says(tmp_path: Path) -> None:
    app = program(Tenant(), tmp_path, writable=False)
    async with app.run_test(size=(120, 60)) as pilot:
        await scanned(pilot)
        screen = app.screen
        assert isinstance(screen, CoverageScreen)
        grid = screen.query_one(Grid)
        seen = 0
        for each in list(screen._lines.values()):
            assert grid.move_to(each.key)
            await press(pilot, "enter")
            wanted = each.count if each.users is None else each.users
            assert app.screen.query_one(Grid).counts[1] == wanted, each.title
            await press(pilot, "escape")
            seen += 1
        assert seen > 25


@pytest.mark.exhaustive
async def test_users_are_grouped_by_role_where_that_was_asked_for(tmp_path: Path) -> None:
    tenant = Tenant()
    app = program(tenant, tmp_path, writable=False)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "4", "c", "o", "j", "enter")
        assert "The roles of everyone: one request a user more." in words_on(app)
        assert "read:roles and read:role_members" in words_on(app)
        assert not asked(tenant)
        await press(pilot, "s", "slash", *"Payroll")
        assert line(app, "Payroll").rstrip().endswith("ready")
        assert len([path for _, path in tenant.seen if path.endswith("/roles")]) == 400


async def test_a_query_scans_whom_it_finds_and_leaves_the_overview_alone(tmp_path: Path) -> None:
    tenant = Tenant()
    app = program(tenant, tmp_path, writable=False)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "4", "c", "l", *"name:Jane*", "enter")
        assert "The users that name:Jane* finds, at most 1,000" in words_on(app)
        await press(pilot, "s")
        assert "Users that name:Jane* finds:" in screen_text(app)
        assert 0 < len(asked(tenant)) < 100
        await press(pilot, "1")
        assert "4 c shows who can complete MFA" in screen_text(app)


async def test_a_query_that_the_tenant_refuses_says_why_and_stays_to_be_mended(tmp_path: Path) -> None:
    app = program(Tenant(), tmp_path, writable=False)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "4", "c", "l", *"name:[", "enter")
        assert isinstance(app.screen, AskScreen)
        assert "This is no query that Auth0 understands." in words_on(app)
        assert "on property q" in words_on(app)
        await press(pilot, "backspace", *"Jane*")
        assert "no query that Auth0 understands" not in words_on(app)
        await press(pilot, "enter")
        assert "The users that name:Jane* finds, at most 1,000" in words_on(app)


@pytest.mark.exhaustive
async def test_numbers_are_shown_and_exported_only_for_the_query_that_they_are_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    app = program(Tenant(), tmp_path, writable=False)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await scanned(pilot)
        assert numbers(app, "ready") == ("38%", "151")
        await press(pilot, "l", *"name:Jane*", "enter")
        assert "Nothing is known of these yet" in words_on(app)
        assert "not enrolled" not in screen_text(app)
        await press(pilot, "e")
        assert "There are no users to export yet." in words_on(app)
        assert not isinstance(app.screen, PathScreen)
        await press(pilot, "enter")
        assert "No line under the cursor." in words_on(app)
        await press(pilot, "s", "e", "enter")
        assert "Users that name:Jane* finds:" in screen_text(app)
        (file,) = tmp_path.glob("*.csv")
        rows = list(csv.DictReader(file.read_text().splitlines()))
        assert rows
        assert all(row["name"].startswith("Jane") for row in rows)
        await press(pilot, "o", "j", "enter")
        assert "Nothing is known of these yet" in words_on(app)


@pytest.mark.exhaustive
async def test_after_choosing_another_query_the_part_that_is_kept_of_it_is_offered(tmp_path: Path) -> None:
    tenant = Holding()
    app = program(tenant, tmp_path, writable=False)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "4", "c")
        await pilot.press("s")
        await until(pilot, lambda: "100 of 400" in screen_text(app))
        await pilot.press("x")
        tenant.more.set()
        await settle(pilot)
        await press(pilot, "l", *"name:Jane*", "enter", "s")
        assert "Users that name:Jane* finds:" in screen_text(app)
        await press(pilot, "l", *["backspace"] * len("name:Jane*"), "enter")
        assert "Nothing is known of these yet" in words_on(app)
        assert "answers about 116 users, of a scan begun now: s goes on there, n starts over." in words_on(app)


@pytest.mark.exhaustive
async def test_an_export_is_private_and_overwrites_nothing_unasked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    app = program(Tenant(), tmp_path, writable=False)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await scanned(pilot, "e")
        await press(pilot, "e", "enter")
        file = tmp_path / "coverage-acme-demo-2026-11-24.csv"
        assert "Exported: coverage-acme-demo-2026-11-24.csv" in words_on(app)
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert len(list(csv.DictReader(file.read_text().splitlines()))) == 400
        file.write_text("mine")
        await press(pilot, "e", "enter")
        assert "coverage-acme-demo-2026-11-24.csv is there already." in words_on(app)
        await press(pilot, "escape", "escape")
        assert file.read_text() == "mine"
        await press(pilot, "e", "enter", "right", "enter")
        assert "user_id" in file.read_text()


@pytest.mark.exhaustive
async def test_the_users_of_a_line_are_exported_alone_as_json_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    app = program(Tenant(), tmp_path, writable=False)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await scanned(pilot)
        await press(pilot, "j", "j", "enter", "e", "end", *["backspace"] * 4, *".json", "enter")
        answer = json.loads(
            (tmp_path / "coverage-acme-demo-enrolled-only-in-factors-that-are-off-2026-11-24.json").read_text()
        )
        assert {one["readiness"] for one in answer["people"]} == {"enrolled only in factors that are off"}
        assert len(answer["people"]) == answer["users"] == 3
        await press(pilot, "e", "ctrl+u", *"nowhere/x.csv", "enter")
        assert "No such file or directory." in screen_text(app)


@pytest.mark.exhaustive
async def test_hostile_users_stay_inert_in_every_list_and_in_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    tenant = Tenant()
    for user, text in zip(tenant.demo.state.directory.users.values(), HOSTILE, strict=False):
        inert = text.encode("utf-8", "ignore").decode()
        user.name, user.email = inert, inert
        user.identities = ((inert or "none", "1"), *user.identities[1:])
    app = program(tenant, tmp_path, writable=False)
    async with app.run_test(size=(80, 60), notifications=True) as pilot:
        await scanned(pilot)
        for keys in ("G", "g", "enter", "G", "escape", "j", "j", "enter", "e", "enter"):
            await press(pilot, keys)
            assert_inert(app, 80)
        (file,) = tmp_path.glob("*.csv")
        cells = [cell for row in csv.reader(file.read_text().splitlines()) for cell in row]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
        await press(pilot, "escape", "e", "enter")
        text = (tmp_path / "coverage-acme-demo-2026-11-24.csv").read_text()
        assert "'=HYPERLINK()" in text
        assert app.is_running


@pytest.mark.exhaustive
async def test_overview_shows_the_bars_and_factors_how_many_have_each(tmp_path: Path) -> None:
    app = program(Tenant(), tmp_path, writable=False)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        assert "4 c shows who can complete MFA" in screen_text(app)
        await press(pilot, "4", "c", "s", "1")
        assert "4 c shows" not in screen_text(app)
        text = words_on(app)
        assert "Coverage scanned now" in text
        assert "ready 38% 151" in re.sub(r"[^\w%.]+", " ", text)
        assert "email only 60% 238" in re.sub(r"[^\w%.]+", " ", text)
        await press(pilot, "2")
        assert " 137 " in line(app, "sms")
        await press(pilot, "j", "j")
        assert "137 are enrolled; 11 more are unfinished." in words_on(app)


@pytest.mark.exhaustive
async def test_overview_keeps_the_complete_numbers_when_a_later_scan_ends_early(tmp_path: Path) -> None:
    tenant = Tenant()
    app = program(tenant, tmp_path, writable=False)
    async with app.run_test(size=(120, 36)) as pilot:
        await scanned(pilot)
        tenant.faults.update(
            {f"GET /api/v2/users/{id_}{METHODS}": BROKEN for id_ in list(tenant.demo.state.directory.users)[::3]}
        )
        await press(pilot, "s")
        assert "134 users could not be read" in words_on(app)
        await press(pilot, "1")
        assert "ready 38% 151" in re.sub(r"[^\w%.]+", " ", words_on(app))


@pytest.mark.exhaustive
async def test_a_review_says_what_the_plan_does_to_how_many_can_complete_mfa(tmp_path: Path) -> None:
    app = program(Tenant(), tmp_path)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "2", "space", "a")
        assert "Not scanned yet: 4 c s counts who can complete MFA." in words_on(app)
        await press(pilot, "escape")
        await press(pilot, "4", "c", "s", "2", "a")
        said = "of users can complete MFA (151 → "
        assert said in words_on(app)
        assert "Scanned now." in words_on(app)
        will = re.search(r"38% → (\d+%) of users can complete MFA \(151 → (\d+) of 400\)", words_on(app))
        assert will is not None
        await press(pilot, "tab", "enter")
        await settle(pilot)
        await press(pilot, "1")
        assert f"ready {will[1]} {will[2]}" in re.sub(r"[^\w%.]+", " ", words_on(app)), (
            "what was foretold has come true"
        )
        await press(pilot, "4")
        assert f"With those on now: {will[1]} of users can complete MFA ({will[2]} of 400)." in words_on(app)


@pytest.mark.exhaustive
async def test_on_a_small_screen_overview_says_it_in_a_line(tmp_path: Path) -> None:
    app = program(Tenant(), tmp_path, writable=False)
    async with app.run_test(size=(80, 24)) as pilot:
        await scanned(pilot)
        await press(pilot, "1")
        assert "38% ready · 60% email only · 2% not enrolled · scanned now" in screen_text(app)


@pytest.mark.exhaustive
async def test_the_next_session_shows_the_numbers_with_their_age_and_asks_nothing(tmp_path: Path) -> None:
    tenant = Tenant()
    app = program(tenant, tmp_path, writable=False)
    async with app.run_test(size=(80, 24)) as pilot:
        await scanned(pilot)
    tenant.seen.clear()
    app = program(tenant, tmp_path, writable=False)
    app.clock = lambda: READ_AT + 7_300
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        assert "38% ready · 60% email only · 2% not enrolled · scanned 2 h ago" in screen_text(app)
        await press(pilot, "4", "c")
        assert "Everyone: 400 users, scanned 2 h ago" in screen_text(app)
        assert "numbers only" in screen_text(app)
        await press(pilot, "enter")
        assert "earlier session. s scans again." in screen_text(app)
        await press(pilot, "e")
        assert "no users to export" in screen_text(app)
    assert not asked(tenant)
    kept = [file for file in (tmp_path / "home").rglob("coverage-*.json") if file.is_file()]
    assert [stat.S_IMODE(file.stat().st_mode) for file in kept] == [0o600]
    assert "@" not in kept[0].read_text()


@pytest.mark.exhaustive
async def test_numbers_that_a_disk_spoiled_are_as_good_as_none(tmp_path: Path) -> None:
    tenant = Tenant()
    app = program(tenant, tmp_path, writable=False)
    async with app.run_test(size=(80, 24)) as pilot:
        await scanned(pilot)
    (file,) = (tmp_path / "home").rglob("coverage-*.json")
    for spoiled in ("", "[]", "{}", file.read_text()[:-20], file.read_text().replace("400", '"x"')):
        file.write_text(spoiled)
        app = program(tenant, tmp_path, writable=False)
        async with app.run_test(size=(80, 24)) as pilot:
            await settle(pilot)
            assert "4 c shows who can complete MFA" in screen_text(app)


@pytest.mark.exhaustive
async def test_what_is_under_the_cursor_is_copied_in_words_or_as_json(tmp_path: Path) -> None:
    app = program(Tenant(), tmp_path, writable=False)
    async with app.run_test(size=(120, 36)) as pilot:
        await scanned(pilot)
        screen = app.screen
        assert isinstance(screen, CoverageScreen)
        assert screen.copied(False) == "ready: 151 of 400 (38%)"
        assert json.loads(screen.copied(True)) == {"line": "ready", "users": 151, "of": 400, "share": 0.3775}
        await press(pilot, "enter")
        listed = app.screen
        assert isinstance(listed, CoveredScreen)
        assert json.loads(listed.copied(True))["user_id"] == listed.copied(False)
