"""Flows, forms, vault connections, and the modules that Actions share: what runs and shows beside the login pages.

Auth0's document leaves these out; their names are those of its SDKs. What is inside them is kept as it is sent.
"""

from __future__ import annotations

from mfa_tui.demo.http.routing import Routes
from mfa_tui.demo.http.schemas import BOOLEAN, OBJECT, STRING, array, fields, text
from mfa_tui.demo.http.validation import Schema
from mfa_tui.demo.resources.collection import Collection

_LIST: Schema = {"type": "array"}
_FORM = {
    "name": text(150, 1),
    "messages": OBJECT,
    "languages": OBJECT,
    "translations": OBJECT,
    "nodes": _LIST,
    "start": OBJECT,
    "ending": OBJECT,
    "style": OBJECT,
}
_FLOW = {"name": text(150, 1), "actions": _LIST}
_MODULE = {"code": STRING, "secrets": array(OBJECT), "dependencies": array(OBJECT)}
_HYDRATE: dict[str, Schema] = {"hydrate": {}, "synchronous": BOOLEAN}

_COLLECTIONS = (
    Collection(
        "flows/vault/connections",
        "flows_vault_connections",
        created=fields("name app_id", name=text(150, 1), app_id=STRING, setup=OBJECT, ready=BOOLEAN),
        updated=fields(name=text(150, 1), setup=OBJECT),
        missing="The connection does not exist.",
        name="connections",
        prefix="ac_",
        defaults={"ready": False},
        write_only=("setup",),
        stamped=True,
    ),
    Collection(
        "flows",
        "flows",
        created=fields("name", _FLOW),
        updated=fields(properties=_FLOW),
        missing="The flow does not exist.",
        name="flows",
        prefix="af_",
        filters=_HYDRATE,
        stamped=True,
    ),
    Collection(
        "forms",
        "forms",
        created=fields("name", _FORM),
        updated=fields(properties=_FORM),
        missing="The form does not exist.",
        name="forms",
        prefix="ap_",
        filters=_HYDRATE,
        stamped=True,
    ),
    Collection(
        "actions/modules",
        "actions",
        created=fields("name code", {**_MODULE, "name": text(255, 1), "api_version": STRING, "publish": BOOLEAN}),
        updated=fields(properties=_MODULE),
        missing="The action module does not exist.",
        name="modules",
        style="counted",
        write_only=("value", "publish"),
        unique="name",
        conflict="An action module with the same name already exists.",
        stamped=True,
    ),
)
ROUTES: Routes = tuple(route for collection in _COLLECTIONS for route in collection.routes())
