"""/api/v2/resource-servers: the APIs that applications get access tokens for.

The Management API is one of them, and as at Auth0 it belongs to the system.
"""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from mfa_tui.demo.http.errors import ApiError
from mfa_tui.demo.http.routing import Routes
from mfa_tui.demo.http.schemas import BOOLEAN, STRINGS, array, choice, fields, integer, nullable, text
from mfa_tui.demo.http.validation import Schema
from mfa_tui.demo.options import DEMO_DOMAIN
from mfa_tui.demo.resources.collection import Collection
from mfa_tui.demo.scopes import ALL_SCOPES
from mfa_tui.demo.types import Json

PAYROLL_API = "https://payroll.acme.example/api"
_ENCRYPTION_KEY = fields(
    "alg pem",
    name=text(128, 1),
    alg=choice("RSA-OAEP-256 RSA-OAEP-384 RSA-OAEP-512"),
    kid=text(128, 1),
    pem=text(4096, 1),
)
_UPDATE: Mapping[str, Schema] = {
    "name": text(200, pattern="^[^<>]+$"),
    "scopes": array(fields("value", value=text(280, 1), description=text(500))),
    "signing_alg": choice("HS256 RS256 RS512 PS256"),
    "signing_secret": text(shortest=16),
    "skip_consent_for_verifiable_first_party_clients": BOOLEAN,
    "allow_offline_access": BOOLEAN,
    "allow_online_access": BOOLEAN,
    "allow_online_access_with_ephemeral_sessions": BOOLEAN,
    "token_lifetime": integer(0, 2_592_000),
    "token_lifetime_for_web": integer(0, 2_592_000),  # Auth0's document has it in answers only; its Deploy CLI sends it
    "token_dialect": choice("access_token access_token_authz rfc9068_profile rfc9068_profile_authz"),
    "enforce_policies": BOOLEAN,
    "token_encryption": nullable(
        fields("format encryption_key", format=choice("compact-nested-jwe"), encryption_key=_ENCRYPTION_KEY)
    ),
    "consent_policy": nullable(choice("transactional-authorization-with-mfa")),
    "authorization_details": nullable(array({})),
    "proof_of_possession": nullable(
        fields(
            "mechanism required",
            {"required": BOOLEAN},
            mechanism=choice("mtls dpop"),
            required_for=choice("public_clients all_clients"),
        )
    ),
    "subject_type_authorization": fields(
        user=fields(policy=choice("allow_all deny_all require_client_grant")),
        client=fields(policy=choice("deny_all require_client_grant")),
    ),
    "authorization_policy": nullable(fields("policy_id", policy_id=text(1024, 1))),
}


def _management_api() -> Json:
    return {
        "id": "6718f0c2d9a34b7e51c0aa01",
        "name": "Auth0 Management API",
        "identifier": f"https://{DEMO_DOMAIN}/api/v2/",
        "is_system": True,
        "allow_offline_access": False,
        "skip_consent_for_verifiable_first_party_clients": False,
        "scopes": [{"value": scope, "description": scope.replace(":", " ")} for scope in sorted(ALL_SCOPES)],
        "signing_alg": "RS256",
        "token_lifetime": 86_400,
        "token_lifetime_for_web": 7200,
    }


def _payroll_api() -> Json:
    return {
        "id": "6718f0c2d9a34b7e51c0aa02",
        "name": "Payroll API",
        "identifier": PAYROLL_API,
        "is_system": False,
        "allow_offline_access": False,
        "skip_consent_for_verifiable_first_party_clients": True,
        "scopes": [{"value": "read:payslips", "description": "Read payslips"}, {"value": "transfer:funds"}],
        "signing_alg": "RS256",
        "token_lifetime": 86_400,
        "token_lifetime_for_web": 7200,
        "token_dialect": "access_token_authz",
        "enforce_policies": True,
    }


class _ResourceServers(Collection):
    def matches(self, item: Json, query: Json) -> bool:
        return item["identifier"] in query.get("identifiers", [item["identifier"]])

    async def _update(self, request: Request) -> Response:
        self._refuse_system(request)
        return await super()._update(request)

    async def _delete(self, request: Request) -> Response:
        self._refuse_system(request)
        return await super()._delete(request)

    def _refuse_system(self, request: Request) -> None:
        if any(item.get("is_system") for item in self.of(request) if self.is_named(request, item)):
            raise ApiError(400, "System resource servers cannot be modified.")  # the exact words were not seen


RESOURCE_SERVERS = _ResourceServers(
    "resource-servers",
    "resource_servers",
    created=fields("identifier", {**_UPDATE, "identifier": text(600, 1)}),
    updated=fields(properties=_UPDATE),
    missing="Resource server not found.",
    name="resource_servers",
    also="identifier",
    filters={"identifiers": STRINGS},
    unique="identifier",
    conflict="A resource server with the same identifier already exists.",
    defaults={  # as recorded: neither `is_system` nor `scopes` before they are set
        "allow_offline_access": False,
        "skip_consent_for_verifiable_first_party_clients": False,
        "signing_alg": "RS256",
        "token_lifetime": 86_400,
        "token_lifetime_for_web": 7200,
    },
    initial=(_management_api(), _payroll_api()),
    statuses=(201, 200),  # 200 is recorded; the API document says 201
    forgiving=True,
)
ROUTES: Routes = tuple(RESOURCE_SERVERS.routes())
