"""Who is in a demo tenant: the cast, the crowd, and that they cost nothing until somebody asks."""

from __future__ import annotations

import time
import tracemalloc
import unicodedata
from collections import Counter

import pytest

from mfa_tui.demo.app import create_app
from mfa_tui.demo.options import DemoOptions
from mfa_tui.demo.seed.events import history
from mfa_tui.demo.seed.people import acme_directory
from mfa_tui.demo.tenant.connections import DATABASE, DELETED, ENTRA, GOOGLE
from mfa_tui.demo.tenant.directory import Directory
from mfa_tui.demo.tenant.events import Log
from mfa_tui.demo.tenant.people import profile

from .test_demo_tenant import signed_in

NOW = 1_750_000_000.0
DAY_S = 86400


def everything(directory: Directory, seed: int) -> list[object]:
    users = directory.users.values()
    return [
        *map(profile, users),
        *(directory.methods_of(user) for user in users),
        *(directory.access_of(user) for user in users),
        *history(len(users), seed, NOW),
    ]


def test_tenants_of_one_seed_are_alike_and_of_another_are_not() -> None:
    one, same, other = acme_directory(200, 1, NOW), acme_directory(200, 1, NOW), acme_directory(200, 2, NOW)
    assert everything(one, 1) == everything(same, 1)
    assert [user.name for user in one.users.values()][60:] != [user.name for user in other.users.values()][60:]


def test_a_larger_tenant_begins_like_a_smaller_one() -> None:
    small, large = acme_directory(100, 1, NOW), acme_directory(300, 1, NOW)
    assert [profile(user) for user in list(large.users.values())[:100]] == list(map(profile, small.users.values()))


def test_ids_do_not_depend_on_the_day() -> None:
    today, tomorrow = acme_directory(100, 1, NOW), acme_directory(100, 1, NOW + DAY_S)
    assert list(today.users) == list(tomorrow.users)
    assert [[method.id for method in today.methods_of(user)] for user in today.users.values()] == [
        [method.id for method in tomorrow.methods_of(user)] for user in tomorrow.users.values()
    ]


def test_nobody_is_made_before_somebody_asks() -> None:
    app = create_app(DemoOptions(users=1_000_000))
    assert "users" not in vars(app.state.directory)


async def test_twenty_thousand_users_are_made_in_two_seconds_and_little_memory_and_listed_at_once() -> None:
    async with signed_in(create_app(DemoOptions(users=20_000))) as client:
        started = time.process_time()
        first = (await client.get("users?per_page=100&include_totals=true")).json()
        made = time.process_time() - started
        for page in range(10):
            await client.get(f"users?per_page=100&page={page}")
        listed = time.process_time() - started - made
    assert first["total"] == 20_000
    assert made < 2
    assert listed < 1


@pytest.mark.exhaustive
def test_twenty_thousand_users_take_little_memory() -> None:
    tracemalloc.start()
    users = acme_directory(20_000, 1, NOW).users
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(users) == 20_000
    assert taken < 40_000_000


@pytest.mark.parametrize("size", [0, 1, 5])
async def test_a_tenant_can_be_tiny(size: int) -> None:
    async with signed_in(create_app(DemoOptions(users=size))) as client:
        assert len((await client.get("users")).json()) == size
        assert isinstance((await client.get("logs")).json(), list)


def test_a_tenant_with_fewer_than_no_users_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot have -1 users"):
        DemoOptions(users=-1)


def test_coverage_of_the_crowd_is_plausible() -> None:
    directory = acme_directory(5000, 1, NOW)
    users = list(directory.users.values())
    methods = {user.user_id: directory.methods_of(user) for user in users}
    for user in users:
        assert user.enrolled is any(method.proves_mfa for method in methods[user.user_id])
    enrolled = [user for user in users if user.enrolled]
    types = Counter(method.type for user in enrolled for method in methods[user.user_id] if method.proves_mfa)
    used = [
        max((method.last_auth_at or 0.0 for method in methods[user.user_id] if method.proves_mfa), default=0.0)
        for user in enrolled
    ]
    pending = [user for user in users if not user.enrolled and any(not one.confirmed for one in methods[user.user_id])]
    assert 0.75 < len(enrolled) / len(users) < 0.81
    assert 0.03 < len(pending) / len(users) < 0.07
    assert types.most_common(2)[0][0] in ("phone", "totp")
    assert {one for one, _ in types.most_common(2)} == {"phone", "totp"}
    assert types["webauthn-roaming"] + types["webauthn-platform"] < 0.06 * len(enrolled)
    assert 0.1 < sum(at < NOW - 90 * DAY_S for at in used) / len(used) < 0.3
    assert {user.connection for user in users} == {DATABASE, ENTRA, GOOGLE, DELETED}


def test_no_method_was_used_before_it_was_enrolled_or_after_the_last_login() -> None:
    directory = acme_directory(1000, 1, NOW)
    for user in list(directory.users.values())[47:]:
        for method in directory.methods_of(user):
            assert user.created_at <= method.created_at <= NOW
            if method.last_auth_at is not None:
                assert user.last_login is not None
                assert method.created_at <= method.last_auth_at + 1 <= NOW + 1


def test_the_cast_is_in_every_state_that_an_admin_meets() -> None:
    directory = acme_directory(47, 1, NOW)
    users = {user.nickname: user for user in directory.users.values()}
    assert next(iter(users)) == "jane.doe"
    assert {user.connection for user in users.values()} == {DATABASE, ENTRA, GOOGLE, DELETED}
    assert users["blocked"].blocked is True
    assert users["never.logged.in"].last_login is None
    assert len(users["two.identities"].identities) == 2
    assert users["no.email"].email is None
    assert len(users["long.email"].email or "") == 300
    (phone,) = directory.methods_of(users["two.message.types"])
    assert (phone.channels, phone.preferred) == (("sms", "voice"), "voice")
    push, totp, _ = directory.methods_of(users["linked.methods"])
    assert (push.link_id, push.device) == (totp.link_id, totp.device)
    assert not any(method.confirmed for method in directory.methods_of(users["pending.several"]))


def test_names_are_in_many_scripts_and_some_attack_whoever_shows_them() -> None:
    names = [user.name for user in acme_directory(400, 1, NOW).users.values()]
    scripts = {unicodedata.name(letter, "NONE").split()[0] for name in names for letter in name if letter.isalpha()}
    assert scripts >= {"LATIN", "ARABIC", "HEBREW", "CJK", "DEVANAGARI", "CYRILLIC", "THAI", "HANGUL", "HIRAGANA"}
    everything_said = "".join(names)
    for attack in ("[red]x[/red]", "[@click=app.quit]", "\x1b[31m", "\x1b]52;c;", "\u202e", "\n", "=HYPERLINK("):
        assert attack in everything_said


def test_history_is_made_when_it_is_first_read() -> None:
    calls: list[int] = []
    log = Log(lambda: calls.append(1) or [])  # type: ignore[func-returns-value]
    log.add(NOW, "sapi", "Something")
    assert calls == []
    assert [event["type"] for event in log.events] == ["sapi"]
    assert len(log.events) == len(calls) == 1
