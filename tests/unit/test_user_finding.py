"""Finding users in one box, and reading one of them on one screen."""

from pathlib import Path

import pytest

from mfa_tui.demo.app import create_app
from mfa_tui.demo.options import DemoOptions
from mfa_tui.domain.problems import Kind as ProblemKind
from mfa_tui.domain.user.lookup import Kind
from mfa_tui.session.finding import find, read_user
from tests.desk import BROKEN, desk, refusal
from tests.rig import Tenant


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("jane.doe@example.com", Kind.EMAIL),
        ("Jane.Doe@Example.COM", Kind.EMAIL),
        ("jane d", Kind.NAME),
        ("JANE DOE", Kind.NAME),
        ("doe", Kind.NAME),
        ("email:jane.doe@*", Kind.LUCENE),
        ("q:username:jane", Kind.LUCENE),
    ],
)
async def test_jane_is_found_however_she_is_asked_for(typed: str, kind: Kind, tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        found = await find(d.client, typed)
    assert (found.lookup.kind, [user.name for user in found.users]) == (kind, ["Jane Doe"])
    assert (found.total, found.more, found.notice, found.problem) == (1, False, "", None)


async def test_an_id_is_read_directly_and_the_id_of_a_linked_account_leads_to_its_user(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        iris = await find(d.client, d.id_of("two.identities"))
        assert not any("users?" in path or path.endswith("/users") for _, path in d.tenant.seen)
        linked = await find(d.client, "google-oauth2|100000000000000000001")
    assert [user.name for user in (*iris.users, *linked.users)] == ["Iris Identities", "Iris Identities"]


async def test_an_address_is_found_without_the_search_whatever_its_capitals(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        await find(d.client, "Jane.Doe@Example.COM")
    assert {path for method, path in d.tenant.seen if method == "GET"} == {"/api/v2/users-by-email"}


async def test_whoever_has_an_address_in_either_spelling_is_found(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        d.person("key.only").email = "Phone.Only@example.com"
        found = await find(d.client, "Phone.Only@example.com")
        assert {user.user_id for user in found.users} == {d.id_of("phone.only"), d.id_of("Phone.Only")}


async def test_nobody_is_found_without_a_problem(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        for typed in ("auth0|nobody", "nobody@example.com", "no such name"):
            found = await find(d.client, typed)
            assert (found.users, found.total, found.more, found.problem) == ((), 0, False, None)


@pytest.mark.parametrize("nickname", ["hostile.formula", "hostile.markup", "hostile.click", "script.arabic"])
async def test_a_hostile_name_finds_its_owner_and_nobody_else(nickname: str, tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        found = await find(d.client, d.person(nickname).name)
        assert [user.user_id for user in found.users] == [d.id_of(nickname)]


async def test_results_come_page_by_page(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        first = await find(d.client, "", per_page=100)
        last = await find(d.client, "", page=3, per_page=100)
    assert (len(first.users), first.total, first.more) == (100, 400, True)
    assert (len(last.users), last.more) == (100, False)
    assert {user.user_id for user in first.users}.isdisjoint(user.user_id for user in last.users)


async def test_beyond_a_thousand_the_cap_is_told_with_the_way_round_it(tmp_path: Path) -> None:
    crowded = Tenant(create_app(DemoOptions(rate_limit=None, users=1_234)))
    async with desk(tmp_path, tenant=crowded) as d:
        last = await find(d.client, "", page=19)
    assert (len(last.users), last.total, last.more) == (50, 1_234, False)
    assert "the first 1,000 of 1,234" in last.notice
    assert "coverage" in last.notice


async def test_a_search_that_takes_too_long_says_how_to_ask(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        d.tenant.faults["GET /api/v2/users"] = refusal(503, "The query exceeded the timeout.")
        found = await find(d.client, "q:name:*a*")
    assert found.problem is not None
    assert found.problem.title == "The search was given up."
    assert "no * in front" in found.problem.hint


async def test_a_query_that_lucene_cannot_read_is_refused_with_auth0s_words(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        found = await find(d.client, "email:(")
    assert found.problem is not None
    assert found.problem.kind is ProblemKind.QUERY


async def test_one_user_is_read_whole(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        jane = await read_user(d.client, d.id_of("jane.doe"), lambda: 42.0)
        configuration = await d.session.read()
    assert all(part.value is not None and part.read_at == 42.0 for part in jane.parts.values())
    assert [(row.method.type if row.method else "", row.state) for row in jane.rows] == [
        ("totp", "confirmed"),
        ("phone", "confirmed"),
        ("push", "pending"),
        ("recovery-code", "confirmed"),
        ("password", "confirmed"),
        ("email-verification", "confirmed"),
    ]
    assert jane.rows[0].enrollment is not None
    assert "MFA passed" in {moment.words for moment in jane.timeline}
    assert [role.name for role in jane.roles.value or ()] == ["Payroll", "Portal admin"]
    foretold = jane.prospect(configuration)
    assert foretold is not None
    assert "Work phone" in foretold.can


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("/authentication-methods", "methods"),
        ("/enrollments", "Guardian enrollment"),
        ("user-blocks", "blocks"),
        ("/sessions", "sessions"),
        ("/refresh-tokens", "refresh tokens"),
        ("/logs", "events"),
        ("/roles", "roles"),
        ("/organizations", "organizations"),
    ],
)
async def test_a_refusal_costs_its_own_part_only(path: str, part: str, tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        d.tenant.faults[path] = refusal(403, "Insufficient scope, expected any of: read:it", "insufficient_scope")
        jane = await read_user(d.client, d.id_of("jane.doe"))
    unread = {word: loaded.problem for word, loaded in jane.parts.items() if loaded.problem}
    assert list(unread) == [part]
    assert unread[part].scopes == ("read:it",)
    assert all(loaded.value is not None for word, loaded in jane.parts.items() if word != part)


async def test_without_such_a_user_nothing_more_is_asked(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        nobody = await read_user(d.client, "auth0|nobody")
        asked = [path for method, path in d.tenant.seen if method == "GET"]
    assert asked == ["/api/v2/users/auth0|nobody"]
    assert all(part.problem is not None for part in nobody.parts.values())


async def test_a_failed_refresh_keeps_what_was_read(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        before = await read_user(d.client, d.id_of("jane.doe"), lambda: 1.0)
        d.tenant.faults["/sessions"] = BROKEN
        after = before.after(await read_user(d.client, d.id_of("jane.doe"), lambda: 2.0))
    assert (after.sessions.value, after.sessions.read_at) == (before.sessions.value, 1.0)
    assert after.sessions.problem is not None
    assert after.methods.read_at == 2.0


async def test_everyone_in_the_cast_can_be_read(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        everyone = (await find(d.client, "", per_page=50)).users
        configuration = await d.session.read()
        for user in everyone:
            read = await read_user(d.client, user.user_id)
            assert not [part for part in read.parts.values() if part.problem]
            foretold = read.prospect(configuration)
            assert foretold is not None
            assert foretold.sentence.isprintable()
