"""What is asked of the demo for judging it by Auth0's OpenAPI document, and where its answers may differ, and why."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from mfa_tui.demo.options import DEMO_CLIENT_ID

JSON = dict[str, Any]


@dataclass(frozen=True)
class Deviation:
    """What an answer may differ in, and why it stands. A status of None is any; `problem` is a pattern."""

    method: str
    path: str
    status: int | None
    problem: str
    reason: str

    def excuses(self, method: str, path: str, status: int, problem: str) -> bool:
        """Say whether this is the deviation that was found."""
        return (
            (method, path) == (self.method, self.path)
            and self.status in (None, status)
            and re.fullmatch(self.problem, problem) is not None
        )


EXCEPTIONS = [
    Deviation(
        "GET",
        "/api/v2/tenants/settings",
        200,
        r"body: Additional properties .*'universal_login' was unexpected.*",
        "recorded from a real tenant",
    ),
    Deviation(
        "GET",
        "/api/v2/tenants/settings",
        200,
        r"body\.flags: Additional properties .*'new_universal_login_experience_enabled', 'universal_login'.*",
        "recorded from a real tenant",
    ),
    Deviation(
        "PATCH",
        "/api/v2/tenants/settings",
        None,
        "PATCH is not documented for this path",
        "the document leaves this operation out; its answers are held to the recordings",
    ),
    Deviation(
        "PATCH",
        "/api/v2/guardian/policies",
        404,
        "PATCH is not documented for this path",
        "a wrong verb is answered as a path that does not exist",
    ),
    *(
        Deviation(
            method,
            f"/api/v2/guardian/{path}",
            429,
            "status 429 is not documented",
            "the document leaves 429 out of the guardian operations; the limit is the tenant's",
        )
        for method, path in (
            ("GET", "factors"),
            ("PUT", "factors/sms"),
            ("GET", "policies"),
            ("PUT", "policies"),
        )
    ),
    *(
        Deviation(
            "GET",
            f"/api/v2/risk-assessments/settings{path}",
            400,
            "status 400 is not documented",
            "a malformed Authorization header is a 400 everywhere",
        )
        for path in ("", "/new-device")
    ),
]


@dataclass(frozen=True)
class Probe:
    """A request that is as documented, for one endpoint, and what makes it fail with 400 and 404.

    good, bad: parameters and bodies; bad_path, missing: other paths. status: of the answer to the good one.
    """

    method: str
    path: str
    good: JSON = field(default_factory=dict)
    bad: JSON | None = None
    missing: str | None = None
    bad_path: str | None = None
    status: int = 200

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


PAGES = {"params": {"page": "0", "per_page": "2"}}
BAD_PAGE = {"params": {"page": "first"}}
ENDPOINTS = [
    Probe("GET", "/api/v2/guardian/factors"),
    Probe("PUT", "/api/v2/guardian/factors/sms", {"json": {"enabled": True}}, {"json": {"enabled": 1}}),
    Probe("GET", "/api/v2/guardian/policies"),
    Probe("PUT", "/api/v2/guardian/policies", {"json": ["all-applications"]}, {"json": ["never"]}),
    Probe("GET", "/api/v2/tenants/settings", bad={"params": {"fields": "nonsense"}}),
    Probe(
        "PATCH",
        "/api/v2/tenants/settings",
        {"json": {"customize_mfa_in_postlogin_action": True}},
        {"json": {"nonsense": True}},
    ),
    Probe("GET", "/api/v2/actions/actions", PAGES, BAD_PAGE),
    Probe(
        "GET",
        "/api/v2/actions/actions/ac710000-0000-4000-8000-000000000005",
        missing="/api/v2/actions/actions/none",
    ),
    Probe("GET", "/api/v2/actions/triggers/post-login/bindings", PAGES, BAD_PAGE),
    Probe("GET", "/api/v2/risk-assessments/settings"),
    Probe(
        "PATCH",
        "/api/v2/risk-assessments/settings",
        {"json": {"enabled": True}},
        {"json": {"enabled": "yes"}},
    ),
    Probe("GET", "/api/v2/risk-assessments/settings/new-device"),
    Probe(
        "PATCH",
        "/api/v2/risk-assessments/settings/new-device",
        {"json": {"remember_for": 60}},
        {"json": {"remember_for": 0}},
    ),
    Probe("GET", "/api/v2/clients", {"params": {"include_totals": "false"}}, BAD_PAGE),
    Probe("GET", "/api/v2/clients", {"params": {"include_totals": "true"}}),
    Probe("GET", f"/api/v2/clients/{DEMO_CLIENT_ID}", missing="/api/v2/clients/none"),
]
