"""What lets a user in or keeps them out: blocks, sessions, refresh tokens, and what the risk assessment remembers.

Where the API document promises no 404, an unknown user is answered as one who has nothing.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from mfa_tui.demo.context import directory_of
from mfa_tui.demo.http.bearer import requires
from mfa_tui.demo.http.errors import JsonAnswer, NoContent
from mfa_tui.demo.http.listing import CURSOR, PAGE_FROM_1, PER_PAGE, TOTALS, taken
from mfa_tui.demo.http.routing import Routes
from mfa_tui.demo.http.validation import Schema, read_body, read_query, read_user_id
from mfa_tui.demo.resources.audit import writes
from mfa_tui.demo.tenant.people import Access, User
from mfa_tui.demo.types import Json

_LIST = CURSOR | PAGE_FROM_1 | TOTALS
_IDENTIFIER: dict[str, Schema] = {"identifier": {"type": "string", "minLength": 1}}
_CONSIDER: dict[str, Schema] = {"consider_brute_force_enablement": {"type": "boolean"}}
_CLEAR = {
    "type": "object",
    "properties": {
        "connection": {
            "type": "string",
            "minLength": 1,
            "maxLength": 128,
            "pattern": "^[a-zA-Z0-9](-[a-zA-Z0-9]|[a-zA-Z0-9])*$",
        },
        "assessors": {"type": "array", "minItems": 1, "items": {"type": "string", "enum": ["new-device"]}},
    },
    "required": ["connection", "assessors"],
    "additionalProperties": False,
}
_REVOKE = {
    "type": "object",
    "properties": {
        "session_id": {"type": "string", "maxLength": 50},
        "preserve_refresh_tokens": {"type": "boolean"},
    },
    "additionalProperties": False,
}


@requires("read:users")
async def list_blocks(request: Request) -> Response:
    """GET user-blocks/{id}: addresses that brute-force protection blocks. Not the block that an admin put on a user."""
    read_query(request, _CONSIDER)
    user = directory_of(request).find(read_user_id(request))
    return JsonAnswer({"blocked_for": _blocks(user, user.email or user.username or user.name)})


@requires("update:users")
@writes("Unblock a user")
async def delete_blocks(request: Request) -> Response:
    """DELETE user-blocks/{id}. An admin's block stays."""
    directory_of(request).find(read_user_id(request)).blocked_ips = ()
    return NoContent()


@requires("read:users")
async def list_blocks_by_identifier(request: Request) -> Response:
    """GET user-blocks?identifier=: of a username, phone number or e-mail address; empty for one that nobody has."""
    identifier = read_query(request, _IDENTIFIER | _CONSIDER, required=("identifier",))["identifier"]
    blocks = [block for user in _identified(request, identifier) for block in _blocks(user, identifier)]
    return JsonAnswer({"blocked_for": blocks})


@requires("update:users")
@writes("Unblock a user by identifier")
async def delete_blocks_by_identifier(request: Request) -> Response:
    """DELETE user-blocks?identifier=."""
    identifier = read_query(request, _IDENTIFIER, required=("identifier",))["identifier"]
    for user in _identified(request, identifier):
        user.blocked_ips = ()
    return NoContent()


@requires("update:users")
@writes("Clear risk assessment assessors")
async def clear_risk(request: Request) -> Response:
    """POST users/{id}/risk-assessments/clear: the next login is from a new device again. Nothing shows it."""
    read_user_id(request)
    await read_body(request, _CLEAR)
    return NoContent()


@requires("read:sessions")
async def list_sessions(request: Request) -> Response:
    """GET users/{user_id}/sessions."""
    return _page(request, _access_in(request).sessions, "sessions")


@requires("delete:sessions")
@writes("Delete all sessions of a user")
async def delete_sessions(request: Request) -> Response:
    """DELETE users/{user_id}/sessions: 202; at the demo they are gone at once."""
    _access_in(request).sessions.clear()
    return JsonAnswer({}, 202)


@requires("read:refresh_tokens")
async def list_refresh_tokens(request: Request) -> Response:
    """GET users/{user_id}/refresh-tokens."""
    return _page(request, _access_in(request).refresh_tokens, "tokens")


@requires("delete:refresh_tokens")
@writes("Delete all refresh tokens of a user")
async def delete_refresh_tokens(request: Request) -> Response:
    """DELETE users/{user_id}/refresh-tokens: 202."""
    _access_in(request).refresh_tokens.clear()
    return JsonAnswer({}, 202)


@requires("delete:sessions", "delete:refresh_tokens")
@writes("Revoke access of a user")
async def revoke_access(request: Request) -> Response:
    """POST users/{id}/revoke-access: every session, or one, and its refresh tokens unless they are preserved."""
    directory, user_id = directory_of(request), read_user_id(request)
    body: Json = await read_body(request, _REVOKE) if await request.body() else {}
    user = directory.users.get(user_id)
    if user is not None:
        _revoke(directory.access_of(user), body.get("session_id"), body.get("preserve_refresh_tokens", False))
    return JsonAnswer({}, 202)


def _revoke(access: Access, session_id: str | None, preserve: bool) -> None:
    gone = {session["id"] for session in access.sessions if session_id in (None, session["id"])}
    access.sessions = [session for session in access.sessions if session["id"] not in gone]
    if not preserve:
        access.refresh_tokens = [token for token in access.refresh_tokens if token["session_id"] not in gone]


def _page(request: Request, items: list[Json], name: str) -> Response:
    """Answer what comes after a cursor. `per_page` is another word for `take`; `include_totals` adds `total`."""
    query = read_query(request, _LIST)
    query.setdefault("take", query.get("per_page", PER_PAGE))
    totals = {"total": len(items)} if query.get("include_totals") else {}
    return JsonAnswer(taken(items, query, name, "id") | totals)


def _access_in(request: Request) -> Access:
    directory = directory_of(request)
    return directory.access_of(directory.find(read_user_id(request, "user_id")))


def _identified(request: Request, identifier: str) -> list[User]:
    users = directory_of(request).users.values()
    return [user for user in users if identifier in (user.email, user.username, user.phone_number)]


def _blocks(user: User, identifier: str) -> list[Json]:
    return [{"identifier": identifier, "ip": ip, "connection": user.connection} for ip in user.blocked_ips]


ROUTES: Routes = (
    ("GET", "/api/v2/user-blocks", list_blocks_by_identifier),
    ("DELETE", "/api/v2/user-blocks", delete_blocks_by_identifier),
    ("GET", "/api/v2/user-blocks/{id}", list_blocks),
    ("DELETE", "/api/v2/user-blocks/{id}", delete_blocks),
    ("POST", "/api/v2/users/{id}/risk-assessments/clear", clear_risk),
    ("GET", "/api/v2/users/{user_id}/sessions", list_sessions),
    ("DELETE", "/api/v2/users/{user_id}/sessions", delete_sessions),
    ("GET", "/api/v2/users/{user_id}/refresh-tokens", list_refresh_tokens),
    ("DELETE", "/api/v2/users/{user_id}/refresh-tokens", delete_refresh_tokens),
    ("POST", "/api/v2/users/{id}/revoke-access", revoke_access),
)
