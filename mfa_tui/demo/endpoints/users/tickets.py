"""/api/v2/tickets: links that confirm an email address, or let a user choose a new password."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from mfa_tui.demo.context import directory_of, now_of
from mfa_tui.demo.dice import text as random_text
from mfa_tui.demo.endpoints.users.verification_emails import IDENTITY, check_recipient
from mfa_tui.demo.http.bearer import requires
from mfa_tui.demo.http.errors import ApiError, JsonAnswer, inexistent_user
from mfa_tui.demo.http.instants import DAY_S
from mfa_tui.demo.http.routing import Routes
from mfa_tui.demo.http.schemas import BOOLEAN, STRING, choice, fields, integer, text
from mfa_tui.demo.http.validation import read_body
from mfa_tui.demo.resources.audit import writes
from mfa_tui.demo.tenant.connections import connection_of
from mfa_tui.demo.tenant.people import User
from mfa_tui.demo.types import Json

_LIFE_S = 5 * DAY_S
_SHARED = {
    "result_url": STRING,
    "user_id": STRING,
    "client_id": STRING,
    "organization_id": STRING,
    "ttl_sec": integer(0),
    "includeEmailInRedirect": BOOLEAN,
}
_VERIFY = fields("user_id", {**_SHARED, "identity": IDENTITY})
_RESET = fields(
    properties=_SHARED,
    connection_id=text(pattern="^con_[A-Za-z0-9]{16}$"),
    email={"type": "string", "format": "email"},
    mark_email_as_verified=BOOLEAN,
    identity={**IDENTITY, "properties": {**IDENTITY["properties"], "provider": choice("auth0")}},
)


@requires("create:user_tickets")
@writes("Create an email verification ticket")
async def verify_email(request: Request) -> Response:
    """POST tickets/email-verification: whoever opens the link confirms the user's address."""
    body: Json = await read_body(request, _VERIFY)
    user = directory_of(request).find(body["user_id"])
    return _ticket(request, user, body, "verify_email", verifies=True)


@requires("create:user_tickets")
@writes("Create a password change ticket")
async def change_password(request: Request) -> Response:
    """POST tickets/password-change: for a user id, or for an address in a connection."""
    body: Json = await read_body(request, _RESET)
    directory = directory_of(request)
    if "user_id" in body:
        user = directory.find(body["user_id"])
    elif {"email", "connection_id"} <= body.keys():
        wanted, email = body["connection_id"], body["email"].lower()
        found = [one for one in directory.by_email(email) if connection_of(one.connection).id == wanted]
        if not found:
            raise inexistent_user()
        user = found[0]
    else:  # Auth0's words were not seen
        raise ApiError(400, "A user_id, or a connection_id and an email, is needed.", "invalid_body")
    return _ticket(request, user, body, "reset", verifies=body.get("mark_email_as_verified", False))


def _ticket(request: Request, user: User, body: Json, page: str, *, verifies: bool) -> Response:
    directory = directory_of(request)
    check_recipient(directory, user, body)
    code = random_text(directory.random, 32)
    expires_at = now_of(request) + (body.get("ttl_sec") or _LIFE_S)
    request.app.state.login_tickets[page, code] = (user.user_id, expires_at, verifies)
    ticket = f"{request.url.scheme}://{request.url.netloc}/lo/{page}?ticket={code}#"
    return JsonAnswer({"ticket": ticket}, 201)


async def open_ticket(request: Request) -> Response:
    """GET /lo/{page}?ticket=...: where a ticket leads. It works once; the demo shows no form for a password."""
    key = request.path_params["page"], request.query_params.get("ticket")
    user_id, expires_at, verifies = request.app.state.login_tickets.pop(key, ("", 0.0, False))
    user = directory_of(request).users.get(user_id)
    if user is None or now_of(request) >= expires_at:
        return PlainTextResponse("This ticket is unknown, used or expired.", 404)
    user.email_verified = user.email_verified or verifies
    if key[0] == "reset":
        return PlainTextResponse("At a real tenant, the user would now choose a new password.")
    return PlainTextResponse("Your email address is verified.")


ROUTES: Routes = (
    ("POST", "/api/v2/tickets/email-verification", verify_email),
    ("POST", "/api/v2/tickets/password-change", change_password),
    ("GET", "/lo/{page}", open_ticket),
)
