"""/api/v2/connections: read by page or by cursor, or one by its id."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from mfa_tui.demo.context import tenant_of
from mfa_tui.demo.http.bearer import requires
from mfa_tui.demo.http.errors import ApiError, JsonAnswer
from mfa_tui.demo.http.listing import CURSOR, FIELDS, PAGE_FROM_1, TOTALS, listed, only_fields, taken
from mfa_tui.demo.http.routing import Routes
from mfa_tui.demo.http.validation import Schema, read_query
from mfa_tui.demo.types import Json

_PER_PAGE = 100
_MOST_PAGED = 1000
_FILTERS: dict[str, Schema] = {
    "name": {"type": "string"},
    "strategy": {"type": "array", "items": {"type": "string"}},
}


@requires("read:connections")
async def list_connections(request: Request) -> Response:
    """GET connections: by page, or with `from` or `take` by cursor.

    A tenant with 1,000 connections and more is read to its end by cursor only.
    """
    query = read_query(request, PAGE_FROM_1 | FIELDS | TOTALS | CURSOR | _FILTERS)
    found = [one for one in tenant_of(request).connections if _matches(one, query)]
    if query.keys() & CURSOR.keys():
        page = taken(found, query, "connections", "id")
        return JsonAnswer(page | {"connections": [only_fields(one, query) for one in page["connections"]]})
    query.setdefault("per_page", _PER_PAGE)
    if len(found) >= _MOST_PAGED and query.get("page", 0) * query["per_page"] >= _MOST_PAGED:
        words = f"You can only page through the first {_MOST_PAGED} records. Use checkpoint pagination instead."
        raise ApiError(400, words, "invalid_paging")  # Auth0's exact words are not known
    return JsonAnswer(listed(found, query, "connections", lambda one: only_fields(one, query)))


@requires("read:connections")
async def read_connection(request: Request) -> Response:
    """GET connections/{id}."""
    query = read_query(request, FIELDS)
    for connection in tenant_of(request).connections:
        if connection["id"] == request.path_params["id"]:
            return JsonAnswer(only_fields(connection, query))
    raise ApiError(404, "The connection does not exist", "inexistent_connection")


def _matches(connection: Json, query: Json) -> bool:
    return connection["name"] == query.get("name", connection["name"]) and connection["strategy"] in query.get(
        "strategy", [connection["strategy"]]
    )


ROUTES: Routes = (
    ("GET", "/api/v2/connections", list_connections),
    ("GET", "/api/v2/connections/{id}", read_connection),
)
