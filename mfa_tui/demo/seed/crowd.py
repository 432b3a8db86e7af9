"""The crowd of a demo tenant: as many people as asked for, most of them enrolled in something.

Of a hundred, about 78 can do MFA, most of them by text message or authenticator app, few by anything that resists
phishing; a few began and never finished. One in six has not used it for more than 90 days.
"""

from __future__ import annotations

from random import Random
from sys import intern

from mfa_tui.demo.dice import dice, text
from mfa_tui.demo.http.instants import DAY_S
from mfa_tui.demo.seed.cast import cast
from mfa_tui.demo.seed.methods import Kit, phone_number
from mfa_tui.demo.seed.names import Name, Names
from mfa_tui.demo.seed.organization import CONTRACTOR, DEPARTMENTS, LOGISTICS, OFFICES, PAYROLL, PLACES, RETAIL, SUPPORT
from mfa_tui.demo.tenant.connections import DATABASE, DELETED, ENTRA, GOOGLE, connection_of
from mfa_tui.demo.tenant.methods import Method
from mfa_tui.demo.tenant.people import User

# What somebody is enrolled with, and how many of a hundred are. `?` is begun and not finished; `linked` is an app
# with push and one-time codes in one.
_RECIPES = {
    "phone": 25.0,
    "phone recovery-code": 8.0,
    "totp": 16.0,
    "totp recovery-code": 10.0,
    "phone totp": 8.0,
    "linked recovery-code": 5.0,
    "email": 3.0,
    "security-key recovery-code": 2.0,
    "totp fingerprint": 1.0,
    "totp?": 2.5,
    "phone?": 2.0,
    "passkey": 2.0,
    "": 15.5,
}
_ENROLLED = frozenset(recipe for recipe in _RECIPES if recipe not in ("totp?", "phone?", "passkey", ""))
_CONNECTIONS = {DATABASE: 55, ENTRA: 30, GOOGLE: 14, DELETED: 1}
_DOMAINS = {DATABASE: "example.com", ENTRA: "acme.example", GOOGLE: "example.net", DELETED: "acme.example"}
_OLDEST_DAYS = 1500
_ROLES = {DEPARTMENTS[2]: (SUPPORT,), DEPARTMENTS[3]: (PAYROLL,)}


def populate(size: int, seed: int, born_at: float) -> dict[str, User]:
    """Return `size` users by id: the cast first, then the crowd. `born_at` is the tenant's present, a Unix second."""
    people = cast(seed, born_at)[:size]
    random, names, taken = dice(seed, "crowd"), Names(), {user.email for user in people}
    recipes, weights = list(_RECIPES), list(_RECIPES.values())
    for number in range(len(people), size):
        user = _somebody(random, number, names.draw(random), born_at)
        user.recipe = random.choices(recipes, weights)[0]
        user.enrolled = user.recipe in _ENROLLED
        if user.enrolled:
            user.multifactor_last_modified = user.created_at + (born_at - user.created_at) * 0.1
        while user.email in taken:
            local, _, domain = (user.email or "").partition("@")
            user.email = f"{local}{random.randrange(10)}@{domain}"
        taken.add(user.email)
        people.append(user)
    return {user.user_id: user for user in people}


def _somebody(random: Random, number: int, name: Name, born_at: float) -> User:
    (connection,) = random.choices(list(_CONNECTIONS), list(_CONNECTIONS.values()))
    age_days = random.uniform(1, _OLDEST_DAYS)
    last_login = _last_login(random, age_days, born_at)
    department, office = random.choice(DEPARTMENTS), random.choice(OFFICES)
    id_there = _id_there(random, connection)
    return User(
        user_id=f"{connection_of(connection).provider}|{id_there}",
        number=number,
        identities=((intern(connection), id_there),),
        created_at=born_at - age_days * DAY_S,
        name=name.full,
        email=f"{name.latin_given}.{name.latin_family}@{_DOMAINS[connection]}",
        email_verified=connection != DATABASE or random.random() < 0.92,
        given_name=name.given,
        family_name=name.family,
        nickname=name.latin_given,
        last_login=last_login,
        last_ip=f"198.51.100.{random.randrange(256)}" if last_login else None,
        logins_count=random.randrange(1, 400) if last_login else 0,
        blocked=True if random.random() < 0.01 else None,
        app_metadata=PLACES[department, office],
        role_ids=_ROLES.get(department, ()) + ((CONTRACTOR,) if random.random() < 0.08 else ()),
        organization_ids=((LOGISTICS,) if department == "Logistics" else (RETAIL,)) if random.random() < 0.3 else (),
        remembered_browsers=random.choice((0, 0, 0, 1, 2)) if last_login else 0,
    )


def _last_login(random: Random, age_days: float, born_at: float) -> float | None:
    chance = random.random()
    if chance < 0.05:
        return None
    longest = 400.0 if chance < 0.15 else 45.0
    return born_at - min(random.uniform(0, longest), age_days * 0.9) * DAY_S


def _id_there(random: Random, connection: str) -> str:
    if connection == GOOGLE:
        return f"1{text(random, 20, '0123456789')}"
    return f"{random.getrandbits(96):024x}" if connection == DATABASE else text(random, 43)


def crowd_methods(user: User, seed: int, born_at: float) -> tuple[Method, ...]:
    """Return the methods of a user of the crowd: always the same, and made from the recipe."""
    random = dice(seed, user.user_id)
    kit = Kit(random, user.number, born_at)
    age_days = (born_at - user.created_at) / DAY_S
    methods: list[Method] = []
    if user.connection == DATABASE:
        methods.append(kit.password(age_days))
    for part in user.recipe.split():
        days = age_days * random.uniform(0.05, 0.9)
        used = _used(random, user, days, born_at)
        match part:
            case "phone":
                methods.append(kit.phone(phone_number(random), days, used, **_channels(random)))
            case "totp":
                methods.append(kit.totp(days, used))
            case "linked":
                methods += kit.linked(days, used)
            case "email":
                methods.append(kit.email(user.email or "", days, used))
            case "security-key":
                methods.append(kit.security_key(days, used))
            case "fingerprint":
                methods.append(kit.security_key(days, used, platform=True))
            case "recovery-code":
                methods.append(kit.recovery_code(days))
            case "passkey" if user.connection == DATABASE:
                methods.append(kit.passkey(user.identities[0][1], days, used))
            case "phone?":
                methods.append(kit.phone(phone_number(random), days, confirmed=False))
            case "totp?":
                methods.append(kit.totp(days, confirmed=False))
    return tuple(methods)


def _used(random: Random, user: User, days: float, born_at: float) -> float | None:
    """Return how many days ago a method was used last: not before it was enrolled, not after the last login."""
    if user.last_login is None:
        return None
    ago = random.uniform(91, 500) if random.random() < 0.15 else random.uniform(0, 60)
    return min(days, max(ago, (born_at - user.last_login) / DAY_S))


def _channels(random: Random) -> dict[str, object]:
    if random.random() < 0.85:
        return {}
    return {"channels": ("sms", "voice"), "preferred": random.choice(("sms", "voice"))}
