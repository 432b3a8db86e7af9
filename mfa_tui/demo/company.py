"""Acme's other tenants: what was tried in dev has come to staging, and to production only in part."""

from __future__ import annotations

from starlette.applications import Starlette

from mfa_tui.demo.options import DEMO_DOMAINS
from mfa_tui.demo.tenant.state import Tenant

DEV, STAGING, PRODUCTION = DEMO_DOMAINS


def settle(app: Starlette, domain: str) -> None:
    """Make a new demo tenant the one of this domain; the first stays as it is."""
    tenant: Tenant = app.state.tenant
    if domain == STAGING:
        tenant.factors |= {"otp": True, "webauthn-roaming": True, "recovery-code": True}
        tenant.settings["customize_mfa_in_postlogin_action"] = True
        tenant.settings["friendly_name"] = "Acme Corp (demo, staging)"
    elif domain == PRODUCTION:
        tenant.factors |= {"otp": True, "email": False}
        tenant.policies = ["confidence-score"]
        tenant.settings["friendly_name"] = "Acme Corp (demo, production)"
