"""Helping a user to enroll: tickets, recovery codes, and methods that an admin adds. Never raises `ApiError`.

What opens an account (ticket links, recovery codes, TOTP secrets) is returned once, wrapped, and kept nowhere.
"""

import re
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from pydantic import SecretStr

from mfa_tui.client.errors import ApiError, Forbidden, Invalid, NotFound, describe
from mfa_tui.domain import factors
from mfa_tui.domain.action_kinds import ActionKind
from mfa_tui.domain.problems import Kind, Problem
from mfa_tui.domain.tenant import Configuration
from mfa_tui.domain.user.enrollment import SECRET_BYTES, Ticket, base32, otpauth_url
from mfa_tui.domain.user.methods import PREFERABLE, AuthenticationMethod
from mfa_tui.domain.user.users import User
from mfa_tui.features.reset.service import absent
from mfa_tui.session.user_writes import State, Step, UserWrites

LONGEST_NAME = 20
"""Characters of a method's name, as Auth0 documents."""

_E164 = re.compile(r"\+[1-9]\d{6,14}")
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")


def ticket_factors(tenant: Configuration) -> tuple[str, ...]:
    """Return the factors, by their names in tickets, that a ticket can enroll in this tenant now.

    Email is not among them: Auth0's API lists it, its documentation says that tickets do not cover it. None are
    where Duo is on, which knows no tickets.
    """
    if "duo" in tenant.on:
        return ()
    infos = (factors.info(name) for name in factors.KNOWN if name in tenant.on)
    return tuple(info.ticket for info in infos if info.ticket and info.name != "email")


async def send_ticket(
    writes: UserWrites,
    user: User,
    *,
    factor: str = "",
    send_mail: bool = False,
    email: str = "",
    allow_multiple: bool = False,
    custom_domain: str = "",
) -> Step[Ticket]:
    """Make a ticket; `factor` is one of `ticket_factors`, empty lets the user choose. `email` replaces the profile's.

    The ticket works once, within `domain.enrolment.TICKET_DAYS`.
    """
    words = "create an enrollment ticket" + (" and mail it" if send_mail else "")
    if send_mail and not (email or user.email):
        return _unsent(words, "There is no address to mail the ticket to.", "Give one, or hand over the link yourself.")
    send = partial(
        writes.client.users.create_ticket,
        user.user_id,
        factor=factor,
        send_mail=send_mail,
        email=email,
        allow_multiple=allow_multiple,
        custom_domain=custom_domain,
    )
    return await writes.perform(
        ActionKind.CREATE_TICKET, words, user.user_id, send, detail=factor, explain=partial(_ticket_problem, factor)
    )


def _ticket_problem(factor: str, error: ApiError) -> Problem:
    """Put Auth0's refusals of a ticket into words; it documents few of them."""
    problem = describe(error)
    if isinstance(error, NotFound):
        return replace(problem, title="There is no such user.", hint="Somebody may have deleted them. Search again.")
    if not isinstance(error, Invalid):
        return problem
    said = error.detail.lower()
    if "duo" in said:
        hint = "Cisco Duo enrolls users by itself: they are asked at the next login."
    elif "custom domain" in said or "custom-domain" in said:
        hint = "The tenant has several custom domains: say on which one the user shall enroll."
    elif factor == "email":
        hint = "A ticket cannot enroll email. Verify the user's address instead, or add the email method here."
    else:
        hint = "Is this factor on? Choosing the factor, or allowing several, needs Universal Login."
    return replace(problem, title="Auth0 refuses this ticket.", hint=hint)


async def new_recovery_code(writes: UserWrites, user_id: str) -> Step[SecretStr]:
    """Replace the user's recovery code; the old one stops working at once. The code is told only here and now."""
    send = partial(writes.client.users.regenerate_recovery_code, user_id)
    return await writes.perform(
        ActionKind.NEW_RECOVERY_CODE, "make a new recovery code", user_id, send, explain=_recovery_problem
    )


def _recovery_problem(error: ApiError) -> Problem:
    problem = describe(error)
    if not isinstance(error, NotFound):
        return problem
    hint = "Auth0 gives recovery codes to who is enrolled in MFA. Enroll the user first."
    return replace(problem, title="There is nothing that a recovery code could stand in for.", hint=hint)


async def add_phone(
    writes: UserWrites, user_id: str, phone_number: str, name: str = "", preferred: str = "sms"
) -> Step[AuthenticationMethod]:
    """Add a phone, confirmed at once: nobody checks that the user holds it. `preferred` is sms or voice."""
    number = re.sub(r"[\s().-]", "", phone_number)
    if not _E164.fullmatch(number):
        return _unsent("add a phone", "This is no phone number.", "Write it with its country: +12025550101.")
    return await _add(
        writes,
        user_id,
        ActionKind.ADD_PHONE,
        "add a phone",
        name,
        partial(writes.client.users.create_phone, user_id, number, name, preferred),
    )


