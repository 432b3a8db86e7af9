"""The cast: one user in each state that an admin meets, and some whose names attack whoever shows them.

Everybody's e-mail address says what is special about them; see `tests/unit/test_demo_users_seed.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from mfa_tui.demo.dice import dice
from mfa_tui.demo.http.instants import DAY_S
from mfa_tui.demo.seed.methods import Kit
from mfa_tui.demo.seed.organization import ADMIN, CONTRACTOR, LOGISTICS, PAYROLL, PLACES, RETAIL, SUPPORT
from mfa_tui.demo.tenant.connections import DATABASE, DELETED, ENTRA, GOOGLE, connection_of
from mfa_tui.demo.tenant.methods import Method
from mfa_tui.demo.tenant.people import User

Facts = dict[str, Any]
MadeWith = Callable[[Kit], Iterable[Method]]
_PHONE = "+120255501{:02d}"
_ESC = "\x1b"
_LONG_EMAIL = f"{'very-long-address.' * 15}xx@{'sub.' * 4}example.org"

# Shown wherever a user is; none of it may act, colour, move the cursor or break a line.
_HOSTILE = (
    ("markup", "[red]x[/red]"),
    ("click", "[@click=app.quit]Free[/]"),
    ("escape", f"{_ESC}[31mred{_ESC}[0m {_ESC}[2J"),
    ("osc52", f"{_ESC}]52;c;bm90IHlvdXJz\x07 clipboard"),
    ("hyperlink", f"{_ESC}]8;;http://x/{_ESC}\\link{_ESC}]8;;{_ESC}\\"),
    ("bidi", "invoice\u202efdp.exe\u202c"),
    ("newline", "first line\nsecond line\r\tthird"),
    ("formula", '=HYPERLINK("http://x","y")'),
    ("zalgo", "Z\u0351\u0310\u0322a\u0340\u0335\u0321l\u0308\u0334g\u030b\u0322o"),
    ("zero.width", "in\u200bvis\u200cib\u200dle\ufeff"),
    ("emoji", "👩🏽‍🚀 Астронавт 🏳️‍🌈 👨‍👩‍👧‍👦"),
)


def cast(seed: int, born_at: float) -> list[User]:
    """Return the cast, Jane first. `born_at` is the tenant's present, a Unix second."""
    stage = _Stage(seed, born_at)
    _everyday(stage)
    _other_connections(stage)
    _in_trouble(stage)
    for what, name in _HOSTILE:
        stage.enter(f"hostile.{what}", name, lambda kit: [kit.totp(90, 4)], given_name=name, nickname=name)
    _many_scripts(stage)
    return stage.users


class _Stage:
    """Collects the cast; each user gets dice of their own, so that a new one changes nobody else."""

    def __init__(self, seed: int, born_at: float) -> None:
        self._seed = seed
        self._born_at = born_at
        self.users: list[User] = []

    def enter(self, local: str, name: str, made_with: MadeWith | None = None, **facts: Any) -> User:
        """Add one user: `local` is the first part of the address; days in facts count back from the present."""
        number = len(self.users)
        random = dice(self._seed, f"cast {local}")
        connection = facts.pop("connection", DATABASE)
        id_there = f"{random.getrandbits(96):024x}"
        age_days, login_days = facts.pop("age_days", 400.0), facts.pop("login_days", 1.5)
        given, _, family = name.partition(" ")
        email = facts.pop("email", f"{local}@example.com")
        user = User(
            user_id=f"{connection_of(connection).provider}|{id_there}",
            number=number,
            identities=((connection, id_there),),
            created_at=self._born_at - age_days * DAY_S,
            name=name,
            **{
                "email": email,
                "email_verified": email is not None,
                "given_name": given,
                "family_name": family or None,
                "nickname": local,
                "app_metadata": PLACES["Engineering", "Berlin"],
                "last_login": None if login_days is None else self._born_at - login_days * DAY_S,
                "last_ip": None if login_days is None else f"203.0.113.{number}",
                "logins_count": 0 if login_days is None else 12 + number,
            }
            | facts,
        )
        user.methods = tuple(made_with(Kit(random, number, self._born_at))) if made_with else ()
        user.enrolled = any(method.proves_mfa for method in user.methods)
        if user.enrolled or user.legacy_provider:
            user.multifactor_last_modified = self._born_at - 60 * DAY_S
        self.users.append(user)
        return user


