"""/api/v2/users and users-by-email: finding, reading, creating and deleting users."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from mfa_tui.demo.context import directory_of, now_of
from mfa_tui.demo.dice import text
from mfa_tui.demo.endpoints.users.user_schema import CREATE
from mfa_tui.demo.http.bearer import requires
from mfa_tui.demo.http.errors import ApiError, JsonAnswer, NoContent
from mfa_tui.demo.http.listing import FIELDS, PAGE, PER_PAGE, TOTALS, only_fields, page_of
from mfa_tui.demo.http.routing import Routes
from mfa_tui.demo.http.validation import Schema, read_body, read_query, read_user_id
from mfa_tui.demo.resources.audit import writes
from mfa_tui.demo.search.user_search import search
from mfa_tui.demo.tenant.connections import CONNECTIONS, Connection
from mfa_tui.demo.tenant.directory import Directory
from mfa_tui.demo.tenant.people import User, profile
from mfa_tui.demo.types import Json

_SEARCH: dict[str, Schema] = {
    "sort": {"type": "string"},
    "connection": {"type": "string"},  # of search engine v1, ignored since
    "q": {"type": "string"},
    "search_engine": {"enum": ["v1", "v2", "v3"]},
    "primary_order": {"type": "boolean"},
}
_HEX = "0123456789abcdef"


@requires("read:users", "read:user_idp_tokens")
async def list_users(request: Request) -> Response:
    """GET users: a page of those that fit `q`, 50 unless told otherwise; see `user_search` for what it refuses."""
    query = read_query(request, PAGE | FIELDS | TOTALS | _SEARCH)
    page, per_page = query.get("page", 0), query.get("per_page", PER_PAGE)
    found = search(directory_of(request).users, query)
    shown = [only_fields(profile(user), query) for user in page_of(found, page, per_page)]
    if not query.get("include_totals"):
        return JsonAnswer(shown)
    return JsonAnswer(
        {"start": page * per_page, "limit": per_page, "length": len(shown), "users": shown, "total": len(found)}
    )


@requires("read:users")
async def list_by_email(request: Request) -> Response:
    """GET users-by-email: everyone with exactly this address. Auth0 keeps addresses in lower case."""
    query = read_query(request, FIELDS | {"email": {"type": "string"}}, required=("email",))
    found = directory_of(request).by_email(query["email"])
    return JsonAnswer([only_fields(profile(user), query) for user in found])


@requires("read:users", "read:current_user", "read:user_idp_tokens")
async def read_user(request: Request) -> Response:
    """GET users/{id}."""
    user_id, query = read_user_id(request), read_query(request, FIELDS)
    return JsonAnswer(only_fields(profile(directory_of(request).find(user_id)), query))


@requires("create:users")
@writes("Create a User")
async def create_user(request: Request) -> Response:
    """POST users. 400 for an unknown connection, 409 where the connection has the address or username already."""
    directory = directory_of(request)
    body: Json = await read_body(request, CREATE)
    connection = CONNECTIONS.get(body["connection"])
    if connection is None:
        raise ApiError(400, "The connection does not exist.", "inexistent_connection")
    user = add_user(directory, connection, body, now_of(request))
    return JsonAnswer(profile(user), 201)


def add_user(directory: Directory, connection: Connection, body: Json, now: float) -> User:
    """Create a user from the body of POST users. Raises ApiError 409 for one whom the connection has already."""
    email = body["email"].lower() if "email" in body else None
    username = body.get("username")
    alike = directory.by_email(email or "") + (directory.by_username(username) if username else [])
    if any(user.connection == connection.name for user in alike):
        raise ApiError(409, "The user already exists.", "auth0_idp_error")
    id_there = body.get("user_id") or text(directory.random, 24, _HEX)
    user = User(
        user_id=f"{connection.provider}|{id_there}",
        number=directory.next_number(),
        identities=((connection.name, id_there),),
        created_at=now,
        name=body.get("name") or email or id_there,
        email=email,
        email_verified=body.get("email_verified", False),
        given_name=body.get("given_name"),
        family_name=body.get("family_name"),
        nickname=body.get("nickname") or (email or id_there).partition("@")[0],
        username=username,
        phone_number=body.get("phone_number"),
        phone_verified=body.get("phone_verified"),
        own_picture=body.get("picture"),
        blocked=body.get("blocked"),
        app_metadata=body.get("app_metadata"),
        user_metadata=body.get("user_metadata"),
        methods=(),
    )
    directory.add(user)
    return user


@requires("delete:users")
@writes("Delete a User")
async def delete_user(request: Request) -> Response:
    """DELETE users/{id}: 204, also for who never was."""
    directory_of(request).remove(read_user_id(request))
    return NoContent()


ROUTES: Routes = (
    ("GET", "/api/v2/users", list_users),
    ("POST", "/api/v2/users", create_user),
    ("GET", "/api/v2/users-by-email", list_by_email),
    ("GET", "/api/v2/users/{id}", read_user),
    ("DELETE", "/api/v2/users/{id}", delete_user),
)
