"""/api/v2/clients: the tenant's applications. Reading only, and never their secrets."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from .bearer import requires
from .errors import ApiError, JsonAnswer
from .listing import FIELDS, PAGE, TOTALS, listed, only_fields
from .routing import Routes
from .state import tenant_of
from .validation import read_query


@requires("read:clients")
async def list_clients(request: Request) -> Response:
    """GET clients, 50 a page unless told otherwise: a bare array, or with `include_totals` an object."""
    query = read_query(request, PAGE | FIELDS | TOTALS)
    clients = tenant_of(request).clients
    return JsonAnswer(listed(clients, query, "clients", lambda client: only_fields(client, query)))


@requires("read:clients")
async def read_client(request: Request) -> Response:
    """GET clients/{id}."""
    query = read_query(request, FIELDS)
    wanted = request.path_params["id"]
    for client in tenant_of(request).clients:
        if client["client_id"] == wanted:
            return JsonAnswer(only_fields(client, query))
    raise ApiError(404, "The client does not exist", "inexistent_client")


ROUTES: Routes = (
    ("GET", "/api/v2/clients", list_clients),
    ("GET", "/api/v2/clients/{id}", read_client),
)
