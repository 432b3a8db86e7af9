"""The same as `probes`, for the rest of a tenant: applications, grants, domains, organizations, streams and more."""

from __future__ import annotations

from mfa_tui.demo.options import DEMO_CLIENT_ID, DEMO_DOMAIN
from mfa_tui.demo.seed.acme import PORTAL
from mfa_tui.demo.seed.organization import LOGISTICS

from .probes import BAD_PAGE, JSON, PAGES, Deviation, Made, Probe
from .settings_probes import CREDENTIALS, EMAIL, EMAIL_TEMPLATES, NEW_EMAIL, PROVIDER, PROVIDERS, SMTP, V2, left_out
from .user_probes import USER

CLIENTS = f"{V2}/clients"
GRANTS = f"{V2}/client-grants"
CONNECTIONS = f"{V2}/connections"
ENTRA = "con_AcmeEntra0000003"
DOMAINS = f"{V2}/custom-domains"
ORGANIZATIONS = f"{V2}/organizations"
ORGANIZATION = f"{ORGANIZATIONS}/{LOGISTICS}"
RULES = f"{V2}/rules"
HOOKS = f"{V2}/hooks"
CONFIGS = f"{V2}/rules-configs"
ACLS = f"{V2}/network-acls"
EXCHANGES = f"{V2}/token-exchange-profiles"
STREAMS = f"{V2}/log-streams"
NEW_DOMAIN = {"domain": "login.acme.example", "type": "auth0_managed_certs"}
NEW_RULE = {"name": "Old rule", "script": "function (user, context, callback) { callback(null, user, context) }"}
NEW_HOOK = {"name": "Old-hook", "script": "module.exports = function () {}", "triggerId": "credentials-exchange"}
NEW_ACL = {
    "description": "Nobody from there",
    "active": True,
    "priority": 1,
    "rule": {"action": {"block": True}, "scope": "tenant", "match": {"geo_country_codes": ["AQ"]}},
}
NEW_EXCHANGE = {
    "name": "Legacy tokens",
    "subject_token_type": "urn:acme:legacy",
    "action_id": "ac710000-0000-4000-8000-000000000005",
    "type": "custom_authentication",
}
NEW_STREAM = {"name": "Out", "type": "http", "sink": {"httpEndpoint": "https://logs.acme.example"}}
NEW_GRANT = {"client_id": PORTAL, "audience": "https://payroll.acme.example/api", "scope": ["read:payslips"]}
HOOK = Made(HOOKS, NEW_HOOK)
DOMAIN = Made(DOMAINS, NEW_DOMAIN, ("custom_domain_id",))
SECRETS = f"{HOOKS}/{{new}}/secrets"
SENT_SECRET = Made(SECRETS, {"KEY": "word"}, (), after=HOOK)
ACL = Made(ACLS, method="GET", key=(0, "id"), after=Made(ACLS, NEW_ACL, ()))  # the answer to POST has no body
ENABLED = {"connection_id": ENTRA, "assign_membership_on_login": True}


def _collection(
    path: str,
    new: JSON,
    wrong: JSON,
    change: JSON,
    wrong_change: JSON,
    *,
    key: str = "id",
    lists: tuple[JSON, JSON | None] = (PAGES, BAD_PAGE),
    statuses: tuple[int, int] = (201, 200),
    forgiving: bool = True,
    made: Made | None = None,
) -> list[Probe]:
    made, one, none = made or Made(path, new, (key,)), f"{path}/{{new}}", f"{path}/none"
    return [
        Probe("GET", path, *lists, made=made),
        Probe("POST", path, {"json": new}, {"json": wrong}, status=statuses[0]),
        Probe("GET", one, missing=none, made=made),
        Probe("PATCH", one, {"json": change}, {"json": wrong_change}, none, status=statuses[1], made=made),
        Probe("DELETE", one, missing=None if forgiving else none, status=204, made=made),
    ]


