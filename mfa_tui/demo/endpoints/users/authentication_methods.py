"""/api/v2/users/{id}/authentication-methods: everything that a user has, and adding, renaming and deleting it."""

from __future__ import annotations

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from mfa_tui.demo.context import directory_of, log_of, now_of
from mfa_tui.demo.http.bearer import requires
from mfa_tui.demo.http.errors import ApiError, JsonAnswer, NoContent
from mfa_tui.demo.http.listing import PAGE, TOTALS, listed
from mfa_tui.demo.http.routing import Routes
from mfa_tui.demo.http.validation import read_body, read_query, read_user_id
from mfa_tui.demo.resources.audit import writes
from mfa_tui.demo.tenant.directory import Directory
from mfa_tui.demo.tenant.events import unenrolled
from mfa_tui.demo.tenant.methods import CREDENTIALS, Method, as_read, as_updated, as_written
from mfa_tui.demo.tenant.people import User
from mfa_tui.demo.types import Json

_PREFERRED = {"type": "string", "enum": ["voice", "sms"]}
_PHONE = {"type": "string", "minLength": 2, "maxLength": 30}
_STRING = {"type": "string"}
# What a security key or a passkey carries beside its name.
_KEY_FACTS = {
    **dict.fromkeys(["key_id", "public_key", "identity_user_id", "user_agent", "user_handle"], _STRING),
    "aaguid": {"type": "string", "format": "uuid"},
    "relying_party_identifier": {"type": "string", "format": "hostname"},
    "credential_device_type": {"type": "string", "enum": ["single_device", "multi_device"]},
    "credential_backed_up": {"type": "boolean"},
    "transports": {"type": "array", "items": _STRING},
}
_CREATE = {
    "type": "object",
    "properties": {
        "type": {"type": "string", "enum": ["phone", "email", "totp", "webauthn-roaming", "passkey"]},
        "name": {"type": "string"},
        "totp_secret": {"type": "string"},
        "phone_number": _PHONE,
        "email": {"type": "string"},
        "preferred_authentication_method": _PREFERRED,
        **_KEY_FACTS,
    },
    "required": ["type"],
    "additionalProperties": False,
}
_REPLACE = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {
            "type": {"type": "string", "enum": ["phone", "email", "totp"]},
            "name": {"type": "string", "minLength": 1, "maxLength": 20},
            "totp_secret": {"type": "string", "minLength": 1},
            "phone_number": _PHONE,
            "email": {"type": "string", "minLength": 1},
            "preferred_authentication_method": _PREFERRED,
        },
        "required": ["type"],
        "additionalProperties": False,
    },
}
_UPDATE = {
    "type": "object",
    "properties": {"name": {"type": "string"}, "preferred_authentication_method": _PREFERRED},
    "additionalProperties": False,
}
# What a method is nothing without.
_NEEDS = {
    "phone": "phone_number",
    "email": "email",
    "totp": "totp_secret",
    "webauthn-roaming": "public_key",
    "passkey": "public_key",
}


@requires("read:authentication_methods")
async def list_methods(request: Request) -> Response:
    """GET: all of them, fully enrolled or not. As recorded, `total` is absent where there is none."""
    query = read_query(request, PAGE | TOTALS)
    directory, user = _user_in(request)
    answer = listed(directory.methods_of(user), query, "authenticators", as_read)
    if isinstance(answer, dict) and not answer["total"]:
        del answer["total"]
    return JsonAnswer(answer)


@requires("read:authentication_methods")
async def read_method(request: Request) -> Response:
    """GET one."""
    return JsonAnswer(as_read(_method_in(request)[2]))


@requires("create:authentication_methods")
@writes("Create an authentication method")
async def create_method(request: Request) -> Response:
    """POST: add one, confirmed at once. 409 where the user has the same already."""
    directory, user = _user_in(request)
    body: Json = await read_body(request, _CREATE)
    made = made_method(directory, user, body, now_of(request))
    theirs = directory.methods_of(user)
    if any(_same(made, other) for other in theirs):
        raise ApiError(409, "Authentication method already exists.")  # the document's words
    directory.set_methods(user, (*theirs, made), now_of(request))
    return JsonAnswer(as_updated(made) | made.details, 201)


@requires("update:authentication_methods")
@writes("Replace all authentication methods")
async def replace_methods(request: Request) -> Response:
    """PUT: these instead of all that could be deleted."""
    directory, user = _user_in(request)
    body: list[Json] = await read_body(request, _REPLACE)
    now = now_of(request)
    made = tuple(made_method(directory, user, one, now) for one in body)
    take_away(request, user, _deletable(directory, user))
    directory.set_methods(user, directory.methods_of(user) + made, now)
    return JsonAnswer([as_written(method) for method in made])


