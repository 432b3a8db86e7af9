"""/api/v2/actions/actions: the tenant's Actions and their versions. The code is kept and never run."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from mfa_tui.demo.context import directory_of, now_of, tenant_of
from mfa_tui.demo.endpoints.actions import action_library as library
from mfa_tui.demo.endpoints.actions.action_triggers import ONE_ACTION_ONLY, TRIGGERS
from mfa_tui.demo.http.bearer import requires
from mfa_tui.demo.http.errors import ApiError, JsonAnswer, NoContent
from mfa_tui.demo.http.listing import PAGE, counted_page
from mfa_tui.demo.http.routing import Routes
from mfa_tui.demo.http.validation import Schema, read_body, read_query
from mfa_tui.demo.resources.audit import writes
from mfa_tui.demo.tenant.state import Tenant
from mfa_tui.demo.types import Json

_FILTERS: dict[str, Schema] = {
    "triggerId": {"type": "string", "enum": TRIGGERS},
    "actionName": {"type": "string"},
    "deployed": {"type": "boolean"},
    "installed": {"type": "boolean"},
}
_FORCE: dict[str, Schema] = {"force": {"type": "boolean"}}
_STRING = {"type": "string"}


def _object(properties: Json, required: tuple[str, ...] = (), *, open_: bool = False) -> Json:
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": open_}


_TRIGGER = _object(
    {
        "id": {"type": "string", "enum": TRIGGERS},
        "version": _STRING,
        "status": _STRING,
        "runtimes": {"type": "array", "items": _STRING},
        "default_runtime": _STRING,
        "compatible_triggers": {"type": "array", "items": {"type": "object"}},
        "binding_policy": {"type": "string", "enum": ["trigger-bound", "entity-bound"]},
    },
    ("id",),
)
_MODULE = {
    "module_id": _STRING,
    "module_name": _STRING,
    "module_version_id": _STRING,
    "module_version_number": {"type": "integer"},
}
_DRAFT = {
    "name": {"type": "string", "minLength": 1},
    "supported_triggers": {"type": "array", "minItems": 1, "items": _TRIGGER},
    "code": _STRING,
    "dependencies": {
        "type": "array",
        "items": _object({"name": _STRING, "version": _STRING, "registry_url": _STRING}),
    },
    "runtime": _STRING,
    "secrets": {"type": "array", "items": _object({"name": _STRING, "value": _STRING}, open_=True)},
    "modules": {"type": "array", "items": _object(_MODULE)},
}
_CREATE = _object(_DRAFT | {"deploy": {"type": "boolean"}}, ("name", "supported_triggers"))
_UPDATE = _object(_DRAFT)
_ROLL_BACK = _object({"update_draft": {"type": "boolean"}}) | {"type": ["object", "null"]}
_TEST = _object({"payload": {"type": "object"}}, ("payload",))


@requires("read:actions")
async def list_actions(request: Request) -> Response:
    """GET actions/actions, filtered, 20 a page unless told otherwise.

    `installed=true` wants those from the marketplace, of which this tenant has none.
    """
    query = read_query(request, PAGE | _FILTERS)
    tenant = tenant_of(request)
    found = [action for action in tenant.actions if _matches(action, query)]
    for action in found:
        library.look(tenant, action, now_of(request))
    return JsonAnswer(counted_page(found, query, "actions"))


@requires("read:actions")
async def read_action(request: Request) -> Response:
    """GET actions/actions/{id}. Each read is a poll of the build."""
    tenant = tenant_of(request)
    return JsonAnswer(library.look(tenant, _action(request), now_of(request)))


@requires("create:actions")
@writes("Create an action")
async def create_action(request: Request) -> Response:
    """POST actions/actions: a draft that is being built, and with `deploy` a version of it."""
    body: Json = await read_body(request, _CREATE)
    tenant, now, random = tenant_of(request), now_of(request), directory_of(request).random
    _check_name(tenant, body["name"])
    action = library.new_action(random, body, now)
    _check_provider(tenant, action)
    tenant.actions.append(action)
    library.start_build(tenant, action, now)
    if body.get("deploy"):
        library.deploy_with_build(tenant, action, random, now)
    return JsonAnswer(action, 201)


@requires("update:actions")
@writes("Update an action")
async def update_action(request: Request) -> Response:
    """PATCH actions/actions/{id}: changes the draft only, and builds it again."""
    body: Json = await read_body(request, _UPDATE)
    tenant, now, action = tenant_of(request), now_of(request), _action(request)
    if body.get("name", action["name"]) != action["name"]:
        _check_name(tenant, body["name"])
    library.update_draft(action, body, now)
    library.start_build(tenant, action, now)
    return JsonAnswer(action)


@requires("delete:actions")
@writes("Delete an action")
async def delete_action(request: Request) -> Response:
    """DELETE actions/actions/{id}: 409 where it is bound, unless `force` also removes its bindings."""
    force = read_query(request, _FORCE).get("force", False)
    tenant, action = tenant_of(request), _action(request)
    bound = any(binding["action"]["id"] == action["id"] for one in tenant.bindings.values() for binding in one)
    if bound and not force:
        raise ApiError(409, "Unable to delete an action bound to a trigger.")
    library.remove(tenant, action)
    return NoContent()


@requires("create:actions")
@writes("Deploy an action")
async def deploy_action(request: Request) -> Response:
    """POST actions/actions/{id}/deploy: a version of the draft. 200 as recorded; the API document says 202."""
    tenant, now, action = tenant_of(request), now_of(request), _action(request)
    library.settle(tenant, action, now)
    if action["status"] != "built":
        raise ApiError(400, "A draft must be in the 'built' state before it can be deployed.")
    return JsonAnswer(library.deploy(tenant, action, action, directory_of(request).random, now))


@requires("create:actions")
async def test_action(request: Request) -> Response:
    """POST actions/actions/{id}/test. Nothing runs here, so the result is empty."""
    await read_body(request, _TEST)
    _action(request)
    return JsonAnswer({"payload": {}})


@requires("read:actions")
async def list_versions(request: Request) -> Response:
    """GET actions/actions/{actionId}/versions, newest first."""
    query = read_query(request, PAGE)
    return JsonAnswer(counted_page(library.versions_of(tenant_of(request), _of_version(request)), query, "versions"))


@requires("read:actions")
async def read_version(request: Request) -> Response:
    """GET actions/actions/{actionId}/versions/{id}."""
    return JsonAnswer(library.find_version(tenant_of(request), _of_version(request), request.path_params["id"]))


@requires("create:actions")
@writes("Deploy an action version")
async def deploy_version(request: Request) -> Response:
    """POST actions/actions/{actionId}/versions/{id}/deploy: roll back, by a new version that is equal to an old one.

    The draft stays as it is unless `update_draft` is set. 200 as recorded; the API document says 202.
    """
    body: Json = await read_body(request, _ROLL_BACK) or {}
    tenant, now, action = tenant_of(request), now_of(request), _of_version(request)
    version = library.find_version(tenant, action, request.path_params["id"])
    if body.get("update_draft"):
        library.restore_draft(tenant, action, version, now)
    return JsonAnswer(library.deploy(tenant, action, version, directory_of(request).random, now))


@requires("read:actions")
async def read_execution(request: Request) -> Response:
    """GET actions/executions/{id}: nothing runs here, so there is none."""
    raise ApiError(404, f"The execution {request.path_params['id']} does not exist.")


def _action(request: Request) -> Json:
    return library.find(tenant_of(request), request.path_params["id"])


def _of_version(request: Request) -> Json:
    return library.find(tenant_of(request), request.path_params["actionId"])


def _check_name(tenant: Tenant, name: str) -> None:
    if any(action["name"] == name for action in tenant.actions):
        raise ApiError(409, "An action with that name already exists.")


def _check_provider(tenant: Tenant, action: Json) -> None:
    """Raise ApiError 400 for a second Action of a trigger that has one only. Auth0's exact words are not known."""
    wanted = _trigger_ids(action) & ONE_ACTION_ONLY
    if any(wanted & _trigger_ids(other) for other in tenant.actions):
        raise ApiError(400, f"Only one action can exist for the trigger {min(wanted)}.")


