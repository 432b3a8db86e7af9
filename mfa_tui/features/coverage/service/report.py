"""What a coverage scan found, written out: text for people, JSON for scripts, CSV for spreadsheets."""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from mfa_tui.client.api.users import MOST_RESULTS
from mfa_tui.domain import factors
from mfa_tui.domain.csv_rows import Cell, csv_lines
from mfa_tui.domain.text import clean, listed
from mfa_tui.domain.user.enrollment_state import Covered, State
from mfa_tui.domain.user.readiness import Readiness
from mfa_tui.domain.user.users import LEGACY_PROVIDERS
from mfa_tui.features.coverage.model.summary import GroupBar, Summary
from mfa_tui.features.coverage.service.people import People
from mfa_tui.features.coverage.service.scan import Coverage

COLUMNS = (
    "user_id",
    "email",
    "name",
    "connection",
    "state",
    "factors",
    "pending",
    "phishing_resistant",
    "only_phone",
    "may_use_email",
    "last_used",
    "last_login",
    "blocked",
    "groups",
    "reason",
    "only_off_factors",
    "readiness",
    "connection_deleted",
)
"""The columns of the CSV and the members of each of `people` in the JSON: a contract with scripts."""
Forms = dict[str, Callable[[], Iterator[str]]]
_BAR = 20
_MOST_LINES = 12


def notes(coverage: Coverage) -> tuple[str, ...]:
    """Say what the numbers leave out, one sentence each; empty where they tell everything."""
    said = list(limits(coverage))
    if coverage.problem:
        said.append(f"It ended early. {coverage.problem.words}")
    if coverage.left:
        said.append(f"It is a part: {coverage.extent}")
    if failed := coverage.failed:
        reason = "" if coverage.problem else f" {next(iter(failed.values())).words}"
        said.append(f"Users that could not be read: {len(failed):,}.{reason}")
    return tuple(said)


def limits(coverage: Coverage) -> tuple[str, ...]:
    """Say what the numbers leave out although the scan went well, one sentence each."""
    said = list(shortfall(coverage.people))
    if not coverage.everyone:
        said.append(
            "Methods were read of users whose profile names an MFA provider; who only began to enroll counts as not "
            "enrolled."
        )
    said += [f"Not readable: {part}. {problem.words}" for part, problem in coverage.unread.items()]
    return tuple(said)


def shortfall(people: People) -> tuple[str, ...]:
    """Say which users are missing and why, one sentence each; empty where all are there."""
    said = []
    if people.capped:
        said.append(
            f"Not complete: a search lists only the first {MOST_RESULTS:,} of {people.total:,} users. The others are "
            "not covered."
        )
    if people.no_export:
        said.append(f"The users could not be exported: {people.no_export.words}")
    if people.missing:
        said.append(f"Not complete: users missing from the {people.source}: {people.missing:,}. Scan again.")
    if people.unreadable:
        what = "Rows of the export" if people.source == "export" else "Entries of the search"
        said.append(f"{what} that are no users: {people.unreadable:,}.")
    return tuple(said)


def as_csv(coverage: Coverage) -> Iterator[str]:
    """Yield the lines of a CSV file with a row a user; no cell is run as a formula."""
    return csv_lines(COLUMNS, (_cells(coverage, one) for one in coverage))


def as_json(coverage: Coverage) -> Iterator[str]:
    """Yield the one JSON object, in pieces: `people` may be many. Where nothing was learned, it says why instead."""
    if coverage.told_nothing and coverage.problem:
        why = {"tenant": coverage.tenant, "query": coverage.scope.query, "unread": {"users": coverage.problem.words}}
        yield json.dumps({**why, "exit_code": coverage.exit_code}, indent=2) + "\n"
        return
    head = json.dumps({**_numbers(coverage), "exit_code": coverage.exit_code}, indent=2).removesuffix("\n}")
    yield f'{head},\n  "people": ['
    separator = "\n    "
    for one in coverage:
        yield separator + json.dumps(as_object(coverage, one))
        separator = ",\n    "
    yield "\n  ]\n}\n"


def as_object(coverage: Coverage, covered: Covered) -> dict[str, Any]:
    """Return one of `people`."""
    return dict(zip(COLUMNS, _values(coverage, covered), strict=True))


