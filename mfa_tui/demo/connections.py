"""Where Acme's people log in: the tenant's connections, and one that was deleted and left its users behind."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from .bearer import requires
from .errors import JsonAnswer
from .listing import FIELDS, PAGE, TOTALS, listed, only_fields
from .routing import Routes
from .state import Json
from .validation import read_query

DATABASE = "Username-Password-Authentication"
GOOGLE = "google-oauth2"
ENTRA = "acme-entra"
DELETED = "acme-ldap-2019"


@dataclass(frozen=True)
class Connection:
    """One connection. provider: what an identity calls it, and the first part of its users' ids."""

    id: str
    name: str
    provider: str
    is_social: bool = False
    strategy_type: str = "database"


CONNECTIONS = {
    connection.name: connection
    for connection in (
        Connection("con_AcmeDatabase0001", DATABASE, "auth0"),
        Connection("con_AcmeGoogle000002", GOOGLE, GOOGLE, is_social=True, strategy_type="social"),
        Connection("con_AcmeEntra0000003", ENTRA, "waad", strategy_type="enterprise"),
    )
}
_DELETED = Connection("con_AcmeLdap00000004", DELETED, "ad", strategy_type="enterprise")


def connection_of(name: str) -> Connection:
    """Return what is known of a connection that an identity names; it need not exist any more."""
    return CONNECTIONS.get(name, _DELETED)


@requires("read:connections")
async def list_connections(request: Request) -> Response:
    """GET connections: those that exist, without their options."""
    query = read_query(request, PAGE | FIELDS | TOTALS)
    return JsonAnswer(
        listed(list(CONNECTIONS.values()), query, "connections", lambda one: only_fields(_shown(one), query))
    )


def _shown(connection: Connection) -> Json:
    return {"id": connection.id, "name": connection.name, "strategy": connection.provider}


ROUTES: Routes = (("GET", "/api/v2/connections", list_connections),)
