"""POST /api/v2/jobs/verification-email: ask a user to confirm an email address. The demo sends no email."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from .bearer import requires
from .connections import connection_of
from .dice import text as random_text
from .errors import ApiError, JsonAnswer
from .events import writes
from .instants import iso
from .routing import Routes
from .schemas import STRING, choice, fields, text
from .state import Json, directory_of, now_of
from .validation import read_body

_PROVIDERS = """
    ad adfs amazon apple dropbox bitbucket auth0-oidc auth0 baidu bitly box custom daccount dwolla email
    evernote-sandbox evernote exact facebook fitbit github google-apps google-oauth2 instagram ip line linkedin oauth1
    oauth2 office365 oidc okta paypal paypal-sandbox pingfederate planningcenter salesforce-community
    salesforce-sandbox salesforce samlp sharepoint shopify shop sms soundcloud thirtysevensignals twitter untappd
    vkontakte waad weibo windowslive wordpress yahoo yandex
"""
_IDENTITY = fields(
    "user_id provider",
    user_id=STRING,
    provider=choice(_PROVIDERS),
    connection_id=text(pattern="^con_[A-Za-z0-9]{16}$"),
)
_CREATE = fields("user_id", user_id=STRING, client_id=STRING, identity=_IDENTITY, organization_id=STRING)


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
    if (wanted := body.get("identity")) and not any(
        (wanted["user_id"], wanted["provider"]) == (user_id, connection_of(name).provider)
        and wanted.get("connection_id", connection_of(name).id) == connection_of(name).id
        for name, user_id in user.identities
    ):
        raise ApiError(400, "The user exists, but does not contain the given identity.", "invalid_body")
    known = {organization["id"] for organization in directory.organizations}
    if "organization_id" in body and body["organization_id"] not in known:
        raise ApiError(400, "The organization does not exist", "invalid_body")
    job = {"id": f"job_{random_text(directory.random, 16)}", "type": "verification_email"}
    job["created_at"] = iso(now_of(request))
    request.app.state.verification_emails[job["id"]] = (now_of(request), job)
    return JsonAnswer(job | {"status": "pending"}, 201)


ROUTES: Routes = (("POST", "/api/v2/jobs/verification-email", create_verification_email),)
