"""/api/v2/logs and users/{id}/logs: by search, newest first, at most 1000; or by checkpoint, oldest first, all."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from mfa_tui.demo.context import log_of
from mfa_tui.demo.http.bearer import requires
from mfa_tui.demo.http.errors import ApiError, JsonAnswer
from mfa_tui.demo.http.listing import FIELDS, PAGE, PAGE_FROM_1, PER_PAGE, TOTALS, only_fields, page_of
from mfa_tui.demo.http.routing import Routes
from mfa_tui.demo.http.validation import Schema, read_query, read_user_id
from mfa_tui.demo.search.lucene import QueryError, parse
from mfa_tui.demo.search.matching import Index, fits
from mfa_tui.demo.types import Json

_MOST_RESULTS = 1000
_MOST_TAKEN = 100
_SORT: dict[str, Schema] = {"sort": {"type": "string"}}
_SEARCH: dict[str, Schema] = {
    "q": {"type": "string"},
    "search": {"type": "string"},
    "from": {"type": "string"},
    "take": {"type": "integer", "minimum": 1},
}
# Log fields are case sensitive, all of them, and so are the few in which a bare word is looked for.
_FIELDS = """
    client_id client_name connection connection_id description date hostname ip log_id organization_id user_id
    user_name user_agent strategy strategy_type type
"""
_SEARCHABLE = frozenset(_FIELDS.split())
_INDEX: Index[Json] = Index(
    lambda event, field: (event[field],) if field in _SEARCHABLE and event.get(field) else (),
    usual=("client_name", "connection", "description", "ip", "log_id", "type", "user_name"),
    dates=frozenset({"date"}),
)


@requires("read:logs", "read:logs_users")
async def list_logs(request: Request) -> Response:
    """GET logs. With `from` or `take` every other parameter is ignored, and the `Link` header leads on."""
    query = read_query(request, PAGE | FIELDS | TOTALS | _SORT | _SEARCH)
    if query.keys() & {"from", "take"}:
        return _after_checkpoint(request, query.get("from", ""), min(query.get("take", PER_PAGE), _MOST_TAKEN))
    found = log_of(request).events
    for name in ("q", "search"):
        if query.get(name, "").strip():
            found = _searched(found, query[name])
    return _page(found, query)


@requires("read:logs", "read:logs_users")
async def read_log(request: Request) -> Response:
    """GET logs/{id}. Auth0's words for an unknown id were not seen."""
    for event in log_of(request).events:
        if event["log_id"] == request.path_params["id"]:
            return JsonAnswer(event)
    raise ApiError(404, "Log not found.", "inexistent_log")


@requires("read:logs", "read:logs_users")
async def list_user_logs(request: Request) -> Response:
    """GET users/{id}/logs: what names this user; nothing for a user who never was."""
    query = read_query(request, PAGE_FROM_1 | TOTALS | _SORT)
    user_id = read_user_id(request)
    return _page([event for event in log_of(request).events if event["user_id"] == user_id], query)


def _after_checkpoint(request: Request, checkpoint: str, take: int) -> Response:
    """Answer what is newer than a log id; where nothing is, the link leads back to the same place."""
    newer = [event for event in log_of(request).events if event["log_id"] > checkpoint][:take]
    last = newer[-1]["log_id"] if newer else checkpoint
    base = f"{request.url.scheme}://{request.url.netloc}/api/v2/logs"
    return JsonAnswer(newer, headers={"Link": f'<{base}?from={quote(last)}&take={take}>; rel="next"'})


def _searched(events: list[Json], text: str) -> list[Json]:
    try:
        test = fits(parse(text), _INDEX)
    except QueryError as error:
        raise ApiError(400, f"Query validation error: {error} on property q.", "invalid_query_string") from None
    return [event for event in events if test(event)]


def _page(found: list[Json], query: dict[str, Any]) -> Response:
    """Answer a page. `total` counts this page, not what was found; so it is since version 3 of log search."""
    page, per_page = query.get("page", 0), query.get("per_page", PER_PAGE)
    if (page + 1) * per_page > _MOST_RESULTS:
        raise ApiError(400, f"You can only page through the first {_MOST_RESULTS} records.", "invalid_paging")
    field, _, order = query.get("sort", "log_id:-1").rpartition(":")
    if field not in _SEARCHABLE or order not in ("1", "-1"):
        raise ApiError(400, f"Query validation error: '{query['sort']}' on property sort.", "invalid_query_string")
    ordered = sorted(found, key=lambda event: str(event[field] or ""), reverse=order == "-1")
    shown = [only_fields(event, query) for event in page_of(ordered, page, per_page)]
    if not query.get("include_totals"):
        return JsonAnswer(shown)
    counts = {"start": page * per_page, "limit": per_page, "length": len(shown), "total": len(shown)}
    return JsonAnswer(counts | {"logs": shown})


ROUTES: Routes = (
    ("GET", "/api/v2/logs", list_logs),
    ("GET", "/api/v2/logs/{id}", read_log),
    ("GET", "/api/v2/users/{id}/logs", list_user_logs),
)
