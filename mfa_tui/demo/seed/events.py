"""What happened in the tenant before the demo began: a week of logins, enrollments and admins at work."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from random import Random
from typing import Any

from mfa_tui.demo.dice import dice, text
from mfa_tui.demo.endpoints.applications.resource_servers import PAYROLL_API
from mfa_tui.demo.http.instants import DAY_S, HOUR_S, MINUTE_S
from mfa_tui.demo.options import DEMO_DOMAIN
from mfa_tui.demo.seed.acme import MOBILE_APP, PAYROLL_CLIENT, PORTAL
from mfa_tui.demo.seed.people import AcmePeople
from mfa_tui.demo.tenant.connections import DATABASE
from mfa_tui.demo.tenant.events import authenticator, event
from mfa_tui.demo.tenant.methods import Method
from mfa_tui.demo.tenant.people import User
from mfa_tui.demo.types import Json

_DAYS = 6.0
_FEATURED = 40  # users from the top of the list whose week is told in full
_OTHERS = 160
_WRONG = 0.12  # of all attempts to pass MFA
_KNOWN = 1000  # of a larger tenant, the events are of the first ones
_MULTI_FACTOR = "http://schemas.openid.net/pape/policies/2007/06/multi-factor"
_ADMIN = {"user_id": "auth0|5f00000000000000000000ad", "name": "Ada Admin", "email": "ada.admin@acme.example"}

# Every MFA event that Auth0 documents and that a login does not leave here, each once; and one that nobody knows.
_RARE = """
gd_auth_rejected|Guardian - Second factor authentication rejected
gd_start_enroll_failed|Guardian - Multi-factor enroll failed
gd_send_sms_failure|Guardian - Error sending SMS
gd_send_voice|Guardian - Voice call made
gd_send_voice_failure|Guardian - Error making voice call
gd_send_pn_failure|Guardian - Error sending push notification
gd_send_email_verification|Guardian - Email verification sent
gd_send_email_verification_failure|Guardian - Error sending email verification
gd_auth_email_verification|Guardian - Email verified
gd_auth_fail_email_verification|Guardian - Email verification failed
gd_otp_rate_limit_exceed|Guardian - Too many failed attempts (otp)
gd_recovery_succeed|Guardian - Recovery code succeeded
gd_recovery_failed|Guardian - Recovery code failed
gd_recovery_rate_limit_exceed|Guardian - Too many failed attempts (recovery)
gd_webauthn_challenge_failed|Guardian - WebAuthn browser challenge failed
gd_webauthn_enrollment_failed|Guardian - WebAuthn enrollment failed
gd_update_device_account|Guardian - Updates device account
gd_quantum_handshake|Guardian - not documented when this was written
"""
_ADMINS_AT_WORK: tuple[tuple[str, str, str, Any], ...] = (
    ("put", "/api/v2/guardian/policies", "Set Guardian policies", ["all-applications"]),
    ("put", "/api/v2/guardian/factors/otp", "Update Guardian factor", {"enabled": False}),
    ("put", "/api/v2/guardian/factors/email", "Update Guardian factor", {"enabled": True}),
    ("delete", "/api/v2/users/auth0%7C5f000000000000000000beef/multifactor/duo", "Delete a user's MFA provider", {}),
)
_SENT = {
    "phone": ("gd_send_sms", "Guardian - SMS sent"),
    "push": ("gd_send_pn", "Guardian - Push notification sent"),
    "guardian": ("gd_send_pn", "Guardian - Push notification sent"),
    "email": ("gd_send_email", "Guardian - Email sent"),
}

Told = tuple[float, str, str, User | None, Json]


def history(size: int, seed: int, now: float) -> list[Json]:
    """Return the events of the days before `now`, a Unix second, oldest first, their ids in the same order.

    They are told of people of its own, so that they do not depend on what has been done to the tenant since.
    """
    random = dice(seed, "events")
    people = AcmePeople(min(size, _KNOWN), seed, now)
    users = list(people.users().values())
    told: list[Told] = []
    for user in users[:_FEATURED]:
        for _ in range(3):
            told += _login(random, people, user, now - random.uniform(0.02, _DAYS) * DAY_S)
    for user in random.sample(users, min(_OTHERS, len(users))):
        told += _login(random, people, user, now - random.uniform(0.02, _DAYS) * DAY_S)
    told += _password_logins(dice(seed, "password logins"), people, users, now)
    told += _rare(random, users, now)
    told += _admins(now)
    numbers = count()
    return [
        event(at, next(numbers), type_, description, user=user, **facts)
        for at, type_, description, user, facts in sorted(told, key=lambda one: one[0])
    ]


def _login(random: Random, people: AcmePeople, user: User, at: float) -> Iterator[Told]:
    """Yield the events of one login: MFA passed, failed or skipped on a remembered browser, or an enrollment."""
    if user.last_login is None or user.last_login < people.born_at - 30 * DAY_S:
        return
    app = random.choice(((PORTAL, "Employee portal"), (PAYROLL_CLIENT, "Payroll")))
    facts: Json = {
        "client_id": app[0],
        "client_name": app[1],
        "user_agent": "Chrome 138.0.0 / Mac OS X 15.5.0",
        "hostname": DEMO_DOMAIN,
    }
    if user.blocked:
        error = {"message": "user is blocked", "oauthError": "unauthorized", "type": "oauth-authorization"}
        yield at, "f", "user is blocked", user, facts | {"details": {"error": error}}
        return
    usable = [method for method in people.methods_of(user) if method.proves_mfa]
    if usable and random.random() < min(0.3, 0.15 * user.remembered_browsers):
        yield at, "s", "Successful login", user, facts | {"details": _details(random, at, performed=False)}
        return
    if not usable:
        yield at + 3, "gd_start_enroll", "Guardian - Enrollment started", user, facts | {"details": {}}
        return
    method = random.choice(usable)
    yield from _challenge(random, user, method, at + 4, facts)


def _challenge(random: Random, user: User, method: Method, at: float, facts: Json) -> Iterator[Told]:
    failed = random.random() < _WRONG
    login = None if failed else _details(random, at, performed=True)
    details: Json = {
        "authenticator": authenticator(method),
        "session_id": login["session_id"] if login else text(dice(0, f"{user.user_id} {at}"), 32),
        "first_factor": False,
        "remember_browser": False,
    }
    about = facts | {"details": details}
    yield at, "gd_start_auth", f"Guardian - Second factor authentication started ({method.type})", user, about
    if method.type in _SENT:
        type_, description = _SENT[method.type]
        yield at + 1, type_, description, user, about
    if login is None:
        failure = {"failure_details": {"errorCode": "invalid_code", "message": "Invalid code"}}
        sent = {
            "auth": {"scopes": [], "strategy": "transaction_token"},
            "body": {"code": "*****"},
            "ip": user.last_ip or "192.0.2.10",
            "method": "post",
            "path": "/api/verify-otp",
            "query": "",
            "userAgent": facts["user_agent"],
        }
        answered = {"request": sent, "response": {"body": {}, "statusCode": 403}}
        refused = facts | {"details": details | failure | answered}
        words = f"Guardian - Second factor authentication failed ({method.type})"
        yield at + 20, "gd_auth_failed", words, user, refused
        return
    yield at + 20, "gd_auth_succeed", f"Guardian - Second factor authentication succeed ({method.type})", user, about
    yield at + 21, "s", "Successful login", user, facts | {"details": login}


def _password_logins(random: Random, people: AcmePeople, users: list[User], now: float) -> Iterator[Told]:
    """Yield logins of the Resource Owner Password flow, where an app does MFA itself through the MFA API.

    They alone leave `mfar`; the exchange for a token says whether the second factor was right. Only users of a
    database log in this way.
    """
    facts: Json = {
        "client_id": MOBILE_APP,
        "client_name": "Acme Go",
        "user_agent": "Acme Go 5.2.0 / iOS 18.5.0",
        "hostname": DEMO_DOMAIN,
    }
    able = [user for user in users[:_FEATURED] if user.connection == DATABASE and not user.blocked and user.last_login]
    for user in able:
        usable = [one for one in people.methods_of(user) if one.confirmed and one.type in ("totp", *_SENT)]
        if not usable:
            continue
        method = random.choice(usable)
        at = now - random.uniform(0.02, _DAYS) * DAY_S
        yield at, "mfar", "MFA required", user, facts | {"details": _risk("low") | {"grant_type": "password"}}
        if method.type in _SENT:
            type_, description = _SENT[method.type]
            yield at + 1, type_, description, user, facts | {"details": {"authenticator": authenticator(method)}}
        code, challenge = ("oobft", "OOB") if method.type in _SENT else ("otpft", "OTP")
        result, words = ("fe", "Failed exchange") if random.random() < _WRONG else ("se", "Successful exchange")
        exchanged = facts | {"audience": PAYROLL_API, "details": {"actions": {"executions": []}}}
        description = f"{words} of Password and {challenge} Challenge for Access Token"
        yield at + 20, f"{result}{code}", description, user, exchanged


def _details(random: Random, at: float, *, performed: bool) -> Json:
    """Return what a login event tells of its prompts: an `mfa` prompt with its amr where MFA was done."""
    session_id = text(random, 32)
    shared = {"requiredCaptcha": False, "session_id": session_id}
    prompts: list[Json] = [{"name": "login", "flow": "universal-login", "completedAt": int(at * 1000), **shared}]
    if performed:
        prompts.append(
            {
                "name": "mfa",
                "flow": "universal-mfa",
                "completedAt": int(at * 1000) + 20_000,
                "performed_acr": [_MULTI_FACTOR],
                "performed_amr": ["mfa"],
                "provider": "guardian",
                **shared,
            }
        )
    return {"prompts": prompts, "session_id": session_id, "riskAssessment": _risk("high")}


def _risk(confidence: str) -> Json:
    return {
        "confidence": confidence,
        "version": "1",
        "assessments": {
            "NewDevice": {"confidence": confidence, "code": "match"},
            "UntrustedIP": {
                "confidence": "high",
                "code": "not_found_on_deny_list",
                "details": {"ip": "192.0.2.10", "matches": "none", "source": "deny list"},
            },
        },
    }


def _rare(random: Random, users: list[User], now: float) -> Iterator[Told]:
    for line in _RARE.split("\n")[1:-1]:
        type_, _, description = line.partition("|")
        yield (
            now - random.uniform(0.1, _DAYS) * DAY_S,
            type_,
            description,
            random.choice(users) if users else None,
            {"details": {}},
        )
    for user in users[4:8]:  # people who got something new this week
        at = now - random.uniform(1, _DAYS) * DAY_S
        yield at, "gd_start_enroll", "Guardian - Enrollment started", user, {"details": {}}
        yield at + MINUTE_S, "gd_enrollment_complete", "Guardian - Enrollment complete", user, {"details": {}}
    for user in users[:1]:
        yield now - 30 * HOUR_S, "gd_unenroll", "Guardian - Unenroll device (phone)", user, {"details": {}}


def _admins(now: float) -> Iterator[Told]:
    """Tell of admins in the Dashboard, the only channel that says who it was."""
    for hours, (method, path, description, body) in zip((130, 100, 74, 50), _ADMINS_AT_WORK, strict=True):
        sent = {
            "auth": {"credentials": {}, "strategy": "jwt", "user": _ADMIN},
            "body": body,
            "channel": "https://manage.auth0.com/",
            "method": method,
            "path": path,
            "query": {},
        }
        facts: Json = {"client_name": "", "details": {"request": sent, "response": {"body": {}, "statusCode": 200}}}
        yield now - hours * HOUR_S, "sapi", description, None, facts
        if "guardian" in path:
            yield (
                now - hours * HOUR_S + 1,
                "gd_tenant_update",
                "Guardian - Updates tenant settings",
                None,
                {"details": {}},
            )
