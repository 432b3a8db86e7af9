"""/api/v2/clients: the tenant's applications, and never their secrets but where one is made."""

from __future__ import annotations

import secrets

from starlette.requests import Request
from starlette.responses import Response

from mfa_tui.demo.context import tenant_of
from mfa_tui.demo.http.bearer import requires
from mfa_tui.demo.http.errors import JsonAnswer
from mfa_tui.demo.http.routing import Routes
from mfa_tui.demo.http.schemas import BOOLEAN, OBJECT, STRING, STRINGS, array, choice, fields, nullable, text
from mfa_tui.demo.options import DEMO_CLIENT_ID, DEMO_DOMAIN
from mfa_tui.demo.resources.audit import writes
from mfa_tui.demo.resources.collection import Collection
from mfa_tui.demo.types import Json

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


class _Credentials(Collection):
    def of(self, request: Request) -> list[Json]:
        """Return the keys of an application, and first those that its `private_key_jwt` names."""
        kept = super().of(request)
        known = {one["id"] for one in kept}
        kept += [{"credential_type": "public_key", **one} for one in _used(request) if one["id"] not in known]
        return kept

    async def _delete(self, request: Request) -> Response:
        used = _used(request)
        used[:] = [one for one in used if one["id"] != request.path_params["id"]]
        return await super()._delete(request)


def _used(request: Request) -> list[Json]:
    """Return the credentials that the application in the path proves itself with; the list may be changed."""
    methods = _CLIENTS.find(request).get("client_authentication_methods") or {}
    used: list[Json] = methods.get("private_key_jwt", {}).get("credentials", [])
    for one in used:
        one.setdefault("id", f"cred_{secrets.token_hex(8)}")
    return used


_CREDENTIALS = _Credentials(
    "clients/{client_id}/credentials",
    "client_credentials",
    created=fields(
        "credential_type",
        credential_type=choice("public_key cert_subject_dn x509_cert"),
        name=text(128),
        subject_dn=text(256, 1),
        pem=STRING,
        alg=choice("RS256 RS384 PS256"),
        parse_expiry_from_cert=BOOLEAN,
        expires_at=STRING,
        kid=text(64, 10, "^[0-9a-zA-Z_-]+$"),
    ),
    updated=fields(expires_at=nullable(STRING)),
    missing="The credential does not exist",
    style="array",
    parent=_CLIENTS,
    prefix="cred_",
    write_only=("pem", "parse_expiry_from_cert"),
    stamped=True,
    statuses=(201, 201),
    forgiving=True,
)


@requires("update:client_keys")
@writes("Rotate a client secret")
async def rotate_secret(request: Request) -> Response:
    """POST clients/{client_id}/rotate-secret: the one answer that shows a secret. The old one opens nothing more."""
    client, secret = _CLIENTS.find(request), secrets.token_urlsafe(48)
    if client["client_id"] == DEMO_CLIENT_ID:
        request.app.state.client_secret = secret
    return JsonAnswer({**client, "client_secret": secret})


ROUTES: Routes = (
    *_CLIENTS.routes(),
    *_CREDENTIALS.routes(),
    ("POST", "/api/v2/clients/{client_id}/rotate-secret", rotate_secret),
)
