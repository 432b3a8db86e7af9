"""One user without a screen: everything about their MFA, as text for people or JSON for scripts."""

import asyncio
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from mfa_tui.domain.problems import Problem
from mfa_tui.domain.tenant import Configuration
from mfa_tui.domain.text import clean, listed
from mfa_tui.domain.user.dossier import Dossier
from mfa_tui.domain.user.lookup import Kind, understand
from mfa_tui.domain.user.methods import MethodRow, Standing
from mfa_tui.domain.user.prospect import Prospect
from mfa_tui.domain.user.readiness import FactorSetup, Readiness, readiness, setup_of
from mfa_tui.domain.user.users import User
from mfa_tui.session.finding import find, read_user
from mfa_tui.session.session import TenantSession

USAGE, NOT_FOUND = 2, 3
_EVENTS_AS_TEXT = 12
_CHOICES = 5
"""Ids that are named where several users match."""


@dataclass(frozen=True)
class NoUser:
    """Why there is no report, in words for stderr, and the exit code."""

    words: str
    exit_code: int


@dataclass(frozen=True)
class UserReport:
    """What is known of one user in a tenant, given by its domain."""

    tenant: str
    dossier: Dossier
    configuration: Configuration

    @property
    def exit_code(self) -> int:
        """Return 0, or 7 or 8 where profile or methods could not be read; other parts are told and cost nothing."""
        problem = self.dossier.user.problem or self.dossier.methods.problem
        return problem.exit_code if problem else 0

    @property
    def unread(self) -> dict[str, Problem]:
        """Return the parts that could not be read, by the word for the part."""
        parts = {**self.dossier.parts, **self.configuration.parts}
        return {word: part.problem for word, part in parts.items() if part.problem}

    @property
    def prospect(self) -> Prospect | None:
        """Return what the next login will be like."""
        return self.dossier.prospect(self.configuration)

    def as_text(self) -> str:
        """Return the facts as lines."""
        return "\n".join(self._lines())

    @property
    def readiness(self) -> Readiness:
        """Return what the user is with the factors that are on."""
        return readiness(self.dossier.means(), setup_of(self.configuration.factors.value))

    def _lines(self) -> Iterator[str]:
        dossier, setup = self.dossier, setup_of(self.configuration.factors.value)
        if user := dossier.user.value:
            yield f"{self.readiness[0].upper()}{self.readiness[1:]}."
            yield from _profile(user)
            if deleted := dossier.deleted_connections:
                cannot = ": cannot log in at all" if dossier.connection_deleted else ""
                yield f"DELETED CONNECTION {listed([clean(name, 80) for name in deleted])}{cannot}"
        if prospect := self.prospect:
            yield prospect.sentence
            yield from prospect.notes
        yield ""
        counted = [row for row in dossier.rows if row.method is None or row.method.standing is not Standing.APART]
        apart = [row.method.title for row in dossier.rows if row.method and row.method.standing is Standing.APART]
        yield "Methods" if counted or dossier.methods.value is None else "Methods: none"
        yield from (f"  {_row(row, setup)}" for row in counted)
        if apart:
            yield f"Not MFA: {listed(list(dict.fromkeys(clean(title, 60) for title in apart)))}"
        if dossier.blocks.value:
            yield f"Blocked addresses: {listed([clean(block.ip, 60) for block in dossier.blocks.value])}"
        for session in dossier.sessions.value or ():
            how = listed([clean(one.words, 60) + (f" {_when(one.at)}" if one.at else "") for one in session.methods])
            since = _when(session.authenticated_at or session.created_at)
            yield f"Session since {since}: {how or 'login not recorded'}"
        for word, held in (("Sessions", dossier.sessions.value), ("Refresh tokens", dossier.refresh_tokens.value)):
            if held is not None:
                yield f"{word}: {len(held)}"
        if dossier.roles.value:
            yield f"Roles: {listed([clean(role.name, 60) for role in dossier.roles.value])}"
        if dossier.organizations.value:
            yield f"Organizations: {listed([clean(one.name, 60) for one in dossier.organizations.value])}"
        if dossier.timeline:
            yield ""
            yield "Newest events"
        for moment in dossier.timeline[:_EVENTS_AS_TEXT]:
            parts = (_when(moment.at), moment.words, moment.detail, moment.where)
            yield "  " + "  ".join(clean(part, 100) for part in parts if part)

    def as_json(self) -> str:
        """Return the stable JSON object that `mfa-tui user --help` documents."""
        dossier, prospect, setup = self.dossier, self.prospect, setup_of(self.configuration.factors.value)
        shown = {
            "tenant": self.tenant,
            "user": _user_json(dossier.user.value) if dossier.user.value else None,
            "readiness": self.readiness,
            "connection_deleted": dossier.connection_deleted,
            "next_login": {**asdict(prospect), "sentence": prospect.sentence} if prospect else None,
            "methods": None if dossier.methods.value is None else [_row_json(row, setup) for row in dossier.rows],
            "blocks": _each(dossier.blocks.value, asdict),
            "sessions": None if dossier.sessions.value is None else len(dossier.sessions.value),
            "refresh_tokens": None if dossier.refresh_tokens.value is None else len(dossier.refresh_tokens.value),
            "roles": _each(dossier.roles.value, lambda role: role.name),
            "organizations": _each(dossier.organizations.value, lambda one: one.name),
            "events": None
            if dossier.events.value is None
            else [{**asdict(moment), "at": _iso(moment.at)} for moment in dossier.timeline],
            "unread": {part: problem.words for part, problem in self.unread.items()},
            "exit_code": self.exit_code,
        }
        return json.dumps(shown, indent=2)


