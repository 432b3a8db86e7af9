"""Actions as the tenant keeps them: a draft, its build, and the immutable versions that deployments make.

An Action in `Tenant.actions` is always as GET actions/actions/{id} shows it.
"""

from __future__ import annotations

from copy import deepcopy
from random import Random
from uuid import UUID

from mfa_tui.demo.endpoints.actions.action_triggers import RUNTIMES, default_runtime, supported
from mfa_tui.demo.http.errors import ApiError
from mfa_tui.demo.http.instants import nanos
from mfa_tui.demo.tenant.state import Build, Tenant
from mfa_tui.demo.types import Json

EMPTY_CODE = "module.exports = () => {}"
_LOOKS_WITH_DEPENDENCIES = 3
_BUILD_S, _BUILD_WITH_DEPENDENCIES_S = 0.1, 2.5
_CONTENT = ("code", "dependencies", "runtime", "secrets", "supported_triggers")


def new_id(random: Random) -> str:
    """Return an id as Actions, versions and bindings have."""
    return str(UUID(int=random.getrandbits(128), version=4))


def find(tenant: Tenant, action_id: str) -> Json:
    """Return an Action. Raises ApiError 404, in recorded words."""
    for action in tenant.actions:
        if action["id"] == action_id:
            return action
    raise ApiError(404, "That action does not exist.")


def find_version(tenant: Tenant, action: Json, version_id: str) -> Json:
    """Return a version of an Action. Raises ApiError 404. Auth0's exact words are not known."""
    for version in versions_of(tenant, action):
        if version["id"] == version_id:
            return version
    raise ApiError(404, "That action version does not exist.")


def versions_of(tenant: Tenant, action: Json) -> list[Json]:
    """Return the versions of an Action, newest first, each with the Action that it belongs to."""
    kept = tenant.action_versions.get(action["id"])
    if kept is None:
        kept = [action["deployed_version"]] if "deployed_version" in action else []
    return [version | {"action": summary(action)} for version in kept]


def summary(action: Json) -> Json:
    """Return the Action inside a version or a binding. As recorded, it always claims undeployed changes."""
    names = ("id", "name", "supported_triggers", "created_at", "updated_at")
    return {name: action[name] for name in names} | {"all_changes_deployed": False}


def new_action(random: Random, body: Json, at: float) -> Json:
    """Return an Action with a draft that is not built yet."""
    triggers = supported(body["supported_triggers"])
    now = nanos(at)
    return {
        "id": new_id(random),
        "name": body["name"],
        "supported_triggers": triggers,
        "created_at": now,
        "updated_at": now,
        "code": body.get("code", EMPTY_CODE),
        "dependencies": deepcopy(body.get("dependencies", [])),
        "runtime": _runtime(body.get("runtime") or default_runtime(triggers)),
        "status": "pending",
        "secrets": _secrets([], body.get("secrets", []), now),
        "all_changes_deployed": False,
    }


def update_draft(action: Json, body: Json, at: float) -> None:
    """Change the draft; what is deployed keeps running."""
    now = nanos(at)
    changed: Json = {name: deepcopy(body[name]) for name in ("name", "code", "dependencies") if name in body}
    if "runtime" in body:
        changed["runtime"] = _runtime(body["runtime"])
    if "supported_triggers" in body:
        changed["supported_triggers"] = supported(body["supported_triggers"])
    if "secrets" in body:
        changed["secrets"] = _secrets(action["secrets"], body["secrets"], now)
    action.update(changed, updated_at=now, status="pending", all_changes_deployed=False)


def start_build(tenant: Tenant, action: Json, at: float) -> None:
    """Begin to build the draft."""
    tenant.builds[action["id"]] = Build(at)


def look(tenant: Tenant, action: Json, at: float) -> Json:
    """Return the Action as a read shows it now: its build may have got further."""
    build = tenant.builds.get(action["id"])
    if build is not None:
        build.looks += 1
        if build.looks >= (_LOOKS_WITH_DEPENDENCIES if action["dependencies"] else 1):
            _finish(tenant, action, at)
        else:
            action["status"] = "building"
            settle(tenant, action, at)
    return action


