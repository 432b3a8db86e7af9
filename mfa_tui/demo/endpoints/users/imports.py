"""POST /api/v2/jobs/users-imports: users of a database, from a JSON file. The demo keeps no password of theirs."""

from __future__ import annotations

import json
from email.message import Message
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from mfa_tui.demo.context import directory_of, now_of
from mfa_tui.demo.endpoints.users.authentication_methods import made_method
from mfa_tui.demo.endpoints.users.quick_jobs import add_quick_job
from mfa_tui.demo.endpoints.users.user_schema import CREATE
from mfa_tui.demo.endpoints.users.user_updates import apply_update
from mfa_tui.demo.endpoints.users.users import add_user
from mfa_tui.demo.http.bearer import requires
from mfa_tui.demo.http.errors import ApiError, JsonAnswer
from mfa_tui.demo.http.routing import Routes
from mfa_tui.demo.http.schemas import OBJECT, STRING, array, choice, fields, text
from mfa_tui.demo.http.validation import find_problem, read_values
from mfa_tui.demo.resources.audit import writes
from mfa_tui.demo.tenant.connections import CONNECTIONS, Connection
from mfa_tui.demo.tenant.people import User
from mfa_tui.demo.types import Json

_MOST_BYTES = 500_000
_FORM = {
    **fields(
        "users connection_id",
        users=STRING,
        connection_id=text(pattern="^con_[A-Za-z0-9]{16}$"),
        upsert=choice("true false"),
        external_id=STRING,
        send_completion_email=choice("true false"),
    ),
    "additionalProperties": True,
}
_VALUE = fields("value", value=STRING)
_FACTORS = array(fields(totp=fields("secret", secret=STRING), phone=_VALUE, email=_VALUE))
_NOT_KEPT = ("password_hash", "custom_password_hash", "mfa_factors")
_PROFILE = """
    email email_verified user_id username given_name family_name name nickname picture blocked
    app_metadata user_metadata
"""
_USER = fields(
    properties={name: CREATE["properties"][name] for name in _PROFILE.split()},
    password_hash=STRING,
    custom_password_hash=OBJECT,
    mfa_factors=_FACTORS,
)
_NEVER_UPSERTED = ("email", "user_id", "username")


@requires("create:users")
@writes("Create job to import users")
async def create_import(request: Request) -> Response:
    """POST jobs/users-imports: 202. A user who cannot be imported is an error of the job; the others are imported."""
    form = await _form(request)
    connection = next((one for one in CONNECTIONS.values() if one.id == form["connection_id"]), None)
    if connection is None:
        raise ApiError(400, "The connection does not exist.", "inexistent_connection")
    if connection.provider != "auth0":
        raise ApiError(400, "Connection must be a database connection.", "invalid_connection")
    counts = {"failed": 0, "updated": 0, "inserted": 0}
    errors: list[Json] = []
    for row in _rows(form["users"]):
        error = find_problem(row, _USER)
        outcome = "failed" if error else _import(request, connection, row, form.get("upsert") == "true")
        counts[outcome] += 1
        if outcome == "failed":
            code, words = ("INVALID_FORMAT", error) if error else ("DUPLICATED_USER", "The user already exists.")
            errors.append({"user": _shown(row), "errors": [{"code": code, "message": words}]})
    facts = {"connection_id": connection.id, "connection": connection.name}
    facts |= {"external_id": form["external_id"]} if "external_id" in form else {}
    summary = {"summary": counts | {"total": sum(counts.values())}}
    return JsonAnswer(add_quick_job(request, "users_import", facts, summary, errors), 202)


def _import(request: Request, connection: Connection, row: Json, upsert: bool) -> str:
    """Insert or update one user. Returns what happened: `inserted`, `updated` or `failed`."""
    directory, now = directory_of(request), now_of(request)
    body = {name: value for name, value in row.items() if name not in _NOT_KEPT}
    try:
        user = add_user(directory, connection, body, now)
    except ApiError:
        found = _existing(request, connection, body) if upsert else None
        if found is None:
            return "failed"
        apply_update(found, {name: value for name, value in body.items() if name not in _NEVER_UPSERTED}, now)
        return "updated"
    methods = [_method(*item) for factor in row.get("mfa_factors", ()) for item in factor.items()]
    if methods:
        directory.set_methods(user, tuple(made_method(directory, user, one, now) for one in methods), now)
    return "inserted"


def _existing(request: Request, connection: Connection, body: Json) -> User | None:
    directory = directory_of(request)
    alike = directory.by_email(body.get("email", "").lower()) + directory.by_username(body.get("username", ""))
    user_id = f"{connection.provider}|{body.get('user_id', '')}"
    alike += [directory.users[user_id]] if user_id in directory.users else []
    return next((user for user in alike if user.connection == connection.name), None)


def _method(type_: str, facts: Json) -> Json:
    """Return an `mfa_factors` entry as the body of POST users/{id}/authentication-methods has it."""
    if type_ == "totp":
        return {"type": type_, "totp_secret": facts["secret"]}
    if type_ == "phone":
        return {"type": type_, "phone_number": facts["value"]}
    return {"type": type_, "email": facts["value"]}


async def _form(request: Request) -> dict[str, str]:
    """Return the fields of a multipart form. Raises ApiError 400, and 413 for more than 500 kB."""
    raw = await request.body()
    if len(raw) > _MOST_BYTES:
        raise ApiError(413, "The users file is larger than 500 kB.", "payload_too_large")
    head = f"Content-Type: {request.headers.get('content-type', '')}\r\n\r\n".encode()
    parts = BytesParser(policy=HTTP).parsebytes(head + raw)
    form = {str(part.get_param("name", "", "content-disposition")): _text(part) for part in parts.iter_parts()}
    read: dict[str, str] = read_values(form, _FORM)
    return read


def _text(part: Message) -> str:
    payload: Any = part.get_payload(decode=True)
    return bytes(payload or b"").decode("utf-8", "replace")


def _rows(users: str) -> list[Any]:
    try:
        rows = json.loads(users)
    except ValueError:
        rows = None
    if not isinstance(rows, list):
        raise ApiError(400, "The users file is not a JSON array.", "invalid_body")
    return rows


def _shown(row: Any) -> Any:
    """Return a user as the list of errors shows one, without what is secret."""
    return {name: value for name, value in row.items() if name not in _NOT_KEPT} if isinstance(row, dict) else {}


ROUTES: Routes = (("POST", "/api/v2/jobs/users-imports", create_import),)
