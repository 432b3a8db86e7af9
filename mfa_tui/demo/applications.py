"""/api/v2/clients: the tenant's applications, and never their secrets."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from .bearer import requires
from .collection import Collection
from .errors import JsonAnswer
from .options import DEMO_DOMAIN
from .routing import Routes
from .schemas import BOOLEAN, OBJECT, STRING, STRINGS, array, choice, fields, nullable, text
from .state import Json, tenant_of

_APP_TYPES = """
    native spa regular_web non_interactive resource_server express_configuration rms box cloudbees concur dropbox mscrm
    echosign egnyte newrelic office365 salesforce sentry sharepoint slack springcm zendesk zoom sso_integration oag
"""
_BOOLEANS = """
    is_token_endpoint_ip_header_trusted is_first_party oidc_conformant sso cross_origin_authentication sso_disabled
    custom_login_page_on require_pushed_authorization_requests require_proof_of_possession
    skip_non_verifiable_callback_uri_confirmation_prompt
"""
_STRINGS = "logo_uri cross_origin_loc custom_login_page custom_login_page_preview form_template initiate_login_uri"
_LISTS = """
    callbacks allowed_origins web_origins grant_types client_aliases allowed_clients allowed_logout_urls
    compliance_levels
"""
_OBJECTS = """
    oidc_logout oidc_backchannel_logout session_transfer jwt_configuration encryption_key addons client_metadata mobile
    native_social_login refresh_token default_organization client_authentication_methods signed_request_object
    token_exchange express_configuration my_organization_configuration token_quota
"""
_UPDATE = {
    **dict.fromkeys(_BOOLEANS.split(), nullable(BOOLEAN)),
    **dict.fromkeys(_STRINGS.split(), nullable(STRING)),
    **dict.fromkeys(_LISTS.split(), nullable(STRINGS)),
    **dict.fromkeys(_OBJECTS.split(), nullable(OBJECT)),
    "name": text(pattern="^[^<>]+$", shortest=1),
    "description": text(140),
    "app_type": choice(_APP_TYPES),
    "token_endpoint_auth_method": nullable(choice("none client_secret_post client_secret_basic")),
    "organization_discovery_methods": nullable(array(choice("email organization_name"))),
    "organization_usage": nullable(choice("deny allow require")),
    "organization_require_behavior": nullable(
        choice("no_prompt pre_login_prompt post_login_prompt"),
    ),
    "compliance_level": nullable(STRING),
    "redirection_policy": nullable(STRING),
    "third_party_security_mode": nullable(STRING),
    "async_approval_notification_channels": nullable(STRINGS),
    "par_request_expiry": {},
}


class _Clients(Collection):
    def matches(self, item: Json, query: Json) -> bool:
        """Say whether an application is in a list; the field of `is_global` is called `global`."""
        return super().matches({**item, "is_global": item["global"]}, query)

    def of(self, request: Request) -> list[Json]:
        """Return the applications of the tenant."""
        return tenant_of(request).clients


_CLIENTS = _Clients(
    "clients",
    "clients",
    created=fields("name", {**_UPDATE, "resource_server_identifier": text(600, 1)}),
    updated=fields(properties={**_UPDATE, "client_secret": text(shortest=1)}),
    missing="The client does not exist",
    code="inexistent_client",
    name="clients",
    style="both",
    key="client_id",
    filters={"is_global": BOOLEAN, "is_first_party": BOOLEAN, "app_type": STRING, "external_client_id": STRING},
    defaults={
        "tenant": DEMO_DOMAIN.partition(".")[0],
        "global": False,
        "is_first_party": True,
        "oidc_conformant": True,
        "sso_disabled": False,
        "cross_origin_authentication": False,
        "app_type": "regular_web",
        "grant_types": ["authorization_code", "refresh_token"],
        "jwt_configuration": {"alg": "RS256", "lifetime_in_seconds": 36000, "secret_encoded": False},
        "custom_login_page_on": True,
    },
    write_only=("client_secret",),
    merged=("jwt_configuration", "client_metadata"),
    forgiving=True,
)


@requires("read:client_credentials")
async def list_credentials(request: Request) -> Response:
    """GET clients/{client_id}/credentials: the keys that an application proves itself with."""
    methods = _CLIENTS.find(request).get("client_authentication_methods") or {}
    credentials = methods.get("private_key_jwt", {}).get("credentials", [])
    return JsonAnswer([{"credential_type": "public_key", **credential} for credential in credentials])


ROUTES: Routes = (
    *_CLIENTS.routes(),
    ("GET", "/api/v2/clients/{client_id}/credentials", list_credentials),
)
