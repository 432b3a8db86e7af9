"""/api/v2/organizations/{id}/members: who belongs to an organization, and the roles that they have in it only."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from mfa_tui.demo.context import directory_of
from mfa_tui.demo.endpoints.applications.organizations import ORGANIZATIONS
from mfa_tui.demo.endpoints.users.effective import ROLES_CURSOR, shown_roles
from mfa_tui.demo.endpoints.users.roles import member, roles_sent
from mfa_tui.demo.http.bearer import requires
from mfa_tui.demo.http.errors import ApiError, JsonAnswer, NoContent, inexistent_user
from mfa_tui.demo.http.listing import CURSOR, FIELDS, PAGE_FROM_1, TOTALS, listed, only_fields, taken
from mfa_tui.demo.http.routing import Routes
from mfa_tui.demo.http.schemas import STRING, array, fields
from mfa_tui.demo.http.validation import read_body, read_query, read_user_id
from mfa_tui.demo.resources.audit import writes
from mfa_tui.demo.tenant.people import User
from mfa_tui.demo.types import Json

_BODY = {**fields("members", members=array(STRING, 1)), "additionalProperties": True}


@requires("read:organization_members")
async def list_members(request: Request) -> Response:
    """GET organizations/{id}/members: by page or by cursor; their roles only where `fields` names them."""
    query = read_query(request, PAGE_FROM_1 | TOTALS | CURSOR | FIELDS)
    organization_id = ORGANIZATIONS.find(request)["id"]
    users = [user for user in directory_of(request).users.values() if organization_id in user.organization_ids]
    with_roles = "roles" in query.get("fields", "").split(",")
    found = [_shown(request, user, with_roles) for user in users]
    if query.keys() & CURSOR.keys():
        page = taken(found, query, "members", "user_id")
        return JsonAnswer(page | {"members": [only_fields(one, query) for one in page["members"]]})
    return JsonAnswer(listed(found, query, "members", lambda one: only_fields(one, query)))


@requires("create:organization_members")
@writes("Add members to an organization")
async def add_members(request: Request) -> Response:
    """POST organizations/{id}/members: all of them or, where one does not exist, none."""
    organization_id = ORGANIZATIONS.find(request)["id"]
    for user in await _users_sent(request):
        user.organization_ids = tuple(dict.fromkeys((*user.organization_ids, organization_id)))
    return NoContent()


@requires("delete:organization_members")
@writes("Delete members from an organization")
async def remove_members(request: Request) -> Response:
    """DELETE organizations/{id}/members: their roles in it end too."""
    organization_id = ORGANIZATIONS.find(request)["id"]
    directory = directory_of(request)
    for user in await _users_sent(request):
        user.organization_ids = tuple(one for one in user.organization_ids if one != organization_id)
        directory.member_roles.pop((organization_id, user.user_id), None)
    return NoContent()


@requires("read:organization_member_roles")
async def list_roles(request: Request) -> Response:
    """GET organizations/{id}/members/{user_id}/roles."""
    query = read_query(request, PAGE_FROM_1 | TOTALS)
    return JsonAnswer(listed(_roles(request), query, "roles", dict))


@requires("read:organization_member_effective_roles")
async def list_effective_roles(request: Request) -> Response:
    """GET organizations/{id}/members/{user_id}/effective-roles: the same, as there are no groups."""
    query = read_query(request, ROLES_CURSOR)
    return JsonAnswer(taken(shown_roles(_roles(request)), query, "roles", "id"))


@requires("create:organization_member_roles")
@writes("Assign user roles to an Organization member")
async def add_roles(request: Request) -> Response:
    """POST organizations/{id}/members/{user_id}/roles."""
    key = _member_in(request)
    sent, kept = await roles_sent(request), directory_of(request).member_roles
    kept[key] = tuple(dict.fromkeys((*kept.get(key, ()), *sent)))
    return NoContent()


@requires("delete:organization_member_roles")
@writes("Delete user roles from an Organization member")
async def remove_roles(request: Request) -> Response:
    """DELETE organizations/{id}/members/{user_id}/roles."""
    key = _member_in(request)
    sent, kept = await roles_sent(request), directory_of(request).member_roles
    kept[key] = tuple(one for one in kept.get(key, ()) if one not in sent)
    return NoContent()


def _member_in(request: Request) -> tuple[str, str]:
    """Return organization and user of the path. Raises ApiError 404, and 400 for who is no member: words not seen."""
    organization_id = ORGANIZATIONS.find(request)["id"]
    user = directory_of(request).find(read_user_id(request, "user_id"))
    if organization_id not in user.organization_ids:
        raise ApiError(400, "The user is not a member of the organization.", "invalid_body")
    return organization_id, user.user_id


def _roles(request: Request) -> list[Json]:
    directory = directory_of(request)
    theirs = directory.member_roles.get(_member_in(request), ())
    return sorted((role for role in directory.roles if role["id"] in theirs), key=lambda role: str(role["name"]))


async def _users_sent(request: Request) -> list[User]:
    users = directory_of(request).users
    sent = (await read_body(request, _BODY))["members"]
    if any(user_id not in users for user_id in sent):
        raise inexistent_user()
    return [users[user_id] for user_id in sent]


def _shown(request: Request, user: User, with_roles: bool) -> Json:
    if not with_roles:
        return member(user)
    directory = directory_of(request)
    theirs = directory.member_roles.get((request.path_params["id"], user.user_id), ())
    roles = [{"id": role["id"], "name": role["name"]} for role in directory.roles if role["id"] in theirs]
    return {**member(user), "roles": roles}


_PATH = "/api/v2/organizations/{id}/members"
_ROLES = f"{_PATH}/{{user_id}}/roles"
ROUTES: Routes = (
    ("GET", _PATH, list_members),
    ("POST", _PATH, add_members),
    ("DELETE", _PATH, remove_members),
    ("GET", f"{_PATH}/{{user_id}}/effective-roles", list_effective_roles),
    ("GET", _ROLES, list_roles),
    ("POST", _ROLES, add_roles),
    ("DELETE", _ROLES, remove_roles),
)
