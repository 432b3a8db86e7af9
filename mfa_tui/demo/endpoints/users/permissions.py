"""Permissions of roles and of users: what they may do at an API. A permission is a scope of a resource server."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from mfa_tui.demo.context import directory_of
from mfa_tui.demo.endpoints.applications.resource_servers import RESOURCE_SERVERS
from mfa_tui.demo.endpoints.users.roles import find_role
from mfa_tui.demo.http.bearer import requires
from mfa_tui.demo.http.errors import ApiError, JsonAnswer, NoContent
from mfa_tui.demo.http.listing import PAGE_FROM_1, TOTALS, listed
from mfa_tui.demo.http.routing import Routes
from mfa_tui.demo.http.validation import read_body, read_query, read_user_id
from mfa_tui.demo.resources.audit import writes
from mfa_tui.demo.tenant.people import User
from mfa_tui.demo.types import Json, Permission

_PERMISSION = {
    "type": "object",
    "properties": {"resource_server_identifier": {"type": "string"}, "permission_name": {"type": "string"}},
    "required": ["resource_server_identifier", "permission_name"],
    "additionalProperties": False,
}
_BODY = {
    "type": "object",
    "properties": {"permissions": {"type": "array", "minItems": 1, "items": _PERMISSION}},
    "required": ["permissions"],
    "additionalProperties": False,
}


@requires("read:roles")
async def list_role_permissions(request: Request) -> Response:
    """GET roles/{id}/permissions."""
    query = read_query(request, PAGE_FROM_1 | TOTALS)
    role_id = find_role(request)["id"]
    found = directory_of(request).permissions.get(role_id, ())
    return JsonAnswer(listed(_known(request, found), query, "permissions", dict))


@requires("update:roles")
@writes("Associate permissions with a role")
async def add_role_permissions(request: Request) -> Response:
    """POST roles/{id}/permissions: 201."""
    role_id = find_role(request)["id"]
    return await _add(request, role_id)


@requires("update:roles")
@writes("Remove permissions from a role")
async def remove_role_permissions(request: Request) -> Response:
    """DELETE roles/{id}/permissions: 204, as recorded; the API document says 200."""
    role_id = find_role(request)["id"]
    return await _remove(request, role_id)


@requires("read:users")
async def list_user_permissions(request: Request) -> Response:
    """GET users/{id}/permissions: those given to the user, and those of the user's roles, each with its sources."""
    query = read_query(request, PAGE_FROM_1 | TOTALS)
    user = directory_of(request).find(read_user_id(request))
    return JsonAnswer(listed(permissions_of(request, user), query, "permissions", dict))


def permissions_of(request: Request, user: User) -> list[Json]:
    """Return the permissions of a user as GET users/{id}/permissions shows them."""
    directory = directory_of(request)
    sources: dict[Permission, list[Json]] = {}
    for permission in directory.permissions.get(user.user_id, ()):
        sources.setdefault(permission, []).append({"source_id": "", "source_name": "", "source_type": "DIRECT"})
    for role in (role for role in directory.roles if role["id"] in user.role_ids):
        for permission in directory.permissions.get(role["id"], ()):
            source = {"source_id": role["id"], "source_name": role["name"], "source_type": "ROLE"}
            sources.setdefault(permission, []).append(source)
    return [
        one | {"sources": sources[one["resource_server_identifier"], one["permission_name"]]}
        for one in _known(request, sources)
    ]


@requires("update:users")
@writes("Assign permissions to a user")
async def add_user_permissions(request: Request) -> Response:
    """POST users/{id}/permissions: 201."""
    return await _add(request, _user(request).user_id)


@requires("update:users")
@writes("Remove permissions from a user")
async def remove_user_permissions(request: Request) -> Response:
    """DELETE users/{id}/permissions."""
    return await _remove(request, _user(request).user_id)


def _user(request: Request) -> User:
    return directory_of(request).find(read_user_id(request))


async def _add(request: Request, owner: str) -> Response:
    """Give permissions. Raises ApiError 400 where an API or its scope does not exist; the exact words are not known."""
    sent = await _sent(request)
    if len(_known(request, sent)) < len(set(sent)):
        raise ApiError(400, "The resource server or the permission does not exist.", "invalid_body")
    directory = directory_of(request)
    directory.permissions[owner] = tuple(dict.fromkeys((*directory.permissions.get(owner, ()), *sent)))
    return JsonAnswer({}, 201)


async def _remove(request: Request, owner: str) -> Response:
    sent = await _sent(request)
    directory = directory_of(request)
    directory.permissions[owner] = tuple(one for one in directory.permissions.get(owner, ()) if one not in sent)
    return NoContent()


async def _sent(request: Request) -> list[Permission]:
    body: dict[str, Any] = await read_body(request, _BODY)
    return [(one["resource_server_identifier"], one["permission_name"]) for one in body["permissions"]]


def _known(request: Request, permissions: Iterable[Permission]) -> list[Json]:
    """Return permissions as they are shown, by API and name. One whose API or scope was deleted is gone with it."""
    servers = {server["identifier"]: server for server in RESOURCE_SERVERS.of(request)}
    shown = []
    for identifier, name in sorted(set(permissions)):
        server = servers.get(identifier, {})
        for scope in server.get("scopes", ()):
            if scope["value"] == name:
                shown.append(
                    {
                        "permission_name": name,
                        "description": scope.get("description", ""),
                        "resource_server_name": server["name"],
                        "resource_server_identifier": identifier,
                    }
                )
    return shown


_ROLE, _USER = "/api/v2/roles/{id}/permissions", "/api/v2/users/{id}/permissions"
ROUTES: Routes = (
    ("GET", _ROLE, list_role_permissions),
    ("POST", _ROLE, add_role_permissions),
    ("DELETE", _ROLE, remove_role_permissions),
    ("GET", _USER, list_user_permissions),
    ("POST", _USER, add_user_permissions),
    ("DELETE", _USER, remove_user_permissions),
)
