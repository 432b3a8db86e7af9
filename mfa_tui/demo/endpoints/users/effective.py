"""What a user may do in the end: roles and permissions, and from where they come. The demo has no groups."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.requests import Request
from starlette.responses import Response

from mfa_tui.demo.context import directory_of
from mfa_tui.demo.endpoints.users.permissions import permissions_of
from mfa_tui.demo.http.bearer import requires
from mfa_tui.demo.http.errors import JsonAnswer
from mfa_tui.demo.http.listing import CURSOR, taken
from mfa_tui.demo.http.routing import Routes
from mfa_tui.demo.http.schemas import text
from mfa_tui.demo.http.validation import Schema, read_query, read_user_id
from mfa_tui.demo.types import Json

ROLES_CURSOR: dict[str, Schema] = CURSOR | {"take": {"type": "integer", "minimum": 1}}
_API: dict[str, Schema] = {"resource_server_identifier": text(600, 1)}
_PERMISSION: dict[str, Schema] = {"permission_name": text(280, 1)}
_SOURCES = {"DIRECT": "direct", "ROLE": "roles"}


@requires("read:user_effective_roles")
async def list_roles(request: Request) -> Response:
    """GET users/{id}/effective-roles."""
    query = read_query(request, ROLES_CURSOR)
    theirs = directory_of(request).find(read_user_id(request)).role_ids
    found = shown_roles(role for role in directory_of(request).roles if role["id"] in theirs)
    return JsonAnswer(taken(found, query, "roles", "id"))


@requires("read:user_effective_permissions")
async def list_permissions(request: Request) -> Response:
    """GET users/{id}/effective-permissions: those at one API."""
    query = read_query(request, ROLES_CURSOR | _API, required=(*_API,))
    found = [
        {**one, "sources": sorted({_SOURCES[source["source_type"]] for source in one["sources"]})}
        for one in _permissions(request, query)
    ]
    return JsonAnswer(taken(found, query, "permissions", "permission_name"))


@requires("read:user_permission_source_roles")
async def list_permission_roles(request: Request) -> Response:
    """GET users/{id}/effective-permissions/sources/effective-roles: the user's roles that give one permission."""
    query = read_query(request, ROLES_CURSOR | _API | _PERMISSION, required=(*_API, *_PERMISSION))
    giving = {
        source["source_id"]
        for one in _permissions(request, query)
        if one["permission_name"] == query["permission_name"]
        for source in one["sources"]
    }
    found = shown_roles(role for role in directory_of(request).roles if role["id"] in giving)
    return JsonAnswer(taken([_without_description(role) for role in found], query, "roles", "id"))


@requires("read:users")
async def list_connected_accounts(request: Request) -> Response:
    """GET users/{id}/connected-accounts: none, as no connection of the demo keeps tokens of other services."""
    query = read_query(request, CURSOR)
    directory_of(request).find(read_user_id(request))
    return JsonAnswer(taken([], query, "connected_accounts", "id"))


def shown_roles(roles: Iterable[Json]) -> list[Json]:
    """Return roles as the lists of effective roles show them, by name."""
    return [{**role, "sources": ["direct"]} for role in sorted(roles, key=lambda role: str(role["name"]))]


def _without_description(role: Json) -> Json:
    return {name: value for name, value in role.items() if name != "description"}


def _permissions(request: Request, query: Json) -> list[Json]:
    user = directory_of(request).find(read_user_id(request))
    identifier = query["resource_server_identifier"]
    return [one for one in permissions_of(request, user) if one["resource_server_identifier"] == identifier]


_USER = "/api/v2/users/{id}"
ROUTES: Routes = (
    ("GET", f"{_USER}/effective-roles", list_roles),
    ("GET", f"{_USER}/effective-permissions", list_permissions),
    ("GET", f"{_USER}/effective-permissions/sources/effective-roles", list_permission_roles),
    ("GET", f"{_USER}/connected-accounts", list_connected_accounts),
)
