"""What the tenant's log says about MFA, in human words.

Source: GET /api/v2/users/{id}/logs and Auth0's page "Log Event Type Codes". A code that is not known here is shown
as the tenant wrote it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from mfa_tui.domain import loose
from mfa_tui.domain.methods import parse_method

Outcome = Literal["good", "bad", "neutral"]

MFA_EVENTS: dict[str, tuple[str, Outcome]] = {
    "mfar": ("MFA required", "neutral"),
    "gd_start_auth": ("MFA asked for", "neutral"),
    "gd_auth_succeed": ("MFA passed", "good"),
    "gd_auth_failed": ("MFA failed", "bad"),
    "gd_auth_rejected": ("Push rejected by the user", "bad"),
    "gd_start_enroll": ("Enrollment started", "neutral"),
    "gd_start_enroll_failed": ("Enrollment could not start", "bad"),
    "gd_enrollment_complete": ("Enrolled", "good"),
    "gd_unenroll": ("Method removed", "neutral"),
    "gd_send_sms": ("Text message sent", "neutral"),
    "gd_send_sms_failure": ("Text message not sent", "bad"),
    "gd_send_voice": ("Voice call made", "neutral"),
    "gd_send_voice_failure": ("Voice call not made", "bad"),
    "gd_send_pn": ("Push sent", "neutral"),
    "gd_send_pn_failure": ("Push not sent", "bad"),
    "gd_send_email": ("Email code sent", "neutral"),
    "gd_send_email_verification": ("Verification email sent", "neutral"),
    "gd_send_email_verification_failure": ("Verification email not sent", "bad"),
    "gd_auth_email_verification": ("Email verified", "good"),
    "gd_auth_fail_email_verification": ("Email verification failed", "bad"),
    "gd_otp_rate_limit_exceed": ("Too many wrong codes: 10 an hour are allowed", "bad"),
    "gd_recovery_succeed": ("Recovery code accepted", "good"),
    "gd_recovery_failed": ("Recovery code wrong", "bad"),
    "gd_recovery_rate_limit_exceed": ("Too many wrong recovery codes: 10 an hour are allowed", "bad"),
    "gd_webauthn_challenge_failed": ("Security key or biometrics failed", "bad"),
    "gd_webauthn_enrollment_failed": ("Security key or biometrics not enrolled", "bad"),
    "gd_update_device_account": ("Guardian device updated", "neutral"),
    "gd_tenant_update": ("Guardian settings of the tenant changed", "neutral"),
}
LOGIN_EVENTS: dict[str, tuple[str, Outcome]] = {
    "s": ("Logged in", "good"),
    "f": ("Login failed", "bad"),
    "fp": ("Login failed: wrong password", "bad"),
    "fu": ("Login failed: user name, or the user is blocked", "bad"),
    "limit_wc": ("Blocked after too many failed logins", "bad"),
    "limit_sul": ("Too many logins", "bad"),
}
"""Logins are told too: they say whether MFA was done, which a token may not."""


@dataclass(frozen=True, slots=True)
class LogEvent:
    """One event of the log. `date` is epoch seconds; `details` is whatever the type brings along."""

    log_id: str
    type: str
    date: float | None = None
    description: str = ""
    ip: str = ""
    client_name: str = ""
    connection: str = ""
    user_id: str = ""
    user_agent: str = ""
    details: loose.Json | None = None


def parse_event(raw: object) -> LogEvent:
    """Return a log event. Raises ValueError for one without a log id."""
    fields = loose.identified(raw, "log_id")
    details = fields.get("details")
    return LogEvent(
        log_id=loose.text(fields.get("log_id")),
        type=loose.text(fields.get("type")),
        date=loose.instant(fields.get("date")),
        description=loose.text(fields.get("description")),
        ip=loose.text(fields.get("ip")),
        client_name=loose.text(fields.get("client_name")),
        connection=loose.text(fields.get("connection")),
        user_id=loose.text(fields.get("user_id")),
        user_agent=loose.text(fields.get("user_agent")),
        details=details if isinstance(details, dict) else None,
    )


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of a user's timeline. `at` is epoch seconds.

    `detail` says with what, why or how risky, as far as the event tells; `where` is the application and the address.
    """

    at: float | None
    code: str
    words: str
    outcome: Outcome
    detail: str = ""
    where: str = ""


def timeline(events: Iterable[LogEvent]) -> tuple[Moment, ...]:
    """Return what happened around MFA, newest first: MFA events and logins; all else is left out."""
    told = [event for event in events if is_about_mfa(event.type) or event.type in LOGIN_EVENTS]
    return tuple(_moment(event) for event in sorted(told, key=lambda event: event.date or 0.0, reverse=True))


def is_about_mfa(code: str) -> bool:
    """Tell whether a type code is one of MFA, also one that Auth0 added since."""
    return code in MFA_EVENTS or code.startswith("gd_")


def words_for(code: str) -> str:
    """Return the human words for a type code; an unknown one is shown raw."""
    return (MFA_EVENTS.get(code) or LOGIN_EVENTS.get(code) or (code, "neutral"))[0]


def performed_amr(event: LogEvent) -> tuple[str, ...] | None:
    """Return what a login's prompts say was performed, None where the event tells of no prompts.

    An empty tuple means that MFA was not done in this login: a remembered browser, or nothing asked for it.
    """
    prompts = loose.member(event.details, "prompts")
    if not isinstance(prompts, list):
        return None
    return tuple(amr for prompt in loose.objects(prompts) for amr in loose.texts(prompt.get("performed_amr")))


def _moment(event: LogEvent) -> Moment:
    known = MFA_EVENTS.get(event.type) or LOGIN_EVENTS.get(event.type)
    words, outcome = known or (event.type, "neutral")
    where = ", ".join(part for part in (event.client_name, event.ip) if part)
    return Moment(event.date, event.type, words, outcome, _detail(event, known is not None), where)


def _detail(event: LogEvent, known: bool) -> str:
    parts = [] if known and event.type != "fu" else [event.description]
    if event.type == "s" and (amr := performed_amr(event)) is not None:
        parts.append(f"MFA done (amr {', '.join(amr)})" if "mfa" in amr else "without MFA")
    authenticator = loose.member(event.details, "authenticator")
    if isinstance(authenticator, dict) and authenticator.get("type"):
        parts.append(parse_method({"id": "?", **authenticator}).title)
    if confidence := loose.text(loose.member(event.details, "riskAssessment", "confidence")):
        parts.append(f"confidence {confidence}")
    return ", ".join(part for part in parts if part)
