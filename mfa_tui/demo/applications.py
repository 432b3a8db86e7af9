"""/api/v2/clients: the tenant's applications. Reading only, and never their secrets."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from .bearer import requires
from .errors import ApiError, JsonAnswer
from .listing import FIELDS, PAGE, only_fields, page_of
from .state import tenant_of
from .validation import Schema, read_query

_PER_PAGE = 50
_TOTALS: dict[str, Schema] = {"include_totals": {"type": "boolean"}}


@requires("read:clients")
async def list_clients(request: Request) -> Response:
    """GET clients, 50 a page unless told otherwise: a bare array, or with `include_totals` an object."""
    query = read_query(request, PAGE | FIELDS | _TOTALS)
    page, per_page = query.get("page", 0), query.get("per_page", _PER_PAGE)
    clients = tenant_of(request).clients
    found = [only_fields(client, query) for client in page_of(clients, page, per_page)]
    if not query.get("include_totals"):
        return JsonAnswer(found)
    return JsonAnswer({"total": len(clients), "start": page * per_page, "limit": per_page, "clients": found})


@requires("read:clients")
async def read_client(request: Request) -> Response:
    """GET clients/{id}."""
    query = read_query(request, FIELDS)
    wanted = request.path_params["id"]
    for client in tenant_of(request).clients:
        if client["client_id"] == wanted:
            return JsonAnswer(only_fields(client, query))
    raise ApiError(404, "The client does not exist", "inexistent_client")
