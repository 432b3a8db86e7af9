"""The same as `probes`, for everything about users. The demo's users and their ids are the same in each tenant."""

from __future__ import annotations

from mfa_tui.demo.seed.cast import cast
from mfa_tui.demo.seed.organization import ADMIN

from .probes import BAD_PAGE, PAGES, Deviation, Probe

JANE = cast(1, 0.0)[0]
TOTP = next(method for method in JANE.methods or () if method.type == "totp")
USERS = "/api/v2/users"
USER = f"{USERS}/{JANE.user_id}"
NOBODY = f"{USERS}/auth0|nobody"
NO_ID = f"{USERS}/nobody"
METHODS = f"{USER}/authentication-methods"
BLOCKS = "/api/v2/user-blocks"
GUARDIAN = "/api/v2/guardian/enrollments"
ROLES = "/api/v2/roles"
SESSIONS = "/api/v2/sessions"
TOKENS = "/api/v2/refresh-tokens"
CONNECTIONS = "/api/v2/connections"
READ_PAYSLIPS = {
    "permissions": [
        {"resource_server_identifier": "https://payroll.acme.example/api", "permission_name": "read:payslips"}
    ]
}
NO_CURSOR = {"params": {"take": "0"}}
NEW_TOTP = {"type": "totp", "name": "Spare", "totp_secret": "JBSWY3DPEHPK3PXP"}

