"""The triggers that Actions can be written for, and the runtimes that each version of a trigger offers."""

from __future__ import annotations

from collections.abc import Iterable

from mfa_tui.demo.types import Json

_ROWS = """
post-login v3 CURRENT node12,node16,node18-actions,node22 trigger-bound
post-login v2 DEPRECATED node12,node16 trigger-bound
post-login v1 DEPRECATED node12 trigger-bound
credentials-exchange v2 CURRENT node12,node16,node18-actions,node22 trigger-bound
credentials-exchange v1 DEPRECATED node12 trigger-bound
pre-user-registration v2 CURRENT node12,node16,node18-actions,node22 trigger-bound
pre-user-registration v1 DEPRECATED node12 trigger-bound
post-user-registration v2 CURRENT node12,node16,node18-actions,node22 trigger-bound
post-user-registration v1 DEPRECATED node12 trigger-bound
post-change-password v2 CURRENT node12,node16,node18-actions,node22 trigger-bound
post-change-password v1 DEPRECATED node12 trigger-bound
send-phone-message v2 CURRENT node12,node16,node18-actions,node22 trigger-bound
send-phone-message v1 DEPRECATED node12 trigger-bound
custom-phone-provider v1 CURRENT node18-actions,node22 trigger-bound
custom-email-provider v1 CURRENT node18-actions,node22 trigger-bound
password-reset-post-challenge v1 CURRENT node18-actions,node22 trigger-bound
custom-token-exchange v1 CURRENT node18-actions,node22 entity-bound
event-stream v1 CURRENT node22 entity-bound
password-hash-migration v1 CURRENT node22 entity-bound
login-post-identifier v1 CURRENT node22 trigger-bound
signup-post-identifier v1 CURRENT node22 trigger-bound
"""


def _trigger(row: str) -> Json:
    name, version, status, runtimes, policy = row.split()
    offered = runtimes.split(",")
    return {
        "id": name,
        "version": version,
        "status": status,
        "runtimes": offered,
        "default_runtime": offered[-1],
        "binding_policy": policy,
    }


CATALOG = [_trigger(row) for row in _ROWS.strip().splitlines()]
TRIGGERS = list(dict.fromkeys(trigger["id"] for trigger in CATALOG))
ENTITY_BOUND = frozenset(trigger["id"] for trigger in CATALOG if trigger["binding_policy"] == "entity-bound")
ONE_ACTION_ONLY = frozenset({"custom-phone-provider", "custom-email-provider"})
# A name that recordings use and the catalog does not.
RUNTIMES = frozenset(runtime for trigger in CATALOG for runtime in trigger["runtimes"]) | {"node18"}


def supported(sent: Iterable[Json]) -> list[Json]:
    """Return the triggers of an Action as it shows them; one sent without a version gets the newest."""
    return [{"id": one["id"], "version": one.get("version") or _of(one["id"])["version"]} for one in sent]


def default_runtime(triggers: list[Json]) -> str:
    """Return the runtime of an Action that names none."""
    runtime: str = _of(triggers[0]["id"], triggers[0]["version"])["default_runtime"]
    return runtime


def _of(trigger_id: str, version: str | None = None) -> Json:
    versions = [trigger for trigger in CATALOG if trigger["id"] == trigger_id]
    return next((trigger for trigger in versions if trigger["version"] == version), versions[0])
