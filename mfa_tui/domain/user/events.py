"""What the tenant's log says about MFA, in plain words.

Source: GET /api/v2/users/{id}/logs and Auth0's page "Log Event Type Codes". An unknown code is shown as it is.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mfa_tui.domain import json_fields as loose
from mfa_tui.domain.event_codes import LOGIN_EVENTS, MFA_EVENTS, Outcome, is_about_mfa, known
from mfa_tui.domain.user.methods import parse_method


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

    `detail` says with what, why or how risky, as far as the event says; `where` is the application and the IP.
    `session_id` is the session that the event belongs to, empty where the event does not say.
    """

    at: float | None
    code: str
    words: str
    outcome: Outcome
    detail: str = ""
    where: str = ""
    session_id: str = ""


def timeline(events: Iterable[LogEvent]) -> tuple[Moment, ...]:
    """Return what happened around MFA, newest first: MFA events and logins; all else is left out."""
    shown = [event for event in events if is_about_mfa(event.type) or event.type in LOGIN_EVENTS]
    return tuple(_moment(event) for event in sorted(shown, key=lambda event: event.date or 0.0, reverse=True))


def performed_amr(event: LogEvent) -> tuple[str, ...] | None:
    """Return what the prompts of a login performed, None where the event has no prompts.

    An empty tuple means that no prompt of this login did MFA: a remembered browser, a session that had done it
    before, or nothing that required it.
    """
    prompts = loose.member(event.details, "prompts")
    if not isinstance(prompts, list):
        return None
    return tuple(amr for prompt in loose.objects(prompts) for amr in loose.texts(prompt.get("performed_amr")))


def _moment(event: LogEvent) -> Moment:
    words, outcome = known(event.type)
    where = ", ".join(part for part in (event.client_name, event.ip) if part)
    session_id = loose.text(loose.member(event.details, "session_id"))
    detail = ", ".join(part for part in _details(event) if part)
    return Moment(event.date, event.type, words, outcome, detail, where, session_id)


def _details(event: LogEvent) -> Iterator[str]:
    details = event.details
    if event.type == "f" or (event.type not in MFA_EVENTS and event.type not in LOGIN_EVENTS):
        yield event.description
    if event.type == "s" and (amr := performed_amr(event)) is not None:
        yield f"MFA done (amr {', '.join(amr)})" if "mfa" in amr else "no MFA prompt"
    yield _method(details)
    if loose.member(details, "first_factor") is True:
        yield "as the first factor"
    if loose.member(details, "remember_browser") is True:
        yield "browser remembered"
    for part in ("failure_details", "provider_error"):
        yield loose.text(loose.member(details, part, "message"))
    yield loose.text(loose.member(details, "error", "detail"))
    confidence = loose.member(details, "riskAssessment", "confidence") or loose.member(details, "confidence")
    if loose.text(confidence):
        yield f"confidence {loose.text(confidence)}"


def _method(details: loose.Json | None) -> str:
    """Return the method that an event is about, its number masked; of self-service also what was done to it."""
    authenticator = loose.member(details, "authenticator")
    if isinstance(authenticator, dict) and loose.text(authenticator.get("type")):
        method = parse_method({**authenticator, "id": loose.text(authenticator.get("id")) or "?"})
        return f"{method.title} {method.detail}".strip()
    operation = loose.text(loose.member(details, "operation"))
    changed = loose.text(loose.member(details, "authentication_method"))
    return f"{operation} {parse_method({'id': '?', 'type': changed}).title if changed else ''}".strip()
