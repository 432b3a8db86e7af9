"""The configuration of one demo tenant, as it stands between two requests."""

from __future__ import annotations

from dataclasses import dataclass, field

from mfa_tui.demo.types import Json


@dataclass
class Build:
    """The build of a draft. As recorded, one with dependencies is ready at the third poll, any other at the first.

    started_at: a Unix second. looks: how often the Action was read since.
    """

    started_at: float
    looks: int = 0


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
