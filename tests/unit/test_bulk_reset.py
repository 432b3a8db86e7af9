"""Resetting many users: the list, the dry run, what becomes of each, and going on after an end in the middle."""

import asyncio
import csv
import io
import json
import stat
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from mfa_tui.demo.tenant.methods import Method
from mfa_tui.domain.action_kinds import ActionKind
from mfa_tui.domain.problems import Problem
from mfa_tui.domain.progress import Progress
from mfa_tui.domain.user.lookup import Kind
from mfa_tui.features.bulk_reset.model import MOST_ENTRIES, Entry, parse_list
from mfa_tui.features.bulk_reset.service import lines as bulk_lines
from mfa_tui.features.bulk_reset.service.bulk import IN_A_ROW, BulkReset
from mfa_tui.features.bulk_reset.service.files import read_list
from mfa_tui.features.bulk_reset.service.ledger import BulkLedger
from mfa_tui.features.bulk_reset.service.lines import BulkLine, Result
from mfa_tui.session.user_writes import UserWrites
from mfa_tui.storage.journal import ActionIntent, Journal
from mfa_tui.storage.typed_files import UnusableFile, read_typed
from tests.desk import BROKEN, Desk, LostAfterDeleting, desk, refusal
from tests.rig import Message, Send, Tenant, deletions

ENROLLED = ("jane.doe", "several.methods", "phone.only", "key.only", "guardian.app", "linked.methods")


def listed(here: Desk, *nicknames: str) -> str:
    return "\n".join(here.person(name).email or "" for name in nicknames)


def entries(text: str) -> Sequence[Entry]:
    return parse_list(text).entries


def new_reset(here: Desk, home: Path) -> BulkReset:
    tenant = here.session.profile.domain
    return BulkReset(here.writes, here.session.journal, BulkLedger(home / "state" / "bulk.jsonl", tenant))


async def resumed(here: Desk, home: Path) -> tuple[BulkLine, ...]:
    """Go on as the next program does, after a look at what is left."""
    reset = new_reset(here, home)
    await reset.recall()
    return await reset.resume()


def results(lines: tuple[BulkLine, ...]) -> list[Result]:
    return [line.result for line in lines]


def test_a_list_may_be_plain_lines_or_csv_with_the_column_anywhere() -> None:
    plain = entries("\ufeff# lost phones\nauth0|1\n\n  Jane@example.com \r\nJane Doe\nemail:x*\n@example.com")
    assert [(entry.line, entry.text, entry.kind) for entry in plain] == [
        (2, "auth0|1", Kind.USER_ID),
        (4, "Jane@example.com", Kind.EMAIL),
        (5, "Jane Doe", None),
        (6, "email:x*", None),
        (7, "@example.com", None),
    ]
    for table in (
        '"name","email","user_id"\n"a, b",jane@example.com,\'auth0|1\n',
        "email;USER_ID\nx@example.com;auth0|1\n",
        "auth0|1,something else\n",
    ):
        assert [entry.text for entry in entries(table)] == ["auth0|1"]
    assert entries("") == ()
    with pytest.raises(ValueError, match="more than 10,000"):
        entries("auth0|1\n" * (MOST_ENTRIES + 1))


@pytest.mark.parametrize(
    ("table", "column", "texts"),
    [
        ("Name;E-Mail\nDoe, Jane;jane@example.com\n", "E-Mail", ["jane@example.com"]),
        ('"Doe, J";"User ID"\n"Doe; Jane";"auth0|1"\n', "User ID", ["auth0|1"]),
        ("name\tEmail address\nJane\tjane@example.com\n", "Email address", ["jane@example.com"]),
        ("user_id,email\n17,jane@example.com\n18,max@example.com\n", "email", ["jane@example.com", "max@example.com"]),
        ("email,user_id\njane@example.com,auth0|1\n,auth0|2\n", "user_id", ["auth0|1", "auth0|2"]),
        (
            "user_id,email\nauth0|1,jane@example.com\n ,max@example.com\n",
            "user_id or email",
            ["auth0|1", "max@example.com"],
        ),
        (
            "id,email,name\n17,jane@example.com,\n18,max@example.com,\n19,,Zoë\n,,Kim\n",
            "email or id",
            ["jane@example.com", "max@example.com", "19", ",,Kim"],
        ),
        ("Jane Doe,jane@example.com\nMax Moe,max@example.com\n", "", ["jane@example.com", "max@example.com"]),
        ("Jane Doe, auth0|1\n", "", ["auth0|1"]),
    ],
)
def test_of_a_table_the_column_is_taken_that_names_the_users(table: str, column: str, texts: list[str]) -> None:
    listed = parse_list(table)
    assert (listed.column, [entry.text for entry in listed.entries]) == (column, texts)


