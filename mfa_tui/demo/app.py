"""The demo tenant as an ASGI application: Auth0's documented behaviour, mistakes allowed and all."""

from __future__ import annotations

import time
from collections.abc import Callable

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import Route

from . import (
    action_bindings,
    actions,
    applications,
    attack_protection,
    authentication_methods,
    branding,
    client_grants,
    connection_writes,
    connections,
    custom_domains,
    device,
    discovery,
    effective,
    emails,
    enrollments,
    exports,
    grants,
    guardian,
    guardian_settings,
    identities,
    imports,
    legacy,
    login_flows,
    logs,
    network,
    oauth,
    organization_members,
    organizations,
    permissions,
    phone_providers,
    phone_templates,
    profiles,
    prompts,
    resource_servers,
    risk,
    roles,
    sessions,
    stats,
    streams,
    tenants,
    tickets,
    user_access,
    user_updates,
    users,
    verification_emails,
)
from .directory import Directory
from .edge import Edge
from .errors import ApiError, answer_api_error, answer_not_found
from .events import Log
from .logins import Logins
from .oauth_errors import OAuthError, answer_oauth_error
from .options import DEMO_CLIENT_SECRET, DemoOptions
from .ratelimit import TokenBucket
from .seed import acme
from .seed_events import history
from .signing import LazySigningKey

_ENDPOINTS = (
    action_bindings,
    actions,
    applications,
    attack_protection,
    branding,
    client_grants,
    authentication_methods,
    connection_writes,
    connections,
    custom_domains,
    device,
    discovery,
    effective,
    emails,
    enrollments,
    exports,
    grants,
    guardian,
    guardian_settings,
    identities,
    imports,
    legacy,
    login_flows,
    logs,
    network,
    oauth,
    organization_members,
    organizations,
    permissions,
    phone_providers,
    phone_templates,
    profiles,
    prompts,
    resource_servers,
    risk,
    roles,
    sessions,
    stats,
    streams,
    tenants,
    tickets,
    user_access,
    user_updates,
    users,
    verification_emails,
)
_DEFAULT = DemoOptions()


def create_app(options: DemoOptions = _DEFAULT, *, clock: Callable[[], float] = time.time) -> Starlette:
    """Return a new tenant: its settings at `app.state.tenant`, its people at `app.state.directory`.

    The people are made when somebody first asks for them. `clock` tells the time in Unix seconds.
    """
    bucket = TokenBucket(options.rate_limit, clock) if options.rate_limit else None
    app = Starlette(
        routes=[
            Route(path, endpoint, methods=[method]) for module in _ENDPOINTS for method, path, endpoint in module.ROUTES
        ],
        middleware=[Middleware(Edge, latency_s=options.latency_ms / 1000, bucket=bucket)],
        exception_handlers={
            ApiError: answer_api_error,
            OAuthError: answer_oauth_error,
            HTTPException: answer_not_found,
        },
    )
    app.router.redirect_slashes = False
    app.state.tenant = acme()
    if options.unified_phone:
        app.state.tenant.settings["phone_consolidated_experience"] = True
    app.state.options = options
    app.state.clock = clock
    born_at = clock()
    app.state.directory = Directory(options.users, options.seed, born_at)
    app.state.log = Log(lambda: history(options.users, options.seed, born_at))
    app.state.logins = Logins(options.device_interval_s)
    app.state.used_assertions = set()
    app.state.tickets = {}
    app.state.login_tickets = {}
    app.state.client_secret = DEMO_CLIENT_SECRET
    app.state.exports = {}
    app.state.quick_jobs = {}
    app.state.signing_key = LazySigningKey()
    return app