async def add_email(writes: UserWrites, user_id: str, email: str, name: str = "") -> Step[AuthenticationMethod]:
    """Add an address for codes, confirmed at once: nobody checks that the user reads it."""
    address = email.strip()
    if not _EMAIL.fullmatch(address):
        return _unsent("add an email address", "This is no email address.", "Write it in full: jane@example.com.")
    send = partial(writes.client.users.create_email, user_id, address, name)
    return await _add(writes, user_id, ActionKind.ADD_EMAIL, "add an email address", name, send)


@dataclass(frozen=True)
class NewApp:
    """An authenticator app that was added: its method, its secret in base32, and the URL for its QR code."""

    method: AuthenticationMethod
    secret: SecretStr
    url: SecretStr


async def add_totp(
    writes: UserWrites,
    user: User,
    issuer: str,
    name: str = "",
    *,
    random_bytes: Callable[[int], bytes] = secrets.token_bytes,
) -> Step[NewApp]:
    """Add an authenticator app with a secret made here; `issuer` is the name that the app shows.

    The secret is in the result and nowhere else: Auth0 does not give it out again.
    """
    secret = base32(random_bytes(SECRET_BYTES))
    send = partial(writes.client.users.create_totp, user.user_id, SecretStr(secret), name)
    step = await _add(writes, user.user_id, ActionKind.ADD_APP, "add an authenticator app", name, send)
    if step.value is None:
        return Step(step.words, step.state, None, step.problem, step.kind)
    url = otpauth_url(secret, user.email or user.user_id, issuer)
    return Step(step.words, step.state, NewApp(step.value, SecretStr(secret), SecretStr(url)), step.problem, step.kind)


async def prefer_channel(writes: UserWrites, user_id: str, method_id: str, channel: str) -> Step[AuthenticationMethod]:
    """Choose how a phone gets its codes: `channel` is sms or voice."""
    words = "choose the preferred channel of a phone"
    if channel not in PREFERABLE:
        return _unsent(words, "A phone has no such channel.", "There are sms and voice.")
    users = writes.client.users

    async def preferred(answer: object) -> bool | None:
        shown = (await users.get_authentication_method(user_id, method_id)).preferred_authentication_method
        return shown == channel if shown else None

    send = partial(users.update_authentication_method, user_id, method_id, preferred=channel)
    return await writes.perform(
        ActionKind.SET_CHANNEL, words, user_id, send, preferred, method_id=method_id, detail=channel
    )


async def rename(writes: UserWrites, user_id: str, method_id: str, name: str) -> Step[AuthenticationMethod]:
    """Give a method a name; `AuthenticationMethod.can_be_named` says which have one."""
    words, wanted = "name a method", name.strip()
    if not wanted:
        return _unsent(words, "The name is empty.", "Type a name.")
    if len(wanted) > LONGEST_NAME:
        return _unsent(words, "The name is too long.", f"Auth0 allows {LONGEST_NAME} characters.")
    users = writes.client.users

    async def named(answer: object) -> bool:
        return (await users.get_authentication_method(user_id, method_id)).name == wanted

    send = partial(users.update_authentication_method, user_id, method_id, name=wanted)
    return await writes.perform(ActionKind.RENAME_METHOD, words, user_id, send, named, method_id=method_id)


async def _add(
    writes: UserWrites,
    user_id: str,
    kind: ActionKind,
    words: str,
    name: str,
    send: Callable[[], Awaitable[AuthenticationMethod]],
) -> Step[AuthenticationMethod]:
    if len(name) > LONGEST_NAME:
        return _unsent(words, "The name is too long.", f"Auth0 allows {LONGEST_NAME} characters.")

    async def there(answer: AuthenticationMethod | None) -> bool | None:
        if answer is None:
            return None  # No answer, so no id to look for; POST is not repeated, for there could then be two.
        methods = await writes.client.users.authentication_methods(user_id)
        gone = absent(answer.id, methods)
        return None if gone is None else not gone

    return await writes.perform(kind, words, user_id, send, there, explain=_add_problem)


def _add_problem(error: ApiError) -> Problem:
    """Put Auth0's refusals of a new method into words. As documented: 403 too many of a type, 409 has it already."""
    problem = describe(error)
    if error.status == 409:
        return replace(problem, title="The user has this already.", hint="Nothing was changed.")
    if isinstance(error, Forbidden) and "limit" in error.detail.lower():
        return replace(problem, title="The user has as many of these as Auth0 allows.", hint="Delete one first.")
    return problem


def _unsent(words: str, title: str, hint: str) -> Step[Any]:
    return Step(words, State.FAILED, None, Problem(Kind.REFUSED, title, hint))
