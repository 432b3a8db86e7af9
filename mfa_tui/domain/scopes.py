"""Which scopes of the Management API each screen needs: least privilege, and what a token lacks.

Source: the security of each endpoint in Auth0's OpenAPI document. A test holds this table against the document and
against every request that the client can send.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from mfa_tui.domain.changes import Kind, Target

ENDPOINTS: Mapping[str, tuple[str, ...]] = {
    "GET /guardian/factors": ("read:guardian_factors",),
    "PUT /guardian/factors/{name}": ("update:guardian_factors",),
    "GET /guardian/policies": ("read:mfa_policies",),
    "PUT /guardian/policies": ("update:mfa_policies",),
    "GET /tenants/settings": ("read:tenant_settings",),
    "PATCH /tenants/settings": ("update:tenant_settings",),
    "GET /actions/actions": ("read:actions",),
    "GET /actions/triggers/{triggerId}/bindings": ("read:actions",),
    "GET /rules": ("read:rules",),
    "GET /risk-assessments/settings": ("read:attack_protection",),
    "GET /risk-assessments/settings/new-device": ("read:attack_protection",),
    "GET /clients": ("read:clients",),
    "GET /clients/{id}": ("read:clients",),
    "GET /connections": ("read:connections",),
    "GET /users": ("read:users",),
    "GET /users-by-email": ("read:users",),
    "GET /users/{id}": ("read:users",),
    "GET /users/{id}/logs": ("read:logs",),
    "GET /users/{id}/roles": ("read:users", "read:roles", "read:role_members"),
    "GET /users/{id}/organizations": ("read:organizations",),
    "GET /users/{id}/enrollments": ("read:users",),
    "GET /users/{id}/authentication-methods": ("read:authentication_methods",),
    "GET /users/{id}/authentication-methods/{authentication_method_id}": ("read:authentication_methods",),
    "GET /users/{user_id}/sessions": ("read:sessions",),
    "GET /users/{user_id}/refresh-tokens": ("read:refresh_tokens",),
    "GET /user-blocks": ("read:users",),
    "GET /user-blocks/{id}": ("read:users",),
    "GET /guardian/enrollments/{id}": ("read:guardian_enrollments",),
    "POST /jobs/users-exports": ("read:users",),
    "GET /jobs/{id}": ("read:users",),
    "POST /users/{id}/authentication-methods": ("create:authentication_methods",),
    "PATCH /users/{id}/authentication-methods/{authentication_method_id}": ("update:authentication_methods",),
    "DELETE /users/{id}/authentication-methods/{authentication_method_id}": ("delete:authentication_methods",),
    "DELETE /users/{id}/authentication-methods": ("delete:authentication_methods",),
    "DELETE /users/{id}/authenticators": ("delete:guardian_enrollments",),
    "DELETE /guardian/enrollments/{id}": ("delete:guardian_enrollments",),
    "POST /guardian/enrollments/ticket": ("create:guardian_enrollment_tickets",),
    "DELETE /users/{id}/multifactor/{provider}": ("update:users",),
    "POST /users/{id}/multifactor/actions/invalidate-remember-browser": ("update:users",),
    "POST /users/{id}/recovery-code-regeneration": ("update:users",),
    "PATCH /users/{id}": ("update:users",),
    "DELETE /user-blocks": ("update:users",),
    "DELETE /user-blocks/{id}": ("update:users",),
    "POST /users/{id}/risk-assessments/clear": ("update:users",),
    "DELETE /users/{user_id}/sessions": ("delete:sessions",),
    "DELETE /users/{user_id}/refresh-tokens": ("delete:refresh_tokens",),
    "POST /users/{id}/revoke-access": ("delete:sessions", "delete:refresh_tokens"),
}
"""Endpoint -> the scopes that it takes, all of them. Where Auth0 takes one of several, the plainest of these."""


@dataclass(frozen=True)
class Need:
    """What one thing that a screen does needs. `mode` is the screen's id, `action` its words."""

    mode: str
    action: str
    writes: bool
    endpoints: tuple[str, ...]

    @property
    def scopes(self) -> tuple[str, ...]:
        """Return the scopes, each once, in the order of the endpoints."""
        return _united(ENDPOINTS[endpoint] for endpoint in self.endpoints)


_FACTORS = ("GET /guardian/factors",)
_POLICY = ("GET /guardian/policies", "GET /tenants/settings", "GET /risk-assessments/settings")
_NEW_DEVICES = ("GET /risk-assessments/settings/new-device",)
_ACTIONS = ("GET /actions/actions", "GET /actions/triggers/{triggerId}/bindings")
_METHOD = "/users/{id}/authentication-methods/{authentication_method_id}"