ENDPOINTS = [
    Probe("GET", USERS, {"params": {"q": "email:jane*", "search_engine": "v3", "sort": "email:1"}}, BAD_PAGE),
    Probe("GET", USERS, {"params": {"include_totals": "true", "per_page": "100"}}, {"params": {"q": "("}}),
    Probe("POST", USERS, {"json": {"connection": "Username-Password-Authentication"}}, {"json": {}}, status=201),
    Probe("GET", f"{USERS}-by-email", {"params": {"email": JANE.email}}, {"params": {}}),
    Probe("GET", USER, missing=NOBODY, bad_path=NO_ID),
    Probe("PATCH", USER, {"json": {"blocked": True, "given_name": None}}, {"json": {"blocked": 1}}, NOBODY),
    Probe("DELETE", USER, bad_path=NO_ID, status=204),
    Probe("GET", METHODS, PAGES, BAD_PAGE, f"{NOBODY}/authentication-methods"),
    Probe("GET", METHODS, {"params": {"include_totals": "true"}}),
    Probe(
        "POST", METHODS, {"json": NEW_TOTP}, {"json": {"type": "otp"}}, f"{NOBODY}/authentication-methods", status=201
    ),
    Probe("PUT", METHODS, {"json": [NEW_TOTP]}, {"json": NEW_TOTP}, f"{NOBODY}/authentication-methods"),
    Probe("DELETE", METHODS, bad_path=f"{NO_ID}/authentication-methods", status=204),
    Probe("GET", f"{METHODS}/{TOTP.id}", missing=f"{METHODS}/totp|none"),
    Probe("PATCH", f"{METHODS}/{TOTP.id}", {"json": {"name": "App"}}, {"json": {"name": 1}}, f"{METHODS}/totp|none"),
    Probe("DELETE", f"{METHODS}/{TOTP.id}", missing=f"{METHODS}/totp|none", status=204),
    Probe("DELETE", f"{USER}/authenticators", bad_path=f"{NO_ID}/authenticators", status=204),
    Probe("GET", f"{USER}/enrollments", missing=f"{NOBODY}/enrollments", bad_path=f"{NO_ID}/enrollments"),
    Probe("GET", f"{GUARDIAN}/{TOTP.device}", missing=f"{GUARDIAN}/dev_0000000000000001"),
    Probe("DELETE", f"{GUARDIAN}/{TOTP.device}", missing=f"{GUARDIAN}/dev_0000000000000001", status=204),
    Probe("POST", f"{GUARDIAN}/ticket", {"json": {"user_id": JANE.user_id, "factor": "otp"}}, {"json": {}}),
    Probe("POST", f"{USER}/recovery-code-regeneration", missing=f"{NOBODY}/recovery-code-regeneration"),
    Probe("POST", f"{USER}/multifactor/actions/invalidate-remember-browser", status=204),
    Probe(
        "DELETE",
        f"{USER}/multifactor/duo",
        missing=f"{NOBODY}/multifactor/duo",
        bad_path=f"{USER}/multifactor/guardian",
        status=204,
    ),
    Probe("GET", BLOCKS, {"params": {"identifier": "jane"}}, {"params": {"identifier": ""}}),
    Probe("DELETE", BLOCKS, {"params": {"identifier": "jane"}}, {"params": {"identifier": ""}}, status=204),
    Probe("GET", f"{BLOCKS}/{JANE.user_id}", missing=f"{BLOCKS}/auth0|nobody", bad_path=f"{BLOCKS}/nobody"),
    Probe(
        "DELETE", f"{BLOCKS}/{JANE.user_id}", missing=f"{BLOCKS}/auth0|nobody", bad_path=f"{BLOCKS}/nobody", status=204
    ),
    Probe(
        "POST",
        f"{USER}/risk-assessments/clear",
        {"json": {"connection": "Username-Password-Authentication", "assessors": ["new-device"]}},
        {"json": {"connection": "Username-Password-Authentication", "assessors": []}},
        status=204,
    ),
    Probe("GET", f"{USER}/sessions", {"params": {"take": "1"}}, missing=f"{NOBODY}/sessions"),
    Probe("DELETE", f"{USER}/sessions", missing=f"{NOBODY}/sessions", status=202),
    Probe("GET", f"{USER}/refresh-tokens", missing=f"{NOBODY}/refresh-tokens"),
    Probe("DELETE", f"{USER}/refresh-tokens", missing=f"{NOBODY}/refresh-tokens", status=202),
    Probe("POST", f"{USER}/revoke-access", {"json": {}}, {"json": {"preserve_refresh_tokens": 1}}, status=202),
    *(
        Probe(
            method,
            f"{owner}/permissions",
            {"json": READ_PAYSLIPS},
            {"json": {}},
            f"{missing}/permissions",
            status=status,
        )
        for owner, missing in ((f"{ROLES}/{ADMIN}", f"{ROLES}/none"), (USER, NOBODY))
        for method, status in (("POST", 201), ("DELETE", 204))
    ),
    Probe("GET", f"{ROLES}/{ADMIN}/permissions", PAGES, BAD_PAGE, f"{ROLES}/none/permissions"),
    Probe("GET", f"{USER}/permissions", PAGES, BAD_PAGE, f"{NOBODY}/permissions"),
    Probe("DELETE", f"{SESSIONS}/none", status=202),
    Probe("GET", TOKENS, {"params": {"user_id": JANE.user_id}}, {"params": {"take": "1"}}, status=200),
    Probe("POST", f"{TOKENS}/revoke", {"json": {"user_id": JANE.user_id}}, {"json": {}}, status=202),
    Probe("DELETE", f"{TOKENS}/none", status=202),
    Probe("GET", CONNECTIONS, {"params": {"take": "2"}}, NO_CURSOR),
    Probe("GET", f"{CONNECTIONS}/con_AcmeEntra0000003", missing=f"{CONNECTIONS}/con_none"),
    Probe("GET", f"{USER}/logs", {"params": {"include_totals": "true", "per_page": "100"}}, BAD_PAGE),
    Probe("GET", "/api/v2/logs", {"params": {"per_page": "100", "sort": "date:-1"}}, BAD_PAGE),
    Probe("GET", "/api/v2/logs", {"params": {"from": "900", "take": "10"}}, NO_CURSOR),
    Probe("GET", "/api/v2/roles", {"params": {"name_filter": "pay", "include_totals": "true"}}, BAD_PAGE),
    Probe("POST", ROLES, {"json": {"name": "New"}}, {"json": {}}),
    Probe("GET", f"{ROLES}/{ADMIN}", missing=f"{ROLES}/none"),
    Probe("PATCH", f"{ROLES}/{ADMIN}", {"json": {"description": "New"}}, {"json": {"id": "none"}}),
    Probe("DELETE", f"{ROLES}/{ADMIN}", missing=f"{ROLES}/none"),
    Probe("POST", f"{ROLES}/{ADMIN}/users", {"json": {"users": [JANE.user_id]}}, {"json": {}}, f"{ROLES}/none/users"),
    Probe("POST", f"{USER}/roles", {"json": {"roles": [ADMIN]}}, {"json": {}}, f"{NOBODY}/roles", status=204),
    Probe("DELETE", f"{USER}/roles", {"json": {"roles": [ADMIN]}}, missing=f"{NOBODY}/roles", status=204),
    Probe("GET", f"/api/v2/roles/{ADMIN}/users", {"params": {"take": "1"}}, NO_CURSOR, "/api/v2/roles/none/users"),
    Probe("GET", f"/api/v2/roles/{ADMIN}/users", PAGES),
    Probe("GET", f"{USER}/roles", PAGES, BAD_PAGE, f"{NOBODY}/roles"),
    Probe("GET", f"{USER}/organizations", PAGES, missing=f"{NOBODY}/organizations"),
    Probe("GET", "/api/v2/stats/active-users"),
    Probe("GET", "/api/v2/stats/daily", {"params": {"from": "20250101"}}, {"params": {"from": "yesterday"}}),
    Probe(
        "POST",
        "/api/v2/jobs/users-exports",
        {"json": {"format": "json", "connection_id": "con_AcmeDatabase0001", "fields": [{"name": "multifactor"}]}},
        {"json": {"format": "xml"}},
    ),
    Probe(
        "POST",
        "/api/v2/jobs/verification-email",
        {"json": {"user_id": JANE.user_id}},
        {"json": {"email": "jane.doe@example.com"}},
        status=201,
    ),
]

