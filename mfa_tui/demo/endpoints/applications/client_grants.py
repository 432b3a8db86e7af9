"""/api/v2/client-grants: which applications get access tokens for which APIs, and with which scopes."""

from __future__ import annotations

from starlette.requests import Request

from mfa_tui.demo.endpoints.applications.resource_servers import RESOURCE_SERVERS
from mfa_tui.demo.http.errors import ApiError
from mfa_tui.demo.http.routing import Routes
from mfa_tui.demo.http.schemas import BOOLEAN, STRING, array, choice, fields, nullable, text
from mfa_tui.demo.options import DEMO_CLIENT_ID, DEMO_DOMAIN, DEMO_KEY_CLIENT_ID
from mfa_tui.demo.resources.collection import Collection
from mfa_tui.demo.scopes import ALL_SCOPES
from mfa_tui.demo.types import Json

_SCOPES = array(text(280, 1))
_DETAILS = array(text(255, 1))
_USAGE = choice("deny allow require")


class _ClientGrants(Collection):
    def add(self, request: Request, item: Json) -> Json:
        """Refuse an API that does not exist, and a second grant of an application for an API."""
        if not any(item["audience"] == server["identifier"] for server in RESOURCE_SERVERS.of(request)):
            raise ApiError(404, "Resource server not found")
        same = ("client_id", "audience", "subject_type")
        if any(all(one.get(name) == item.get(name) for name in same) for one in self.of(request)):
            raise ApiError(409, "A resource server with the same identifier already exists.")
        return super().add(request, item)


def _grant(number: int, client_id: str) -> Json:
    audience = f"https://{DEMO_DOMAIN}/api/v2/"
    return {"id": f"cgr_{number:016d}", "client_id": client_id, "audience": audience, "scope": sorted(ALL_SCOPES)}


ROUTES: Routes = tuple(
    _ClientGrants(
        "client-grants",
        "client_grants",
        created=fields(
            "audience",
            client_id=STRING,
            audience=text(shortest=1),
            default_for=choice("third_party_clients"),
            organization_usage=_USAGE,
            allow_any_organization=BOOLEAN,
            scope=_SCOPES,
            subject_type=choice("client user"),
            authorization_details_types=_DETAILS,
            allow_all_scopes=BOOLEAN,
        ),
        updated=fields(
            scope=nullable(_SCOPES),
            organization_usage=nullable(_USAGE),
            allow_any_organization=nullable(BOOLEAN),
            authorization_details_types=_DETAILS,
            allow_all_scopes=nullable(BOOLEAN),
        ),
        missing="The client grant does not exist.",
        name="client_grants",
        style="both",
        prefix="cgr_",
        filters={
            "audience": STRING,
            "client_id": STRING,
            "allow_any_organization": BOOLEAN,
            "subject_type": choice("client user"),
            "default_for": choice("third_party_clients"),
        },
        initial=(_grant(1, DEMO_CLIENT_ID), _grant(2, DEMO_KEY_CLIENT_ID)),
        forgiving=True,
    ).routes()
)
