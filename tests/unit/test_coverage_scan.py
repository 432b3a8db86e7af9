"""Coverage of a whole tenant and of a search: what is asked, what goes wrong, how it stops and goes on."""

import asyncio
import csv
import io
import json
import re
import stat
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from mfa_tui.client.transports.retry import Sleep
from mfa_tui.demo.app import create_app
from mfa_tui.demo.options import DemoOptions
from mfa_tui.domain.progress import Progress
from mfa_tui.domain.user.enrollment_state import State
from mfa_tui.features.coverage.service import report as coverage_report
from mfa_tui.features.coverage.service.scan import Coverage, CoverageScan, Groups, Scope
from mfa_tui.storage.ledger import Ledger
from tests.desk import BROKEN, refusal
from tests.rig import READ_AT, Answer, Tenant, session

METHODS = "/authentication-methods"


class Clock:
    """Time that passes only by sleeping, so that export jobs get done."""

    def __init__(self) -> None:
        self.now = READ_AT

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds
        await asyncio.sleep(0)


@dataclass
class Office:
    """A tenant, and scans of it by one program."""

    tenant: Tenant
    clock: Clock
    new_scan: Callable[..., CoverageScan]
    ledger: Path

    @property
    def asked(self) -> Counter[str]:
        """Return how often each user's methods were asked for."""
        return Counter(path.split("/")[4] for _, path in self.tenant.seen if path.endswith(METHODS))

    def state_of(self, coverage: Coverage, nickname: str) -> State:
        (user,) = [u for u in self.tenant.demo.state.directory.users.values() if u.nickname == nickname]
        return coverage.held[user.user_id].state


@asynccontextmanager
async def office(home: Path, users: int = 400, writable: bool = False) -> AsyncIterator[Office]:
    clock = Clock()
    tenant = Tenant(demo=create_app(DemoOptions(rate_limit=None, users=users), clock=clock))
    opened = session(tenant, home, writable=writable)
    ledger = home / "cache" / "coverage.jsonl"

    def new_scan(sleep: Sleep = clock.sleep, **scope: Any) -> CoverageScan:
        return CoverageScan(opened.connection.client, "acme", Scope(**scope), Ledger(ledger), clock, sleep)

    try:
        yield Office(tenant, clock, new_scan, ledger)
    finally:
        await opened.aclose()


async def test_a_scan_that_another_program_does_just_now_is_not_begun_again(tmp_path: Path) -> None:
    async with office(tmp_path) as here:
        scan, found = here.new_scan(), list[Coverage]()

        async def meddle() -> None:
            found.append(await here.new_scan().run())
            here.tenant.gate.set()  # type: ignore[union-attr]

        def report(progress: Progress) -> None:
            if progress.words == "Reading methods" and progress.done >= 50 and here.tenant.gate is None:
                here.tenant.gate = asyncio.Event()  # Whoever asked the tenant anything would wait for ever.
                others.create_task(meddle())

        async with asyncio.TaskGroup() as others:
            whole = await scan.run(report)
        assert [coverage.problem and coverage.problem.title for coverage in found] == [
            "Another program is scanning the same."
        ]
        assert (whole.complete, set(here.asked.values())) == (True, {1})


async def test_a_scan_that_is_done_does_not_forget_what_another_program_has_begun_since(tmp_path: Path) -> None:
    async with office(tmp_path) as here:
        first, second = here.new_scan(), here.new_scan()
        await first.run()

        def report(progress: Progress) -> None:
            if progress.words == "Reading methods" and progress.done >= 50:
                first.forget()
                second.stop()

        part = await second.run(report)
        assert part.left > 0
        third = here.new_scan()
        await third.run(resume=True)
        assert third.resumed == len(part.held)


