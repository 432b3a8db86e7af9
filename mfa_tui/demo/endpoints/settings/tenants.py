"""/api/v2/tenants/settings: tenant-wide settings, among them the two that concern MFA."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from mfa_tui.demo.context import tenant_of
from mfa_tui.demo.endpoints.settings.tenant_schema import SETTINGS
from mfa_tui.demo.http.bearer import requires
from mfa_tui.demo.http.errors import ApiError, JsonAnswer
from mfa_tui.demo.http.listing import FIELDS, only_fields
from mfa_tui.demo.http.routing import Routes
from mfa_tui.demo.http.schemas import fields
from mfa_tui.demo.http.validation import read_body, read_query
from mfa_tui.demo.resources.audit import writes
from mfa_tui.demo.types import Json

_UPDATE = fields(properties=SETTINGS)
_MERGED = ("flags", "universal_login")

# The answer to PATCH differs from GET by these, as recorded.
_ONLY_IN_GET = "sandbox_versions_available"
_FLAGS_ONLY_IN_PATCH = {
    "cannot_change_enforce_client_authentication_on_passwordless_start": True,
    "enforce_client_authentication_on_passwordless_start": True,
}
_UNIVERSAL_LOGIN_ONLY_IN_PATCH = {
    "is_custom_template_set": False,
    "identifier_first": False,
    "webauthn_platform_first_factor": False,
}


@requires("read:tenant_settings")
async def read_settings(request: Request) -> Response:
    """GET tenants/settings, or some fields of it. A field that does not exist is a 400."""
    query = read_query(request, FIELDS)
    settings = tenant_of(request).settings
    known = {*SETTINGS, *settings}
    if not set(query.get("fields", "flags").split(",")) <= known:
        raise ApiError(
            400,
            f"Query validation error: 'String '{query['fields']}' does not match pattern. Must be a comma "
            f"separated list of the following values: {','.join(sorted(known))}' on property fields.",
            "invalid_query_string",
        )
    return JsonAnswer(only_fields(settings, query))


@requires("update:tenant_settings")
@writes("Update tenant settings")
async def update_settings(request: Request) -> Response:
    """PATCH tenants/settings: `flags` and `universal_login` are merged, every other setting is replaced.

    Null takes a setting away. Answers all settings.
    """
    settings = tenant_of(request).settings
    body: Json = await read_body(request, _UPDATE)
    for name, value in body.items():
        if name in _MERGED:
            settings[name] = settings.get(name, {}) | value
        elif name.endswith("_in_minutes"):
            settings[name.removesuffix("_in_minutes")] = value / 60
        elif value is None:
            settings.pop(name, None)
        else:
            settings[name] = value
    answer = {name: value for name, value in settings.items() if name != _ONLY_IN_GET}
    answer["flags"] = _FLAGS_ONLY_IN_PATCH | settings["flags"]
    answer["universal_login"] = settings["universal_login"] | _UNIVERSAL_LOGIN_ONLY_IN_PATCH
    return JsonAnswer(answer)


ROUTES: Routes = (
    ("GET", "/api/v2/tenants/settings", read_settings),
    ("PATCH", "/api/v2/tenants/settings", update_settings),
)
