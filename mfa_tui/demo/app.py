"""The demo tenant as an ASGI application: Auth0's documented behaviour, mistakes allowed and all."""

from __future__ import annotations

import time
from collections.abc import Callable

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import Route

from . import (
    actions,
    applications,
    authentication_methods,
    connections,
    device,
    discovery,
    enrollments,
    exports,
    guardian,
    guardian_settings,
    logs,
    oauth,
    risk,
    roles,
    stats,
    tenants,
    user_access,
    users,
)
from .directory import Directory
from .edge import Edge
from .errors import ApiError, answer_api_error, answer_not_found
from .events import Log
from .logins import Logins
from .oauth_errors import OAuthError, answer_oauth_error
from .options import DemoOptions
from .ratelimit import TokenBucket
from .seed import acme
from .seed_events import history
from .signing import LazySigningKey

_METHODS = "/api/v2/users/{id}/authentication-methods"
_ENDPOINTS = (
    ("POST", "/oauth/token", oauth.issue_token),
    ("POST", "/oauth/revoke", oauth.revoke),
    ("POST", "/oauth/device/code", device.request_code),
    ("GET", "/activate", device.show_activation),
    ("POST", "/activate", device.activate),
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
    ("GET", "/api/v2/users", users.list_users),
    ("POST", "/api/v2/users", users.create_user),
    ("GET", "/api/v2/users-by-email", users.list_by_email),
    ("GET", "/api/v2/users/{id}", users.read_user),
    ("DELETE", "/api/v2/users/{id}", users.delete_user),
    ("GET", _METHODS, authentication_methods.list_methods),
    ("POST", _METHODS, authentication_methods.create_method),
    ("PUT", _METHODS, authentication_methods.replace_methods),
    ("DELETE", _METHODS, authentication_methods.delete_methods),
    ("GET", f"{_METHODS}/{{authentication_method_id}}", authentication_methods.read_method),
    ("PATCH", f"{_METHODS}/{{authentication_method_id}}", authentication_methods.update_method),
    ("DELETE", f"{_METHODS}/{{authentication_method_id}}", authentication_methods.delete_method),
    ("DELETE", "/api/v2/users/{id}/authenticators", enrollments.delete_authenticators),
    ("GET", "/api/v2/users/{id}/enrollments", enrollments.list_enrollments),
    ("POST", "/api/v2/guardian/enrollments/ticket", enrollments.create_ticket),
    ("GET", "/api/v2/guardian/enrollments/{id}", enrollments.read_enrollment),
    ("DELETE", "/api/v2/guardian/enrollments/{id}", enrollments.delete_enrollment),
    ("POST", "/api/v2/users/{id}/recovery-code-regeneration", enrollments.regenerate_recovery_code),
    ("POST", "/api/v2/users/{id}/multifactor/actions/invalidate-remember-browser", enrollments.forget_browsers),
    ("DELETE", "/api/v2/users/{id}/multifactor/{provider}", enrollments.delete_provider),
    ("GET", "/mfa/enrollment", enrollments.open_ticket),
    ("GET", "/api/v2/user-blocks", user_access.list_blocks_by_identifier),
    ("DELETE", "/api/v2/user-blocks", user_access.delete_blocks_by_identifier),
    ("GET", "/api/v2/user-blocks/{id}", user_access.list_blocks),
    ("DELETE", "/api/v2/user-blocks/{id}", user_access.delete_blocks),
    ("POST", "/api/v2/users/{id}/risk-assessments/clear", user_access.clear_risk),
    ("GET", "/api/v2/users/{user_id}/sessions", user_access.list_sessions),
    ("DELETE", "/api/v2/users/{user_id}/sessions", user_access.delete_sessions),
    ("GET", "/api/v2/users/{user_id}/refresh-tokens", user_access.list_refresh_tokens),
    ("DELETE", "/api/v2/users/{user_id}/refresh-tokens", user_access.delete_refresh_tokens),
    ("POST", "/api/v2/users/{id}/revoke-access", user_access.revoke_access),
    ("GET", "/api/v2/roles", roles.list_roles),
    ("GET", "/api/v2/roles/{id}/users", roles.list_members),
    ("GET", "/api/v2/users/{id}/roles", roles.list_user_roles),
    ("GET", "/api/v2/users/{id}/organizations", roles.list_user_organizations),
    ("GET", "/api/v2/connections", connections.list_connections),
    ("GET", "/api/v2/logs", logs.list_logs),
    ("GET", "/api/v2/logs/{id}", logs.read_log),
    ("GET", "/api/v2/users/{id}/logs", logs.list_user_logs),
    ("GET", "/api/v2/stats/active-users", stats.count_active_users),
    ("GET", "/api/v2/stats/daily", stats.list_daily),
    ("POST", "/api/v2/jobs/users-exports", exports.create_export),
    ("GET", "/api/v2/jobs/{id}", exports.read_job),
    ("GET", "/api/v2/jobs/{id}/errors", exports.read_errors),
    ("GET", "/exports/{id}/{file}", exports.download),
)
_DEFAULT = DemoOptions()


def create_app(options: DemoOptions = _DEFAULT, *, clock: Callable[[], float] = time.time) -> Starlette:
    """Return a new tenant: its settings at `app.state.tenant`, its people at `app.state.directory`.

    The people are made when somebody first asks for them. `clock` tells the time in Unix seconds.
    """
    bucket = TokenBucket(options.rate_limit, clock) if options.rate_limit else None
    app = Starlette(
        routes=[
            Route(path, endpoint, methods=[method])
            for method, path, endpoint in (*_ENDPOINTS, *guardian_settings.endpoints())
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
    app.state.options = options
    app.state.clock = clock
    born_at = clock()
    app.state.directory = Directory(options.users, options.seed, born_at)
    app.state.log = Log(lambda: history(options.users, options.seed, born_at))
    app.state.logins = Logins(options.device_interval_s)
    app.state.used_assertions = set()
    app.state.tickets = {}
    app.state.exports = {}
    app.state.signing_key = LazySigningKey()
    return app