async def test_a_small_tenant_is_searched_and_everyone_is_asked_about_once(tmp_path: Path) -> None:
    async with office(tmp_path) as here:
        coverage = await here.new_scan().run()
        assert coverage.complete
        assert coverage.people.source == "search"
        assert (len(here.asked), set(here.asked.values())) == (400, {1})
        for nickname, state in (
            ("jane.doe", State.ENROLLED),
            ("nothing.yet", State.NONE),
            ("pending.only", State.PENDING),
            ("passkey.only", State.NONE),
            ("recovery.code.only", State.NONE),
        ):
            assert here.state_of(coverage, nickname) is state
        assert coverage.summary().gone_connections == {"acme-ldap-2019": 3}


@pytest.mark.exhaustive
async def test_a_large_tenant_is_exported_and_only_those_with_mfa_are_asked_about(tmp_path: Path) -> None:
    async with office(tmp_path, users=1_500) as here:
        told: list[Progress] = []
        coverage = await here.new_scan().run(told.append)
        users = here.tenant.demo.state.directory.users
        assert coverage.complete
        assert (coverage.people.source, len(coverage.held)) == ("export", 1_500)
        assert set(here.asked) == {id_ for id_, user in users.items() if user.multifactor}
        assert coverage.summary().enrolled == sum(bool(user.multifactor) for user in users.values())
        assert ("POST", "/api/v2/jobs/users-exports") in here.tenant.seen, "although the tenant is locked"
        assert any("only began to enroll" in note for note in coverage_report.notes(coverage))
        words = list(dict.fromkeys(progress.words for progress in told))
        assert words == ["Finding users", "Auth0 exports the users", "Reading the export", "Reading methods"]
        assert (told[-1].done, told[-1].total) == (1_500, 1_500)


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (refusal(403, "Insufficient scope, expected any of: read:users", "insufficient_scope"), "The token lacks"),
        (refusal(404, "Not Found"), "The tenant does not have this."),
    ],
)
async def test_where_the_export_is_refused_the_first_1000_of_a_search_are_covered_and_it_is_not_complete(
    fault: Answer, reason: str, tmp_path: Path
) -> None:
    async with office(tmp_path, users=1_500) as here:
        here.tenant.faults["POST /api/v2/jobs"] = fault
        coverage = await here.new_scan().run()
        assert (coverage.complete, coverage.exit_code) == (False, 8)
        assert (len(coverage.held), coverage.people.total, coverage.people.capped) == (1_000, 1_500, True)
        told = " ".join(coverage_report.notes(coverage))
        assert "Not complete: a search lists only the first 1,000 of 1,500 users." in told
        assert "could not be exported" in told
        assert reason in told
        answer = json.loads("".join(coverage_report.as_json(coverage)))
        assert (answer["complete"], answer["capped"], answer["exit_code"]) == (False, True, 8)


async def test_after_a_capped_scan_the_next_one_reads_everyone_again(tmp_path: Path) -> None:
    async with office(tmp_path, users=1_100) as here:
        here.tenant.faults["POST /api/v2/jobs"] = refusal(403, "Insufficient scope", "insufficient_scope")
        first = here.new_scan()
        capped = await first.run(resume=True)
        first.forget()
        assert (capped.finished, capped.complete, capped.people.capped) == (True, False, True)
        assert not here.ledger.exists()
        here.tenant.seen.clear()
        here.clock.now += 30 * 86_400
        second = here.new_scan()
        coverage = await second.run(resume=True)
        assert (second.resumed, len(here.asked)) == (0, 1_000)
        assert coverage.as_of == READ_AT + 30 * 86_400


async def test_a_resume_that_ends_before_anyone_is_found_leaves_the_part_for_the_next(tmp_path: Path) -> None:
    async with office(tmp_path) as here:
        first = here.new_scan()
        part = await first.run(lambda progress: first.stop() if progress.done == 100 else None)
        first.forget()
        second = here.new_scan()
        stopped = await second.run(lambda progress: second.stop(), resume=True)
        assert (len(stopped.people.found), stopped.finished) == (0, False)
        second.forget()
        third = here.new_scan()
        assert (await third.run(resume=True)).finished
        assert third.resumed == len(part.held)


