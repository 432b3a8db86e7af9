"""/api/v2/organizations: the companies whose people log in together, and through which connections."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from mfa_tui.demo.context import directory_of
from mfa_tui.demo.http.bearer import requires
from mfa_tui.demo.http.errors import ApiError, JsonAnswer
from mfa_tui.demo.http.listing import CURSOR, taken
from mfa_tui.demo.http.routing import Routes
from mfa_tui.demo.http.schemas import BOOLEAN, OBJECT, STRING, array, choice, fields, integer, mapping, nullable, text
from mfa_tui.demo.http.validation import read_query
from mfa_tui.demo.resources.collection import Collection
from mfa_tui.demo.types import Json

_MISSING = "The organization does not exist."
_COLORS = fields("primary page_background", primary=STRING, page_background=STRING)
_QUOTA = integer(1, 2_147_483_647)
_UPDATE = {
    "name": text(50, 1),
    "display_name": text(255, 1),
    "branding": fields(logo_url=nullable(STRING), colors=_COLORS),
    "metadata": mapping(nullable(text(255))),
    "token_quota": nullable(
        fields("client_credentials", client_credentials=fields(enforce=BOOLEAN, per_day=_QUOTA, per_hour=_QUOTA))
    ),
}
_ENABLED = {
    "assign_membership_on_login": BOOLEAN,
    "show_as_button": BOOLEAN,
    "is_signup_enabled": BOOLEAN,
}
_CONNECTION = {
    **_ENABLED,
    "organization_connection_name": nullable(text(50, 1)),
    "organization_access_level": nullable(choice("none readonly limited full")),
    "is_enabled": nullable(BOOLEAN),
}


class _Organizations(Collection):
    def of(self, request: Request) -> list[Json]:
        """Return the organizations, which users belong to as well."""
        return directory_of(request).organizations

    def add(self, request: Request, item: Json) -> Json:
        """Open the organization to the connections that were sent with it."""
        enabled = item.pop("enabled_connections", [])
        made = super().add(request, item)
        request.path_params["id"] = made["id"]
        for connection in enabled:
            _CONNECTIONS.add(request, connection)
        return made


ORGANIZATIONS = _Organizations(
    "organizations",
    "organizations",
    created=fields("name", {**_UPDATE, "enabled_connections": array(OBJECT)}),
    updated=fields(properties=_UPDATE),
    missing=_MISSING,
    name="organizations",
    style="both",
    prefix="org_",
    filters={"sort": text(15)},
    unique="name",
    conflict="An organization with this name already exists.",
)
_CONNECTIONS = Collection(
    "organizations/{id}/connections",
    "organization_connections",
    created=fields("connection_id", {**_CONNECTION, "connection_id": text(50, 1)}),
    updated=fields(properties=_CONNECTION),
    missing="The organization connection does not exist.",
    name="connections",
    parent=ORGANIZATIONS,
    key="connection_id",
    filters={"is_enabled": BOOLEAN},
    unique="connection_id",
    conflict="The organization connection already exists.",
    defaults={"assign_membership_on_login": False, "show_as_button": True, "is_signup_enabled": False},
    forgiving=True,
)


class _EnabledConnections(Collection):
    def of(self, request: Request) -> list[Json]:
        """Return the same connections, under their older name."""
        return _CONNECTIONS.of(request)


_ENABLED_CONNECTIONS = _EnabledConnections(
    "organizations/{id}/enabled_connections",
    "organization_connections",
    created=fields("connection_id", {**_ENABLED, "connection_id": text(50, 1)}),
    updated=fields(properties=_ENABLED),
    missing="The organization connection does not exist.",
    name="enabled_connections",
    key="connection_id",
    unique="connection_id",
    conflict="The organization connection already exists.",
    defaults=_CONNECTIONS.defaults,
    forgiving=True,
)
_CLIENT_GRANTS = Collection(
    "organizations/{id}/client-grants",
    "organization_client_grants",
    created=fields("grant_id", grant_id=STRING),
    updated=None,
    missing="The client grant does not exist.",
    name="client_grants",
    parent=ORGANIZATIONS,
    key="grant_id",
    filters={"audience": STRING, "client_id": STRING},
)
_DOMAINS = Collection(
    "organizations/{id}/discovery-domains",
    "organization_discovery_domains",
    created=fields("domain", domain=text(255, 3), status=STRING, use_for_organization_discovery=BOOLEAN),
    updated=fields(status=STRING, use_for_organization_discovery=BOOLEAN),
    missing="The discovery domain does not exist.",
    name="domains",
    style="cursor",
    parent=ORGANIZATIONS,
    key="discovery_domain_id",
    unique="domain",
    conflict="The discovery domain already exists.",
    defaults={"status": "pending"},
)


@requires("read:organizations")
async def list_clients(request: Request) -> Response:
    """GET organizations/{id}/clients: the applications that are the organization's own. There are none."""
    ORGANIZATIONS.find(request)
    return JsonAnswer(taken([], read_query(request, CURSOR), "clients", "client_id"))


@requires("read:organizations")
async def read_by_name(request: Request) -> Response:
    """GET organizations/name/{name}."""
    for organization in ORGANIZATIONS.of(request):
        if organization["name"] == request.path_params["name"]:
            return JsonAnswer(organization)
    raise ApiError(404, _MISSING)


ROUTES: Routes = (
    ("GET", "/api/v2/organizations/name/{name}", read_by_name),
    *ORGANIZATIONS.routes(),
    ("GET", "/api/v2/organizations/{id}/clients", list_clients),
    *_CONNECTIONS.routes(),
    *_ENABLED_CONNECTIONS.routes(),
    *_CLIENT_GRANTS.routes(),
    *_DOMAINS.routes(),
)
