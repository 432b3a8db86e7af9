"""Roles, who has them, and the organizations that users belong to."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from mfa_tui.demo.context import directory_of
from mfa_tui.demo.dice import text
from mfa_tui.demo.http.bearer import requires
from mfa_tui.demo.http.errors import ApiError, JsonAnswer, NoContent
from mfa_tui.demo.http.listing import CURSOR, PAGE_FROM_1, TOTALS, listed, taken
from mfa_tui.demo.http.routing import Routes
from mfa_tui.demo.http.validation import Schema, read_body, read_query, read_user_id
from mfa_tui.demo.resources.audit import writes
from mfa_tui.demo.tenant.people import User
from mfa_tui.demo.types import Json

_FACTS = {"name": {"type": "string", "minLength": 1}, "description": {"type": "string"}}
_CREATE = {"type": "object", "properties": _FACTS, "required": ["name"], "additionalProperties": False}
_UPDATE = {"type": "object", "properties": _FACTS, "additionalProperties": False}
_USERS = {
    "type": "object",
    "properties": {"users": {"type": "array", "items": {"type": "string"}}},
    "required": ["users"],
    "additionalProperties": False,
}
_ROLES = {
    "type": "object",
    "properties": {"roles": {"type": "array", "minItems": 1, "items": {"type": "string", "minLength": 1}}},
    "required": ["roles"],
    "additionalProperties": False,
}
_FILTERS: dict[str, Schema] = {
    "name_filter": {"type": "string"},
    "type": {"type": "string", "enum": ["tenant", "organization"]},  # sent by Auth0's Deploy CLI
}


@requires("read:roles")
async def list_roles(request: Request) -> Response:
    """GET roles, by a part of their name where `name_filter` is given, capitals or not."""
    query = read_query(request, PAGE_FROM_1 | TOTALS | _FILTERS)
    wanted = query.get("name_filter", "").casefold()
    found = [role for role in _by_name(directory_of(request).roles) if wanted in role["name"].casefold()]
    return JsonAnswer(listed(found, query, "roles", dict))


@requires("create:roles")
@writes("Create a role")
async def create_role(request: Request) -> Response:
    """POST roles: 200, as recorded. 409 where a role has the name."""
    body: Json = await read_body(request, _CREATE)
    directory = directory_of(request)
    _check_name(request, body["name"])
    role = {"id": f"rol_{text(directory.random, 16)}"} | body
    # As recorded, a role without a description has an empty one, which only the answer to POST leaves out.
    directory.roles.append({"description": ""} | role)
    return JsonAnswer(role)


@requires("read:roles")
async def read_role(request: Request) -> Response:
    """GET roles/{id}."""
    return JsonAnswer(find_role(request))


@requires("update:roles")
@writes("Update a role")
async def update_role(request: Request) -> Response:
    """PATCH roles/{id}."""
    body: Json = await read_body(request, _UPDATE)
    role = find_role(request)
    if body.get("name", role["name"]) != role["name"]:
        _check_name(request, body["name"])
    role.update(body)
    return JsonAnswer(role)


@requires("delete:roles")
@writes("Delete a role")
async def delete_role(request: Request) -> Response:
    """DELETE roles/{id}: 200 with an empty object, as recorded. Whoever had the role has it no more."""
    directory, role = directory_of(request), find_role(request)
    directory.roles.remove(role)
    directory.permissions.pop(role["id"], None)
    for user in directory.users.values():
        if role["id"] in user.role_ids:
            _take(user, [role["id"]])
    return JsonAnswer({})


@requires("update:roles", "create:role_members")
@writes("Assign users to a role")
async def add_members(request: Request) -> Response:
    """POST roles/{id}/users: 200. A user who does not exist is a 404, and then nobody gets the role."""
    body: Json = await read_body(request, _USERS)
    directory, role = directory_of(request), find_role(request)
    for user in [directory.find(user_id) for user_id in body["users"]]:
        _give(user, [role["id"]])
    return JsonAnswer({})


@requires("update:users", "create:role_members")
@writes("Assign roles to a user")
async def add_user_roles(request: Request) -> Response:
    """POST users/{id}/roles. A role that does not exist is a 404."""
    user = directory_of(request).find(read_user_id(request))
    _give(user, await roles_sent(request))
    return NoContent()


@requires("update:users", "delete:role_members")
@writes("Remove roles from a user")
async def remove_user_roles(request: Request) -> Response:
    """DELETE users/{id}/roles."""
    user = directory_of(request).find(read_user_id(request))
    _take(user, await roles_sent(request))
    return NoContent()


@requires("read:users", "read:roles", every=True)
async def list_members(request: Request) -> Response:
    """GET roles/{id}/users: by page, or with `from` or `take` by cursor."""
    query = read_query(request, PAGE_FROM_1 | TOTALS | CURSOR)
    directory, role_id = directory_of(request), find_role(request)["id"]
    members = [user for user in directory.users.values() if role_id in user.role_ids]
    if query.keys() & CURSOR.keys():
        return JsonAnswer(taken([member(user) for user in members], query, "users", "user_id"))
    return JsonAnswer(listed(members, query, "users", member))


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


def find_role(request: Request) -> Json:
    """Return the role in the path. Raises ApiError 404."""
    return _role(request, request.path_params["id"])


def _role(request: Request, role_id: str) -> Json:
    for role in directory_of(request).roles:
        if role["id"] == role_id:
            return role
    raise ApiError(404, "The role does not exist.", "inexistent_role")


def _check_name(request: Request, name: str) -> None:
    if any(role["name"] == name for role in directory_of(request).roles):
        raise ApiError(409, "The role already exists.", "role_conflict")


async def roles_sent(request: Request) -> list[str]:
    """Return the ids of the roles in a body. Raises ApiError 404."""
    body: Json = await read_body(request, _ROLES)
    return [_role(request, role_id)["id"] for role_id in body["roles"]]


def _give(user: User, role_ids: list[str]) -> None:
    user.role_ids = tuple(dict.fromkeys((*user.role_ids, *role_ids)))


def _take(user: User, role_ids: list[str]) -> None:
    user.role_ids = tuple(role_id for role_id in user.role_ids if role_id not in role_ids)


def _by_name(roles: list[Json]) -> list[Json]:
    return sorted(roles, key=lambda role: str(role["name"]))


def member(user: User) -> Json:
    """Return a user as lists of members show one."""
    shown = {"user_id": user.user_id, "name": user.name, "email": user.email, "picture": user.picture}
    return {name: value for name, value in shown.items() if value is not None}


ROUTES: Routes = (
    ("GET", "/api/v2/roles", list_roles),
    ("POST", "/api/v2/roles", create_role),
    ("GET", "/api/v2/roles/{id}", read_role),
    ("PATCH", "/api/v2/roles/{id}", update_role),
    ("DELETE", "/api/v2/roles/{id}", delete_role),
    ("POST", "/api/v2/roles/{id}/users", add_members),
    ("GET", "/api/v2/roles/{id}/users", list_members),
    ("GET", "/api/v2/users/{id}/roles", list_user_roles),
    ("POST", "/api/v2/users/{id}/roles", add_user_roles),
    ("DELETE", "/api/v2/users/{id}/roles", remove_user_roles),
    ("GET", "/api/v2/users/{id}/organizations", list_user_organizations),
)
