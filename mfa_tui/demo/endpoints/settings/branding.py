"""/api/v2/branding: the colors of the login pages, their theme and their page template."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from mfa_tui.demo.context import tenant_of
from mfa_tui.demo.http.bearer import requires
from mfa_tui.demo.http.errors import ApiError, JsonAnswer, NoContent
from mfa_tui.demo.http.routing import Routes
from mfa_tui.demo.http.schemas import OBJECT, STRING, fields, nullable
from mfa_tui.demo.http.validation import read_body
from mfa_tui.demo.resources.audit import writes
from mfa_tui.demo.resources.collection import Collection
from mfa_tui.demo.resources.document import Document
from mfa_tui.demo.types import Json

_COLORS = fields(primary=nullable(STRING), page_background={"type": ["string", "object", "null"]})
_BRANDING = Document(
    "branding",
    "branding",
    fields(
        colors=nullable(_COLORS),
        favicon_url=nullable(STRING),
        logo_url=nullable(STRING),
        font=nullable(fields(url=nullable(STRING))),
    ),
    {"colors": {"primary": "rebeccapurple", "page_background": "white"}, "logo_url": "https://acme.example/logo.png"},
)
_PARTS = dict.fromkeys(("borders", "colors", "fonts", "page_background", "widget"), OBJECT)
_THEME = fields(" ".join(_PARTS), {**_PARTS, "displayName": STRING, "identifiers": OBJECT})
_THEMES = Collection(
    "branding/themes",
    "branding",
    created=_THEME,
    updated=_THEME,
    missing="There was an error retrieving branding settings: the theme does not exist",
    key="themeId",
    style="array",
    defaults={"displayName": "Unnamed Theme"},
    statuses=(200, 200),
    may_create="update",
)
_TEMPLATE = "branding/templates/universal-login"


@requires("read:branding")
async def read_default_theme(request: Request) -> Response:
    """GET branding/themes/default: the first one."""
    themes = _THEMES.of(request)
    if not themes:
        raise ApiError(404, _THEMES.missing)
    return JsonAnswer(themes[0])


@requires("read:branding")
async def read_template(request: Request) -> Response:
    """GET branding/templates/universal-login: `body`, in Liquid."""
    try:
        return JsonAnswer(tenant_of(request).documents[_TEMPLATE])
    except KeyError:
        raise ApiError(404, "The template does not exist", "inexistent_template") from None


@requires("update:branding")
@writes("Set universal login template")
async def set_template(request: Request) -> Response:
    """PUT branding/templates/universal-login."""
    body: Json = await read_body(request, fields("template", template=STRING))
    tenant_of(request).documents[_TEMPLATE] = {"body": body["template"]}
    return NoContent()


@requires("delete:branding")
@writes("Delete universal login template")
async def delete_template(request: Request) -> Response:
    """DELETE branding/templates/universal-login."""
    tenant_of(request).documents.pop(_TEMPLATE, None)
    return NoContent()


ROUTES: Routes = (
    *_BRANDING.routes(),
    ("GET", "/api/v2/branding/themes/default", read_default_theme),
    *_THEMES.routes(),
    ("GET", f"/api/v2/{_TEMPLATE}", read_template),
    ("PUT", f"/api/v2/{_TEMPLATE}", set_template),
    ("DELETE", f"/api/v2/{_TEMPLATE}", delete_template),
)
