"""The same as `probes`, for what people have across a tenant: linked accounts, tickets, memberships, and app keys."""

from __future__ import annotations

from mfa_tui.demo.options import DEMO_CLIENT_ID
from mfa_tui.demo.seed.cast import cast
from mfa_tui.demo.seed.organization import ADMIN, LOGISTICS

from .probes import BAD_PAGE, PAGES, Made, Probe
from .settings_probes import V2, left_out
from .tenant_probes import CLIENTS, CONNECTIONS
from .user_probes import JANE, NO_CURSOR, NOBODY, USER

SECOND = cast(1, 0.0)[1]
API = {"resource_server_identifier": "https://payroll.acme.example/api"}
PERMISSION = API | {"permission_name": "read:payslips"}
EFFECTIVE = "effective-permissions"
IDENTITIES = f"{USER}/identities"
OTHER = {"provider": "auth0", "user_id": SECOND.identities[0][1]}
LINKED = Made(IDENTITIES, OTHER, (1, "user_id"))
MEMBERS = f"{V2}/organizations/{LOGISTICS}/members"
NO_MEMBERS = f"{V2}/organizations/org_none/members"
JOINED = Made(MEMBERS, {"members": [JANE.user_id]}, ())
TICKETS = f"{V2}/tickets"
KEYS = f"{CLIENTS}/{DEMO_CLIENT_ID}/credentials"
NEW_KEY = {"credential_type": "public_key", "name": "New", "pem": "-----BEGIN PUBLIC KEY-----"}
KEY = Made(KEYS, NEW_KEY)
DATABASE = f"{CONNECTIONS}/con_AcmeDatabase0001/users"
SIGNING = f"{V2}/keys/signing"
SIGNING_KEY = Made(SIGNING, method="GET", key=(0, "kid"))
ROLES = {"json": {"roles": [ADMIN]}}

ENDPOINTS = [
    Probe("GET", f"{USER}/effective-roles", {"params": {"take": "1"}}, NO_CURSOR, f"{NOBODY}/effective-roles"),
    Probe("GET", f"{USER}/{EFFECTIVE}", {"params": API}, {"params": {}}, f"{NOBODY}/{EFFECTIVE}"),
    Probe(
        "GET",
        f"{USER}/{EFFECTIVE}/sources/effective-roles",
        {"params": PERMISSION},
        {"params": API},
        f"{NOBODY}/{EFFECTIVE}/sources/effective-roles",
    ),
    Probe("GET", f"{USER}/connected-accounts", {"params": {"take": "1"}}, NO_CURSOR, f"{NOBODY}/connected-accounts"),
    Probe("POST", IDENTITIES, {"json": OTHER}, {"json": {"provider": "auth0", "user_id": "none"}}, status=201),
    Probe("DELETE", f"{IDENTITIES}/auth0/{{new}}", bad_path=f"{IDENTITIES}/auth0/none", made=LINKED),
    Probe(
        "DELETE", DATABASE, {"params": {"email": "a@b.example"}}, {"params": {}}, f"{CONNECTIONS}/no/users", status=204
    ),
    Probe("GET", MEMBERS, PAGES, BAD_PAGE, NO_MEMBERS),
    Probe("POST", MEMBERS, {"json": {"members": [JANE.user_id]}}, {"json": {"members": []}}, status=204),
    Probe("DELETE", MEMBERS, {"json": {"members": [JANE.user_id]}}, {"json": {"members": []}}, status=204),
    *(
        Probe(method, f"{MEMBERS}/{JANE.user_id}/{path}", good, bad, missing, status=status, made=JOINED)
        for method, path, good, bad, missing, status in (
            ("GET", "roles", PAGES, BAD_PAGE, f"{MEMBERS}/auth0|nobody/roles", 200),
            ("GET", "effective-roles", {"params": {"take": "1"}}, {"params": {"take": "0"}}, None, 200),
            ("POST", "roles", ROLES, {"json": {"roles": []}}, None, 204),
            ("DELETE", "roles", ROLES, {"json": {"roles": []}}, None, 204),
        )
    ),
    *(
        Probe(
            "POST",
            f"{TICKETS}/{path}",
            {"json": {"user_id": JANE.user_id}},
            {"json": {"user_id": JANE.user_id, "organization_id": "org_none"}},
            status=201,
        )
        for path in ("email-verification", "password-change")
    ),
    Probe("GET", f"{V2}/grants", PAGES, BAD_PAGE),
    Probe("DELETE", f"{V2}/grants", {"params": {"user_id": JANE.user_id}}, {"params": {}}, status=204),
    Probe("DELETE", f"{V2}/grants/none", status=204),
    Probe("POST", KEYS, {"json": NEW_KEY}, {"json": {}}, f"{CLIENTS}/none/credentials", status=201),
    Probe("GET", f"{KEYS}/{{new}}", missing=f"{KEYS}/none", made=KEY),
    Probe(
        "PATCH",
        f"{KEYS}/{{new}}",
        {"json": {"expires_at": "2030-01-01T00:00:00.000Z"}},
        {"json": {"name": "x"}},
        f"{KEYS}/none",
        status=201,
        made=KEY,
    ),
    Probe("DELETE", f"{KEYS}/{{new}}", status=204, made=KEY),
    Probe("GET", SIGNING),
    Probe("GET", f"{SIGNING}/{{new}}", missing=f"{SIGNING}/none", made=SIGNING_KEY),
    Probe("POST", f"{CLIENTS}/{DEMO_CLIENT_ID}/rotate-secret", missing=f"{CLIENTS}/none/rotate-secret"),
]

EXCEPTIONS = left_out(
    400,
    "a malformed Authorization header is a 400 everywhere",
    ("GET", f"{V2}/grants"),
    ("DELETE", f"{V2}/grants"),
    ("DELETE", f"{V2}/grants/none"),
    ("GET", f"{KEYS}/{{new}}"),
)
