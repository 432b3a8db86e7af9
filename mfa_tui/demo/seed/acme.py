"""Acme Corp: the company whose tenant every demo starts from. The same each time.

The story: somebody required MFA of everyone, and then left it at text messages and email.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from mfa_tui.demo.options import DEMO_CLIENT_ID, DEMO_DEVICE_CLIENT_ID, DEMO_DOMAIN, DEMO_KEY_CLIENT_ID
from mfa_tui.demo.seed.actions import actions_and_bindings, versions
from mfa_tui.demo.seed.guardian import acme_settings
from mfa_tui.demo.tenant.connections import CONNECTIONS, DATABASE, ENTRA, GOOGLE
from mfa_tui.demo.tenant.state import Tenant
from mfa_tui.demo.types import Json

PORTAL = "kT2uVd8WqPzN5bXr7LmYc3HsJ9aEgF1o"
MOBILE_APP = "M3sPw8YdKf6LqTz1VxRb9HnCg4JuEa5i"
PAYROLL_CLIENT = "Zr6QnB4xSvM1pKd9GhWt2CyLf8UjEa7i"
_FACTORS = {
    "sms": True,
    "push-notification": False,
    "otp": False,
    "email": True,
    "duo": False,
    "webauthn-roaming": False,
    "webauthn-platform": False,
    "recovery-code": False,
}

_CONNECTION_OPTIONS: dict[str, Json] = {
    DATABASE: {
        "passwordPolicy": "good",
        "brute_force_protection": True,
        "disable_signup": True,
        "disable_self_service_change_password": False,
    },
    GOOGLE: {"scope": ["email", "profile"], "email": True, "profile": True},
    ENTRA: {"tenant_domain": "acme.example", "domain_aliases": ["acme.example"], "ext_profile": True},
}


def acme() -> Tenant:
    """Return a new tenant of Acme's; it shares nothing with any other."""
    actions, bindings = actions_and_bindings()
    return Tenant(
        factors=dict(_FACTORS),
        policies=["all-applications"],
        guardian=acme_settings(),
        settings=_settings(),
        actions=actions,
        bindings={"post-login": bindings},
        clients=_clients(),
        risk_assessment_enabled=False,
        new_device_days=30,
        connections=_connections(),
        action_versions=versions(),
    )


def _settings() -> Json:
    return {
        "allowed_logout_urls": ["https://portal.acme.example/"],
        "acr_values_supported": ["http://schemas.openid.net/pape/policies/2007/06/multi-factor"],
        "default_redirection_uri": "https://portal.acme.example/login",
        "enabled_locales": ["en", "de", "ja", "ar"],
        "flags": {
            "allow_changing_enable_sso": False,
            "disable_impersonation": True,
            "enable_sso": True,
            "new_universal_login_experience_enabled": True,
            "universal_login": True,
            "revoke_refresh_token_grant": False,
            "mfa_show_factor_list_on_enrollment": False,
            "remove_alg_from_jwks": False,
            "disable_clickjack_protection_headers": False,
        },
        "friendly_name": "Acme Corp (demo)",
        "idle_session_lifetime": 72,
        "sandbox_version": "22",
        "session_lifetime": 168,
        "support_email": "helpdesk@acme.example",
        "support_url": "https://help.acme.example",
        "sessions": {"oidc_logout_prompt_enabled": False},
        "oidc_logout": {"rp_logout_end_session_endpoint_discovery": True},
        "customize_mfa_in_postlogin_action": False,
        "pushed_authorization_requests_supported": False,
        "mtls": {"enable_endpoint_aliases": False},
        "universal_login": {"passwordless": {"allow_magiclink_verify_without_session": True}},
        "session_cookie": {"mode": "non-persistent"},
        "sandbox_versions_available": ["22", "18"],
    }


def _connections() -> list[Json]:
    return [
        {"id": one.id, "name": one.name, "strategy": one.provider, "options": deepcopy(_CONNECTION_OPTIONS[one.name])}
        for one in CONNECTIONS.values()
    ]


def _clients() -> list[Json]:
    return [
        _client(
            DEMO_CLIENT_ID,
            "MFA dashboard (M2M)",
            "non_interactive",
            "Reads and changes the tenant's MFA settings.",
        ),
        _client(
            PORTAL,
            "Employee portal",
            "regular_web",
            "Where a working day starts.",
            callbacks=["https://portal.acme.example/callback"],
            allowed_logout_urls=["https://portal.acme.example/"],
        ),
        _client(
            PAYROLL_CLIENT,
            "Payroll",
            "regular_web",
            "Salaries and bank accounts.",
            callbacks=["https://payroll.acme.example/signin-oidc"],
            allowed_logout_urls=["https://payroll.acme.example/bye"],
        ),
        _client(
            "b7HfXc2RtJ5mVq9DwLs3NyKz6GpAe8Uo",
            "Expenses",
            "spa",
            "Receipts in, money out.",
            callbacks=["https://expenses.acme.example", "http://localhost:3000"],
            web_origins=["https://expenses.acme.example", "http://localhost:3000"],
        ),
        _client(
            MOBILE_APP,
            "Acme Go",
            "native",
            "The mobile app.",
            callbacks=[f"com.acme.go://{DEMO_DOMAIN}/ios/com.acme.go/callback"],
            grant_types=[*_GRANTS["native"], "password", *_MFA_API],
        ),
        _client(
            "wD9gLr4ZkBx7QnVs2FtHc6MpJy1UeAo3",
            "Nightly export",
            "non_interactive",
            "Batch job: user list to the data warehouse, 02:30 UTC.",
        ),
        _client(
            DEMO_KEY_CLIENT_ID,
            "MFA dashboard (private key)",
            "non_interactive",
            "As MFA dashboard (M2M), but it proves itself with a key.",
            client_authentication_methods={"private_key_jwt": {"credentials": [{"id": "cred_4hTq9Xc2LwVb7RmZ"}]}},
        ),
        _client(
            DEMO_DEVICE_CLIENT_ID,
            "MFA dashboard (device login)",
            "native",
            "An admin's own login, confirmed in a browser.",
        ),
        # Auth0 keeps the login page of all applications in one that is none of them.
        _client("gL0bA1qWx7ZcVb5NmLkJhGfDsAp2OiUy", "All Applications", "regular_web", "") | {"global": True},
    ]


_GRANTS = {
    "non_interactive": ["client_credentials"],
    "regular_web": ["authorization_code", "refresh_token"],
    "spa": ["authorization_code", "refresh_token"],
    "native": ["authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code"],
}
_MFA_API = tuple(f"http://auth0.com/oauth/grant-type/{kind}" for kind in ("mfa-otp", "mfa-oob"))
_PUBLIC = ("spa", "native")


def _client(client_id: str, name: str, app_type: str, description: str, **more: Any) -> Json:
    method = "none" if app_type in _PUBLIC else "client_secret_post"
    return {
        "tenant": DEMO_DOMAIN.partition(".")[0],
        "client_id": client_id,
        "name": name,
        "description": description,
        "app_type": app_type,
        "global": False,
        "is_first_party": True,
        "oidc_conformant": True,
        "sso_disabled": False,
        "cross_origin_authentication": False,
        "grant_types": list(_GRANTS[app_type]),
        **({} if "client_authentication_methods" in more else {"token_endpoint_auth_method": method}),
        "jwt_configuration": {"alg": "RS256", "lifetime_in_seconds": 36000, "secret_encoded": False},
        "custom_login_page_on": True,
        **more,
    }
