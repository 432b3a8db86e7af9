"""Where Acme's people log in: the tenant's connections, and one that was deleted and left its users behind."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from mfa_tui.demo.http.bearer import requires
from mfa_tui.demo.http.errors import ApiError, JsonAnswer
from mfa_tui.demo.http.listing import CURSOR, FIELDS, PAGE_FROM_1, TOTALS, listed, only_fields, taken
from mfa_tui.demo.http.routing import Routes
from mfa_tui.demo.http.validation import Schema, read_query
from mfa_tui.demo.tenant.state import Json, tenant_of

DATABASE = "Username-Password-Authentication"
GOOGLE = "google-oauth2"
ENTRA = "acme-entra"
DELETED = "acme-ldap-2019"
_PER_PAGE = 100
_MOST_PAGED = 1000
_FILTERS: dict[str, Schema] = {
    "name": {"type": "string"},
    "strategy": {"type": "array", "items": {"type": "string"}},
}


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
_OPTIONS: dict[str, Json] = {
    DATABASE: {
        "passwordPolicy": "good",
        "brute_force_protection": True,
        "disable_signup": True,
        "disable_self_service_change_password": False,
    },
    GOOGLE: {"scope": ["email", "profile"], "email": True, "profile": True},
    ENTRA: {"tenant_domain": "acme.example", "domain_aliases": ["acme.example"], "ext_profile": True},
}
_DELETED = Connection("con_AcmeLdap00000004", DELETED, "ad", strategy_type="enterprise")


def connection_of(name: str) -> Connection:
    """Return what is known of a connection that an identity names; it need not exist any more."""
    return CONNECTIONS.get(name, _DELETED)


def shown_connections() -> list[Json]:
    """Return the connections of a new tenant as the API shows them."""
    return [
        {"id": one.id, "name": one.name, "strategy": one.provider, "options": deepcopy(_OPTIONS[one.name])}
        for one in CONNECTIONS.values()
    ]


@requires("read:connections")
async def list_connections(request: Request) -> Response:
    """GET connections: by page, or with `from` or `take` by cursor.

    A tenant with 1,000 connections and more is read to its end by cursor only.
    """
    query = read_query(request, PAGE_FROM_1 | FIELDS | TOTALS | CURSOR | _FILTERS)
    found = [one for one in tenant_of(request).connections if _matches(one, query)]
    if query.keys() & CURSOR.keys():
        page = taken(found, query, "connections", "id")
        return JsonAnswer(page | {"connections": [only_fields(one, query) for one in page["connections"]]})
    query.setdefault("per_page", _PER_PAGE)
    if len(found) >= _MOST_PAGED and query.get("page", 0) * query["per_page"] >= _MOST_PAGED:
        words = f"You can only page through the first {_MOST_PAGED} records. Use checkpoint pagination instead."
        raise ApiError(400, words, "invalid_paging")  # Auth0's exact words are not known
    return JsonAnswer(listed(found, query, "connections", lambda one: only_fields(one, query)))


@requires("read:connections")
async def read_connection(request: Request) -> Response:
    """GET connections/{id}."""
    query = read_query(request, FIELDS)
    for connection in tenant_of(request).connections:
        if connection["id"] == request.path_params["id"]:
            return JsonAnswer(only_fields(connection, query))
    raise ApiError(404, "The connection does not exist", "inexistent_connection")


def _matches(connection: Json, query: Json) -> bool:
    return connection["name"] == query.get("name", connection["name"]) and connection["strategy"] in query.get(
        "strategy", [connection["strategy"]]
    )


ROUTES: Routes = (
    ("GET", "/api/v2/connections", list_connections),
    ("GET", "/api/v2/connections/{id}", read_connection),
)