async def test_a_query_that_finds_more_than_a_search_lists_is_not_complete(tmp_path: Path) -> None:
    async with office(tmp_path, users=1_500) as here:
        coverage = await here.new_scan(query="user_id:*", everyone=False).run()
        assert (len(coverage.held), coverage.people.capped) == (1_000, True)
        assert (coverage.complete, coverage.exit_code) == (False, 8)


async def test_a_job_that_auth0_does_not_find_at_first_is_asked_for_again(tmp_path: Path) -> None:
    async with office(tmp_path, users=1_100) as here:
        here.tenant.faults["GET /api/v2/jobs/"] = refusal(404, "The job does not exist.", "inexistent_job")
        start = here.clock.now

        async def sleep(seconds: float) -> None:
            await here.clock.sleep(seconds)
            if here.clock.now > start + 2:
                here.tenant.faults.clear()

        coverage = await here.new_scan(sleep, everyone=False).run()
        assert (coverage.complete, coverage.people.source, len(coverage.held)) == (True, "export", 1_100)


async def test_a_job_that_is_never_found_is_an_export_that_failed_and_no_search_stands_in(tmp_path: Path) -> None:
    async with office(tmp_path, users=1_100) as here:
        here.tenant.faults["GET /api/v2/jobs/"] = refusal(404, "The job does not exist.", "inexistent_job")
        coverage = await here.new_scan().run()
        assert (coverage.complete, coverage.exit_code, coverage.told_nothing) == (False, 8, True)
        assert coverage.problem is not None
        assert "The export failed: Auth0 accepted the job, and does not find it." in coverage.problem.words
        assert here.tenant.seen.count(("POST", "/api/v2/jobs/users-exports")) == 1


async def test_a_query_covers_whom_it_finds(tmp_path: Path) -> None:
    async with office(tmp_path) as here:
        coverage = await here.new_scan(query='identities.connection:"google-oauth2"').run()
        assert {one.person.connection for one in coverage} >= {"google-oauth2"}
        assert 0 < len(coverage.held) < 100


async def test_a_link_that_dies_before_it_is_used_is_replaced(tmp_path: Path) -> None:
    async with office(tmp_path, users=1_100) as here:

        class Flaky(Tenant):
            left = 2

            async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
                if scope["path"].startswith("/exports/") and self.left:
                    self.left -= 1
                    here.clock.now += 61
                await super().__call__(scope, receive, send)

        flaky = Flaky(demo=here.tenant.demo)
        opened = session(flaky, tmp_path, writable=False)
        scan = CoverageScan(opened.connection.client, "acme", Scope(), None, here.clock, here.clock.sleep)
        coverage = await scan.run()
        assert (coverage.complete, len(coverage.held), flaky.left) == (True, 1_100, 0)
        await opened.aclose()


async def test_a_user_who_vanishes_meanwhile_is_unknown_with_the_reason_and_stops_nothing(tmp_path: Path) -> None:
    async with office(tmp_path) as here:
        gone = list(here.tenant.demo.state.directory.users)[3]
        fault = refusal(404, "The user does not exist.", "inexistent_user")
        here.tenant.faults[f"GET /api/v2/users/{gone}{METHODS}"] = fault
        coverage = await here.new_scan().run()
        assert (coverage.complete, coverage.exit_code) == (True, 0)
        assert coverage.summary().state(State.UNKNOWN) == 1
        assert "does not have this user" in coverage.held[gone].reason


