"""Guardian's view of what users have: enrollments, tickets to enroll, recovery codes, remembered browsers."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from mfa_tui.demo.context import directory_of, now_of, tenant_of
from mfa_tui.demo.dice import text
from mfa_tui.demo.endpoints.users.authentication_methods import take_away
from mfa_tui.demo.http.bearer import requires
from mfa_tui.demo.http.errors import ApiError, JsonAnswer, NoContent
from mfa_tui.demo.http.instants import DAY_S
from mfa_tui.demo.http.routing import Routes
from mfa_tui.demo.http.validation import read_body, read_path, read_user_id
from mfa_tui.demo.resources.audit import writes
from mfa_tui.demo.tenant.methods import AUTHENTICATORS, Method, enrollment
from mfa_tui.demo.tenant.people import User
from mfa_tui.demo.types import Json

_TICKET_LIFE_S = 5 * DAY_S
_TICKET = {
    "type": "object",
    "properties": {
        "user_id": {"type": "string"},
        "email": {"type": "string"},
        "send_mail": {"type": "boolean"},
        "email_locale": {"type": "string"},
        "factor": {
            "type": "string",
            "enum": ["push-notification", "phone", "email", "otp", "webauthn-roaming", "webauthn-platform"],
        },
        "allow_multiple_enrollments": {"type": "boolean"},
    },
    "required": ["user_id"],
    "additionalProperties": False,
}
_CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ123456789"


@dataclass(frozen=True)
class Ticket:
    """An invitation to enroll. expires_at: a Unix second. factor: None lets the user choose."""

    user_id: str
    factor: str | None
    expires_at: float


@requires("read:users", "read:current_user")
async def list_enrollments(request: Request) -> Response:
    """GET users/{id}/enrollments: in spite of its name only the first one that the user confirmed."""
    directory = directory_of(request)
    methods = directory.methods_of(directory.find(read_user_id(request)))
    confirmed = sorted((one for one in methods if one.confirmed), key=lambda one: one.enrolled_at or one.created_at)
    shown = [found for method in confirmed if (found := enrollment(method))]
    return JsonAnswer(shown[:1])


@requires("read:guardian_enrollments")
async def read_enrollment(request: Request) -> Response:
    """GET guardian/enrollments/{id}: confirmed or pending, without its type."""
    _, methods = _enrollment_in(request)
    shown = next((found for method in methods if (found := enrollment(method))), None)
    if shown is None:
        raise _not_found()
    return JsonAnswer({name: value for name, value in shown.items() if name not in ("type", "auth_method")})


@requires("delete:guardian_enrollments")
@writes("Delete a Guardian enrollment")
async def delete_enrollment(request: Request) -> Response:
    """DELETE guardian/enrollments/{id}: with every method of that device."""
    user, methods = _enrollment_in(request)
    take_away(request, user, methods)
    return NoContent()


@requires("create:guardian_enrollment_tickets")
@writes("Create a Guardian enrollment ticket")
async def create_ticket(request: Request) -> Response:
    """POST guardian/enrollments/ticket: a link that lets the user enroll once, within 5 days.

    400 with Duo, which knows no tickets, and for the factor email, which tickets cannot enroll although the API
    document lists it. Both are documented; Auth0's words were not seen. No mail is sent.
    """
    body: Json = await read_body(request, _TICKET)
    directory = directory_of(request)
    user = directory.find(body["user_id"])
    if tenant_of(request).factors["duo"]:
        raise ApiError(400, "Enrollment tickets cannot be used with Duo.", "invalid_body")
    if body.get("factor") == "email":
        raise ApiError(400, "Users cannot enroll in email through an enrollment ticket.", "invalid_body")
    ticket_id = text(directory.random, 32)
    expires_at = now_of(request) + _TICKET_LIFE_S
    request.app.state.tickets[ticket_id] = Ticket(user.user_id, body.get("factor"), expires_at)
    url = f"{request.url.scheme}://{request.url.netloc}/mfa/enrollment?ticket={ticket_id}"
    return JsonAnswer({"ticket_id": ticket_id, "ticket_url": url})


async def open_ticket(request: Request) -> Response:
    """GET /mfa/enrollment?ticket=...: where a ticket leads. The demo only says so, and takes the ticket."""
    ticket: Ticket | None = request.app.state.tickets.pop(request.query_params.get("ticket"), None)
    if ticket is None or now_of(request) >= ticket.expires_at:
        return PlainTextResponse("This enrollment ticket is unknown, used or expired.", 404)
    factor = ticket.factor or "a factor of their choice"
    return PlainTextResponse(f"At a real tenant, the user would now enroll {factor}.")


@requires("delete:guardian_enrollments")
@writes("Delete all authenticators")
async def delete_authenticators(request: Request) -> Response:
    """DELETE users/{id}/authenticators: apps, phones, addresses and codes, no security keys. No user is no error."""
    directory = directory_of(request)
    user = directory.users.get(read_user_id(request))
    if user is not None:
        take_away(request, user, tuple(one for one in directory.methods_of(user) if one.type in AUTHENTICATORS))
    return NoContent()


@requires("update:users")
@writes("Regenerate a recovery code")
async def regenerate_recovery_code(request: Request) -> Response:
    """POST users/{id}/recovery-code-regeneration: a new code instead of the old one.

    As recorded, also for a user who is not enrolled, which the document answers with 404.
    """
    directory, now = directory_of(request), now_of(request)
    user = directory.find(read_user_id(request))
    kept = tuple(method for method in directory.methods_of(user) if method.type != "recovery-code")
    new = Method(f"recovery-code|{directory.new_device(user)}", "recovery-code", now, enrolled_at=now)
    directory.set_methods(user, (*kept, new), now)
    return JsonAnswer({"recovery_code": text(directory.random, 24, _CODE_LETTERS)})


@requires("update:users")
@writes("Invalidate remembered browsers")
async def forget_browsers(request: Request) -> Response:
    """POST users/{id}/multifactor/actions/invalidate-remember-browser. No user is no error."""
    user = directory_of(request).users.get(read_user_id(request))
    if user is not None:
        user.remembered_browsers = 0
    return NoContent()


@requires("update:users")
@writes("Delete a user's MFA provider")
async def delete_provider(request: Request) -> Response:
    """DELETE users/{id}/multifactor/{provider}: one of the two from before Guardian."""
    provider = read_path(request, "provider", ["duo", "google-authenticator"])
    user = directory_of(request).find(read_user_id(request))
    if user.legacy_provider == provider:
        user.legacy_provider = None
        user.multifactor_last_modified = now_of(request)
    return NoContent()


def _not_found() -> ApiError:
    return ApiError(404, "Enrollment not found", "enrollment_not_found")


def _enrollment_in(request: Request) -> tuple[User, tuple[Method, ...]]:
    found = directory_of(request).owner_of(request.path_params["id"])
    if found is None:
        raise _not_found()
    return found


ROUTES: Routes = (
    ("DELETE", "/api/v2/users/{id}/authenticators", delete_authenticators),
    ("GET", "/api/v2/users/{id}/enrollments", list_enrollments),
    ("POST", "/api/v2/guardian/enrollments/ticket", create_ticket),
    ("GET", "/api/v2/guardian/enrollments/{id}", read_enrollment),
    ("DELETE", "/api/v2/guardian/enrollments/{id}", delete_enrollment),
    ("POST", "/api/v2/users/{id}/recovery-code-regeneration", regenerate_recovery_code),
    ("POST", "/api/v2/users/{id}/multifactor/actions/invalidate-remember-browser", forget_browsers),
    ("DELETE", "/api/v2/users/{id}/multifactor/{provider}", delete_provider),
    ("GET", "/mfa/enrollment", open_ticket),
)
