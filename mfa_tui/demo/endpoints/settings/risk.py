"""/api/v2/risk-assessments: whether logins are assessed, and how long a device stays known."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from mfa_tui.demo.context import tenant_of
from mfa_tui.demo.http.bearer import requires
from mfa_tui.demo.http.errors import JsonAnswer
from mfa_tui.demo.http.routing import Routes
from mfa_tui.demo.http.validation import read_body
from mfa_tui.demo.resources.audit import writes

_SETTINGS = {
    "type": "object",
    "properties": {"enabled": {"type": "boolean"}},
    "required": ["enabled"],
    "additionalProperties": False,
}
_NEW_DEVICE = {
    "type": "object",
    "properties": {"remember_for": {"type": "integer", "minimum": 1, "maximum": 365}},
    "required": ["remember_for"],
    "additionalProperties": False,
}


@requires("read:attack_protection")
async def read_settings(request: Request) -> Response:
    """GET risk-assessments/settings: `enabled`."""
    return JsonAnswer({"enabled": tenant_of(request).risk_assessment_enabled})


@requires("update:attack_protection")
@writes("Update risk assessment settings")
async def update_settings(request: Request) -> Response:
    """PATCH risk-assessments/settings."""
    tenant = tenant_of(request)
    body = await read_body(request, _SETTINGS)
    tenant.risk_assessment_enabled = body["enabled"]
    return JsonAnswer({"enabled": tenant.risk_assessment_enabled})


@requires("read:attack_protection")
async def read_new_device(request: Request) -> Response:
    """GET risk-assessments/settings/new-device: `remember_for`, in days."""
    return JsonAnswer({"remember_for": tenant_of(request).new_device_days})


@requires("update:attack_protection")
@writes("Update new device settings")
async def update_new_device(request: Request) -> Response:
    """PATCH risk-assessments/settings/new-device: 1 to 365 days."""
    tenant = tenant_of(request)
    body = await read_body(request, _NEW_DEVICE)
    tenant.new_device_days = body["remember_for"]
    return JsonAnswer({"remember_for": tenant.new_device_days})


ROUTES: Routes = (
    ("GET", "/api/v2/risk-assessments/settings", read_settings),
    ("PATCH", "/api/v2/risk-assessments/settings", update_settings),
    ("GET", "/api/v2/risk-assessments/settings/new-device", read_new_device),
    ("PATCH", "/api/v2/risk-assessments/settings/new-device", update_new_device),
)
