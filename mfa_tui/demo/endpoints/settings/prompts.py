"""/api/v2/prompts: which login pages a tenant has, and the words and parts of its own that they show."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from mfa_tui.demo.context import tenant_of
from mfa_tui.demo.http.bearer import requires
from mfa_tui.demo.http.errors import JsonAnswer
from mfa_tui.demo.http.listing import FIELDS, PAGE, TOTALS, listed, only_fields
from mfa_tui.demo.http.routing import Routes
from mfa_tui.demo.http.schemas import BOOLEAN, OBJECT, choice, fields, mapping, nullable
from mfa_tui.demo.http.validation import read_body, read_path, read_query
from mfa_tui.demo.resources.audit import writes
from mfa_tui.demo.resources.document import Document
from mfa_tui.demo.types import Json

LOCALES = """
    am ar ar-EG ar-SA az bg bn bs ca-ES cnr cs cy da de el en en-CA es es-419 es-AR es-MX et eu-ES fa fi fr fr-CA fr-FR
    gl-ES gu he hi hr hu hy id is it ja ka kk kn ko lt lv mk ml mn mr ms my nb nl nn no pa pl pt pt-BR pt-PT ro ru sk
    sl so sq sr sv sw ta te th tl tr uk ur vi zgh zh-CN zh-HK zh-MO zh-TW
"""
_PROMPTS = """
    login login-id login-password login-passwordless login-email-verification signup signup-id signup-password
    phone-identifier-enrollment phone-identifier-challenge email-identifier-challenge reset-password custom-form consent
    customized-consent logout mfa-push mfa-otp mfa-voice mfa-phone mfa-webauthn mfa-sms mfa-email mfa-recovery-code mfa
    status device-flow email-verification email-otp-challenge organizations invitation common passkeys captcha
    brute-force-protection async-approval-flow confirmation
"""
_WITH_PARTIALS = """
    login login-id login-password login-passwordless signup signup-id signup-password customized-consent passkeys
"""
_SETTINGS = Document(
    "prompts",
    "prompts",
    fields(
        universal_login_experience=choice("new classic"),
        identifier_first=nullable(BOOLEAN),
        webauthn_platform_first_factor=nullable(BOOLEAN),
    ),
    {"universal_login_experience": "new", "identifier_first": False, "webauthn_platform_first_factor": False},
)
_RENDERING: Json = {"prompt": choice(_PROMPTS), "screen": {"type": "string"}, "rendering_mode": {"type": "string"}}


def _texts(request: Request) -> Json:
    """Return the texts of the tenant, by `partials/PROMPT` and `custom-text/PROMPT/LANGUAGE`."""
    return tenant_of(request).documents.setdefault("prompts/texts", {})


def _custom_text(request: Request) -> str:
    prompt, language = read_path(request, "prompt", _PROMPTS.split()), read_path(request, "language", LOCALES.split())
    return f"custom-text/{prompt}/{language}"


@requires("read:prompts")
async def read_partials(request: Request) -> Response:
    """GET prompts/{prompt}/partials: an empty object where there are none."""
    prompt = read_path(request, "prompt", _WITH_PARTIALS.split())
    return JsonAnswer(_texts(request).get(f"partials/{prompt}", {}))


@requires("update:prompts")
@writes("Set prompt partials")
async def set_partials(request: Request) -> Response:
    """PUT prompts/{prompt}/partials: by screen, then by place, HTML."""
    prompt = read_path(request, "prompt", _WITH_PARTIALS.split())
    _texts(request)[f"partials/{prompt}"] = await read_body(request, mapping(mapping({"type": "string"})))
    return Response(status_code=200)


@requires("read:prompts")
async def read_custom_text(request: Request) -> Response:
    """GET prompts/{prompt}/custom-text/{language}: an empty object where there is none."""
    return JsonAnswer(_texts(request).get(_custom_text(request), {}))


@requires("update:prompts")
@writes("Set custom text of a prompt")
async def set_custom_text(request: Request) -> Response:
    """PUT prompts/{prompt}/custom-text/{language}: by screen, then by name, text."""
    name = _custom_text(request)
    _texts(request)[name] = await read_body(request, mapping(OBJECT))
    return JsonAnswer(_texts(request)[name])


@requires("read:prompts")
async def list_rendering(request: Request) -> Response:
    """GET prompts/rendering: the screens with pages of the tenant's own. There are none."""
    query = read_query(request, PAGE | TOTALS | FIELDS | _RENDERING)
    return JsonAnswer(listed([], query, "configs", lambda item: only_fields(item, query)))


ROUTES: Routes = (
    *_SETTINGS.routes(),
    ("GET", "/api/v2/prompts/rendering", list_rendering),
    ("GET", "/api/v2/prompts/{prompt}/partials", read_partials),
    ("PUT", "/api/v2/prompts/{prompt}/partials", set_partials),
    ("GET", "/api/v2/prompts/{prompt}/custom-text/{language}", read_custom_text),
    ("PUT", "/api/v2/prompts/{prompt}/custom-text/{language}", set_custom_text),
)