def test_a_line_that_names_nobody_is_shown_as_it_stands() -> None:
    listed = parse_list("auth0|1\n'; DROP\n  ;;\nJane Doe\n")
    assert [(entry.text, entry.kind) for entry in listed.entries[1:]] == [
        ("'; DROP", None),
        (";;", None),
        ("Jane Doe", None),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_list_may_come_from_any_spreadsheet(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "list.csv"
    path.write_text('"Name";"E-Mail"\r\n"Zoë";"zoe@example.com"\r\n', encoding=encoding)
    listed = read_list(str(path))
    assert (listed.column, [entry.text for entry in listed.entries]) == ("E-Mail", ["zoe@example.com"])


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_a_list_in_utf_16_that_does_not_say_so_is_told_how_to_be_saved(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "list.csv"
    path.write_text("jane.doe@example.com\n", encoding=encoding)
    with pytest.raises(UnusableFile, match=r"UTF-16 without a byte order mark\. Save it as CSV in UTF-8\."):
        read_list(str(path))


def test_a_list_that_is_too_large_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(b"a" * 5_000_001)
    with pytest.raises(UnusableFile, match=r"^It is larger than 5 MB\. Split the list into smaller files\.$"):
        read_list(str(path))
    with pytest.raises(UnusableFile, match=r"^It is larger than 5 MB\.$"):
        read_typed(str(path))


async def test_the_dry_run_says_for_each_line_what_would_go_or_why_nothing_can(tmp_path: Path) -> None:
    async with desk(tmp_path, writable=False) as here:
        here.person("nothing.yet").email = twin = "twin@example.com"
        here.person("pending.only").email = twin
        jane = here.id_of("jane.doe")
        text = f"{jane}\nJANE.DOE@example.com\nnobody@example.com\nauth0|nobody\n{twin}\nJane\npasskey.only@example.com"
        told: list[Progress] = []
        lines = await new_reset(here, tmp_path).dry_run(entries(text), told.append)
        assert results(lines) == [
            Result.PLANNED,
            Result.TWICE,
            Result.NOT_FOUND,
            Result.NOT_FOUND,
            Result.AMBIGUOUS,
            Result.NO_NAME,
            Result.NOTHING,
        ]
        assert lines[0].planned[0].startswith("Authenticator app")
        assert len(lines[0].planned) == 4
        assert here.id_of("jane.doe") in lines[1].words or "line 1" in lines[1].words
        assert "auth0|" in lines[4].words
        assert (told[-1].done, told[-1].total) == (6, 6)
        assert here.tenant.writes == []


async def test_applied_exactly_what_was_shown_is_gone_and_each_step_is_in_the_journal(tmp_path: Path) -> None:
    async with desk(tmp_path) as here:
        reset = new_reset(here, tmp_path)
        await reset.dry_run(entries(listed(here, *ENROLLED, "nothing.yet")))
        lines = await reset.apply()
        assert results(lines) == [Result.RESET] * 6 + [Result.NOTHING]
        assert all(line.words.startswith("Gone: ") for line in lines[:6])
        assert here.methods_of("jane.doe") == ["password", "email-verification"]
        assert deletions(here.tenant) == dict.fromkeys(map(here.id_of, ENROLLED), 1)
        intents = {entry["id"] for entry in here.journal if entry["entry"] == "intent"}
        assert len(intents) == len(here.tenant.writes)
        assert {entry["id"]: entry["result"] for entry in here.journal if entry["entry"] == "outcome"} == (
            dict.fromkeys(intents, "done")
        )
        killed_there = new_reset(here, tmp_path)
        assert await killed_there.recall() == lines, "the outcome is kept until somebody has it"
        assert await killed_there.forget() is None
        assert await new_reset(here, tmp_path).recall() == ()


async def test_what_changed_since_the_dry_run_is_not_reset(tmp_path: Path) -> None:
    async with desk(tmp_path) as here:
        reset = new_reset(here, tmp_path)
        await reset.dry_run(entries(listed(here, "phone.only", "key.only")))
        await here.client.users.create_phone(here.id_of("phone.only"), "+12025550199", "New")
        lines = await reset.apply()
        assert results(lines) == [Result.CHANGED, Result.RESET]
        assert "phone" in here.methods_of("phone.only")


async def test_a_user_who_fails_does_not_stop_the_others(tmp_path: Path) -> None:
    async with desk(tmp_path) as here:
        reset = new_reset(here, tmp_path)
        await reset.dry_run(entries(listed(here, *ENROLLED)))
        here.tenant.faults[f"DELETE /api/v2/users/{here.id_of('key.only')}"] = refusal(400, "Not this one.")
        lines = await reset.apply()
        assert results(lines).count(Result.RESET) == 5
        (failed,) = [line for line in lines if line.result is Result.FAILED]
        assert "Not this one." in failed.words
        assert "Left: Security key" in failed.words


async def test_a_tenant_that_fails_stops_it_and_the_rest_remains_to_be_resumed(tmp_path: Path) -> None:
    async with desk(tmp_path) as here:
        reset = new_reset(here, tmp_path)
        nicknames = [
            (user.email or "").partition("@")[0]
            for user in here.tenant.demo.state.directory.users.values()
            if user.enrolled and user.email
        ][:30]
        text = "\n".join(user.user_id for user in map(here.person, nicknames))
        await reset.dry_run(entries(text))
        here.tenant.faults["GET /api/v2/users/"] = BROKEN
        lines = await reset.apply()
        assert reset.problem is not None
        assert set(results(lines)) == {Result.PLANNED}
        assert here.tenant.writes == []
        del here.tenant.faults["GET /api/v2/users/"]
        lines = await resumed(here, tmp_path)
        assert set(results(lines)) == {Result.RESET}
        assert list(deletions(here.tenant).values()) == [1] * 30


async def test_stopped_and_resumed_each_user_is_reset_once(tmp_path: Path) -> None:
    async with desk(tmp_path) as here:
        reset = new_reset(here, tmp_path)
        users = [user for user in here.tenant.demo.state.directory.users.values() if user.enrolled][:40]
        await reset.dry_run(entries("\n".join(user.user_id for user in users)))
        part = await reset.apply(lambda progress: reset.stop() if progress.done == 10 else None)
        assert 10 <= results(part).count(Result.RESET) < 20
        ledger = BulkLedger(tmp_path / "state" / "bulk.jsonl", here.session.profile.domain)
        assert ledger.unfinished() == results(part).count(Result.PLANNED)
        lines = await resumed(here, tmp_path)
        assert [line.line for line in lines] == [line.line for line in part]
        assert set(results(lines)) == {Result.RESET}
        assert list(deletions(here.tenant).values()) == [1] * 40


async def test_resumed_nothing_goes_that_was_not_shown_and_what_was_done_is_told(tmp_path: Path) -> None:
    async with desk(tmp_path) as here:
        reset = new_reset(here, tmp_path)
        lines = await reset.dry_run(entries(listed(here, "phone.only", "key.only", "jane.doe", "guardian.app")))
        ledger = BulkLedger(tmp_path / "state" / "bulk.jsonl", here.session.profile.domain)
        ledger.begin(lines)  # ...and there the program was killed, in the middle of two of them:
        for line, action in ((lines[0], "done"), (lines[2], "not done")):
            ledger.begun(line)
            (id_, *_) = line.ids
            here.session.journal.intend_action(
                here.session.profile.domain,
                ActionKind.DELETE_METHOD,
                "delete an authentication method: phone",
                line.user_id,
                method_id=id_,
            )
            if action == "done":
                await here.client.users.delete_authentication_method(line.user_id, id_)
        ledger.close()
        await here.client.users.create_phone(lines[1].user_id, "+12025550199", "New")
        await here.client.users.delete_all_authentication_methods(lines[3].user_id)
        outcome = await resumed(here, tmp_path)
        assert results(outcome) == [Result.RESET, Result.CHANGED, Result.RESET, Result.NOTHING]
        assert "All is gone" in outcome[0].words
        assert here.methods_of("key.only") == ["webauthn-roaming", "phone"]
        told = {entry["id"]: entry["result"] for entry in here.journal if entry["entry"] == "outcome"}
        intents = {entry["user_id"]: entry["id"] for entry in reversed(here.journal) if entry["entry"] == "intent"}
        assert told[intents[lines[0].user_id]] == "done"
        assert told[intents[lines[2].user_id]] == "not done"
        assert here.session.journal.unfinished_actions(here.session.profile.domain) == ()


async def test_what_a_killed_program_was_in_the_middle_of_is_concluded_step_by_step_as_the_tenant_has_it(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path) as here:
        here.person("phone.only").legacy_provider = "duo"
        lines = await here.session.bulk_reset().dry_run(entries(listed(here, "phone.only", "key.only", "jane.doe")))
        (phone,) = here.tenant.demo.state.directory.methods_of(here.person("phone.only"))
        tenant, journal = here.session.profile.domain, here.session.journal
        ledger = here.session.bulk_ledger
        ledger.begin(lines)  # ...and there the program was killed, in the middle of two of three users:
        ledger.begun(lines[0])
        ledger.begun(lines[1])
        begun = {
            "method": journal.intend_action(
                tenant,
                ActionKind.DELETE_METHOD,
                "delete an authentication method: phone",
                lines[0].user_id,
                method_id=phone.id,
            ),
            "provider": journal.intend_action(
                tenant, ActionKind.DELETE_PROVIDER, "delete the MFA provider duo", lines[0].user_id, detail="duo"
            ),
            "recovery code": journal.intend_action(
                tenant, ActionKind.NEW_RECOVERY_CODE, "make a new recovery code", lines[0].user_id
            ),
            "of who is gone": journal.intend_action(
                tenant,
                ActionKind.DELETE_METHOD,
                "delete an authentication method: security key",
                lines[1].user_id,
                method_id="webauthn-roaming|dev_1",
            ),
            "of somebody else": journal.intend_action(
                tenant,
                ActionKind.DELETE_METHOD,
                "delete an authentication method: phone",
                lines[2].user_id,
                method_id="phone|dev_1",
            ),
        }
        ledger.close()
        await here.client.users.delete_authentication_method(lines[0].user_id, phone.id)
        del here.tenant.demo.state.directory.users[lines[1].user_id]
        # The next start tells what nobody else will look at, and leaves the rest to who goes on.
        told = await here.session.unfinished(await here.session.read())
        assert [finding.id for finding in told] == ["unfinished-action"] * 2
        again = here.session.bulk_reset()
        await again.recall()
        outcome = await again.resume()
        assert results(outcome) == [Result.RESET, Result.NOT_FOUND, Result.RESET]
        concluded = {entry["id"]: entry["result"] for entry in here.journal if entry["entry"] == "outcome"}
        assert {name: concluded.get(id_) for name, id_ in begun.items()} == {
            "method": "done",
            "provider": "not done",
            "recovery code": None,
            "of who is gone": "unknown",
            "of somebody else": None,
        }


async def test_while_one_program_resets_another_neither_goes_on_with_it_nor_begins_or_drops_anything(
    tmp_path: Path,
) -> None:
    tenant = Tenant()
    async with desk(tmp_path, tenant=tenant) as one, desk(tmp_path, tenant=tenant) as other:
        reset = new_reset(one, tmp_path)
        await reset.dry_run(entries(listed(one, *ENROLLED)))
        reviewing = new_reset(other, tmp_path)
        await reviewing.dry_run(entries(listed(one, "phone.only")))
        ledger = BulkLedger(tmp_path / "state" / "bulk.jsonl", one.session.profile.domain)
        meanwhile: list[Problem | None] = []
        gate = asyncio.Event()

        async def interfere() -> None:
            meddling = new_reset(other, tmp_path)
            await meddling.recall()
            await meddling.resume()
            await reviewing.apply()
            meanwhile.extend([meddling.problem, reviewing.problem, await meddling.forget()])
            assert ledger.elsewhere()
            gate.set()

        async with asyncio.TaskGroup() as others:

            def report(progress: Progress) -> None:
                if progress.done == 1:
                    tenant.gate = gate  # Whoever asked the tenant anything would wait for ever.
                    others.create_task(interfere())

            lines = await reset.apply(report)
        assert {problem.title for problem in meanwhile if problem} == {
            "Another program is resetting users of this tenant."
        }
        assert len(meanwhile) == 3
        assert set(results(lines)) == {Result.RESET}
        assert set(deletions(tenant).values()) == {1}
        assert not ledger.elsewhere()


async def test_only_the_list_that_was_looked_at_is_gone_on_with_or_dropped(tmp_path: Path) -> None:
    async with desk(tmp_path) as here:
        ledger = BulkLedger(tmp_path / "state" / "bulk.jsonl", here.session.profile.domain)
        first, second = new_reset(here, tmp_path), new_reset(here, tmp_path)
        ledger.begin(await first.dry_run(entries(listed(here, "phone.only"))))
        reviewed = new_reset(here, tmp_path)
        shown = await reviewed.recall()
        ledger.begin(await second.dry_run(entries(listed(here, "key.only"))))  # by another program
        assert await reviewed.resume() == shown
        assert reviewed.problem is not None
        assert reviewed.problem.title == "Another reset of many was begun meanwhile."
        assert await reviewed.forget() == reviewed.problem
        await first.apply()
        assert first.problem == reviewed.problem
        assert here.tenant.writes == []
        assert ledger.unfinished() == 1


async def test_a_list_is_written_down_whole_or_not_at_all_and_one_that_is_not_whole_says_so(tmp_path: Path) -> None:
    async with desk(tmp_path) as here:
        path = tmp_path / "state" / "bulk.jsonl"
        reset = new_reset(here, tmp_path)
        lines = await reset.dry_run(entries(listed(here, "phone.only", "key.only", "jane.doe")))
        ledger = BulkLedger(path, here.session.profile.domain)
        ledger.begin(lines[:1])
        unwritable = [*lines, BulkLine(9, "x", Result.PLANNED, planned=(object(),))]  # type: ignore[arg-type]
        with pytest.raises(TypeError):
            ledger.begin(unwritable)  # as if the program had been killed there
        assert ledger.read().lines == lines[:1], "what was there is still there"
        ledger.begin(lines)
        text = path.read_text()
        path.write_text(text[: text.rindex("jane.doe")])
        again = new_reset(here, tmp_path)
        assert len(await again.recall()) == 2
        assert again.problem is not None
        assert again.problem.title == "Some lines of this list cannot be read any more."
        assert results(await again.resume()) == [Result.RESET] * 2


async def test_while_the_tenant_is_locked_nothing_is_sent_and_everybody_is_left(tmp_path: Path) -> None:
    async with desk(tmp_path, writable=False) as here:
        reset = new_reset(here, tmp_path)
        await reset.dry_run(entries(listed(here, "phone.only", "jane.doe")))
        lines = await reset.apply()
        assert results(lines) == [Result.PLANNED] * 2
        assert "read-only" in lines[0].words
        assert here.tenant.writes == []
        here.session.unlock(True)
        assert results(await resumed(here, tmp_path)) == [Result.RESET] * 2


@pytest.mark.parametrize(("status", "nicknames"), [(401, ENROLLED), (403, ENROLLED), (429, ["phone.only"])])
async def test_who_was_only_refused_for_want_of_permission_is_reset_later(
    tmp_path: Path, status: int, nicknames: Sequence[str]
) -> None:
    async with desk(tmp_path) as here:
        reset = new_reset(here, tmp_path)
        await reset.dry_run(entries(listed(here, *nicknames)))
        here.tenant.faults["DELETE"] = refusal(status, "Not now.")
        lines = await reset.apply()
        assert (reset.problem is not None) is (len(nicknames) >= IN_A_ROW)
        assert set(results(lines)) == {Result.PLANNED}
        assert "Not now." in lines[0].words
        del here.tenant.faults["DELETE"]
        assert set(results(await resumed(here, tmp_path))) == {Result.RESET}


@dataclass
class Silent(Tenant):
    """A tenant that does not do what a DELETE asks for `who`, and does not answer it either."""

    who: str = ""

    async def __call__(self, scope: Message, receive: Any, send: Send) -> None:
        if self.who and scope["method"] == "DELETE" and self.who in scope["path"]:
            raise httpx.ReadTimeout("No answer.")
        await super().__call__(scope, receive, send)


@pytest.mark.parametrize("how", ["500", "503", "timeout"])
async def test_who_failed_for_a_reason_that_passes_is_tried_again_with_the_rest_and_who_was_refused_is_not(
    tmp_path: Path, how: str
) -> None:
    async with desk(tmp_path, tenant=Silent()) as here:
        tenant = here.tenant
        assert isinstance(tenant, Silent)
        reset = new_reset(here, tmp_path)
        await reset.dry_run(entries(listed(here, "phone.only", "key.only", "guardian.app")))
        if how == "timeout":
            tenant.who = here.id_of("phone.only")
        else:
            tenant.faults[f"DELETE /api/v2/users/{here.id_of('phone.only')}"] = refusal(int(how), "Not now.")
        tenant.faults[f"DELETE /api/v2/users/{here.id_of('key.only')}"] = refusal(400, "Not this one.")
        lines = await reset.apply()
        assert results(lines) == [Result.NOT_YET, Result.FAILED, Result.RESET]
        assert "Nothing is gone." in lines[0].words
        assert here.methods_of("phone.only") == ["phone"]
        tenant.faults.clear()
        tenant.who = ""
        sent = len(tenant.writes)
        assert results(await resumed(here, tmp_path)) == [Result.RESET, Result.FAILED, Result.RESET]
        assert [here.id_of("phone.only") in path for _, path in tenant.writes[sent:]] == [True]
        told = [entry["result"] for entry in here.journal if entry["entry"] == "outcome"]
        assert sorted(told) == ["done", "done", "not done", "not done"]
        assert not here.session.journal.unfinished_actions(here.session.profile.domain)


@pytest.mark.parametrize("status", [400, 403])
async def test_a_reset_that_ends_half_way_is_called_so_and_the_rest_goes_when_it_goes_on(
    tmp_path: Path, status: int
) -> None:
    class SoonExhausted(Tenant):
        async def __call__(self, scope: Message, receive: Any, send: Send) -> None:
            await super().__call__(scope, receive, send)
            if scope["method"] == "DELETE":
                self.faults["DELETE"] = refusal(status, "Not now.")

    async with desk(tmp_path, tenant=SoonExhausted()) as here:
        reset = new_reset(here, tmp_path)
        await reset.dry_run(entries(listed(here, "several.methods")))
        (line,) = await reset.apply()
        assert (line.result, line.result.problem) == (Result.PARTLY, True)
        assert line.words.startswith("Gone: ")
        first, refused = here.tenant.writes
        (line,) = await resumed(here, tmp_path)
        assert (line.result, line.result.left) == (Result.PARTLY, True), "what went before does not come back"
        assert here.tenant.writes.pop() == refused
        del here.tenant.faults["DELETE"]
        assert results(await resumed(here, tmp_path)) == [Result.PARTLY]  # One more went.
        assert here.tenant.writes[2:][0] == refused
        assert here.tenant.writes.count(first) == 1
        directory = here.tenant.demo.state.directory
        directory.set_methods(here.person("several.methods"), (), 0.0)  # by somebody else
        assert results(await resumed(here, tmp_path)) == [Result.RESET]


async def test_after_an_end_that_nobody_foresaw_nobody_who_was_under_way_is_called_not_begun(tmp_path: Path) -> None:
    class Breaks(Journal):
        left = 2

        def conclude(self, *arguments: Any, **options: Any) -> None:
            self.left -= 1
            if self.left < 0:
                raise RuntimeError("Nobody foresaw this.")
            super().conclude(*arguments, **options)

    async with desk(tmp_path) as here:
        tenant, journal = here.session.profile.domain, Breaks(here.session.journal.path)
        ledger = BulkLedger(tmp_path / "state" / "bulk.jsonl", tenant)
        reset = BulkReset(UserWrites(here.client, journal, tenant), journal, ledger)
        planned = await reset.dry_run(entries(listed(here, *ENROLLED)))
        with pytest.raises(ExceptionGroup):
            await reset.apply()
        touched = {path.split("/")[4] for _, path in here.tenant.writes}
        assert touched
        by_user = {line.user_id: line.result for line in reset.outcome()}
        assert {by_user[user_id] for user_id in touched} <= {Result.RESET, Result.UNKNOWN}
        assert set(results(await resumed(here, tmp_path))) == {Result.RESET}
        assert deletions(here.tenant).keys() == {line.user_id for line in planned}


async def test_what_another_program_concludes_while_this_one_starts_is_not_called_cut_off(tmp_path: Path) -> None:
    class Overtaken(Journal):
        def unfinished_actions(self, tenant: str) -> tuple[ActionIntent, ...]:
            found = super().unfinished_actions(tenant)
            for action in found:  # ...the other program has come to the end of them:
                self.conclude(action.id, "done")
                ledger.told(replace(line, result=Result.RESET))
            return found

    async with desk(tmp_path) as here:
        (line,) = await here.session.bulk_reset().dry_run(entries(listed(here, "phone.only")))
        ledger = here.session.bulk_ledger
        ledger.begin([line])
        ledger.begun(line)
        tenant = here.session.profile.domain
        here.session.journal.intend_action(
            tenant,
            ActionKind.DELETE_METHOD,
            "delete an authentication method: phone",
            line.user_id,
            method_id="phone|1",
        )
        here.session.journal = Overtaken(here.session.journal.path)
        assert await here.session.unfinished(await here.session.read()) == ()
        ledger.close()


async def test_what_went_and_cannot_be_looked_at_is_not_known_and_settled_later(tmp_path: Path) -> None:
    async with desk(tmp_path, tenant=LostAfterDeleting()) as here:
        reset = new_reset(here, tmp_path)
        await reset.dry_run(entries(listed(here, "phone.only")))
        (line,) = await reset.apply()
        assert here.methods_of("phone.only") == []
        assert (line.result, line.result.problem) == (Result.UNKNOWN, True)
        assert (line.result, here.journal[-1]["result"]) == ("not known", "unknown")
        assert BulkLedger(tmp_path / "state" / "bulk.jsonl", here.session.profile.domain).unfinished() == 1
        here.tenant.faults.clear()
        assert results(await resumed(here, tmp_path)) == [Result.RESET]
        assert len(here.tenant.writes) == 1


async def test_a_reset_that_was_seen_to_come_about_is_not_denied_when_the_last_look_fails(tmp_path: Path) -> None:
    class BlindAfterALook(Tenant):
        async def __call__(self, scope: Message, receive: Any, send: Send) -> None:
            deleted = any(method == "DELETE" for method, _ in self.seen)
            await super().__call__(scope, receive, send)
            if deleted:
                self.faults["GET"] = BROKEN

    async with desk(tmp_path, tenant=BlindAfterALook()) as here:
        reset = new_reset(here, tmp_path)
        await reset.dry_run(entries(listed(here, "phone.only")))
        assert results(await reset.apply()) == [Result.UNKNOWN]
        assert here.journal[-1]["result"] == "done"


async def test_a_reset_whose_outcome_cannot_be_journalled_is_a_reset_and_says_so(tmp_path: Path) -> None:
    class FullDisk(Tenant):
        async def __call__(self, scope: Message, receive: Any, send: Send) -> None:
            await super().__call__(scope, receive, send)
            if scope["method"] == "DELETE":
                (tmp_path / "journal.jsonl").rename(tmp_path / "kept.jsonl")
                (tmp_path / "journal.jsonl").mkdir()

    async with desk(tmp_path, tenant=FullDisk()) as here:
        reset = new_reset(here, tmp_path)
        await reset.dry_run(entries(listed(here, "phone.only")))
        (line,) = await reset.apply()
        assert line.result is Result.RESET
        assert "Gone: Phone" in line.words
        assert "The change journal cannot be written." in line.words


async def test_a_loss_that_was_not_planned_is_a_problem(tmp_path: Path) -> None:
    class TakesThePasskey(Tenant):
        async def __call__(self, scope: Message, receive: Any, send: Send) -> None:
            await super().__call__(scope, receive, send)
            if scope["method"] == "DELETE":
                directory = self.demo.state.directory
                directory.set_methods(directory.users[scope["path"].split("/")[4]], (), 0.0)

    async with desk(tmp_path, tenant=TakesThePasskey()) as here:
        directory, user = here.tenant.demo.state.directory, here.person("phone.only")
        directory.set_methods(user, (*directory.methods_of(user), Method("passkey|dev_1", "passkey", 0.0)), 0.0)
        reset = new_reset(here, tmp_path)
        await reset.dry_run(entries(listed(here, "phone.only")))
        (line,) = await reset.apply()
        assert (line.result, line.result.problem) == (Result.BEYOND, True)
        assert "Auth0 deleted more than was planned: Passkey" in line.words


async def test_a_user_is_gone_only_where_the_user_is_absent(tmp_path: Path) -> None:
    async with desk(tmp_path) as here:
        ids = [here.id_of("phone.only"), here.id_of("key.only")]
        here.tenant.faults[f"GET /api/v2/users/{ids[0]}/enrollments"] = refusal(404, "No such thing here.")
        lines = await new_reset(here, tmp_path).dry_run(entries("\n".join(ids)))
        assert results(lines) == [Result.UNREAD, Result.PLANNED]
        here.tenant.faults.clear()
        reset = new_reset(here, tmp_path)
        await reset.dry_run(entries("\n".join(ids)))
        here.tenant.faults[f"GET /api/v2/users/{ids[0]}/enrollments"] = refusal(404, "No such thing here.")
        del here.tenant.demo.state.directory.users[ids[1]]
        lines = await reset.apply()
        assert results(lines) == [Result.PLANNED, Result.NOT_FOUND]
        assert "No such thing here." in lines[0].words


async def test_an_address_that_two_users_have_but_for_its_capitals_is_ambiguous(tmp_path: Path) -> None:
    async with desk(tmp_path) as here:
        here.person("key.only").email = "Phone.Only@example.com"
        lines = await new_reset(here, tmp_path).dry_run(entries("Phone.Only@example.com\nphone.only@example.com"))
        assert results(lines)[0] is Result.AMBIGUOUS
        assert lines[1].user_id == here.id_of("phone.only")


async def test_where_progress_cannot_be_written_down_nothing_is_sent(tmp_path: Path) -> None:
    async with desk(tmp_path) as here:
        reset = new_reset(here, tmp_path)
        await reset.dry_run(entries(listed(here, "phone.only")))
        (tmp_path / "state").write_text("a file where the folder should be")
        lines = await reset.apply()
        assert reset.problem is not None
        assert results(lines) == [Result.PLANNED]
        assert here.tenant.writes == []


async def test_progress_and_outcomes_are_private_and_no_cell_is_a_formula(tmp_path: Path) -> None:
    tenant = Tenant()
    async with desk(tmp_path, tenant=tenant) as here:
        reset = new_reset(here, tmp_path)
        await reset.dry_run(entries(f"=cmd@example.com\n{listed(here, 'phone.only')}"))
        lines = await reset.apply(lambda progress: reset.stop())
        BulkLedger(tmp_path / "state" / "bulk.jsonl", "acme").begin(lines)
    assert stat.S_IMODE((tmp_path / "state" / "bulk.jsonl").stat().st_mode) == 0o600
    rows = list(csv.DictReader(io.StringIO("".join(bulk_lines.as_csv(lines)))))
    assert [row["entry"] for row in rows] == ["'=cmd@example.com", "phone.only@example.com"]
    assert [row["result"] for row in rows] == ["not found", "reset"]
    answer = json.loads("".join(bulk_lines.as_json(lines)))
    assert [list(one) for one in answer] == [list(bulk_lines.COLUMNS)] * 2
    assert json.loads("".join(bulk_lines.as_json([]))) == []
