"""The scopes of the Management API that a demo tenant can grant. Standard library only, as `options` is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

_RESOURCES: Mapping[str, str] = {  # what can be done -> with what
    "create": "guardian_enrollment_tickets user_tickets",
    "create delete read": """
        organization_client_grants organization_discovery_domains organization_member_roles organization_members
        role_members
    """,
    "create delete read update": """
        actions authentication_methods client_credentials client_grants clients connection_profiles connections
        custom_domains email_provider event_streams flows flows_vault_connections forms hooks log_streams network_acls
        organization_connections organizations phone_providers phone_templates rate_limit_policies resource_servers
        roles rules scim_config self_service_profiles token_exchange_profiles user_attribute_profiles users
    """,
    "create read update": "email_templates signing_keys",
    "delete read": "grants guardian_enrollments",
    "delete read update": "branding refresh_tokens rules_configs sessions",
    "read": """
        client_summary logs logs_users organization_member_effective_roles organizations_summary stats
        user_effective_permissions user_effective_roles user_permission_source_roles
    """,
    "read update": """
        attack_protection client_keys connections_options guardian_factors mfa_policies prompts
        self_service_profile_custom_texts tenant_settings
    """,
    "update": "users_app_metadata",
}


def _all() -> Iterator[str]:
    for verbs, resources in _RESOURCES.items():
        for verb in verbs.split():
            for resource in resources.split():
                yield f"{verb}:{resource}"


ALL_SCOPES = frozenset(_all())