async def test_who_could_not_be_read_leaves_the_scan_incomplete_and_exactly_they_are_asked_again(
    tmp_path: Path,
) -> None:
    async with office(tmp_path) as here:
        users = list(here.tenant.demo.state.directory.users)
        gone, broken, astray = users[3], users[30::3], users[31]
        faults = here.tenant.faults
        faults[f"GET /api/v2/users/{gone}{METHODS}"] = refusal(404, "The user does not exist.", "inexistent_user")
        faults[f"GET /api/v2/users/{astray}{METHODS}"] = refusal(404, "Not Found")  # as a proxy would say
        faults.update({f"GET /api/v2/users/{id_}{METHODS}": BROKEN for id_ in broken})
        scan = here.new_scan()
        part = await scan.run()
        assert (part.complete, part.problem, part.left, part.exit_code) == (False, None, 0, 8)
        assert set(part.failed) == {*broken, astray}
        assert "It broke." in part.held[broken[0]].reason
        assert "user any more" not in part.held[astray].reason
        assert any(f"could not be read: {len(broken) + 1}. " in note for note in coverage_report.notes(part))
        scan.forget()
        faults.clear()
        here.tenant.seen.clear()
        again = here.new_scan()
        whole = await again.run(resume=True)
        assert here.asked == Counter([*broken, astray])
        assert (whole.complete, whole.failed) == (True, {})
        assert whole.summary().state(State.UNKNOWN) == 1, "who is gone"
        again.forget()
        assert not here.ledger.exists(), "nothing is left to resume"


async def test_a_scope_that_is_missing_ends_it_soon_and_is_named(tmp_path: Path) -> None:
    async with office(tmp_path) as here:
        here.tenant.faults[METHODS] = refusal(
            403, "Insufficient scope, expected any of: read:authentication_methods", "insufficient_scope"
        )
        coverage = await here.new_scan().run()
        assert not coverage.complete
        assert coverage.problem is not None
        assert coverage.problem.exit_code == 7
        assert "read:authentication_methods" in coverage.problem.words
        assert sum(here.asked.values()) < 30


@pytest.mark.parametrize(("path", "part"), [("guardian/factors", "factors"), ("/connections", "connections")])
async def test_what_is_on_and_which_connections_there_are_may_be_unknown(path: str, part: str, tmp_path: Path) -> None:
    async with office(tmp_path) as here:
        here.tenant.faults[path] = refusal(403, "Insufficient scope")
        coverage = await here.new_scan().run()
        assert coverage.complete
        assert list(coverage.unread) == [part]
        assert (coverage.summary().gone_connections is None) is (part == "connections")
        assert (coverage.summary().may_use_email is None) is (part == "factors")
        answer = json.loads("".join(coverage_report.as_json(coverage)))
        assert (answer["only_off_factors"] is None) is (part == "factors")
        assert (answer["people"][0]["only_off_factors"] is None) is (part == "factors")
        text = "\n".join(coverage_report.as_text(coverage))
        assert text.startswith("Who can complete MFA is not known") is (part == "factors")


async def test_roles_and_organizations_are_read_where_asked(tmp_path: Path) -> None:
    async with office(tmp_path) as here:
        roles = await here.new_scan(groups=Groups.ROLES).run()
        assert {bar.name for bar in roles.summary().groups} >= {"Payroll", "Contractor"}
        organizations = await here.new_scan(groups=Groups.ORGANIZATIONS, query="name:Jane*").run()
        assert organizations.summary().groups


async def test_stopped_it_keeps_the_part_and_resumed_it_asks_about_each_other_user_once(tmp_path: Path) -> None:
    async with office(tmp_path) as here:
        first = here.new_scan()

        def stop_soon(progress: Progress) -> None:
            if progress.words == "Reading methods" and progress.done == 100:
                first.stop()

        part = await first.run(stop_soon)
        assert not part.complete
        assert 100 <= len(part.held) < 120
        assert part.summary().users == len(part.held)
        here.clock.now += 600
        whole = await here.new_scan().run(resume=True)
        assert whole.complete
        assert whole.as_of == part.as_of == READ_AT
        assert (len(here.asked), set(here.asked.values())) == (400, {1})
        assert {id_: whole.held[id_] for id_ in part.held} == part.held


