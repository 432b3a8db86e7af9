"""/api/v2/tenants/settings: tenant-wide settings, among them the two that concern MFA."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from .bearer import requires
from .errors import ApiError, JsonAnswer
from .events import writes
from .listing import FIELDS, only_fields
from .routing import Routes
from .state import Json, tenant_of
from .validation import read_body, read_query

_FLAGS = """
    allow_changing_enable_sso allow_legacy_delegation_grant_types allow_legacy_ro_grant_types
    allow_legacy_tokeninfo_endpoint change_pwd_flow_v1 custom_domains_provisioning dashboard_insights_view
    dashboard_log_streams_next disable_clickjack_protection_headers disable_fields_map_fix
    disable_impersonation disable_management_api_sms_obfuscation enable_adfs_waad_email_verification
    enable_apis_section enable_client_connections enable_dynamic_client_registration enable_idtoken_api2
    enable_legacy_profile enable_pipeline2 enable_public_signup_user_exists_error enable_sso
    enforce_client_authentication_on_passwordless_start genai_trial improved_signup_bot_detection_in_classic
    mfa_show_factor_list_on_enrollment no_disclose_enterprise_connections remove_alg_from_jwks
    revoke_refresh_token_grant trust_azure_adfs_email_verified_connection_property
"""
_SETTINGS_BY_TYPE = {
    "boolean": """
        allow_organization_name_in_authentication_api customize_mfa_in_postlogin_action
        phone_consolidated_experience pushed_authorization_requests_supported
    """,
    "integer": """
        ephemeral_session_lifetime_in_minutes idle_ephemeral_session_lifetime_in_minutes
        idle_session_lifetime_in_minutes session_lifetime_in_minutes
    """,
    "number": """
        ephemeral_session_lifetime idle_ephemeral_session_lifetime idle_session_lifetime session_lifetime
    """,
    "string": """
        default_audience default_directory default_redirection_uri friendly_name legacy_sandbox_version
        picture_url sandbox_version support_email support_url
    """,
    "array": "acr_values_supported allowed_logout_urls enabled_locales",
    "object": """
        change_password default_token_quota device_flow error_page guardian_mfa_page mtls oidc_logout
        session_cookie sessions
    """,
}
_UPDATE: dict[str, Any] = {
    "type": "object",
    "properties": {
        name: {"type": json_type} for json_type, names in _SETTINGS_BY_TYPE.items() for name in names.split()
    }
    | {
        "flags": {
            "type": "object",
            "properties": {name: {"type": "boolean"} for name in _FLAGS.split()},
            "additionalProperties": False,
        }
    },
    "additionalProperties": False,
}

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
    known = {*_UPDATE["properties"], *settings}
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
    """PATCH tenants/settings: `flags` is merged, every other setting is replaced; answers all settings."""
    settings = tenant_of(request).settings
    body: Json = await read_body(request, _UPDATE)
    settings["flags"] |= body.pop("flags", {})
    for name, value in body.items():
        if name.endswith("_in_minutes"):
            settings[name.removesuffix("_in_minutes")] = value / 60
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