def settle(tenant: Tenant, action: Json, at: float) -> None:
    """Finish a build whose time is over."""
    build = tenant.builds.get(action["id"])
    if build is not None:
        takes_s = _BUILD_WITH_DEPENDENCIES_S if action["dependencies"] else _BUILD_S
        if at - build.started_at >= takes_s:
            _finish(tenant, action, at)


def deploy(tenant: Tenant, action: Json, content: Json, random: Random, at: float) -> Json:
    """Make a version of the content of a draft or of another version, and run it. Return it as recorded.

    The answer to a deployment does not have `deployed` and `built_at` yet; every read after it has.
    """
    version = _add_version(tenant, action, content, random, at)
    version["status"] = "built"
    answer = deepcopy(version) | {"deployed": False, "action": summary(action)}
    _ready(action, version, at)
    action["all_changes_deployed"] = all(action[name] == version[name] for name in _CONTENT)
    return answer


def deploy_with_build(tenant: Tenant, action: Json, random: Random, at: float) -> None:
    """Deploy a draft as soon as it is built: the version is there at once, and pending as the draft is."""
    version = _add_version(tenant, action, action, random, at)
    action["current_version"] = _current(version)
    action["all_changes_deployed"] = True


def restore_draft(tenant: Tenant, action: Json, version: Json, at: float) -> None:
    """Make the draft equal to a version, which is built already."""
    tenant.builds.pop(action["id"], None)
    action.update(deepcopy({name: version[name] for name in _CONTENT}), status="built", updated_at=nanos(at))


def remove(tenant: Tenant, action: Json) -> None:
    """Delete an Action with its versions and bindings."""
    tenant.actions.remove(action)
    tenant.action_versions.pop(action["id"], None)
    tenant.builds.pop(action["id"], None)
    for bindings in tenant.bindings.values():
        bindings[:] = [binding for binding in bindings if binding["action"]["id"] != action["id"]]


def _add_version(tenant: Tenant, action: Json, content: Json, random: Random, at: float) -> Json:
    versions = tenant.action_versions.setdefault(
        action["id"], [action["deployed_version"]] if "deployed_version" in action else []
    )
    now = nanos(at)
    version = deepcopy({name: content[name] for name in _CONTENT}) | {
        "id": new_id(random),
        "deployed": True,
        "number": versions[0]["number"] + 1 if versions else 1,
        "status": "pending",
        "created_at": now,
        "updated_at": now,
    }
    for other in versions:
        other["deployed"] = False
    versions.insert(0, version)
    action["deployed_version"] = version
    return version


def _finish(tenant: Tenant, action: Json, at: float) -> None:
    del tenant.builds[action["id"]]
    action["status"] = "built"
    # As recorded, a built draft no longer names the registry of its dependencies.
    for dependency in action["dependencies"]:
        dependency.pop("registry_url", None)
    version = action.get("deployed_version", {})
    if version.get("status") == "pending":
        version |= {"dependencies": deepcopy(action["dependencies"]), "status": "built"}
        action["updated_at"] = nanos(at)
        _ready(action, version, at)


def _ready(action: Json, version: Json, at: float) -> None:
    version |= {"built_at": nanos(at), "updated_at": nanos(at)}
    action["current_version"] = _current(version)


def _current(version: Json) -> Json:
    """Return a version in the older form that Actions carry beside `deployed_version`."""
    shown = {name: version[name] for name in ("id", "code", "runtime", "number", "created_at", "updated_at")}
    shown["status"] = version["status"].upper()
    return shown | ({"build_time": version["built_at"]} if "built_at" in version else {})


def _secrets(before: list[Json], sent: list[Json], now: str) -> list[Json]:
    """Return the names of the secrets, those that were there first; the values are never kept."""
    names = [secret.get("name") for secret in sent]
    ordered = [secret["name"] for secret in before if secret["name"] in names]
    unchanged = {secret["name"]: secret["updated_at"] for secret in before}
    unchanged = {one["name"]: unchanged[one["name"]] for one in sent if "value" not in one and one["name"] in unchanged}
    return [
        {"name": name, "updated_at": unchanged.get(name, now)}
        for name in dict.fromkeys([*ordered, *(name for name in names if name)])
    ]


def _runtime(runtime: str) -> str:
    """Return the runtime. Raises ApiError 400; Auth0's exact words are not known."""
    if runtime not in RUNTIMES:
        raise ApiError(400, f"The runtime '{runtime}' is not supported.", "invalid_body")
    return runtime
