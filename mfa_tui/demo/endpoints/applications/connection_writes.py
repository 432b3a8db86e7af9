"""Connections are created, changed and deleted, and opened to applications; SCIM and directories come with none."""

from __future__ import annotations

import secrets

from starlette.requests import Request
from starlette.responses import Response

from mfa_tui.demo.context import directory_of, tenant_of
from mfa_tui.demo.http.bearer import requires
from mfa_tui.demo.http.errors import ApiError, JsonAnswer, NoContent
from mfa_tui.demo.http.listing import CURSOR, taken
from mfa_tui.demo.http.routing import Routes
from mfa_tui.demo.http.schemas import BOOLEAN, OBJECT, STRING, STRINGS, array, fields, mapping, text
from mfa_tui.demo.http.validation import read_body, read_query
from mfa_tui.demo.resources.audit import writes
from mfa_tui.demo.resources.document import without
from mfa_tui.demo.types import Json

_SECRETS = ("client_secret", "app_secret", "twilio_token", "password_credential")
_UPDATE = {
    "display_name": text(128),
    "options": {"type": ["object", "null"]},
    "is_domain_connection": BOOLEAN,
    "show_as_button": BOOLEAN,
    "realms": STRINGS,
    "metadata": mapping(text(255)),
    "authentication": OBJECT,
    "connected_accounts": OBJECT,
    "cross_app_access_requesting_app": OBJECT,
    "enabled_clients": STRINGS,
}
_CREATE = fields("name strategy", {**_UPDATE, "name": text(128, 1, "^[a-zA-Z0-9]"), "strategy": STRING})
_CLIENTS = array(fields("client_id status", client_id=STRING, status=BOOLEAN), 1)


def _find(request: Request) -> Json:
    for connection in tenant_of(request).connections:
        if connection["id"] == request.path_params["id"]:
            return connection
    raise ApiError(404, "The connection does not exist", "inexistent_connection")


def _enabled(request: Request) -> list[str]:
    """Return the ids of the applications that a connection is open to."""
    documents = tenant_of(request).documents
    clients: list[str] = documents.setdefault(f"connections/{_find(request)['id']}/clients", {"ids": []})["ids"]
    return clients


@requires("create:connections")
@writes("Create a connection")
async def create_connection(request: Request) -> Response:
    """POST connections. The name is the tenant's only one."""
    body = without(await read_body(request, _CREATE), _SECRETS)
    connections = tenant_of(request).connections
    if any(one["name"] == body["name"] for one in connections):
        raise ApiError(409, "A connection with the same name already exists", "connection_conflict")
    made = {"id": f"con_{secrets.token_hex(8)}", "options": {}, "realms": [body["name"]], **body}
    connections.append(made)
    return JsonAnswer(made, 201)


@requires("update:connections")
@writes("Update a connection")
async def update_connection(request: Request) -> Response:
    """PATCH connections/{id}: `options` is replaced whole."""
    connection = _find(request)
    connection |= without(await read_body(request, fields(properties=_UPDATE)), _SECRETS)
    return JsonAnswer(connection)


@requires("delete:connections")
@writes("Delete a connection")
async def delete_connection(request: Request) -> Response:
    """DELETE connections/{id}: its users are left behind."""
    connections = tenant_of(request).connections
    connections[:] = [one for one in connections if one["id"] != request.path_params["id"]]
    return NoContent()


@requires("delete:users")
@writes("Delete a connection user")
async def delete_user(request: Request) -> Response:
    """DELETE connections/{id}/users?email=: 204, also for an address that nobody has there. Databases only."""
    email = read_query(request, {"email": STRING}, required=("email",))["email"].lower()
    connection, directory = _find(request), directory_of(request)
    if connection["strategy"] != "auth0":
        raise ApiError(400, "The connection must be a database connection.", "invalid_connection")
    for user in directory.by_email(email):
        if user.connection == connection["name"]:
            directory.remove(user.user_id)
    return NoContent()


@requires("read:connections")
async def list_clients(request: Request) -> Response:
    """GET connections/{id}/clients: the applications that it is open to."""
    query = read_query(request, CURSOR)
    return JsonAnswer(taken([{"client_id": one} for one in _enabled(request)], query, "clients", "client_id"))


@requires("update:connections")
@writes("Update clients of a connection")
async def update_clients(request: Request) -> Response:
    """PATCH connections/{id}/clients: open or close it to each."""
    enabled = _enabled(request)
    for change in await read_body(request, _CLIENTS):
        if change["client_id"] in enabled:
            enabled.remove(change["client_id"])
        if change["status"]:
            enabled.append(change["client_id"])
    return NoContent()


@requires("read:connections")
async def list_provisionings(request: Request) -> Response:
    """GET connections-directory-provisionings: there are none."""
    return JsonAnswer(taken([], read_query(request, CURSOR), "directory_provisionings", "connection_id"))


@requires("read:scim_config")
async def list_scim(request: Request) -> Response:
    """GET connections-scim-configurations: there are none."""
    return JsonAnswer(taken([], read_query(request, CURSOR), "scim_configurations", "connection_id"))


@requires("read:scim_config")
async def read_scim(request: Request) -> Response:
    """GET connections/{id}/scim-configuration: a 404, as no connection has one."""
    _find(request)
    raise ApiError(404, "Not Found")


ROUTES: Routes = (
    ("POST", "/api/v2/connections", create_connection),
    ("PATCH", "/api/v2/connections/{id}", update_connection),
    ("DELETE", "/api/v2/connections/{id}", delete_connection),
    ("DELETE", "/api/v2/connections/{id}/users", delete_user),
    ("GET", "/api/v2/connections/{id}/clients", list_clients),
    ("PATCH", "/api/v2/connections/{id}/clients", update_clients),
    ("GET", "/api/v2/connections-directory-provisionings", list_provisionings),
    ("GET", "/api/v2/connections-scim-configurations", list_scim),
    ("GET", "/api/v2/connections/{id}/scim-configuration", read_scim),
)
