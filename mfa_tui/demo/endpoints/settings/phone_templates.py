"""/api/v2/branding/phone/templates: the words of a tenant's text messages and calls, one template of each type."""

from __future__ import annotations

from copy import deepcopy

from starlette.requests import Request
from starlette.responses import Response

from mfa_tui.demo.http.bearer import requires
from mfa_tui.demo.http.errors import JsonAnswer
from mfa_tui.demo.http.routing import Routes
from mfa_tui.demo.http.schemas import BOOLEAN, STRING, choice, fields, text
from mfa_tui.demo.http.validation import read_body
from mfa_tui.demo.options import DEMO_DOMAIN
from mfa_tui.demo.resources.audit import writes
from mfa_tui.demo.resources.collection import Collection
from mfa_tui.demo.types import Json

_TENANT = DEMO_DOMAIN.partition(".")[0]
_WORDS = {
    "otp_verify": "{{ code }} is your verification code for {{ tenant.friendly_name }}",
    "otp_enroll": "{{ code }} is your verification code for {{ tenant.friendly_name }}. Enter this code to enroll.",
    "change_password": "{{ code }} is your password change code for {{ tenant.friendly_name }}",
    "blocked_account": "Your account was blocked after too many failed logins: {{ url }}",
    "password_breach": "Your password was found in a breach of another website. Change it: {{ url }}",
}
_BODY = fields(text=text(20_000, 1), voice=text(20_000, 1))
_CONTENT = {"from": text(16, 1), "body": _BODY}
_TRY = fields("to", to=text(16, 1), delivery_method=choice("text voice"))


def _words(type_: str) -> Json:
    return {"syntax": "liquid", "body": {"text": _WORDS[type_], "voice": _WORDS[type_]}}


def _template(number: int, type_: str) -> Json:
    return {
        "id": f"tem_{number:022d}",
        "tenant": _TENANT,
        "channel": "phone",
        "customizable": True,
        "type": type_,
        "disabled": False,
        "content": _words(type_),
    }


class _PhoneTemplates(Collection):
    def add(self, request: Request, item: Json) -> Json:
        """Fill in Auth0's words where none were sent."""
        type_ = item.setdefault("type", "otp_verify")
        item["content"] = _words(type_) | item.get("content", {})
        return super().add(request, item)


_TEMPLATES = _PhoneTemplates(
    "branding/phone/templates",
    "phone_templates",
    created=fields(
        type=choice(" ".join(_WORDS)),
        disabled=BOOLEAN,
        content=fields(properties={**_CONTENT, "syntax": STRING}),
    ),
    updated=fields(disabled=BOOLEAN, content=fields(properties=_CONTENT)),
    missing="Phone template does not exist",
    name="templates",
    style="object",
    prefix="tem_",
    filters={"disabled": BOOLEAN},
    merged=("content",),
    unique="type",
    conflict="Phone template already configured for tenant",
    defaults={"tenant": _TENANT, "channel": "phone", "customizable": True, "disabled": False},
    initial=tuple(_template(number, type_) for number, type_ in enumerate(("otp_verify", "otp_enroll"), start=1)),
)


@requires("update:phone_templates")
@writes("Reset branding/phone/templates")
async def reset_template(request: Request) -> Response:
    """PATCH branding/phone/templates/{id}/reset: back to Auth0's words."""
    template = _TEMPLATES.find(request)
    template["content"] = deepcopy(_words(template["type"]))
    return JsonAnswer(template)


@requires("create:phone_templates")
async def try_template(request: Request) -> Response:
    """POST branding/phone/templates/{id}/try: send a test message. The demo sends none."""
    _TEMPLATES.find(request)
    await read_body(request, _TRY)
    return JsonAnswer({"message": "Message queued"}, 202)


ROUTES: Routes = (
    *_TEMPLATES.routes(),
    ("PATCH", "/api/v2/branding/phone/templates/{id}/reset", reset_template),
    ("POST", "/api/v2/branding/phone/templates/{id}/try", try_template),
)
