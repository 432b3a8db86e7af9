"""/api/v2/actions: the tenant's Actions, and which of them run at a trigger. Reading only."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from .bearer import requires
from .errors import ApiError, JsonAnswer
from .listing import PAGE, page_of
from .routing import Routes
from .state import Json, tenant_of
from .validation import Schema, read_path, read_query

TRIGGERS = [
    "post-login",
    "credentials-exchange",
    "pre-user-registration",
    "post-user-registration",
    "post-change-password",
    "send-phone-message",
    "custom-phone-provider",
    "custom-email-provider",
    "password-reset-post-challenge",
    "custom-token-exchange",
    "event-stream",
    "password-hash-migration",
    "login-post-identifier",
    "signup-post-identifier",
]
_FILTERS: dict[str, Schema] = {
    "triggerId": {"type": "string", "enum": TRIGGERS},
    "actionName": {"type": "string"},
    "deployed": {"type": "boolean"},
    "installed": {"type": "boolean"},
}
_PER_PAGE = 20


@requires("read:actions")
async def list_actions(request: Request) -> Response:
    """GET actions/actions, filtered, 20 a page unless told otherwise.

    `installed=true` wants those from the marketplace, of which this tenant has none.
    """
    query = read_query(request, PAGE | _FILTERS)
    page, per_page = query.get("page", 0), query.get("per_page", _PER_PAGE)
    found = [action for action in tenant_of(request).actions if _matches(action, query)]
    return JsonAnswer(
        {
            "actions": page_of(found, page, per_page),
            "total": len(found),
            "page": page,
            "per_page": per_page,
        }
    )


@requires("read:actions")
async def read_action(request: Request) -> Response:
    """GET actions/actions/{id}. Auth0's words for an unknown id were not seen."""
    wanted = request.path_params["id"]
    for action in tenant_of(request).actions:
        if action["id"] == wanted:
            return JsonAnswer(action)
    raise ApiError(404, "The action does not exist.")


@requires("read:actions")
async def list_bindings(request: Request) -> Response:
    """GET actions/triggers/{triggerId}/bindings: in the order in which they run.

    As recorded, `page` is absent from the first page.
    """
    trigger = read_path(request, "triggerId", TRIGGERS)
    query = read_query(request, PAGE)
    page, per_page = query.get("page", 0), query.get("per_page", _PER_PAGE)
    bindings = tenant_of(request).bindings.get(trigger, [])
    answer = {"bindings": page_of(bindings, page, per_page), "total": len(bindings), "per_page": per_page}
    return JsonAnswer(answer | ({"page": page} if page else {}))


def _matches(action: Json, query: dict[str, Any]) -> bool:
    return (
        ("triggerId" not in query or query["triggerId"] in {t["id"] for t in action["supported_triggers"]})
        and ("actionName" not in query or query["actionName"] == action["name"])
        and ("deployed" not in query or query["deployed"] is ("deployed_version" in action))
        and not query.get("installed", False)
    )


ROUTES: Routes = (
    ("GET", "/api/v2/actions/actions", list_actions),
    ("GET", "/api/v2/actions/actions/{id}", read_action),
    ("GET", "/api/v2/actions/triggers/{triggerId}/bindings", list_bindings),
)
