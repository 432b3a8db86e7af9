"""What PATCH tenants/settings takes: Auth0's document, and `universal_login`, which real tenants take beside it."""

from __future__ import annotations

from collections.abc import Mapping

from mfa_tui.demo.endpoints.settings.prompts import LOCALES
from mfa_tui.demo.http.schemas import (
    BOOLEAN,
    INTEGER,
    STRING,
    STRINGS,
    array,
    choice,
    fields,
    integer,
    mapping,
    nullable,
    text,
)
from mfa_tui.demo.http.validation import Schema

_FLAGS = """
    allow_changing_enable_sso allow_legacy_delegation_grant_types allow_legacy_ro_grant_types
    allow_legacy_tokeninfo_endpoint change_pwd_flow_v1 custom_domains_provisioning dashboard_insights_view
    dashboard_log_streams_next disable_clickjack_protection_headers disable_fields_map_fix
    disable_impersonation disable_management_api_sms_obfuscation enable_adfs_waad_email_verification
    enable_apis_section enable_client_connections enable_dynamic_client_registration enable_idtoken_api2
    enable_legacy_profile enable_pipeline2 enable_public_signup_user_exists_error enable_sso
    enforce_client_authentication_on_passwordless_start genai_trial improved_signup_bot_detection_in_classic
    mfa_show_factor_list_on_enrollment no_disclose_enterprise_connections remove_alg_from_jwks
    revoke_refresh_token_grant trust_azure_adfs_email_verified_connection_property universal_login
"""
_HOURS = "ephemeral_session_lifetime idle_ephemeral_session_lifetime idle_session_lifetime session_lifetime"
_BOOLEANS = """
    client_id_metadata_document_supported enable_ai_guide include_session_metadata_in_tenant_logs
    phone_consolidated_experience
"""
_NULLABLE_BOOLEANS = """
    allow_organization_name_in_authentication_api authorization_response_iss_parameter_supported
    customize_mfa_in_postlogin_action pushed_authorization_requests_supported
    skip_non_verifiable_callback_uri_confirmation_prompt
"""
_STRINGS = """
    default_audience default_directory default_redirection_uri friendly_name picture_url support_email support_url
"""
_QUOTA = integer(1, 2_147_483_647)
_TOKEN_QUOTA = fields("client_credentials", client_credentials=fields(enforce=BOOLEAN, per_day=_QUOTA, per_hour=_QUOTA))
_PAGE = nullable(fields(enabled=BOOLEAN, html=STRING))
_REPORT_TO = fields(group=STRING, max_age=INTEGER, endpoints=array({}))
_POLICY = fields(
    mode=choice("enforcing reporting"),
    directives=mapping(array({})),
    flags=array({}),
    reporting=nullable(fields(report_uri=STRING, report_to_group=STRING)),
)
_CONTENT_SECURITY = fields(
    enabled=BOOLEAN,
    policies=array(_POLICY),
    reporting_infrastructure=nullable(fields(report_to=nullable(_REPORT_TO), reporting_endpoints=mapping(STRING))),
)
SETTINGS: Mapping[str, Schema] = {
    **dict.fromkeys(_BOOLEANS.split(), BOOLEAN),
    **dict.fromkeys(_NULLABLE_BOOLEANS.split(), nullable(BOOLEAN)),
    **dict.fromkeys(_STRINGS.split(), STRING),
    **dict.fromkeys(_HOURS.split(), integer(1)),
    **dict.fromkeys((f"{name}_in_minutes" for name in _HOURS.split()), integer(1)),
    "acr_values_supported": nullable(STRINGS),
    "allowed_logout_urls": STRINGS,
    "change_password": _PAGE,
    "country_codes": nullable(fields(list=array(text(2, 2, "^[A-Z]{2}$")), mode=choice("allow deny"))),
    "default_token_quota": nullable(fields(clients=_TOKEN_QUOTA, organizations=_TOKEN_QUOTA)),
    "device_flow": nullable(fields(charset=choice("base20 digits"), mask=text(20))),
    "dynamic_client_registration_security_mode": choice("strict permissive"),
    "enabled_locales": array(choice(LOCALES), 1),
    "error_page": nullable(fields(html=STRING, show_log_link=BOOLEAN, url=STRING)),
    "flags": fields(properties=dict.fromkeys(_FLAGS.split(), BOOLEAN)),
    "guardian_mfa_page": _PAGE,
    "legacy_sandbox_version": text(8),
    "mtls": nullable(fields(enable_endpoint_aliases=BOOLEAN)),
    "oidc_logout": fields(rp_logout_end_session_endpoint_discovery=BOOLEAN),
    "resource_parameter_profile": choice("audience compatibility"),
    "sandbox_version": text(8),
    "security_headers": nullable(
        fields(
            content_security_policy=nullable(_CONTENT_SECURITY),
            x_xss_protection=nullable(fields(enabled=BOOLEAN, mode=choice("block"), report_uri=STRING)),
        )
    ),
    "session_cookie": nullable(fields("mode", mode=choice("persistent non-persistent"))),
    "sessions": nullable(fields(oidc_logout_prompt_enabled=BOOLEAN)),
    "universal_login": fields(
        colors=fields(primary=STRING, page_background=STRING),
        passwordless=fields(allow_magiclink_verify_without_session=BOOLEAN),
    ),
}
