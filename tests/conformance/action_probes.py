"""The same as `probes`, for everything about Actions. The demo's Actions and their ids are the same in each tenant."""

from __future__ import annotations

from .probes import BAD_PAGE, PAGES, Deviation, Probe

ACTIONS = "/api/v2/actions/actions"
ACTION = f"{ACTIONS}/ac710000-0000-4000-8000-000000000005"
UNBOUND = f"{ACTIONS}/ac710000-0000-4000-8000-000000000004"
VERSIONS = f"{ACTION}/versions"
VERSION = f"{VERSIONS}/de910000-0000-4000-8000-000000000005"
BINDINGS = "/api/v2/actions/triggers/post-login/bindings"
NONE = f"{ACTIONS}/none"
_NEW = {"name": "New", "supported_triggers": [{"id": "post-login"}], "secrets": [{"name": "KEY", "value": "s"}]}
_BIND = {"bindings": [{"ref": {"type": "action_name", "value": "MFA experiment"}, "display_name": "Try"}]}

ENDPOINTS = [
    Probe("GET", ACTIONS, PAGES, BAD_PAGE),
    Probe("POST", ACTIONS, {"json": _NEW}, {"json": {"name": "New"}}, status=201),
    Probe("GET", ACTION, missing=NONE),
    Probe("PATCH", ACTION, {"json": {"code": "exports.onExecutePostLogin = 1"}}, {"json": {"code": 1}}, NONE),
    Probe("DELETE", UNBOUND, {"params": {"force": "true"}}, {"params": {"force": "maybe"}}, NONE, status=204),
    Probe("POST", f"{ACTION}/deploy"),
    Probe("POST", f"{ACTION}/test", {"json": {"payload": {}}}, {"json": {}}),
    Probe("GET", VERSIONS, PAGES, BAD_PAGE),
    Probe("GET", VERSION, missing=f"{VERSIONS}/none"),
    Probe("POST", f"{VERSION}/deploy", {"json": {"update_draft": True}}, {"json": {"update_draft": 1}}),
    Probe("GET", "/api/v2/actions/triggers"),
    Probe("GET", BINDINGS, PAGES, BAD_PAGE),
    Probe("PATCH", BINDINGS, {"json": _BIND}, {"json": {"bindings": [{}]}}),
]

_CURRENT_VERSION = r"body(\.\w+)*: Additional properties are not allowed \('current_version' was unexpected\)"
EXCEPTIONS = [
    *(
        Deviation(method, path, 200, _CURRENT_VERSION, "recorded from real tenants until 2026-05-29")
        for method, path in (
            ("GET", ACTIONS),
            ("GET", ACTION),
            ("PATCH", ACTION),
            ("GET", BINDINGS),
            ("PATCH", BINDINGS),
        )
    ),
    *(
        Deviation("POST", path, 200, "status 200 is not documented", "recorded; the document says 202")
        for path in (f"{ACTION}/deploy", f"{VERSION}/deploy")
    ),
]
