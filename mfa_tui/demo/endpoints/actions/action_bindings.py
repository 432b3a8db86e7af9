"""/api/v2/actions/triggers: what can run Actions, and which Actions each of them runs, in order."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from mfa_tui.demo.context import directory_of, now_of, tenant_of
from mfa_tui.demo.endpoints.actions import action_library as library
from mfa_tui.demo.endpoints.actions.action_triggers import CATALOG, ENTITY_BOUND, ONE_ACTION_ONLY, TRIGGERS
from mfa_tui.demo.http.bearer import requires
from mfa_tui.demo.http.errors import ApiError, JsonAnswer
from mfa_tui.demo.http.instants import nanos
from mfa_tui.demo.http.listing import PAGE, counted_page
from mfa_tui.demo.http.routing import Routes
from mfa_tui.demo.http.validation import read_body, read_path, read_query
from mfa_tui.demo.resources.audit import writes
from mfa_tui.demo.tenant.state import Tenant
from mfa_tui.demo.types import Json

_SECRET = {"type": "object", "properties": {"name": {"type": "string"}, "value": {"type": "string"}}}
_REF = {
    "type": "object",
    "properties": {
        "type": {"type": "string", "enum": ["binding_id", "action_id", "action_name"]},
        "value": {"type": "string"},
    },
}
_BINDING = {
    "type": "object",
    "properties": {
        "ref": _REF,
        "display_name": {"type": "string"},
        "secrets": {"type": "array", "items": _SECRET},
    },
    "required": ("ref",),
    "additionalProperties": False,
}
_UPDATE = {
    "type": "object",
    "properties": {"bindings": {"type": "array", "items": _BINDING}},
    "additionalProperties": False,
}


@requires("read:actions")
async def list_triggers(_request: Request) -> Response:
    """GET actions/triggers: every version of every trigger."""
    return JsonAnswer({"triggers": CATALOG})


@requires("read:actions")
async def list_bindings(request: Request) -> Response:
    """GET actions/triggers/{triggerId}/bindings: in the order in which they run."""
    trigger = read_path(request, "triggerId", TRIGGERS)
    query = read_query(request, PAGE)
    if trigger in ENTITY_BOUND:
        raise ApiError(400, "cannot list action bindings for an entity-bound trigger")
    tenant = tenant_of(request)
    shown = [_shown(tenant, binding) for binding in tenant.bindings.get(trigger, [])]
    return JsonAnswer(counted_page(shown, query, "bindings"))


@requires("update:actions")
@writes("Update trigger bindings")
async def update_bindings(request: Request) -> Response:
    """PATCH actions/triggers/{triggerId}/bindings: replace them all. The order sent is the order they run in.

    As recorded, a binding that is named by its Action is new each time, id and instants too.
    """
    trigger = read_path(request, "triggerId", TRIGGERS)
    body: Json = await read_body(request, _UPDATE)
    if trigger in ENTITY_BOUND:
        raise ApiError(400, "cannot update action bindings for an entity-bound trigger")
    tenant = tenant_of(request)
    bindings = [_bound(request, trigger, sent) for sent in body.get("bindings", [])]
    if trigger in ONE_ACTION_ONLY and len(bindings) > 1:
        raise ApiError(400, f"Only one action can be bound to the trigger {trigger}.")
    tenant.bindings[trigger] = bindings
    return JsonAnswer({"bindings": [_shown(tenant, binding) for binding in bindings]})


def _bound(request: Request, trigger: str, sent: Json) -> Json:
    """Return a binding. Raises ApiError 400 for an Action that cannot be bound here."""
    tenant, ref = tenant_of(request), sent["ref"]
    kind, value = ref.get("type"), ref.get("value")
    if kind == "binding_id":
        for binding in tenant.bindings.get(trigger, []):
            if binding["id"] == value:
                return binding | ({"display_name": sent["display_name"]} if "display_name" in sent else {})
        raise ApiError(400, f"The binding {value} does not exist.")
    field = {"action_id": "id", "action_name": "name"}.get(kind or "")
    action = next((one for one in tenant.actions if field and one[field] == value), None)
    if action is None:
        raise ApiError(400, "That action does not exist.")
    if "deployed_version" not in action:
        raise ApiError(400, "Trying to create a binding for an action that has not been deployed yet")
    if not any(supported["id"] == trigger for supported in action["supported_triggers"]):
        raise ApiError(400, f"The action does not support the trigger {trigger}.")
    now = nanos(now_of(request))
    return {
        "id": library.new_id(directory_of(request).random),
        "trigger_id": trigger,
        "action": library.summary(action),
        "created_at": now,
        "updated_at": now,
        "display_name": sent.get("display_name") or action["name"],
    }


def _shown(tenant: Tenant, binding: Json) -> Json:
    """Return a binding with its Action as that is now: its name and what is deployed, never the draft."""
    action = next((one for one in tenant.actions if one["id"] == binding["action"]["id"]), None)
    if action is None:
        return binding
    deployed = {name: action[name] for name in ("current_version", "deployed_version") if name in action}
    return binding | {"action": library.summary(action) | deployed}


_BINDINGS = "/api/v2/actions/triggers/{triggerId}/bindings"
ROUTES: Routes = (
    ("GET", "/api/v2/actions/triggers", list_triggers),
    ("GET", _BINDINGS, list_bindings),
    ("PATCH", _BINDINGS, update_bindings),
)
