"""/api/v2/users/{id}/identities: two accounts of one person become one user, and are parted again."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from mfa_tui.demo.context import directory_of, now_of
from mfa_tui.demo.endpoints.users.verification_emails import PROVIDERS
from mfa_tui.demo.http.bearer import requires
from mfa_tui.demo.http.errors import ApiError, JsonAnswer
from mfa_tui.demo.http.routing import Routes
from mfa_tui.demo.http.schemas import STRING, choice, fields, text
from mfa_tui.demo.http.validation import read_body, read_path, read_user_id
from mfa_tui.demo.resources.audit import writes
from mfa_tui.demo.tenant.connections import connection_of
from mfa_tui.demo.tenant.people import User, profile
from mfa_tui.demo.types import Json

_LINK = fields(
    provider=choice(PROVIDERS),
    connection_id=text(pattern="^con_[A-Za-z0-9]{16}$"),
    user_id={"anyOf": [text(shortest=1), {"type": "integer"}]},
    link_with=STRING,
)


@requires("update:users", "update:current_user_identities")
@writes("Link a User Account")
async def link(request: Request) -> Response:
    """POST users/{id}/identities: the other user is one no more. Metadata and methods are not merged.

    400 also for an unknown user, as the API document knows no 404 here; Auth0's words were not seen. The ID token of
    `link_with` must be of the application that calls, and the demo gives none to applications that have this scope.
    """
    user = _user(request)
    body: Json = await read_body(request, _LINK)
    if "link_with" in body:
        words = "JWT (link_with) must have an aud claim that matches that of the calling token's azp."
        raise ApiError(400, words, "invalid_body")
    if missing := [name for name in ("provider", "user_id") if name not in body]:
        words = f"Payload validation error: 'Missing required property: {missing[0]}'."
        raise ApiError(400, words, "invalid_body")
    directory = directory_of(request)
    wanted = (body["provider"], str(body["user_id"]))
    if any(wanted in _names(other)[1:] for other in directory.users.values()):
        raise ApiError(409, "Specified identity already linked with another user.", "identity_conflict")
    second = next((other for other in directory.users.values() if _names(other)[0] == wanted), None)
    if second is None or second is user:
        raise ApiError(400, "Provided secondary account not found.", "invalid_body")
    directory.linked |= {second.identities[0]: second}
    user.identities += second.identities
    user.changed_at = now_of(request)
    directory.remove(second.user_id)
    return JsonAnswer(profile(user)["identities"], 201)


@requires("update:users", "update:current_user_identities")
@writes("Unlink a User Identity")
async def unlink(request: Request) -> Response:
    """DELETE users/{id}/identities/{provider}/{user_id}: the identity is a user of its own again. 400 for the first."""
    user = _user(request)
    wanted = (read_path(request, "provider", PROVIDERS.split()), request.path_params["user_id"])
    if wanted not in _names(user)[1:]:
        raise ApiError(400, "The user has no such secondary identity.", "invalid_body")
    directory = directory_of(request)
    identity = user.identities[_names(user).index(wanted)]
    second = directory.linked.pop(identity, None) or _new(request, identity)
    second.identities = (identity,)
    user.identities = tuple(one for one in user.identities if one != identity)
    user.changed_at = now_of(request)
    directory.users[second.user_id] = second
    return JsonAnswer(profile(user)["identities"])


def _user(request: Request) -> User:
    user = directory_of(request).users.get(read_user_id(request))
    if user is None:
        raise ApiError(400, "The user does not exist.", "inexistent_user")
    return user


def _new(request: Request, identity: tuple[str, str]) -> User:
    """Return the user that an identity becomes where no earlier account of it is known."""
    name, id_there = identity
    directory = directory_of(request)
    user = User(
        user_id=f"{connection_of(name).provider}|{id_there}",
        number=directory.next_number(),
        identities=(identity,),
        created_at=now_of(request),
        name=id_there,
        methods=(),
    )
    directory.add(user)
    return user


def _names(user: User) -> list[tuple[str, str]]:
    """Return provider and id of each identity, the account's own first."""
    return [(connection_of(name).provider, id_there) for name, id_there in user.identities]


_PATH = "/api/v2/users/{id}/identities"
ROUTES: Routes = (("POST", _PATH, link), ("DELETE", f"{_PATH}/{{provider}}/{{user_id}}", unlink))