def _everyday(stage: _Stage) -> None:
    jane = stage.enter(
        "jane.doe",
        "Jane Doe",
        lambda kit: [
            kit.password(400),
            kit.email_verification("jane.doe@example.com", 399),
            kit.totp(320, 2, name="1Password"),
            kit.phone(_PHONE.format(1), 300, 40, name="Work phone"),
            kit.push(1, confirmed=False),
            kit.recovery_code(320),
        ],
        username="jane",
        user_metadata={"theme": "dark", "addresses": [{"city": "Berlin"}, {"city": "Osaka"}]},
        role_ids=(ADMIN, PAYROLL),
        organization_ids=(LOGISTICS, RETAIL),
        remembered_browsers=2,
        login_days=0.2,
    )
    assert jane.number == 0  # noqa: S101 - the first in every list
    stage.enter("nothing.yet", "Nadia Nothing", lambda kit: [kit.password(20)], age_days=20.0)
    stage.enter("pending.only", "Pat Pending", lambda kit: [kit.password(30), kit.totp(3, confirmed=False)])
    stage.enter(
        "pending.several",
        "Pia Pending",
        lambda kit: [kit.totp(5, confirmed=False), kit.phone(_PHONE.format(2), 4, confirmed=False)],
    )
    stage.enter(
        "several.methods",
        "Sam Several",
        lambda kit: [
            kit.password(500),
            kit.totp(450, 30),
            kit.totp(200, 3, name="Second app"),
            kit.phone(_PHONE.format(3), 400, 90),
            kit.email("several.methods@example.com", 350),
            kit.security_key(100, 1),
            kit.security_key(90, 2, platform=True),
            kit.recovery_code(450),
        ],
        role_ids=(SUPPORT,),
        age_days=500.0,
    )
    stage.enter(
        "two.message.types",
        "Vera Voice",
        lambda kit: [kit.phone(_PHONE.format(4), 200, 6, channels=("sms", "voice"), preferred="voice")],
    )
    stage.enter("linked.methods", "Lin Linked", lambda kit: [*kit.linked(150, 1), kit.email("lin@example.com", 100)])
    stage.enter("guardian.app", "Gus Guardian", lambda kit: [kit.made("guardian", 80, 2, channels=("push", "totp"))])
    stage.enter("passkey.only", "Pascal Passkey", lambda kit: [kit.passkey("0", 60, 1), kit.password(300)])
    stage.enter("key.only", "Kim Keyring", lambda kit: [kit.security_key(60, 1)])
    stage.enter("email.only", "Emil Mail", lambda kit: [kit.email("email.only@example.com", 60, 8)])
    stage.enter("recovery.code.only", "Rita Recovery", lambda kit: [kit.recovery_code(200)])
    stage.enter("phone.only", "Phoebe Phone", lambda kit: [kit.phone(_PHONE.format(5), 90, 2)])
    stage.enter("remembered", "Remy Remembered", lambda kit: [kit.totp(300, 26)], remembered_browsers=4)


def _other_connections(stage: _Stage) -> None:
    stage.enter("social", "Sol Social", connection=GOOGLE, email="social@example.net")
    stage.enter(
        "enterprise", "Enzo Enterprise", lambda kit: [kit.totp(50, 3)], connection=ENTRA, email="enzo@acme.example"
    )
    two = stage.enter("two.identities", "Iris Identities", lambda kit: [kit.phone(_PHONE.format(6), 90, 2)])
    two.identities += ((GOOGLE, "100000000000000000001"),)
    stage.enter("no.email", "Nemo Nomail", connection=ENTRA, email=None)
    gone: Facts = {"connection": DELETED, "age_days": 1300.0, "login_days": 900.0}
    stage.enter("orphan", "Olaf Orphan", lambda kit: [kit.totp(1200, 900)], **gone)


def _in_trouble(stage: _Stage) -> None:
    stage.enter("blocked", "Bob Blocked", lambda kit: [kit.phone(_PHONE.format(7), 300, 50)], blocked=True)
    stage.enter(
        "brute.force",
        "Brie Bruteforce",
        lambda kit: [kit.totp(200, 5)],
        username="brie",
        blocked_ips=("203.0.113.200", "2001:db8::bad"),
    )
    stage.enter("never.logged.in", "Nele Never", login_days=None, age_days=90.0)
    stage.enter("unverified", "Uma Unverified", email_verified=False)
    stage.enter("stale", "Stella Stale", lambda kit: [kit.totp(800, 410)], age_days=900.0, login_days=300.0)
    stage.enter("legacy.google", "Leo Legacy", legacy_provider="google-authenticator")
    stage.enter("legacy.duo", "Dora Duo", legacy_provider="duo")
    stage.enter(
        "hostile.method", "Mallory", lambda kit: [kit.totp(20, 1, name="[b]x[/b]\u202e"), kit.recovery_code(20)]
    )
    stage.enter("long.email", "Longina Address", lambda kit: [kit.totp(20, 1)], email=_LONG_EMAIL)
    stage.enter("long.name", f"Wolfe{'schlegelstein' * 20} Hausenbergerdorff", role_ids=(CONTRACTOR,))


def _many_scripts(stage: _Stage) -> None:
    for local, name in (
        ("arabic", "محمد الحسن"),
        ("hebrew", "נועה כהן"),
        ("chinese", "王秀英"),
        ("devanagari", "क्षितिज श्रीवास्तव"),
        ("thai", "สมชาย ศรีสุข"),
        ("korean", "김 지우"),
        ("mixed", "Ağça עברית العربية 日本語"),
    ):
        stage.enter(f"script.{local}", name, lambda kit: [kit.totp(90, 4), kit.recovery_code(90)])
