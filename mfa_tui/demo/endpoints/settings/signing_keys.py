"""/api/v2/keys/signing: the certificate of the tenant's one signing key. The demo rotates and revokes no keys."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from mfa_tui.demo.context import directory_of
from mfa_tui.demo.http.bearer import requires
from mfa_tui.demo.http.errors import ApiError, JsonAnswer
from mfa_tui.demo.http.instants import iso
from mfa_tui.demo.http.routing import Routes
from mfa_tui.demo.types import Json


@requires("read:signing_keys")
async def list_keys(request: Request) -> Response:
    """GET keys/signing."""
    return JsonAnswer([await _current(request)])


@requires("read:signing_keys")
async def read_key(request: Request) -> Response:
    """GET keys/signing/{kid}. 404 for a key that the tenant does not have."""
    key = await _current(request)
    if key["kid"] != request.path_params["kid"]:
        raise ApiError(404, "Signing key not found.", "signing_key_not_found")
    return JsonAnswer(key)


async def _current(request: Request) -> Json:
    since = directory_of(request).born_at
    key = await request.app.state.signing_key.get()
    return {"kid": key.kid, "current": True, "current_since": iso(since), **key.certificate(since)}


_PATH = "/api/v2/keys/signing"
ROUTES: Routes = (("GET", _PATH, list_keys), ("GET", f"{_PATH}/{{kid}}", read_key))
