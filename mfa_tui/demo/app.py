"""The demo tenant as an ASGI application: Auth0's documented behaviour, mistakes allowed and all."""

from __future__ import annotations

import time
from collections.abc import Callable

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import Route

from mfa_tui.demo.endpoints.actions import action_bindings, actions, legacy, login_flows
from mfa_tui.demo.endpoints.applications import (
    applications,
    client_grants,
    connection_writes,
    connections,
    grants,
    organizations,
    profiles,
    resource_servers,
)
from mfa_tui.demo.endpoints.authentication import device, discovery, oauth
from mfa_tui.demo.endpoints.logs import logs, stats, streams
from mfa_tui.demo.endpoints.settings import (
    attack_protection,
    branding,
    custom_domains,
    emails,
    guardian,
    guardian_settings,
    network,
    phone_providers,
    phone_templates,
    prompts,
    risk,
    signing_keys,
    tenants,
)
from mfa_tui.demo.endpoints.users import (
    authentication_methods,
    effective,
    enrollments,
    exports,
    identities,
    imports,
    organization_members,
    permissions,
    roles,
    sessions,
    tickets,
    user_access,
    user_updates,
    users,
    verification_emails,
)
from mfa_tui.demo.http.edge import Edge
from mfa_tui.demo.http.errors import ApiError, answer_api_error, answer_not_found
from mfa_tui.demo.http.oauth_errors import OAuthError, answer_oauth_error
from mfa_tui.demo.http.ratelimit import TokenBucket
from mfa_tui.demo.options import DEMO_CLIENT_SECRET, DemoOptions
from mfa_tui.demo.seed.acme import acme
from mfa_tui.demo.seed.events import history
from mfa_tui.demo.seed.people import acme_directory
from mfa_tui.demo.signing import LazySigningKey
from mfa_tui.demo.tenant.events import Log
from mfa_tui.demo.tenant.logins import Logins

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
    signing_keys,
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
    app.state.directory = acme_directory(options.users, options.seed, born_at)
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
