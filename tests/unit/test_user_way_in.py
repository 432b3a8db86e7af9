"""Opening and closing a user's way in."""

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from mfa_tui.domain.action_kinds import ActionKind
from mfa_tui.session import access
from mfa_tui.session.user_writes import State, Step, UserWrites
from tests.desk import BROKEN, LostThenRefused, desk, refusal
from tests.rig import Message, Send, Tenant


async def test_a_blocked_address_is_let_in_again(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        brie = d.id_of("brute.force")
        assert len(await d.client.users.blocks(brie)) == 2
        step = await access.unblock(d.writes, brie)
        assert await d.client.users.blocks(brie) == ()
    assert step.state is State.DONE
    assert [(entry["entry"], entry.get("action"), entry.get("result")) for entry in d.journal] == [
        ("intent", "remove the blocks of a user", None),
        ("outcome", None, "done"),
    ]


async def test_a_block_is_removed_by_user_name_too_without_writing_the_name_down(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        step = await access.unblock_identifier(d.writes, d.id_of("brute.force"), "brie")
        assert await d.client.users.blocks_by_identifier("brie") == ()
    assert step.done
    assert "brie" not in str(d.journal)


async def test_blocks_are_found_by_id_and_by_every_name_that_the_user_logs_in_with(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        brie = await d.client.users.get(d.id_of("brute.force"))
        found = await access.read_blocks(d.client, brie)
        d.tenant.faults["GET /api/v2/user-blocks"] = refusal(403, "Insufficient scope")
        unread = await access.read_blocks(d.client, brie)
    assert found.value is not None
    assert {block.identifier for block in found.value.of_user} == {brie.email}
    assert {block.identifier for block in found.value.by_identifier} == {"brie"}
    assert (unread.value, unread.problem is None) == (None, False)


async def test_remembered_browsers_are_forgotten(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        step = await access.forget_browsers(d.writes, d.id_of("remembered"))
        assert d.person("remembered").remembered_browsers == 0
    assert step.state is State.DONE


@pytest.mark.parametrize(
    ("overall", "unused", "words"),
    [(30 * 86_400, 7 * 86_400, "for 30 d, or 7 d without use"), (5 * 86_400, 7_200, "for 5 d, or 2 h without use")],
)
async def test_how_long_a_browser_is_remembered_is_the_tenants_own_number(
    tmp_path: Path, overall: int, unused: int, words: str
) -> None:
    body = {
        "display_remember_me_checkbox": True,
        "remember_me_default_value": False,
        "mfa_session_overall_timeout": overall,
        "mfa_session_inactivity_timeout": unused,
    }
    async with desk(tmp_path) as d:
        d.tenant.faults["GET /api/v2/guardian/settings"] = (200, "application/json", json.dumps(body).encode())
        found = await access.remembered_for(d.client)
        d.tenant.faults["GET /api/v2/guardian/settings"] = refusal(404, "Not Found")
        unread = await access.remembered_for(d.client)
    assert found.value == f"This tenant remembers a browser {words}."
    assert (unread.value, unread.problem is None) == (None, False)


async def test_sessions_and_refresh_tokens_end_apart_or_together(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        jane, users = d.id_of("jane.doe"), d.client.users
        assert (await access.revoke_sessions(d.writes, jane)).state is State.DONE
        assert await users.sessions(jane) == ()
        assert len(await users.refresh_tokens(jane)) == 1
        assert (await access.revoke_refresh_tokens(d.writes, jane)).state is State.DONE
        assert await users.refresh_tokens(jane) == ()


async def test_what_auth0_does_a_moment_later_is_called_accepted(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        d.tenant.faults["DELETE"] = (202, "application/json", b"{}")
        step = await access.revoke_sessions(d.writes, d.id_of("jane.doe"))
    assert (step.state, step.done, step.problem) == (State.ACCEPTED, True, None)
    assert d.journal[-1]["result"] == "accepted"


async def test_risk_is_cleared_for_a_connection(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        step = await access.clear_risk(d.writes, d.id_of("jane.doe"), "Username-Password-Authentication")
        odd = await access.clear_risk(d.writes, d.id_of("jane.doe"), "no such/connection")
    assert step.state is State.DONE
    assert odd.state is State.FAILED


async def test_an_answer_that_got_lost_is_settled_by_a_look_where_there_is_something_to_see(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        d.tenant.faults_after |= {"DELETE": BROKEN, "POST /api/v2/users": BROKEN}
        seen = await access.unblock(d.writes, d.id_of("brute.force"))
        unseen = await access.forget_browsers(d.writes, d.id_of("remembered"))
    assert (seen.state, unseen.state) == (State.DONE, State.UNKNOWN)


async def test_where_it_is_done_a_moment_later_a_lost_answer_leaves_it_not_known(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        d.tenant.faults["DELETE"] = BROKEN  # It was taken, and the sessions still show.
        step = await access.revoke_sessions(d.writes, d.id_of("jane.doe"))
        assert (step.state, d.journal[-1]["result"]) == (State.UNKNOWN, "unknown")
        d.tenant.faults["DELETE"] = refusal(403, "Insufficient scope")
        assert (await access.revoke_sessions(d.writes, d.id_of("jane.doe"))).state is State.FAILED


@pytest.mark.parametrize("status", [400, 403, 404, 429])
async def test_where_it_is_done_a_moment_later_a_refused_repetition_after_a_lost_answer_is_not_known(
    tmp_path: Path, status: int
) -> None:
    class LostInTheQueue(Tenant):
        """Takes the first DELETE without an answer; the sessions end later."""

        async def __call__(self, scope: Message, receive: Any, send: Send) -> None:
            if scope["method"] == "DELETE" and "DELETE" not in self.faults:
                self.faults["DELETE"] = refusal(status, "Not any more.")
                raise httpx.ReadError("The connection broke.")
            await super().__call__(scope, receive, send)

    async with desk(tmp_path, tenant=LostInTheQueue()) as d:
        step = await access.revoke_sessions(d.writes, d.id_of("jane.doe"))
        assert (step.state, d.journal[-1]["result"]) == (State.UNKNOWN, "unknown")
        assert step.problem is not None
        assert step.problem.title.startswith("An answer got lost, and the repetition was refused.")
        again = await access.revoke_sessions(d.writes, d.id_of("jane.doe"))
        assert again.state is State.FAILED, "this time no answer got lost"


@pytest.mark.parametrize("status", [400, 404])
async def test_a_lost_answer_and_a_refused_repetition_are_settled_where_the_tenant_shows_it(
    tmp_path: Path, status: int
) -> None:
    async with desk(tmp_path, tenant=LostThenRefused(refusal=refusal(status, "Not any more."))) as d:
        assert (await access.revoke_sessions(d.writes, d.id_of("jane.doe"))).state is State.DONE


async def test_without_the_scope_to_look_a_yes_is_not_called_done(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        d.tenant.faults["GET /api/v2/user-blocks"] = refusal(403, "Insufficient scope")
        step = await access.unblock(d.writes, d.id_of("brute.force"))
    assert step.state is State.UNKNOWN


@pytest.mark.parametrize(
    "act",
    [
        access.unblock,
        lambda writes, user_id: access.unblock_identifier(writes, user_id, "brie"),
        access.forget_browsers,
        lambda writes, user_id: access.clear_risk(writes, user_id, "Database"),
        access.revoke_sessions,
        access.revoke_refresh_tokens,
    ],
)
async def test_read_only_nothing_is_sent(
    act: Callable[[UserWrites, str], Awaitable[Step[None]]], tmp_path: Path
) -> None:
    async with desk(tmp_path, writable=False) as d:
        step = await act(d.writes, d.id_of("brute.force"))
    assert step.problem is not None
    assert step.problem.hint == "Press W to unlock writing."
    assert d.tenant.writes == []


async def test_an_action_that_was_cut_off_is_told_at_the_next_start_once(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        tenant = "acme-demo.eu.auth0.com"
        d.session.journal.intend_action(tenant, ActionKind.END_SESSIONS, "end all sessions", "auth0|1")
        configuration = await d.session.read()
        (finding,) = await d.session.unfinished(configuration)
        await d.session.conclude_unfinished()
        assert await d.session.unfinished(configuration) == ()
    assert finding.words == "A session ended in the middle of an action: end all sessions"
    assert "auth0|1" in finding.evidence
