"""The demo tenant as an ASGI application: Auth0's documented behaviour, mistakes allowed and all."""

from __future__ import annotations

import time
from collections.abc import Callable

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import Route

from . import actions, applications, discovery, guardian, oauth, risk, tenants
from .edge import Edge
from .errors import ApiError, answer_api_error, answer_not_found
from .oauth import OAuthError, answer_oauth_error
from .options import DemoOptions
from .ratelimit import TokenBucket
from .seed import acme
from .signing import LazySigningKey

_ENDPOINTS = (
    ("POST", "/oauth/token", oauth.issue_token),
    ("GET", "/.well-known/jwks.json", discovery.read_jwks),
    ("GET", "/.well-known/openid-configuration", discovery.read_openid_configuration),
    ("GET", "/api/v2/guardian/factors", guardian.list_factors),
    ("PUT", "/api/v2/guardian/factors/{name}", guardian.set_factor),
    ("GET", "/api/v2/guardian/policies", guardian.list_policies),
    ("PUT", "/api/v2/guardian/policies", guardian.set_policies),
    ("GET", "/api/v2/tenants/settings", tenants.read_settings),
    ("PATCH", "/api/v2/tenants/settings", tenants.update_settings),
    ("GET", "/api/v2/actions/actions", actions.list_actions),
    ("GET", "/api/v2/actions/actions/{id}", actions.read_action),
    ("GET", "/api/v2/actions/triggers/{triggerId}/bindings", actions.list_bindings),
    ("GET", "/api/v2/risk-assessments/settings", risk.read_settings),
    ("PATCH", "/api/v2/risk-assessments/settings", risk.update_settings),
    ("GET", "/api/v2/risk-assessments/settings/new-device", risk.read_new_device),
    ("PATCH", "/api/v2/risk-assessments/settings/new-device", risk.update_new_device),
    ("GET", "/api/v2/clients", applications.list_clients),
    ("GET", "/api/v2/clients/{id}", applications.read_client),
)
_DEFAULT = DemoOptions()


def create_app(options: DemoOptions = _DEFAULT, *, clock: Callable[[], float] = time.time) -> Starlette:
    """Return a new tenant, its state at `app.state.tenant`. `clock` tells the time in Unix seconds."""
    bucket = TokenBucket(options.rate_limit, clock) if options.rate_limit else None
    app = Starlette(
        routes=[Route(path, endpoint, methods=[method]) for method, path, endpoint in _ENDPOINTS],
        middleware=[Middleware(Edge, latency_s=options.latency_ms / 1000, bucket=bucket)],
        exception_handlers={
            ApiError: answer_api_error,
            OAuthError: answer_oauth_error,
            HTTPException: answer_not_found,
        },
    )
    app.router.redirect_slashes = False
    app.state.tenant = acme()
    app.state.options = options
    app.state.clock = clock
    app.state.signing_key = LazySigningKey()
    return app
