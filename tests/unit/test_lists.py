"""One bad entry costs itself: every list that Auth0 sends is read entry by entry, and what is missing is counted."""

import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest

from mfa_tui.client import errors
from mfa_tui.client.api.management import ManagementClient
from mfa_tui.domain.entries import missing
from mfa_tui.domain.factors import Factor
from mfa_tui.session.code_reading import CodeReader
from mfa_tui.session.finding import find, read_user
from mfa_tui.session.reading import read_configuration

Answer = Callable[[httpx.Request], Any]


class Host:
    """A host that answers paths with JSON of its own making, and counts what it was asked."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[str] = []
        http = httpx.AsyncClient(base_url="https://t.example/api/v2/", transport=httpx.MockTransport(self._answer))
        self.client = ManagementClient(http)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix("/api/v2/")
        self.asked.append(path)
        answer = self.answers.get(path)
        if answer is None:
            return httpx.Response(404, json={})
        body = answer(request)
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return httpx.Response(200, content=content, headers={"content-type": "application/json"})


@pytest.fixture
async def host() -> AsyncIterator[Host]:
    made = Host()
    yield made
    await made.client.aclose()


async def test_a_trial_that_is_null_is_no_expired_trial_and_costs_no_factor(host: Host) -> None:
    host.answers["guardian/factors"] = lambda _: [
        {"name": "otp", "enabled": True, "trial_expired": None},
        {"name": "sms", "enabled": False, "trial_expired": True},
    ]
    assert await host.client.list_factors() == (Factor("otp", True), Factor("sms", False, True))


async def test_a_factor_that_does_not_say_whether_it_is_on_is_never_guessed(host: Host) -> None:
    host.answers["guardian/factors"] = lambda _: [{"name": "otp", "enabled": True}, {"name": "sms", "enabled": None}]
    configuration = await read_configuration(host.client, "", CodeReader())
    assert configuration.factors.value == (Factor("otp", True),)
    assert configuration.factors.problem
    assert "1 entry could not be read" in configuration.factors.problem.words


async def test_half_an_emoji_in_a_name_costs_no_other_user(host: Host) -> None:
    def users(request: httpx.Request) -> bytes:
        return (
            b'{"total": 3, "users": [{"user_id": "auth0|1", "name": "Jane"},'
            b'{"user_id": "auth0|2", "name": "Joe \\ud83d"}, {"user_id": "auth0|\\ude00", "name": "Jim"}]}'
        )

    host.answers["users"] = users
    found = await find(host.client, "j")
    assert [(user.user_id, user.name) for user in found.users] == [("auth0|1", "Jane"), ("auth0|2", "Joe \ufffd")]
    assert found.notice == "1 entry could not be read. The Dashboard lists them."


async def test_a_byte_that_is_no_text_costs_itself(host: Host) -> None:
    host.answers["users"] = lambda _: b'{"total": 1, "users": [{"user_id": "auth0|1", "name": "Ren\xe9"}]}'
    assert [user.name for user in (await find(host.client, "r")).users] == ["Ren\ufffd"]


def always(body: Any) -> Answer:
    return lambda _: body


METHOD = {"id": "totp|1", "type": "totp", "confirmed": True}
ODD: list[Any] = [None, 7, {}, [], "x"]


async def test_every_list_of_a_user_page_survives_an_odd_entry_and_says_how_many_are_missing(host: Host) -> None:
    host.answers["users/u"] = lambda _: {"user_id": "u"}
    lists: dict[str, Any] = {
        "users/u/authentication-methods": {"authenticators": [METHOD, *ODD]},
        "users/u/enrollments": [{"id": "dev_1"}, *ODD],
        "user-blocks/u": {"blocked_for": [{"identifier": "u", "ip": "192.0.2.1"}, None]},
        "users/u/sessions": {"sessions": [{"id": "s1"}, *ODD]},
        "users/u/refresh-tokens": {"tokens": [{"id": "r1"}, *ODD]},
        "users/u/logs": [{"log_id": "l1", "_id": "l1", "type": "s", "date": "2026-11-01T00:00:00.000Z"}, None, 7],
        "users/u/roles": {"roles": [{"id": "rol_1", "name": "admin"}, *ODD]},
        "users/u/organizations": {"organizations": [{"id": "org_1", "name": "acme"}, *ODD]},
    }
    host.answers |= {path: always(body) for path, body in lists.items()}
    dossier = await read_user(host.client, "u")
    for part, loaded in dossier.parts.items():
        if part in ("profile", "connections"):  # the profile names no connection
            continue
        assert loaded.value is not None, part
        assert len(loaded.value) == 1, part
        assert loaded.problem, part
        assert "could not be read" in loaded.problem.words


async def test_actions_bindings_applications_and_connections_survive_an_odd_entry(host: Host) -> None:
    good = {"id": "act_1", "name": "MFA", "code": "", "supported_triggers": [{"id": "post-login"}]}
    host.answers["actions/actions"] = lambda _: {"actions": [good, {"id": 7}]}
    host.answers["actions/triggers/post-login/bindings"] = lambda _: {
        "bindings": [{"id": "b1", "action": {"id": "act_1"}}, {"id": None}]
    }
    host.answers["clients"] = lambda _: [{"client_id": "a", "callbacks": ["https://a"]}, {"client_id": None}]
    host.answers["connections"] = lambda _: {"connections": [{"name": "ldap"}, {"name": None}]}
    configuration = await read_configuration(host.client, "", CodeReader())
    assert [action.id for action in configuration.actions.value or ()] == ["act_1"]
    assert missing(configuration.actions.value) == "2 entries could not be read."
    assert [one.callbacks for one in await host.client.list_applications()] == [("https://a",)]
    assert await host.client.list_connections() == ("ldap",)


async def test_a_list_of_which_nothing_makes_sense_is_no_empty_list(host: Host) -> None:
    host.answers["guardian/factors"] = lambda _: [{"name": "otp", "enabled": "yes"}]
    host.answers["users/u/authentication-methods"] = lambda _: {"authenticators": [{"odd": 1}]}
    with pytest.raises(errors.Unreadable):
        await host.client.list_factors()
    with pytest.raises(errors.Unreadable):
        await host.client.users.authentication_methods("u")


async def test_a_page_with_an_odd_entry_is_still_a_full_page(host: Host) -> None:
    def methods(request: httpx.Request) -> Any:
        page = int(request.url.params["page"])
        full = [{"id": f"totp|{number}", "type": "totp"} for number in range(49)]
        return {"authenticators": [*full, None] if page == 0 else [{"id": "push|1", "type": "push"}, None]}

    host.answers["users/u/authentication-methods"] = methods
    found = await host.client.users.authentication_methods("u")
    assert (len(found), found.unreadable, found.cut) == (50, 2, False)


async def test_a_cursor_that_repeats_ends_the_list_at_once_and_the_list_is_called_incomplete(host: Host) -> None:
    host.answers["users/u/sessions"] = lambda _: {"sessions": [{"id": "s1"}], "next": "same"}
    found = await host.client.users.sessions("u")
    assert len(host.asked) == 2
    assert found.cut
    assert missing(found) == "The list is incomplete: Auth0 repeats a page."


async def test_cursors_that_lead_in_a_circle_end_too(host: Host) -> None:
    circle = {None: "a", "a": "b", "b": "a"}
    host.answers["users/u/refresh-tokens"] = lambda request: {
        "tokens": [{"id": "r1"}],
        "next": circle[request.url.params.get("from")],
    }
    assert (await host.client.users.refresh_tokens("u")).cut
    assert len(host.asked) == 3


async def test_a_host_that_ignores_page_numbers_is_asked_twice_and_no_entry_is_counted_twice(host: Host) -> None:
    page = [{"id": f"totp|{number}", "type": "totp"} for number in range(50)]
    host.answers["users/u/authentication-methods"] = lambda _: {"authenticators": page}
    found = await host.client.users.authentication_methods("u")
    assert (len(host.asked), len(found), found.cut) == (2, 50, True)


@pytest.mark.parametrize(("total", "sent"), [(3, 1), (40, 100)])
async def test_a_list_that_does_not_fit_its_total_is_incomplete_and_both_numbers_are_said(
    host: Host, total: int, sent: int
) -> None:
    actions = [{"id": f"act_{number}"} for number in range(sent)]
    host.answers["actions/actions"] = lambda _: {"actions": actions, "total": total}
    found = await host.client.list_actions()
    assert missing(found) == f"The list is incomplete: its total is {total}, and Auth0 sent {sent}."


async def test_a_list_without_an_end_is_called_incomplete_for_what_it_is(host: Host) -> None:
    cursors = iter(range(1_000))
    host.answers["users/u/sessions"] = lambda _: {"sessions": [{"id": "s1"}], "next": str(next(cursors))}
    found = await host.client.users.sessions("u")
    assert missing(found) == "The list is incomplete: it has more than 100 pages."


@pytest.mark.parametrize(("path", "name"), [("sessions", "sessions"), ("refresh-tokens", "tokens")])
async def test_sessions_and_refresh_tokens_are_compared_with_their_total(host: Host, path: str, name: str) -> None:
    users = host.client.users
    read = users.sessions if path == "sessions" else users.refresh_tokens
    queries: list[httpx.QueryParams] = []

    def answer(request: httpx.Request) -> Any:
        queries.append(request.url.params)
        first = "from" not in request.url.params
        return {name: [{"id": "a"} if first else {"id": "b"}], "total": total} | ({"next": "a"} if first else {})

    host.answers[f"users/u/{path}"] = answer
    total = 2
    assert (len(await read("u")), missing(await read("u"))) == (2, "")
    assert all(query["include_totals"] == "true" for query in queries), "else there is no total"
    total = 5
    found: Any = await read("u")
    assert missing(found) == "The list is incomplete: its total is 5, and Auth0 sent 2."