ENDPOINTS = [
    Probe("POST", CLIENTS, {"json": {"name": "New", "app_type": "spa"}}, {"json": {"app_type": "spa"}}, status=201),
    Probe("PATCH", f"{CLIENTS}/{PORTAL}", {"json": {"name": "Door"}}, {"json": {"global": True}}, f"{CLIENTS}/none"),
    Probe("DELETE", f"{CLIENTS}/{PORTAL}", status=204),
    Probe("GET", f"{CLIENTS}/{DEMO_CLIENT_ID}/credentials", missing=f"{CLIENTS}/none/credentials"),
    *_collection(GRANTS, NEW_GRANT, {"scope": []}, {"scope": []}, {"audience": "urn:other"}),
    Probe("GET", GRANTS, {"params": {"include_totals": "true"}}),
    Probe("GET", GRANTS, {"params": {"take": "1"}}, {"params": {"take": "0"}}),
    Probe("POST", CONNECTIONS, {"json": {"name": "new", "strategy": "auth0"}}, {"json": {"name": "new"}}, status=201),
    Probe(
        "PATCH",
        f"{CONNECTIONS}/{ENTRA}",
        {"json": {"display_name": "Work account"}},
        {"json": {"strategy": "auth0"}},
        f"{CONNECTIONS}/con_none",
    ),
    Probe("DELETE", f"{CONNECTIONS}/{ENTRA}", status=204),
    Probe("GET", f"{DOMAINS}/default"),
    Probe("PATCH", f"{DOMAINS}/default", {"json": {"domain": DEMO_DOMAIN}}, {"json": {}}),
    *_collection(
        DOMAINS,
        NEW_DOMAIN,
        {"domain": "login.acme.example"},
        {"tls_policy": "recommended"},
        {"domain": "other.acme.example"},
        key="custom_domain_id",
        lists=({}, None),
    ),
    Probe("POST", f"{DOMAINS}/{{new}}/verify", missing=f"{DOMAINS}/none/verify", made=DOMAIN),
    Probe("POST", f"{DOMAINS}/{{new}}/test", missing=f"{DOMAINS}/none/test", status=409, made=DOMAIN),
    *_collection(ORGANIZATIONS, {"name": "new"}, {}, {"display_name": "New"}, {"id": "org_none"}, forgiving=False),
    Probe("GET", f"{ORGANIZATIONS}/name/acme-retail", missing=f"{ORGANIZATIONS}/name/none"),
    *(
        probe
        for name in ("connections", "enabled_connections")
        for probe in _collection(
            f"{ORGANIZATION}/{name}",
            ENABLED,
            {"assign_membership_on_login": True},
            {"show_as_button": False},
            {"connection_id": "con_other"},
            key="connection_id",
        )
    ),
    *_collection(RULES, NEW_RULE, {"name": "-"}, {"enabled": False}, {"enabled": 1}),
    Probe("GET", RULES, {"params": {"include_totals": "true", "enabled": "true"}}),
    *_collection(HOOKS, NEW_HOOK, {"name": "x"}, {"enabled": True}, {"enabled": 1}, statuses=(201, 201)),
    Probe("GET", SECRETS, missing=f"{HOOKS}/none/secrets", made=SENT_SECRET),
    Probe("POST", SECRETS, {"json": {"KEY": "word"}}, {"json": {"KEY": 1}}, status=201, made=HOOK),
    Probe("PATCH", SECRETS, {"json": {"KEY": "new"}}, {"json": {"KEY": 1}}, status=201, made=SENT_SECRET),
    Probe("DELETE", SECRETS, {"json": ["KEY"]}, {"json": []}, status=204, made=SENT_SECRET),
    Probe("GET", CONFIGS),
    Probe("PUT", f"{CONFIGS}/KEY", {"json": {"value": "word"}}, {"json": {}}),
    Probe("DELETE", f"{CONFIGS}/KEY", status=204),
    *_collection(ACLS, NEW_ACL, {"active": True}, {"active": False}, {"active": 1}, forgiving=False, made=ACL),
    Probe("PUT", f"{ACLS}/{{new}}", {"json": NEW_ACL}, {"json": {"active": True}}, f"{ACLS}/none", made=ACL),
    *_collection(
        EXCHANGES,
        NEW_EXCHANGE,
        {"name": "No type"},
        {"name": "Other"},
        {"type": "other"},
        lists=({"params": {"take": "1"}}, {"params": {"take": "0"}}),
    ),
    *_collection(
        STREAMS,
        NEW_STREAM,
        {"type": "http"},
        {"status": "paused"},
        {"status": "asleep"},
        lists=({}, None),
        statuses=(200, 200),
        forgiving=False,
    ),
    Probe(
        "POST",
        PROVIDERS,
        {"json": {"name": "custom", "configuration": {"delivery_methods": ["text"]}, "credentials": {}}},
        {"json": {"name": "pigeon", "credentials": {}}},
        status=201,
        made=Made(PROVIDER, method="DELETE", key=()),
    ),
    *(
        Probe(method, EMAIL, good, bad, status=status, made=Made(EMAIL, SMTP, ()))
        for method, good, bad, status in (
            ("GET", {}, {"params": {"include_fields": "maybe"}}, 200),
            ("PATCH", {"json": {"enabled": False}}, {"json": {"enabled": 1}}, 200),
            ("DELETE", {}, None, 204),
        )
    ),
    *(
        Probe(
            method,
            f"{EMAIL_TEMPLATES}/verify_email",
            good,
            bad,
            f"{EMAIL_TEMPLATES}/welcome_email",
            made=Made(EMAIL_TEMPLATES, NEW_EMAIL, ()),
        )
        for method, good, bad in (
            ("GET", {}, None),
            ("PATCH", {"json": {"subject": "New"}}, {"json": {"enabled": "yes"}}),
            ("PUT", {"json": NEW_EMAIL}, {"json": {}}),
        )
    ),
    *(
        Probe(
            method,
            f"{V2}/{kind}/{{new}}",
            {"json": good} if good else {},
            {"json": bad} if bad else None,
            f"{V2}/{kind}/none",
            made=Made(f"{USER}/{kind}", method="GET", key=(rows, 0, "id")),
        )
        for kind, rows, field in (
            ("sessions", "sessions", "session_metadata"),
            ("refresh-tokens", "tokens", "refresh_token_metadata"),
        )
        for method, good, bad in (("GET", None, None), ("PATCH", {field: {"ticket": "1"}}, {field: 1}))
    ),
    Probe(
        "POST",
        f"{V2}/sessions/{{new}}/revoke",
        missing=f"{V2}/sessions/none/revoke",
        status=202,
        made=Made(f"{USER}/sessions", method="GET", key=("sessions", 0, "id")),
    ),
]