NEEDS = (
    Need("overview", "findings", False, (*_FACTORS, *_POLICY, *_ACTIONS)),
    Need("overview", "our application's name", False, ("GET /clients/{id}",)),
    Need("overview", "Rules that asked for MFA (optional)", False, ("GET /rules",)),
    Need("factors", "see the factors", False, _FACTORS),
    Need("factors", "turn factors on and off", True, ("PUT /guardian/factors/{name}",)),
    Need("policy", "see policy, flags and Actions", False, (*_POLICY, *_ACTIONS)),
    Need("policy", "change the policy", True, ("PUT /guardian/policies",)),
    Need("policy", "change the MFA flags", True, ("PATCH /tenants/settings",)),
    Need("users", "find users", False, ("GET /users", "GET /users-by-email", "GET /users/{id}")),
    Need(
        "users",
        "see authentication methods",
        False,
        (
            "GET /users/{id}/authentication-methods",
            f"GET {_METHOD}",
            "GET /users/{id}/enrollments",
            "GET /guardian/enrollments/{id}",
        ),
    ),
    Need("users", "see MFA events", False, ("GET /users/{id}/logs",)),
    Need("users", "see blocks", False, ("GET /user-blocks", "GET /user-blocks/{id}")),
    Need("users", "see sessions", False, ("GET /users/{user_id}/sessions", "GET /users/{user_id}/refresh-tokens")),
    Need("users", "see roles and organizations", False, ("GET /users/{id}/roles", "GET /users/{id}/organizations")),
    Need("users", "see deleted connections", False, ("GET /connections",)),
    Need("users", "coverage of everybody", False, ("POST /jobs/users-exports", "GET /jobs/{id}", "GET /connections")),
    Need(
        "users",
        "reset MFA",
        True,
        (
            f"DELETE {_METHOD}",
            "DELETE /users/{id}/authentication-methods",
            "DELETE /users/{id}/authenticators",
            "DELETE /guardian/enrollments/{id}",
            "DELETE /users/{id}/multifactor/{provider}",
            "POST /users/{id}/multifactor/actions/invalidate-remember-browser",
            "POST /users/{id}/risk-assessments/clear",
        ),
    ),
    Need("users", "enrollment tickets", True, ("POST /guardian/enrollments/ticket",)),
    Need("users", "new recovery code", True, ("POST /users/{id}/recovery-code-regeneration",)),
    Need("users", "add and rename methods", True, ("POST /users/{id}/authentication-methods", f"PATCH {_METHOD}")),
    Need("users", "unblock", True, ("DELETE /user-blocks", "DELETE /user-blocks/{id}", "PATCH /users/{id}")),
    Need(
        "users",
        "end sessions",
        True,
        (
            "POST /users/{id}/revoke-access",
            "DELETE /users/{user_id}/sessions",
            "DELETE /users/{user_id}/refresh-tokens",
        ),
    ),
    Need("stepup", "offer the tenant's applications", False, ("GET /clients",)),
    # How factors are set up is read there too, which takes no other scopes than these.
    Need("tenants", "compare, and write a baseline", False, (*_FACTORS, *_POLICY, *_NEW_DEVICES)),
)


_WRITES = {
    Kind.FACTOR: "PUT /guardian/factors/{name}",
    Kind.POLICY: "PUT /guardian/policies",
    Kind.FLAG: "PATCH /tenants/settings",
}


def to_change(target: Target) -> tuple[str, ...]:
    """Return the scopes that changing this takes."""
    return ENDPOINTS[_WRITES[target.kind]]


def least(*, writes: bool) -> tuple[str, ...]:
    """Return the scopes for everything that this program does, sorted: to read only, or to write too."""
    return tuple(sorted(_united(need.scopes for need in NEEDS if writes or not need.writes)))


def missing(granted: Iterable[str], *, writes: bool, mode: str = "") -> tuple[str, ...]:
    """Return the scopes that a grant lacks, sorted: for a mode, or for all of them."""
    needs = (need for need in NEEDS if (writes or not need.writes) and mode in ("", need.mode))
    return tuple(sorted(set(_united(need.scopes for need in needs)) - set(granted)))


def possible(granted: Iterable[str]) -> tuple[tuple[Need, tuple[str, ...]], ...]:
    """Return every need with the scopes that it lacks, nothing where it can be done."""
    have = set(granted)
    return tuple((need, tuple(scope for scope in need.scopes if scope not in have)) for need in NEEDS)


class Holder(StrEnum):
    """Who has a grant; that decides how it gets larger."""

    MACHINE = "machine-to-machine application"
    PERSON = "person, through an application"
    CLI = "login of the Auth0 CLI"
    TOKEN = "access token"  # noqa: S105 - a kind of holder


def remedy(lacking: tuple[str, ...], *, granted: Iterable[str], holder: Holder) -> str:
    """Return what brings the scopes: the exact command for a login of the Auth0 CLI, else what to tick or to ask for.

    A login replaces the one before: its command also names what was granted, as far as we need it.
    """
    if not lacking:
        return ""
    wanted = sorted({*lacking, *(set(granted) & set(least(writes=True)))})
    match holder:
        case Holder.CLI:
            return f'Run: auth0 login --scopes "{",".join(wanted)}"'
        case Holder.TOKEN:
            return f"Get an access token with these scopes too: {' '.join(lacking)}"
        case Holder.PERSON:
            return (
                "Auth0 documents that a person's token from a public application reaches only their own account; then "
                f"use a machine-to-machine application, or auth0 login. Missing: {' '.join(lacking)}"
            )
        case Holder.MACHINE:
            return (
                "Tick in the Dashboard, Applications, APIs, Auth0 Management API, Machine to Machine, your "
                f"application: {' '.join(lacking)}"
            )


def _united(groups: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(scope for group in groups for scope in group))
