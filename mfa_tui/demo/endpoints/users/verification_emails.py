"""POST /api/v2/jobs/verification-email: ask a user to confirm an email address. The demo sends no email."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from mfa_tui.demo.context import directory_of
from mfa_tui.demo.endpoints.users.quick_jobs import add_quick_job
from mfa_tui.demo.http.bearer import requires
from mfa_tui.demo.http.errors import ApiError, JsonAnswer
from mfa_tui.demo.http.routing import Routes
from mfa_tui.demo.http.schemas import STRING, choice, fields, text
from mfa_tui.demo.http.validation import read_body
from mfa_tui.demo.resources.audit import writes
from mfa_tui.demo.tenant.connections import connection_of
from mfa_tui.demo.tenant.directory import Directory
from mfa_tui.demo.tenant.people import User
from mfa_tui.demo.types import Json

PROVIDERS = """
    ad adfs amazon apple dropbox bitbucket auth0-oidc auth0 baidu bitly box custom daccount dwolla email
    evernote-sandbox evernote exact facebook fitbit github google-apps google-oauth2 instagram ip line linkedin oauth1
    oauth2 office365 oidc okta paypal paypal-sandbox pingfederate planningcenter salesforce-community
    salesforce-sandbox salesforce samlp sharepoint shopify shop sms soundcloud thirtysevensignals twitter untappd
    vkontakte waad weibo windowslive wordpress yahoo yandex
"""
IDENTITY = fields(
    "user_id provider",
    user_id=STRING,
    provider=choice(PROVIDERS),
    connection_id=text(pattern="^con_[A-Za-z0-9]{16}$"),
)
_CREATE = fields("user_id", user_id=STRING, client_id=STRING, identity=IDENTITY, organization_id=STRING)


@requires("update:users")
@writes("Send an email address verification email")
async def create_verification_email(request: Request) -> Response:
    """POST jobs/verification-email: pending in this answer, completed in the next. It verifies no address.

    400 for an identity that the user does not have, an unknown organization and, in words that were not seen, an
    unknown user: the API document knows no 404 here.
    """
    body: Json = await read_body(request, _CREATE)
    directory = directory_of(request)
    user = directory.users.get(body["user_id"])
    if user is None:
        raise ApiError(400, "The user does not exist.", "inexistent_user")
    check_recipient(directory, user, body)
    return JsonAnswer(add_quick_job(request, "verification_email"), 201)


def check_recipient(directory: Directory, user: User, body: Json) -> None:
    """Raise ApiError 400 for an identity that the user does not have, and for an unknown organization."""
    if (wanted := body.get("identity")) and not any(
        (wanted["user_id"], wanted["provider"]) == (user_id, connection_of(name).provider)
        and wanted.get("connection_id", connection_of(name).id) == connection_of(name).id
        for name, user_id in user.identities
    ):
        raise ApiError(400, "The user exists, but does not contain the given identity.", "invalid_body")
    known = {organization["id"] for organization in directory.organizations}
    if "organization_id" in body and body["organization_id"] not in known:
        raise ApiError(400, "The organization does not exist", "invalid_body")


ROUTES: Routes = (("POST", "/api/v2/jobs/verification-email", create_verification_email),)