def _trigger_ids(action: Json) -> set[str]:
    return {trigger["id"] for trigger in action["supported_triggers"]}


def _matches(action: Json, query: dict[str, Any]) -> bool:
    return (
        ("triggerId" not in query or query["triggerId"] in _trigger_ids(action))
        and ("actionName" not in query or query["actionName"] == action["name"])
        and ("deployed" not in query or query["deployed"] is ("deployed_version" in action))
        and not query.get("installed", False)
    )


_ACTIONS = "/api/v2/actions/actions"
_VERSIONS = f"{_ACTIONS}/{{actionId}}/versions"
ROUTES: Routes = (
    ("GET", _ACTIONS, list_actions),
    ("POST", _ACTIONS, create_action),
    ("GET", f"{_ACTIONS}/{{id}}", read_action),
    ("PATCH", f"{_ACTIONS}/{{id}}", update_action),
    ("DELETE", f"{_ACTIONS}/{{id}}", delete_action),
    ("POST", f"{_ACTIONS}/{{id}}/deploy", deploy_action),
    ("POST", f"{_ACTIONS}/{{id}}/test", test_action),
    ("GET", _VERSIONS, list_versions),
    ("GET", f"{_VERSIONS}/{{id}}", read_version),
    ("POST", f"{_VERSIONS}/{{id}}/deploy", deploy_version),
    ("GET", "/api/v2/actions/executions/{id}", read_execution),
)