@requires("update:authentication_methods")
@writes("Update an authentication method")
async def update_method(request: Request) -> Response:
    """PATCH one: its name, and whether its codes come as text or by voice."""
    directory, user, method = _method_in(request)
    body: Json = await read_body(request, _UPDATE)
    changed = replace(
        method,
        name=body.get("name", method.name),
        preferred=body.get("preferred_authentication_method", method.preferred),
    )
    changed = replace(changed, channels=_channels(changed))
    theirs = tuple(changed if other.id == method.id else other for other in directory.methods_of(user))
    directory.set_methods(user, theirs, now_of(request))
    return JsonAnswer(as_updated(changed))


@requires("delete:authentication_methods")
@writes("Delete an authentication method")
async def delete_method(request: Request) -> Response:
    """DELETE one, and with it all that were enrolled together with it."""
    directory, user, method = _method_in(request)
    gone = tuple(
        other
        for other in directory.methods_of(user)
        if other.id == method.id or (method.link_id is not None and other.link_id == method.link_id)
    )
    take_away(request, user, gone)
    return NoContent()


@requires("delete:authentication_methods")
@writes("Delete all authentication methods")
async def delete_methods(request: Request) -> Response:
    """DELETE all: what was enrolled for MFA; passwords and passkeys stay. As documented, no user is no error."""
    directory = directory_of(request)
    user = directory.users.get(read_user_id(request))
    if user is not None:
        take_away(request, user, _deletable(directory, user))
    return NoContent()


def take_away(request: Request, user: User, gone: tuple[Method, ...]) -> None:
    """Delete methods of a user: the profile and the log tell it too."""
    directory, now = directory_of(request), now_of(request)
    if gone:
        ids = {method.id for method in gone}
        directory.set_methods(user, tuple(one for one in directory.methods_of(user) if one.id not in ids), now)
        unenrolled(log_of(request), now, user, gone)


def _deletable(directory: Directory, user: User) -> tuple[Method, ...]:
    return tuple(method for method in directory.methods_of(user) if method.type not in CREDENTIALS)


def _user_in(request: Request) -> tuple[Directory, User]:
    directory = directory_of(request)
    return directory, directory.find(read_user_id(request))


def _method_in(request: Request) -> tuple[Directory, User, Method]:
    """Return the method in the path. Raises ApiError 404; Auth0's words were not seen."""
    directory, user = _user_in(request)
    wanted = request.path_params["authentication_method_id"]
    for method in directory.methods_of(user):
        if method.id == wanted:
            return directory, user, method
    raise ApiError(404, "The authentication method does not exist.", "authentication_method_not_found")


def made_method(directory: Directory, user: User, body: Json, now: float) -> Method:
    """Return a new method. Raises ApiError 400 where the body lacks what its type needs."""
    needed = _NEEDS[body["type"]]
    if needed not in body:
        raise ApiError(400, f"Payload validation error: 'Missing required property: {needed}'.", "invalid_body")
    details = {name: body[name] for name in _KEY_FACTS if name in body}
    method = Method(
        id=f"{body['type']}|{directory.new_device(user)}",
        type=body["type"],
        created_at=now,
        name=body.get("name"),
        phone_number=body.get("phone_number"),
        email=body.get("email"),
        preferred=body.get("preferred_authentication_method", "sms" if body["type"] == "phone" else None),
        details=details,
    )
    return replace(method, channels=_channels(method))


def _channels(method: Method) -> tuple[str, ...]:
    """Return the message types of a phone: whichever is preferred is among them."""
    if method.type != "phone" or method.preferred in method.channels or method.preferred is None:
        return method.channels
    return (*method.channels, method.preferred)


def _same(one: Method, other: Method) -> bool:
    """Whether both reach the same phone or mailbox. An app or a key cannot be recognised."""
    reached = (one.type, one.phone_number, one.email)
    return one.type in ("phone", "email") and reached == (other.type, other.phone_number, other.email)


_METHODS = "/api/v2/users/{id}/authentication-methods"
_METHOD = f"{_METHODS}/{{authentication_method_id}}"
ROUTES: Routes = (
    ("GET", _METHODS, list_methods),
    ("POST", _METHODS, create_method),
    ("PUT", _METHODS, replace_methods),
    ("DELETE", _METHODS, delete_methods),
    ("GET", _METHOD, read_method),
    ("PATCH", _METHOD, update_method),
    ("DELETE", _METHOD, delete_method),
)