async def report_user(open_session: Callable[[], TenantSession], who: str) -> UserReport | NoUser:
    """Read the one user that `who` names, understood as the search box does, and what the tenant would ask of them."""
    meant = understand(who)
    if meant.kind is Kind.SEVERAL:
        return NoUser("several people are named; give one user id or email address", USAGE)
    if meant.kind is Kind.EVERYONE:
        return NoUser("give a user id, an email, a phone number, a name or a Lucene query", USAGE)
    session = open_session()
    try:
        found = await find(session.connection.client, who)
        if found.problem:
            return NoUser(found.problem.words, found.problem.exit_code)
        if not found.users:
            return NoUser(f"{session.profile.domain} has no such user: {clean(meant.text, 120)}", NOT_FOUND)
        if len(found.users) > 1:
            number = max(found.total, len(found.users))
            ids = [clean(user.user_id, 120) for user in found.users[:_CHOICES]]
            more = f" (the first {_CHOICES} of {number:,})" if number > _CHOICES else ""
            return NoUser(f"{number:,} users match; give one of their ids: {listed(ids, 'or')}{more}", USAGE)
        configuration, dossier = await asyncio.gather(
            session.read(), read_user(session.connection.client, found.users[0].user_id)
        )
    finally:
        await session.aclose()
    return UserReport(session.profile.domain, dossier, configuration)


def _profile(user: User) -> Iterator[str]:
    address = clean(user.email, 300) or "no email address"
    verified = "verified" if user.email_verified else "not verified"
    yield f"{clean(user.label, 300)}  {address}" + (f" ({verified})" if user.email else "")
    blocked = ["BLOCKED by an admin"] if user.blocked else []
    login = f"{user.logins_count} logins, last {_when(user.last_login)}" if user.last_login else "never logged in"
    connections = listed([clean(name, 80) for name in user.connections])
    yield "  ".join([clean(user.user_id, 120), connections, login, *blocked])


def _row(row: MethodRow, setup: FactorSetup | None) -> str:
    method = row.method
    if method is None:
        orphan = row.enrollment.name or row.enrollment.id if row.enrollment else ""
        return f"{row.state:<9}  Guardian enrollment {clean(orphan, 60)}, which no method stands for"
    binding = [method.binding] if method.binding else []
    facts = [
        *binding,
        f"added {_day(method.created_at)}",
        f"last used {_day(row.last_used)}" if row.last_used else "never used",
    ]
    if row.factor_on(setup) is False:
        facts.insert(0, "factor is off")
    if row.linked:
        facts.append(f"linked with {listed([clean(other.title, 60) for other in row.linked])}")
    return f"{row.state:<9}  {clean(method.words, 120)}  ({', '.join(facts)})"


def _user_json(user: User) -> dict[str, Any]:
    return {
        "user_id": user.user_id,
        "email": user.email,
        "email_verified": user.email_verified,
        "name": user.name,
        "connections": list(user.connections),
        "created_at": _iso(user.created_at),
        "last_login": _iso(user.last_login),
        "logins_count": user.logins_count,
        "blocked": user.blocked,
        "multifactor": None if user.multifactor is None else list(user.multifactor),
    }


def _row_json(row: MethodRow, setup: FactorSetup | None) -> dict[str, Any]:
    method, enrollment = row.method, row.enrollment
    return {
        "id": method.id if method else None,
        "type": method.type if method else None,
        "title": method.title if method else None,
        "name": method.name if method else None,
        "detail": method.detail if method else None,
        "standing": method.standing if method else Standing.UNKNOWN,
        "state": row.state,
        "factor_on": row.factor_on(setup),
        "phishing_resistant": method.phishing_resistant if method else False,
        "preferred": method.preferred_authentication_method if method else "",
        "binding": method.binding if method else "",
        "aaguid": method.aaguid if method else "",
        "transports": list(method.transports) if method else [],
        "user_agent": method.user_agent if method else "",
        "created_at": _iso(method.created_at if method else None),
        "last_used": _iso(row.last_used),
        "linked": [other.id for other in row.linked],
        "guardian_enrollment": enrollment.id if enrollment else None,
    }


def _each(values: tuple[Any, ...] | None, show: Callable[[Any], Any]) -> list[Any] | None:
    return None if values is None else [show(value) for value in values]


def _iso(at: float | None) -> str | None:
    return None if at is None else f"{datetime.fromtimestamp(at, UTC):%Y-%m-%dT%H:%M:%SZ}"


def _when(at: float | None) -> str:
    return "unknown" if at is None else f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M}Z"


def _day(at: float | None) -> str:
    return "unknown" if at is None else f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d}"