async def test_cancelled_it_keeps_the_part_too(tmp_path: Path) -> None:
    async with office(tmp_path) as here:
        scan = here.new_scan()

        def cancel_soon(progress: Progress) -> None:
            if progress.done == 50:
                running.cancel()

        running = asyncio.create_task(scan.run(cancel_soon))
        with pytest.raises(asyncio.CancelledError):
            await running
        assert 50 <= len(scan.coverage.held) < 70
        resumed = here.new_scan()
        assert (await resumed.run(resume=True)).complete
        assert resumed.resumed >= 50


async def test_another_scope_or_a_new_start_resumes_nothing(tmp_path: Path) -> None:
    async with office(tmp_path) as here:
        first = here.new_scan()
        await first.run(lambda progress: first.stop())
        for scan, resume in ((here.new_scan(query="name:J*"), True), (here.new_scan(), False)):
            await scan.run(lambda progress, scan=scan: scan.stop(), resume=resume)  # type: ignore[misc]
            assert scan.resumed == 0


async def test_progress_on_disk_is_private_and_names_nobody(tmp_path: Path) -> None:
    async with office(tmp_path) as here:
        scan = here.new_scan()
        await scan.run(lambda progress: scan.stop() if progress.done == 200 else None)
        assert stat.S_IMODE(here.ledger.stat().st_mode) == 0o600
        text = here.ledger.read_text()
        assert "Jane Doe" not in text
        assert "@example" not in text
        with here.ledger.open("a") as file:
            file.write('{"user":"auth0|cut o')  # as a crash leaves it
        again = here.new_scan()
        assert (await again.run(resume=True)).complete


async def test_a_disk_that_is_full_costs_the_resume_and_nothing_else(tmp_path: Path) -> None:
    async with office(tmp_path) as here:
        here.ledger.parent.parent.joinpath("cache").write_text("a file where the folder should be")
        assert (await here.new_scan().run()).complete


async def test_what_is_written_out_agrees_in_all_three_forms(tmp_path: Path) -> None:
    async with office(tmp_path) as here:
        coverage = await here.new_scan().run()
    rows = list(csv.DictReader(io.StringIO("".join(coverage_report.as_csv(coverage)))))
    answer = json.loads("".join(coverage_report.as_json(coverage)))
    assert len(rows) == len(answer["people"]) == answer["users"] == 400
    assert list(rows[0]) == list(answer["people"][0]) == list(coverage_report.COLUMNS)
    assert Counter(row["state"] for row in rows) == {k: v for k, v in answer["states"].items() if v}
    assert Counter(row["readiness"] for row in rows) == {k: v for k, v in answer["readiness"].items() if v}
    assert sum(row["may_use_email"] == "true" for row in rows) == answer["may_use_email"] == 238
    assert sum(row["phishing_resistant"] == "true" for row in rows) == answer["phishing_resistant"] == 0
    assert Counter(row["only_off_factors"] for row in rows) == {"true": 143, "false": 257}
    assert answer["only_off_factors"] == sum(one["only_off_factors"] for one in answer["people"]) == 143
    assert (
        sum(row["connection_deleted"] == "true" for row in rows) == answer["cannot_log_in"]["connection_deleted"] == 3
    )
    assert sum(row["blocked"] == "true" for row in rows) == answer["cannot_log_in"]["blocked"]
    text = "\n".join(coverage_report.as_text(coverage))
    assert text.startswith("38% of users can complete MFA (151 of 400).")
    for kind, number in answer["readiness"].items():
        assert re.search(f"\n  {kind} .*[ ]{number}\n", text) or not number
    assert "Users of the deleted connection acme-ldap-2019, who cannot log in: 3" in text
    assert all(line.isprintable() for line in text.split("\n"))
    assert not any(cell[:1] in ("=", "+", "-", "@") for row in rows for cell in row.values())