_NEW = "{new}"
EXCEPTIONS: list[Deviation] = [
    Deviation("POST", PROVIDERS, 201, "body: 'credentials' is a required property", CREDENTIALS),
    *left_out(
        400,
        "a malformed Authorization header is a 400 everywhere",
        ("GET", f"{CLIENTS}/{DEMO_CLIENT_ID}/credentials"),
        ("GET", f"{DOMAINS}/default"),
        ("GET", f"{ORGANIZATION}/connections/{_NEW}"),
        ("DELETE", f"{ORGANIZATION}/connections/{_NEW}"),
        ("GET", f"{ORGANIZATION}/enabled_connections/{_NEW}"),
        ("DELETE", f"{CONFIGS}/KEY"),
        ("DELETE", f"{EXCHANGES}/{_NEW}"),
        ("GET", f"{V2}/sessions/{_NEW}"),
        *(("GET", path) for path in (GRANTS, f"{GRANTS}/{_NEW}", DOMAINS, CONFIGS, STREAMS, f"{STREAMS}/{_NEW}")),
        *(("GET", path) for path in (ACLS, f"{ACLS}/{_NEW}")),
    ),
    *left_out(400, "a body that is not as documented is a 400 everywhere", ("PUT", f"{CONFIGS}/KEY")),
    *(
        exception
        for status in (401, 429)
        for exception in left_out(
            status, "a token and the rate limit are the tenant's", ("PATCH", f"{DOMAINS}/default")
        )
    ),
    *left_out(429, "the limit is the tenant's", ("POST", f"{DOMAINS}/{_NEW}/test")),
    *left_out(
        404,
        "what does not exist cannot be read or changed, and what Auth0 answers was not seen",
        ("PATCH", f"{DOMAINS}/none"),
        ("PATCH", f"{ORGANIZATIONS}/none"),
        ("PATCH", f"{ORGANIZATION}/connections/none"),
        ("PATCH", f"{STREAMS}/none"),
        ("GET", f"{EMAIL_TEMPLATES}/welcome_email"),
    ),
]
