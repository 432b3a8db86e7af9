"""PATCH users/{id}: what an admin may change of a user, and what the user's connection decides instead."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from mfa_tui.demo.context import directory_of, now_of
from mfa_tui.demo.endpoints.users.user_schema import UPDATE
from mfa_tui.demo.http.bearer import granted, requires
from mfa_tui.demo.http.errors import ApiError, JsonAnswer, insufficient_scope
from mfa_tui.demo.http.routing import Routes
from mfa_tui.demo.http.validation import read_body, read_user_id
from mfa_tui.demo.resources.audit import writes
from mfa_tui.demo.tenant.connections import CONNECTIONS, DATABASE
from mfa_tui.demo.tenant.directory import Directory
from mfa_tui.demo.tenant.people import User, profile
from mfa_tui.demo.types import Json

_PROFILE = ("family_name", "given_name", "name", "nickname", "picture")
_OF_AN_IDENTITY = ("email", "phone_number", "phone_verified", "username", "password")
_NOT_TOGETHER = (
    ("username", "email"),
    ("username", "email_verified"),
    ("username", "password"),
    ("password", "email"),
    ("password", "email_verified"),
)


@requires("update:users", "update:users_app_metadata", "update:current_user_metadata")
@writes("Update a User")
async def update_user(request: Request) -> Response:
    """PATCH users/{id}. Fields are replaced and metadata is merged on its first level; null takes a value away.

    `update:users_app_metadata` allows `app_metadata` alone.
    """
    user_id = read_user_id(request)
    body: Json = await read_body(request, UPDATE)
    if body.keys() - {"app_metadata"} and "update:users" not in granted(request):
        raise insufficient_scope(["update:users"])  # Auth0's words for this were not seen
    directory = directory_of(request)
    user = directory.find(user_id)
    _check(directory, user, body)
    apply_update(user, body, now_of(request))
    return JsonAnswer(profile(user))


def _check(directory: Directory, user: User, body: Json) -> None:
    """Raise ApiError 400 for what Auth0 does not let change."""
    for first, second in _NOT_TOGETHER:
        if first in body and second in body:
            raise ApiError(400, f"Cannot update {first} and {second} simultaneously", "operation_not_supported")
    name = body.get("connection", user.connection)
    if name not in {identity for identity, _ in user.identities}:
        raise ApiError(400, "The user does not have an identity in the specified connection.", "invalid_body")
    if name != DATABASE:
        _check_connection(name, body)
    email, username = (body.get("email") or "").lower(), body.get("username")
    if _is_taken(user, directory.by_email(email)):
        raise ApiError(400, "The specified new email already exists", "auth0_idp_error")
    if username and _is_taken(user, directory.by_username(username)):
        raise ApiError(400, "The username provided is in use already.", "auth0_idp_error")


def _is_taken(user: User, found: list[User]) -> bool:
    return any(other is not user and other.connection == user.connection for other in found)


def _check_connection(name: str, body: Json) -> None:
    """Raise ApiError 400: outside of a database, the identity provider decides who a user is."""
    if refused := [field for field in _PROFILE if field in body]:
        raise ApiError(
            400,
            f"The following user attributes cannot be updated: {', '.join(refused)}. The connection ({name}) must "
            "either be a database connection (using the Auth0 store), a passwordless connection (email or sms) or "
            "has disabled 'Sync user profile attributes at each login'.",
            "operation_not_supported",
        )
    connection = CONNECTIONS.get(name)
    social = connection is not None and connection.is_social
    locked = _OF_AN_IDENTITY if social else (*_OF_AN_IDENTITY, "email_verified")
    if refused := [field for field in locked if field in body]:
        raise ApiError(400, f"Cannot update {refused[0]} for this user", "operation_not_supported")


def apply_update(user: User, body: Json, now: float) -> None:
    """Change a user as the body of PATCH users/{id} says."""
    user.changed_at = now
    if "email" in body:
        user.email = body["email"].lower() if body["email"] else None
        user.email_verified = False
    for name in ("blocked", "email_verified", "given_name", "family_name", "nickname", "username", "phone_number"):
        if name in body:
            setattr(user, name, body[name])
    if "phone_verified" in body:
        user.phone_verified = body["phone_verified"]
    if "picture" in body:
        user.own_picture = body["picture"]
    if "name" in body:
        user.name = body["name"] or user.email or user.identities[0][1]
    if body.get("password"):
        user.last_password_reset = now
        if user.blocked:  # as documented, a new password lifts the block that an admin put on a user
            user.blocked = False
    for name in ("user_metadata", "app_metadata"):
        if name in body:
            setattr(user, name, _merged(getattr(user, name), body[name]))


def _merged(before: Json | None, sent: dict[str, Any]) -> Json:
    """Return metadata after an update: keys are added and replaced, null takes one away, `{}` takes all."""
    if not sent:
        return {}
    merged = {**(before or {}), **deepcopy(sent)}
    return {name: value for name, value in merged.items() if value is not None}


ROUTES: Routes = (("PATCH", "/api/v2/users/{id}", update_user),)
