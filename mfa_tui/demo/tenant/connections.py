"""Where Acme's people log in: the tenant's connections, and one that was deleted and left its users behind."""

from __future__ import annotations

from dataclasses import dataclass

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
