"""Profiles: of self-service single sign-on, of user attributes, of connections and of token exchange.

Auth0's document has only the last of them; the names of the others are those of its SDKs.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from mfa_tui.demo.context import tenant_of
from mfa_tui.demo.http.bearer import requires
from mfa_tui.demo.http.errors import JsonAnswer
from mfa_tui.demo.http.routing import Routes
from mfa_tui.demo.http.schemas import OBJECT, STRING, STRINGS, array, choice, fields, mapping, nullable, text
from mfa_tui.demo.http.validation import read_body
from mfa_tui.demo.resources.audit import writes
from mfa_tui.demo.resources.collection import Collection
from mfa_tui.demo.types import Json

_SELF_SERVICE_FIELDS = {
    "name": text(100, 1),
    "description": nullable(text(140)),
    "branding": nullable(OBJECT),
    "allowed_strategies": STRINGS,
    "user_attributes": nullable(array(OBJECT)),
    "user_attribute_profile_id": nullable(STRING),
}
_ATTRIBUTES = {"name": text(128, 1), "user_id": nullable(OBJECT), "user_attributes": OBJECT}
_CONNECTION = {
    "name": text(50, 1),
    "organization": nullable(OBJECT),
    "connection_name_prefix_template": nullable(STRING),
    "enabled_features": STRINGS,
    "connection_config": OBJECT,
    "strategy_overrides": OBJECT,
    "provisioning": OBJECT,
    "cross_app_access_resource_app": OBJECT,
}
_SELF_SERVICE = Collection(
    "self-service-profiles",
    "self_service_profiles",
    created=fields("name", _SELF_SERVICE_FIELDS),
    updated=fields(properties=_SELF_SERVICE_FIELDS),
    missing="The self-service profile does not exist.",
    name="self_service_profiles",
    prefix="ssp_",
    stamped=True,
)


class _TokenExchange(Collection):
    async def _update(self, request: Request) -> Response:
        await super()._update(request)
        return Response(status_code=200)  # as documented, without a body


_TOKEN_EXCHANGE = _TokenExchange(
    "token-exchange-profiles",
    "token_exchange_profiles",
    created=fields(
        "name subject_token_type action_id type",
        name=text(50, 3),
        subject_token_type=text(100, 8),
        action_id=text(36, 1),
        type=choice("custom_authentication"),
    ),
    updated=fields(name=text(50, 3), subject_token_type=text(100, 8)),
    missing="Token Exchange Profile not found.",
    name="token_exchange_profiles",
    prefix="tep_",
    style="cursor",
    unique="subject_token_type",
    conflict="subject_token_type already exists for tenant",
    stamped=True,
    forgiving=True,
)
_OTHERS = (
    Collection(
        "user-attribute-profiles",
        "user_attribute_profiles",
        created=fields("name user_attributes", _ATTRIBUTES),
        updated=fields(properties=_ATTRIBUTES),
        missing="The user attribute profile does not exist.",
        name="user_attribute_profiles",
        prefix="uap_",
        style="cursor",
    ),
    Collection(
        "connection-profiles",
        "connection_profiles",
        created=fields("name", _CONNECTION),
        updated=fields(properties=_CONNECTION),
        missing="The connection profile does not exist.",
        name="connection_profiles",
        prefix="cop_",
        style="cursor",
    ),
)


def _texts(request: Request) -> tuple[Json, str]:
    """Return the texts of a profile, and under which name they have the one that is asked for."""
    profile = _SELF_SERVICE.find(request)
    texts = tenant_of(request).documents.setdefault(f"self-service-profiles/{profile['id']}/custom-text", {})
    return texts, f"{request.path_params['language']}/{request.path_params['page']}"


@requires("read:self_service_profile_custom_texts")
async def read_text(request: Request) -> Response:
    """GET self-service-profiles/{id}/custom-text/{language}/{page}: an empty object where there is none."""
    texts, name = _texts(request)
    return JsonAnswer(texts.get(name, {}))


@requires("update:self_service_profile_custom_texts")
@writes("Set self-service profile text")
async def set_text(request: Request) -> Response:
    """PUT self-service-profiles/{id}/custom-text/{language}/{page}."""
    texts, name = _texts(request)
    texts[name] = await read_body(request, mapping(STRING))
    return JsonAnswer(texts[name])


_TEXT = "/api/v2/self-service-profiles/{id}/custom-text/{language}/{page}"
ROUTES: Routes = (
    *(route for collection in (_SELF_SERVICE, _TOKEN_EXCHANGE, *_OTHERS) for route in collection.routes()),
    ("GET", _TEXT, read_text),
    ("PUT", _TEXT, set_text),
)