_THE_TENANTS = "the document leaves 429 out of some operations; the limit is the tenant's"
_EVERYWHERE = "a malformed Authorization header is a 400 everywhere"
EXCEPTIONS = [
    *(
        Deviation(method, path, 429, "status 429 is not documented", _THE_TENANTS)
        for method, path in (
            ("POST", f"{GUARDIAN}/ticket"),
            ("GET", f"{GUARDIAN}/{TOTP.device}"),
            ("DELETE", f"{GUARDIAN}/{TOTP.device}"),
            ("POST", f"{USER}/recovery-code-regeneration"),
            ("POST", f"{USER}/multifactor/actions/invalidate-remember-browser"),
        )
    ),
    *(
        Deviation("GET", path, 400, "status 400 is not documented", _EVERYWHERE)
        for path in (
            f"{USER}/sessions",
            f"{USER}/refresh-tokens",
            f"{USER}/organizations",
            "/api/v2/stats/active-users",
        )
    ),
    *(
        Deviation(method, f"{GUARDIAN}/dev_0000000000000001", 404, "status 404 is not documented", "recorded")
        for method in ("GET", "DELETE")
    ),
    Deviation(
        "GET",
        f"{GUARDIAN}/{TOTP.device}",
        200,
        r"body\.name: '1Password' does not match .*",
        "the document gives the name of a device the pattern of a phone number",
    ),
    Deviation(
        "DELETE", f"{ROLES}/{ADMIN}/permissions", 204, "status 204 is not documented", "recorded from a real tenant"
    ),
    Deviation(
        "DELETE",
        f"{ROLES}/none/permissions",
        404,
        "status 404 is not documented",
        "permissions cannot be taken from a role that does not exist",
    ),
    Deviation("DELETE", f"{USER}/roles", 400, "status 400 is not documented", _EVERYWHERE),
    Deviation(
        "PUT",
        f"{NOBODY}/authentication-methods",
        404,
        "status 404 is not documented",
        "nobody cannot be given methods; what Auth0 answers was not seen",
    ),
    Deviation(
        "GET",
        f"/api/v2/roles/{ADMIN}/users",
        200,
        "body: .* is valid under each of .*",
        "the last page of a cursor is an object of users only, which fits two of the document's alternatives",
    ),
    *(
        Deviation(
            "GET",
            path,
            200,
            "(?s)body: .* is not valid under any of the given schemas",
            "recorded: null where the document promises a string; see the test of log events without their nulls",
        )
        for path in ("/api/v2/logs", f"{USER}/logs")
    ),
]
