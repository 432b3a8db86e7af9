"""/api/v2/guardian: the factors that the tenant offers, and the policy that demands one.

As at Auth0, nothing here looks at anything else: Always with no factor on is accepted, and so is a dependent
factor on its own.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from mfa_tui.demo.context import tenant_of
from mfa_tui.demo.http.bearer import requires
from mfa_tui.demo.http.errors import JsonAnswer, insufficient_entitlement
from mfa_tui.demo.http.routing import Routes
from mfa_tui.demo.http.validation import read_body, read_path
from mfa_tui.demo.options import DemoOptions
from mfa_tui.demo.resources.audit import writes

_FACTOR = {
    "type": "object",
    "properties": {"enabled": {"type": "boolean"}},
    "required": ["enabled"],
    "additionalProperties": False,
}
# Auth0 documents that the values exclude each other; how it refuses two of them was not seen.
_POLICIES = {
    "type": "array",
    "items": {"type": "string", "enum": ["all-applications", "confidence-score"]},
    "maxItems": 1,
}


@requires("read:guardian_factors")
async def list_factors(request: Request) -> Response:
    """GET guardian/factors: every factor, on or off."""
    factors = tenant_of(request).factors
    return JsonAnswer([{"name": name, "enabled": enabled, "trial_expired": False} for name, enabled in factors.items()])


@requires("update:guardian_factors")
@writes("Update Guardian factor")
async def set_factor(request: Request) -> Response:
    """PUT guardian/factors/{name}: switch one factor on or off."""
    factors = tenant_of(request).factors
    name = read_path(request, "name", list(factors))
    body = await read_body(request, _FACTOR)
    factors[name] = body["enabled"]
    return JsonAnswer({"enabled": factors[name]})


@requires("read:mfa_policies")
async def list_policies(request: Request) -> Response:
    """GET guardian/policies: a bare array; empty means Never."""
    return JsonAnswer(tenant_of(request).policies)


@requires("update:mfa_policies")
@writes("Set Guardian policies")
async def set_policies(request: Request) -> Response:
    """PUT guardian/policies: replace the policy. Adaptive needs an add-on, else 403."""
    tenant = tenant_of(request)
    options: DemoOptions = request.app.state.options
    policies: list[str] = await read_body(request, _POLICIES)
    if "confidence-score" in policies and not options.adaptive_mfa:
        raise insufficient_entitlement()
    tenant.policies = policies
    return JsonAnswer(tenant.policies)


ROUTES: Routes = (
    ("GET", "/api/v2/guardian/factors", list_factors),
    ("PUT", "/api/v2/guardian/factors/{name}", set_factor),
    ("GET", "/api/v2/guardian/policies", list_policies),
    ("PUT", "/api/v2/guardian/policies", set_policies),
)
