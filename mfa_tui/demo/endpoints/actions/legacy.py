"""/api/v2/rules, rules-configs and hooks: what was there before Actions, and stopped executing on 2026-11-18."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from mfa_tui.demo.context import tenant_of
from mfa_tui.demo.http.bearer import requires
from mfa_tui.demo.http.errors import ApiError, JsonAnswer, NoContent
from mfa_tui.demo.http.routing import Routes
from mfa_tui.demo.http.schemas import BOOLEAN, STRING, array, choice, fields, integer, mapping, text
from mfa_tui.demo.http.validation import read_body
from mfa_tui.demo.resources.audit import writes
from mfa_tui.demo.resources.collection import Collection
from mfa_tui.demo.types import Json

_NAME = text(pattern="^[a-zA-Z0-9]([ \\-a-zA-Z0-9]*[a-zA-Z0-9])?$")
_SCRIPT = text(shortest=1)
_RULE = {"name": _NAME, "script": _SCRIPT, "order": integer(0), "enabled": BOOLEAN}


class _Rules(Collection):
    def add(self, request: Request, item: Json) -> Json:
        """Let a rule run last where no order was sent."""
        last = max((rule["order"] for rule in self.of(request)), default=0)
        return super().add(request, {"order": last + 1, **item})


_RULES = _Rules(
    "rules",
    "rules",
    # Auth0's document leaves `stage` out here, and its Deploy CLI sends it.
    created=fields("name script", {**_RULE, "stage": choice("login_success login_failure pre_authorize")}),
    updated={**fields(properties=_RULE), "minProperties": 1},
    missing="Rule not found.",
    name="rules",
    prefix="rul_",
    filters={"enabled": BOOLEAN},
    unique="name",
    conflict="A rule with the same name already exists.",
    defaults={"enabled": True, "stage": "login_success"},
    forgiving=True,
)
_TRIGGER = choice(
    "credentials-exchange pre-user-registration post-user-registration post-change-password send-phone-message"
)
_UPDATE = {
    "name": _NAME,
    "script": _SCRIPT,
    "enabled": BOOLEAN,
    "dependencies": mapping(STRING),
}
_HOOKS = Collection(
    "hooks",
    "hooks",
    created=fields("name script triggerId", {**_UPDATE, "triggerId": _TRIGGER}),
    updated=fields(properties=_UPDATE),
    missing="Hook not found.",
    name="hooks",
    filters={"enabled": BOOLEAN, "triggerId": _TRIGGER},
    unique="name",
    conflict="Hook with the same name already exists.",
    defaults={"enabled": False, "dependencies": {}},
    statuses=(201, 201),
    forgiving=True,
)


def _secrets(request: Request) -> Json:
    return tenant_of(request).documents.setdefault(f"hooks/{_HOOKS.find(request)['id']}/secrets", {})


@requires("read:hooks")
async def read_secrets(request: Request) -> Response:
    """GET hooks/{id}/secrets: their names, not their values."""
    return JsonAnswer(dict.fromkeys(_secrets(request), "_VALUE_NOT_SHOWN_"))


@requires("update:hooks")
@writes("Create hook secrets")
async def add_secrets(request: Request) -> Response:
    """POST hooks/{id}/secrets: name -> value."""
    secrets = _secrets(request)
    body = await read_body(request, mapping(STRING))
    if secrets.keys() & body.keys():
        raise ApiError(409, "Secret with the same name already exists.")
    secrets |= dict.fromkeys(body, True)
    return Response(status_code=201)


@requires("update:hooks")
@writes("Update hook secrets")
async def update_secrets(request: Request) -> Response:
    """PATCH hooks/{id}/secrets: only of names that exist."""
    secrets = _secrets(request)
    if (await read_body(request, mapping(STRING))).keys() - secrets.keys():
        raise ApiError(404, "Hook or secret not found.")
    return Response(status_code=201)


@requires("delete:hooks")
@writes("Delete hook secrets")
async def delete_secrets(request: Request) -> Response:
    """DELETE hooks/{id}/secrets: an array of names."""
    secrets = _secrets(request)
    for name in await read_body(request, array(STRING, 1)):
        secrets.pop(name, None)
    return NoContent()


def _configs(request: Request) -> Json:
    return tenant_of(request).documents.setdefault("rules-configs", {})


@requires("read:rules_configs")
async def list_configs(request: Request) -> Response:
    """GET rules-configs: their keys; as at Auth0, a value is never shown."""
    return JsonAnswer([{"key": key} for key in _configs(request)])


@requires("update:rules_configs")
@writes("Set rules config")
async def set_config(request: Request) -> Response:
    """PUT rules-configs/{key}."""
    key = request.path_params["key"]
    body = await read_body(request, fields("value", value=STRING))
    _configs(request)[key] = True
    return JsonAnswer({"key": key, "value": body["value"]})


@requires("delete:rules_configs")
@writes("Delete rules config")
async def delete_config(request: Request) -> Response:
    """DELETE rules-configs/{key}."""
    _configs(request).pop(request.path_params["key"], None)
    return NoContent()


ROUTES: Routes = (
    *_RULES.routes(),
    *_HOOKS.routes(),
    ("GET", "/api/v2/hooks/{id}/secrets", read_secrets),
    ("POST", "/api/v2/hooks/{id}/secrets", add_secrets),
    ("PATCH", "/api/v2/hooks/{id}/secrets", update_secrets),
    ("DELETE", "/api/v2/hooks/{id}/secrets", delete_secrets),
    ("GET", "/api/v2/rules-configs", list_configs),
    ("PUT", "/api/v2/rules-configs/{key}", set_config),
    ("DELETE", "/api/v2/rules-configs/{key}", delete_config),
)
