"""Everything one demo tenant remembers between two requests."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from starlette.requests import Request

if TYPE_CHECKING:  # they hold Json themselves
    from mfa_tui.demo.endpoints.actions.action_library import Build
    from mfa_tui.demo.tenant.directory import Directory
    from mfa_tui.demo.tenant.events import Log

Json = dict[str, Any]
Permission = tuple[str, str]  # identifier of a resource server, name of a scope of it


@dataclass
class Tenant:
    """The tenant's configuration. Tests may read and change it, as another admin would behind our back.

    factors: name -> enabled, in the order in which Auth0 lists them.
    policies: [] is Never, ["all-applications"] is Always, ["confidence-score"] is Adaptive.
    guardian: what the endpoints below `guardian` answer, by the path below it, such as `factors/duo/settings`.
    settings: as GET tenants/settings answers them.
    actions: as GET actions/actions lists them, `code` being the draft.
    action_versions: Action id -> its versions, newest first, of those that were deployed since the tenant was made.
    builds: Action id -> the build of its draft, while there is one.
    bindings: trigger id -> its bindings, in the order in which they run.
    clients: the tenant's applications, without their secrets.
    connections: as GET connections lists them.
    new_device_days: for how many days a device stays known to the risk assessment.
    documents: settings documents, by their path; made when first used.
    collections: objects of one kind, by the path of their list; made when first used.
    """

    factors: dict[str, bool]
    policies: list[str]
    guardian: dict[str, Json]
    settings: Json
    actions: list[Json]
    bindings: dict[str, list[Json]]
    clients: list[Json]
    risk_assessment_enabled: bool
    new_device_days: int
    connections: list[Json] = field(default_factory=list)
    action_versions: dict[str, list[Json]] = field(default_factory=dict)
    builds: dict[str, Build] = field(default_factory=dict)
    documents: dict[str, Json] = field(default_factory=dict)
    collections: dict[str, list[Json]] = field(default_factory=dict)


def tenant_of(request: Request) -> Tenant:
    """Return the tenant that this request is for."""
    tenant: Tenant = request.app.state.tenant
    return tenant


def directory_of(request: Request) -> Directory:
    """Return the people of the tenant that this request is for."""
    directory: Directory = request.app.state.directory
    return directory


def log_of(request: Request) -> Log:
    """Return the log of the tenant that this request is for."""
    log: Log = request.app.state.log
    return log


def now_of(request: Request) -> float:
    """Return the tenant's present, a Unix second."""
    now: float = request.app.state.clock()
    return now
