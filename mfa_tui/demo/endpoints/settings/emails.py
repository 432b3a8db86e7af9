"""/api/v2/emails/provider and email-templates: who delivers a tenant's email, and in which words.

As at Auth0, secrets of the provider are taken and never shown, and a template that was never changed does not exist.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from mfa_tui.demo.context import tenant_of
from mfa_tui.demo.http.bearer import requires
from mfa_tui.demo.http.errors import ApiError, JsonAnswer, NoContent
from mfa_tui.demo.http.listing import FIELDS, only_fields
from mfa_tui.demo.http.routing import Routes
from mfa_tui.demo.http.schemas import BOOLEAN, INTEGER, OBJECT, STRING, choice, fields, integer, nullable, text
from mfa_tui.demo.http.validation import read_body, read_path, read_query
from mfa_tui.demo.resources.audit import writes
from mfa_tui.demo.resources.document import merge, without
from mfa_tui.demo.types import Json

_PROVIDER_PATH = "emails/provider"
_TEMPLATES_PATH = "email-templates"
_KEY = text(shortest=1)
_EU = nullable(choice("eu"))
_PROVIDER = {
    "name": choice("mailgun mandrill sendgrid resend ses sparkpost smtp azure_cs ms365 custom"),
    "enabled": BOOLEAN,
    "default_from_address": STRING,
    "credentials": {
        "anyOf": [
            fields("api_key", api_key=_KEY),
            fields(accessKeyId=_KEY, secretAccessKey=_KEY, region=_KEY),
            fields(smtp_host=STRING, smtp_port=INTEGER, smtp_user=_KEY, smtp_pass=_KEY),
            fields(api_key=_KEY, region=_EU),
            fields(api_key=_KEY, domain=text(shortest=4), region=_EU),
            fields(connectionString=_KEY),
            fields(tenantId=_KEY, clientId=_KEY, clientSecret=_KEY),
        ]
    },
    "settings": nullable(OBJECT),
}
_SECRETS = ("api_key", "accessKeyId", "secretAccessKey", "smtp_pass", "connectionString", "clientSecret", "domain")
_NAMES = """
    verify_email verify_email_by_code auth_email_by_code reset_email reset_email_by_code welcome_email blocked_account
    stolen_credentials enrollment_email mfa_oob_code user_invitation change_password password_reset async_approval
"""
_TEMPLATE = {
    "template": choice(_NAMES),
    "body": nullable(STRING),
    "from": nullable(STRING),
    "resultUrl": nullable(STRING),
    "subject": nullable(STRING),
    "syntax": nullable(STRING),
    "urlLifetimeInSeconds": nullable(integer(0)),
    "includeEmailInRedirect": BOOLEAN,
    "enabled": nullable(BOOLEAN),
}
_WHOLE_TEMPLATE = fields("template body from subject syntax enabled", _TEMPLATE)


def _provider(request: Request) -> Json:
    try:
        return tenant_of(request).documents[_PROVIDER_PATH]
    except KeyError:
        raise ApiError(404, "Email provider has not been configured.", "inexistent_email_provider") from None


def _templates(request: Request) -> Json:
    return tenant_of(request).documents.setdefault(_TEMPLATES_PATH, {})


@requires("read:email_provider")
async def read_provider(request: Request) -> Response:
    """GET emails/provider, or a 404 where there is none."""
    query = read_query(request, FIELDS)
    return JsonAnswer(only_fields(_provider(request), query))


@requires("create:email_provider")
@writes("Create email provider")
async def create_provider(request: Request) -> Response:
    """POST emails/provider: the first one. A second one is a 409."""
    body = await read_body(request, fields("name credentials", _PROVIDER))
    documents = tenant_of(request).documents
    if _PROVIDER_PATH in documents:
        raise ApiError(409, "Email provider is already configured.", "email_provider_conflict")
    documents[_PROVIDER_PATH] = {"enabled": True, **without(body, _SECRETS)}
    return JsonAnswer(documents[_PROVIDER_PATH], 201)


@requires("update:email_provider")
@writes("Update email provider")
async def update_provider(request: Request) -> Response:
    """PATCH emails/provider: other credentials replace the old ones."""
    provider = _provider(request)
    body = without(await read_body(request, fields(properties=_PROVIDER)), _SECRETS)
    if "credentials" in body:
        provider.pop("credentials", None)
    merge(provider, body)
    return JsonAnswer(provider)


@requires("delete:email_provider")
@writes("Delete email provider")
async def delete_provider(request: Request) -> Response:
    """DELETE emails/provider."""
    _provider(request)
    del tenant_of(request).documents[_PROVIDER_PATH]
    return NoContent()


@requires("create:email_templates")
@writes("Create email template")
async def create_template(request: Request) -> Response:
    """POST email-templates: take Auth0's place with words of one's own."""
    body = await read_body(request, _WHOLE_TEMPLATE)
    templates = _templates(request)
    if body["template"] in templates:
        raise ApiError(409, f"Template {body['template']} already exists.", "email_template_exists")
    templates[body["template"]] = body
    return JsonAnswer(body)


def _template(request: Request) -> Json:
    """Return the template that the path names. Raises ApiError 400 for a name that none has, else 404."""
    name = read_path(request, "templateName", _NAMES.split())
    try:
        found: Json = _templates(request)[name]
    except KeyError:
        raise ApiError(404, f"The template {name} does not exist.", "inexistent_email_template") from None
    return found


@requires("read:email_templates")
async def read_template(request: Request) -> Response:
    """GET email-templates/{templateName}."""
    return JsonAnswer(_template(request))


@requires("update:email_templates")
@writes("Update email template")
async def update_template(request: Request) -> Response:
    """PATCH email-templates/{templateName}."""
    template = _template(request)
    template |= await read_body(request, fields(properties=_TEMPLATE))
    return JsonAnswer(template)


@requires("update:email_templates")
@writes("Replace email template")
async def replace_template(request: Request) -> Response:
    """PUT email-templates/{templateName}."""
    _template(request)
    body = await read_body(request, _WHOLE_TEMPLATE)
    _templates(request)[request.path_params["templateName"]] = body
    return JsonAnswer(body)


ROUTES: Routes = (
    ("GET", "/api/v2/emails/provider", read_provider),
    ("POST", "/api/v2/emails/provider", create_provider),
    ("PATCH", "/api/v2/emails/provider", update_provider),
    ("DELETE", "/api/v2/emails/provider", delete_provider),
    ("POST", "/api/v2/email-templates", create_template),
    ("GET", "/api/v2/email-templates/{templateName}", read_template),
    ("PATCH", "/api/v2/email-templates/{templateName}", update_template),
    ("PUT", "/api/v2/email-templates/{templateName}", replace_template),
)
