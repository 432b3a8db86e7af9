"""Roles and organizations, and who belongs to them. Reading only."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from .bearer import requires
from .errors import ApiError, JsonAnswer
from .listing import CURSOR, PAGE_FROM_1, TOTALS, listed, taken
from .people import User
from .routing import Routes
from .state import Json, directory_of
from .validation import Schema, read_query, read_user_id

_NAME_FILTER: dict[str, Schema] = {"name_filter": {"type": "string"}}


@requires("read:roles")
async def list_roles(request: Request) -> Response:
    """GET roles, by a part of their name where `name_filter` is given, capitals or not."""
    query = read_query(request, PAGE_FROM_1 | TOTALS | _NAME_FILTER)
    wanted = query.get("name_filter", "").casefold()
    found = [role for role in _by_name(directory_of(request).roles) if wanted in role["name"].casefold()]
    return JsonAnswer(listed(found, query, "roles", dict))


@requires("read:users", "read:roles", every=True)
async def list_members(request: Request) -> Response:
    """GET roles/{id}/users: by page, or with `from` or `take` by cursor. Auth0's words for no role were not seen."""
    query = read_query(request, PAGE_FROM_1 | TOTALS | CURSOR)
    directory, role_id = directory_of(request), request.path_params["id"]
    if not any(role["id"] == role_id for role in directory.roles):
        raise ApiError(404, "The role does not exist.", "inexistent_role")
    members = [user for user in directory.users.values() if role_id in user.role_ids]
    if query.keys() & CURSOR.keys():
        return JsonAnswer(taken([_member(user) for user in members], query, "users", "user_id"))
    return JsonAnswer(listed(members, query, "users", _member))


@requires("read:users", "read:roles", "read:role_members", every=True)
async def list_user_roles(request: Request) -> Response:
    """GET users/{id}/roles: in the whole tenant, not in an organization."""
    query = read_query(request, PAGE_FROM_1 | TOTALS)
    directory = directory_of(request)
    theirs = directory.find(read_user_id(request)).role_ids
    found = [role for role in _by_name(directory.roles) if role["id"] in theirs]
    return JsonAnswer(listed(found, query, "roles", dict))


@requires("read:users", "read:organizations")
async def list_user_organizations(request: Request) -> Response:
    """GET users/{id}/organizations."""
    query = read_query(request, PAGE_FROM_1 | TOTALS)
    directory = directory_of(request)
    theirs = directory.find(read_user_id(request)).organization_ids
    found = [organization for organization in directory.organizations if organization["id"] in theirs]
    return JsonAnswer(listed(found, query, "organizations", dict))


def _by_name(roles: list[Json]) -> list[Json]:
    return sorted(roles, key=lambda role: str(role["name"]))


def _member(user: User) -> Json:
    shown = {"user_id": user.user_id, "name": user.name, "email": user.email, "picture": user.picture}
    return {name: value for name, value in shown.items() if value is not None}


ROUTES: Routes = (
    ("GET", "/api/v2/roles", list_roles),
    ("GET", "/api/v2/roles/{id}/users", list_members),
    ("GET", "/api/v2/users/{id}/roles", list_user_roles),
    ("GET", "/api/v2/users/{id}/organizations", list_user_organizations),
)
