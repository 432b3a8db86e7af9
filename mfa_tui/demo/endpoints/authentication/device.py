"""POST /oauth/device/code, and the page at which the person confirms it. Nobody has to log in to the demo tenant."""

from __future__ import annotations

from html import escape
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from mfa_tui.demo.context import logins_of
from mfa_tui.demo.endpoints.authentication.oauth import allow, check_audience, read_parameters
from mfa_tui.demo.endpoints.authentication.oauth_clients import authenticated
from mfa_tui.demo.http.oauth_errors import NOT_STORED
from mfa_tui.demo.http.routing import Routes
from mfa_tui.demo.options import DemoOptions
from mfa_tui.demo.tenant.logins import CODE_LIFETIME_S, DEVICE_GRANT, Login

_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Device Confirmation</title>
<h1>Device Confirmation</h1>{body}</html>"""
_FORM = """<p>Please confirm that this is the code displayed on your device.</p><form method="post" action="/activate">
<input name="user_code" value="{code}" aria-label="Code"> <button name="decision" value="confirm">Confirm</button>
<button name="decision" value="cancel">Cancel</button></form>"""


async def request_code(request: Request) -> Response:
    """Answer a device code (RFC 8628 section 3.2). Raises OAuthError.

    Scopes that the person does not have are dropped without a word, as Auth0 does. Its documents say of single-page
    applications that a person's token reaches only their own account; here one gets what `DemoOptions.scopes` grants.
    """
    parameters = await read_parameters(request)
    client = authenticated(parameters, request)
    allow(client, DEVICE_GRANT)
    audience = parameters.get("audience", "")
    check_audience(audience, request)
    options: DemoOptions = request.app.state.options
    granted = options.scopes | ({"offline_access"} if options.offline_access else set())
    scope = " ".join(scope for scope in parameters.get("scope", "").split() if scope in granted)
    device_code, pending = logins_of(request).begin(Login(client.client_id, audience, scope), request.app.state.clock())
    page = f"{request.url.scheme}://{request.url.netloc}/activate"
    answer = {
        "device_code": device_code,
        "user_code": pending.user_code,
        "verification_uri": page,
        "verification_uri_complete": f"{page}?user_code={pending.user_code}",
        "expires_in": CODE_LIFETIME_S,
        "interval": options.device_interval_s,
    }
    return JSONResponse(answer, headers=NOT_STORED)


async def show_activation(request: Request) -> Response:
    """GET /activate: ask the person whether the code is the one on their screen."""
    return HTMLResponse(_PAGE.format(body=_FORM.format(code=escape(request.query_params.get("user_code", "")))))


async def activate(request: Request) -> Response:
    """POST /activate: note what the person decided."""
    form = dict(parse_qsl((await request.body()).decode("utf-8", "replace")))
    allowed = form.get("decision") == "confirm"
    if not logins_of(request).decide(form.get("user_code", ""), allowed, request.app.state.clock()):
        return HTMLResponse(_PAGE.format(body="<p>This code is not valid, or has expired.</p>"), 400)
    words = (
        "Congratulations, you're all set! Your device is now connected."
        if allowed
        else "Your device was not connected."
    )
    return HTMLResponse(_PAGE.format(body=f"<p>{words}</p>"))


ROUTES: Routes = (
    ("POST", "/oauth/device/code", request_code),
    ("GET", "/activate", show_activation),
    ("POST", "/activate", activate),
)