def as_text(coverage: Coverage) -> Iterator[str]:
    """Yield the lines of the report: who can complete MFA first."""
    summary = coverage.summary()
    what = f"query {clean(coverage.scope.query, 200)}" if coverage.scope.query else "all users"
    yield summary.verdict
    yield f"{coverage.tenant}, {what}: {summary.users:,} users, as of {_iso(coverage.as_of)}"
    yield ""
    for each in Readiness:
        if summary.ready(each) or (summary.around.setup and each in (Readiness.READY, Readiness.NONE)):
            yield _bar(each, summary.ready(each), summary.users)
    yield from _cannot_log_in(summary)
    yield ""
    for words, count in (
        ("phishing-resistant", summary.phishing_resistant),
        ("only phone", summary.only_phone),
        ("last used over 90 days ago", summary.stale),
        ("never used", summary.never_used),
    ):
        yield _bar(words, count, summary.base)
    yield f"  (of those {'enrolled' if summary.around.setup is None else 'ready'})"
    yield ""
    for factor in summary.factors:
        off = "  factor is off" if factor.on is False and factor.name not in LEGACY_PROVIDERS else ""
        pending = f"  {factor.pending:,} pending" if factor.pending else ""
        yield _bar(clean(factor.title, 26), factor.users, summary.users) + pending + off
    for title, bars in (("Connections", summary.connections), (coverage.scope.groups.title(), summary.groups)):
        if bars:
            yield ""
            yield f"{title}: ready"
            yield from _group_lines(bars)
    yield from _findings(summary)
    if said := notes(coverage):
        yield ""
        yield from said


def _cannot_log_in(summary: Summary) -> Iterator[str]:
    blocked, gone = summary.cannot_log_in
    if blocked or gone:
        yield "  Cannot log in, whatever their readiness:"
    for words, count in (("  blocked", blocked), ("  of a deleted connection", gone or 0)):
        if count:
            yield _bar(words, count, summary.users)


def _findings(summary: Summary) -> Iterator[str]:
    if not (summary.unused_factors or summary.gone_connections):
        return
    yield ""
    if summary.unused_factors:
        yield f"On, and no user is enrolled: {listed([_title(name) for name in summary.unused_factors])}"
    for name, count in (summary.gone_connections or {}).items():
        yield f"Users of the deleted connection {clean(name, 60)}, who cannot log in: {count:,}"


def _group_lines(bars: Sequence[GroupBar]) -> Iterator[str]:
    for bar in bars[:_MOST_LINES]:
        yield _bar(clean(bar.name, 26), bar.readiness[Readiness.READY], bar.users)
    if len(bars) > _MOST_LINES:
        yield f"  and {len(bars) - _MOST_LINES} more"


def _bar(words: str, count: int, whole: int) -> str:
    share = count / whole if whole else 0.0
    return f"  {words:<40}{'#' * round(share * _BAR):<{_BAR}} {share:>6.1%} {count:>8,}"


def _title(name: str) -> str:
    return clean(factors.info(name).title, 60)


def _numbers(coverage: Coverage) -> dict[str, Any]:
    summary, people = coverage.summary(), coverage.people
    return {
        "tenant": coverage.tenant,
        "query": coverage.scope.query,
        "source": people.source,
        "as_of": _iso(coverage.as_of),
        "complete": coverage.complete,
        "capped": people.capped,
        "users_in_tenant_or_query": people.total,
        "methods_read_of_everyone": coverage.everyone,
        "users": summary.users,
        "readiness": {each: summary.ready(each) for each in Readiness},
        "cannot_log_in": dict(zip(("blocked", "connection_deleted"), summary.cannot_log_in, strict=True)),
        "states": {state: summary.state(state) for state in State},
        "only_off_factors": summary.only_off,
        "may_use_email": summary.may_use_email,
        "phishing_resistant": summary.phishing_resistant,
        "only_phone": summary.only_phone,
        "last_used_over_90_days_ago": summary.stale,
        "never_used": summary.never_used,
        "factors": [
            {"name": bar.name, "on": bar.on, "users": bar.users, "pending": bar.pending} for bar in summary.factors
        ],
        "unused_factors": list(summary.unused_factors),
        "off_factors": summary.off_factors,
        "gone_connections": summary.gone_connections,
        "connections": [_group(bar) for bar in summary.connections],
        "groups": [_group(bar) for bar in summary.groups],
        "notes": list(notes(coverage)),
    }


def _group(bar: GroupBar) -> dict[str, Any]:
    return {"name": bar.name, "users": bar.users, "states": bar.states, "readiness": bar.readiness}


def _values(coverage: Coverage, covered: Covered) -> tuple[Any, ...]:
    person, held, around = covered.person, covered.held, coverage.around
    ready = covered.readiness(around.setup)
    return (
        person.user_id,
        person.email,
        person.name,
        person.connection,
        str(held.state),
        list(held.factors),
        list(held.pending),
        covered.phishing_resistant(around.setup),
        covered.only_phone(around.setup),
        ready is Readiness.EMAIL,
        _iso(held.last_used),
        _iso(person.last_login),
        person.blocked,
        list(held.groups),
        covered.reason(around.setup),
        covered.only_off(around.setup),
        str(ready),
        None if around.connections is None else bool(person.connection) and person.connection not in around.connections,
    )


def _cells(coverage: Coverage, covered: Covered) -> tuple[Cell, ...]:
    return tuple(", ".join(value) if isinstance(value, list) else value for value in _values(coverage, covered))


def _iso(at: float | None) -> str | None:
    return None if at is None else f"{datetime.fromtimestamp(at, UTC):%Y-%m-%dT%H:%M:%SZ}"
