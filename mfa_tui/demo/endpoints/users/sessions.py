"""/api/v2/sessions and refresh-tokens: one of them by its id, whoever it belongs to."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from mfa_tui.demo.context import directory_of
from mfa_tui.demo.http.bearer import requires
from mfa_tui.demo.http.errors import ApiError, JsonAnswer
from mfa_tui.demo.http.listing import CURSOR, FIELDS, only_fields, taken
from mfa_tui.demo.http.routing import Routes
from mfa_tui.demo.http.validation import Schema, read_body, read_query
from mfa_tui.demo.resources.audit import writes
from mfa_tui.demo.types import Json

_METADATA = {"type": ["object", "null"], "maxProperties": 25}
_OWNER: dict[str, Schema] = {"user_id": {"type": "string"}, "client_id": {"type": "string"}}
_REVOKE = {
    "type": "object",
    "properties": {
        "ids": {"type": "array", "minItems": 1, "items": {"type": "string", "minLength": 1, "maxLength": 30}},
        "user_id": {"type": "string", "minLength": 1, "maxLength": 300},
        "client_id": {"type": "string", "minLength": 1, "maxLength": 64},
        "audience": {"type": "string", "minLength": 1, "maxLength": 600},
    },
    "additionalProperties": False,
}


def _only(name: str) -> Schema:
    properties = {name: _METADATA}
    return {"type": "object", "properties": properties, "required": [name], "additionalProperties": False}


@requires("read:sessions")
async def read_session(request: Request) -> Response:
    """GET sessions/{id}."""
    found = directory_of(request).session(request.path_params["id"])
    if found is None:
        raise _no_session()
    return JsonAnswer(found[1])


@requires("update:sessions")
@writes("Update a session")
async def update_session(request: Request) -> Response:
    """PATCH sessions/{id}: its metadata."""
    body: Json = await read_body(request, _only("session_metadata"))
    found = directory_of(request).session(request.path_params["id"])
    if found is None:
        raise _no_session()
    found[1].update(body)
    return JsonAnswer(found[1])


@requires("delete:sessions")
@writes("Delete a session")
async def delete_session(request: Request) -> Response:
    """DELETE sessions/{id}: 202, also for a session that is gone. Its refresh tokens stay."""
    found = directory_of(request).session(request.path_params["id"])
    if found is not None:
        found[0].sessions.remove(found[1])
    return JsonAnswer({}, 202)


@requires("delete:sessions", "delete:refresh_tokens")
@writes("Revoke a session")
async def revoke_session(request: Request) -> Response:
    """POST sessions/{id}/revoke: 202. The refresh tokens of the session go with it."""
    found = directory_of(request).session(request.path_params["id"])
    if found is None:
        raise _no_session()
    access, session = found
    access.sessions.remove(session)
    access.refresh_tokens = [token for token in access.refresh_tokens if token["session_id"] != session["id"]]
    return JsonAnswer({}, 202)


@requires("read:refresh_tokens")
async def list_refresh_tokens(request: Request) -> Response:
    """GET refresh-tokens?user_id=: of one user, by cursor."""
    query = read_query(request, CURSOR | FIELDS | _OWNER)
    if "user_id" not in query:
        raise ApiError(400, "Missing required 'user_id' parameter.", "invalid_query_string")
    directory = directory_of(request)
    tokens = directory.access_of(directory.find(query["user_id"])).refresh_tokens
    found = [token for token in tokens if token["client_id"] == query.get("client_id", token["client_id"])]
    page = taken(sorted(found, key=lambda token: str(token["id"])), query, "refresh_tokens", "id")
    return JsonAnswer(page | {"refresh_tokens": [only_fields(token, query) for token in page["refresh_tokens"]]})


@requires("read:refresh_tokens")
async def read_refresh_token(request: Request) -> Response:
    """GET refresh-tokens/{id}."""
    found = directory_of(request).refresh_token(request.path_params["id"])
    if found is None:
        raise _no_refresh_token()
    return JsonAnswer(found[1])


@requires("update:refresh_tokens")
@writes("Update a refresh token")
async def update_refresh_token(request: Request) -> Response:
    """PATCH refresh-tokens/{id}: its metadata."""
    body: Json = await read_body(request, _only("refresh_token_metadata"))
    found = directory_of(request).refresh_token(request.path_params["id"])
    if found is None:
        raise _no_refresh_token()
    found[1].update(body)
    return JsonAnswer(found[1])


@requires("delete:refresh_tokens")
@writes("Delete a refresh token")
async def delete_refresh_token(request: Request) -> Response:
    """DELETE refresh-tokens/{id}: 202, also for one that is gone."""
    found = directory_of(request).refresh_token(request.path_params["id"])
    if found is not None:
        found[0].refresh_tokens.remove(found[1])
    return JsonAnswer({}, 202)


@requires("delete:refresh_tokens")
@writes("Revoke refresh tokens")
async def revoke_refresh_tokens(request: Request) -> Response:
    """POST refresh-tokens/revoke: by ids, or those of a user, also of one application and API only."""
    body: Json = await read_body(request, _REVOKE)
    if ("ids" in body) is ("user_id" in body):
        raise ApiError(400, "Payload validation error: either ids or user_id must be given.", "invalid_body")
    directory = directory_of(request)
    for token_id in body.get("ids", ()):
        found = directory.refresh_token(token_id)
        if found is not None:
            found[0].refresh_tokens.remove(found[1])
    user = directory.users.get(body.get("user_id", ""))
    if user is not None:
        access = directory.access_of(user)
        access.refresh_tokens = [token for token in access.refresh_tokens if not _is_meant(token, body)]
    return JsonAnswer({}, 202)


def _is_meant(token: Json, body: Json) -> bool:
    audiences = {server["audience"] for server in token["resource_servers"]}
    return token["client_id"] == body.get("client_id", token["client_id"]) and (
        "audience" not in body or body["audience"] in audiences
    )


def _no_session() -> ApiError:
    return ApiError(404, "The session does not exist.", "inexistent_session")


def _no_refresh_token() -> ApiError:
    return ApiError(404, "The refresh token does not exist.", "inexistent_refresh_token")


_SESSION, _TOKEN = "/api/v2/sessions/{id}", "/api/v2/refresh-tokens/{id}"
ROUTES: Routes = (
    ("GET", _SESSION, read_session),
    ("PATCH", _SESSION, update_session),
    ("DELETE", _SESSION, delete_session),
    ("POST", f"{_SESSION}/revoke", revoke_session),
    ("GET", "/api/v2/refresh-tokens", list_refresh_tokens),
    ("POST", "/api/v2/refresh-tokens/revoke", revoke_refresh_tokens),
    ("GET", _TOKEN, read_refresh_token),
    ("PATCH", _TOKEN, update_refresh_token),
    ("DELETE", _TOKEN, delete_refresh_token),
)
