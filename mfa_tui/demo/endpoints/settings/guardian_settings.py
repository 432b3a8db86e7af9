"""The settings of the factors below /api/v2/guardian: one JSON document an endpoint, read whole and written whole.

The phone factor is reachable under `sms` and under `phone`; both lead to the same documents. As recorded, a PUT is
answered with what it sent, and the next GET has the fields beside it that were left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from mfa_tui.demo.context import tenant_of
from mfa_tui.demo.http.bearer import requires
from mfa_tui.demo.http.errors import JsonAnswer, legacy_phone_provider
from mfa_tui.demo.http.routing import Endpoint, Routes
from mfa_tui.demo.http.validation import read_body
from mfa_tui.demo.options import DemoOptions
from mfa_tui.demo.resources.audit import writes
from mfa_tui.demo.types import Json


def _object(properties: Mapping[str, Any], required: Iterable[str] = ()) -> Json:
    return {"type": "object", "properties": properties, "required": tuple(required), "additionalProperties": False}


def _text(longest: int = 1000, shortest: int = 1) -> Json:
    return {"type": ["string", "null"], "minLength": shortest, "maxLength": longest}


_BOOLEAN = {"type": "boolean"}
_STRING = {"type": "string", "maxLength": 10_000}
_TWILIO = {"from": _text(64, 0), "messaging_service_sid": _text(), "auth_token": _text(), "sid": _text()}
_MESSAGES = ("enrollment_message", "verification_message")
_REMEMBER = {
    "display_remember_me_checkbox": _BOOLEAN,
    "remember_me_default_value": _BOOLEAN,
    "mfa_session_inactivity_timeout": {"type": "integer", "minimum": 3600, "maximum": 2_592_000},
    "mfa_session_overall_timeout": {"type": "integer", "minimum": 3600, "maximum": 7_776_000},
}
_OTP = {
    "otp_length": {"type": "integer", "minimum": 4, "maximum": 10},
    "otp_expiration_time": {"type": "integer", "minimum": 30},
}
_WEBAUTHN = {"overrideRelyingParty": _BOOLEAN, "relyingPartyIdentifier": {"type": "string"}}


@dataclass(frozen=True)
class _Document:
    """What an endpoint takes, what it has beside that, and which fields it takes and never shows.

    hidden: not even in the answer to PUT. unread: shown in the answer to PUT, never by GET. readable: there is a GET.
    legacy: refused on a tenant with the Unified Phone Experience.
    """

    schema: Json
    defaults: Mapping[str, Any]
    patchable: bool = False
    hidden: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    readable: bool = True
    legacy: bool = False


_SNS = (
    "aws_access_key_id",
    "aws_secret_access_key",
    "aws_region",
    "sns_apns_platform_application_arn",
    "sns_gcm_platform_application_arn",
)
_AWS_REGION = "^(us-east|us-west|ap-southeast|ap-northeast|ap-central|eu-west|eu-central)-[0-9]{1,2}$"
_MESSAGE_TYPES = {"message_types": {"type": "array", "items": {"enum": ["sms", "voice"]}}}
_APNS = {"sandbox": _BOOLEAN, "bundle_id": _text(), "p12": _text(10_000)}
_DUO = {"ikey": _STRING, "skey": {**_STRING, "minLength": 1}, "host": _STRING}
_VERIFICATION = {"type": "string", "enum": ["discouraged", "preferred", "required"]}


def _provider(*names: str, legacy: bool = False) -> _Document:
    return _Document(_object({"provider": {"type": "string", "enum": list(names)}}, ["provider"]), {}, legacy=legacy)


def _firebase(name: str, longest: int) -> _Document:
    return _Document(_object({name: _text(longest)}), {}, patchable=True, hidden=(name,), readable=False)


_DOCUMENTS = {
    "factors/phone/message-types": _Document(_object(_MESSAGE_TYPES, _MESSAGE_TYPES), {}),
    "factors/phone/selected-provider": _provider("auth0", "twilio", "phone-message-hook", legacy=True),
    "factors/phone/providers/twilio": _Document(_object(_TWILIO), dict.fromkeys(_TWILIO), legacy=True),
    "factors/phone/templates": _Document(
        _object({name: {"type": "string"} for name in _MESSAGES}, _MESSAGES), {}, legacy=True
    ),
    "factors/phone/settings": _Document(_object(_OTP, _OTP), {}),
    "factors/email/settings": _Document(_object(_OTP, _OTP), {}),
    "factors/push-notification/selected-provider": _provider("guardian", "sns", "direct"),
    "factors/push-notification/providers/apns": _Document(
        _object(_APNS), {"bundle_id": None, "sandbox": False, "enabled": False}, patchable=True, hidden=("p12",)
    ),
    "factors/push-notification/providers/sns": _Document(
        _object({**dict.fromkeys(_SNS, _text()), "aws_region": {**_text(), "pattern": _AWS_REGION}}),
        {},
        patchable=True,
        unread=("aws_secret_access_key",),
    ),
    "factors/push-notification/providers/fcm": _firebase("server_key", 152),
    "factors/push-notification/providers/fcmv1": _firebase("server_credentials", 10_000),
    "factors/duo/settings": _Document(_object(_DUO), {}, patchable=True),
    "factors/webauthn-roaming/settings": _Document(
        _object({"userVerification": _VERIFICATION, **_WEBAUTHN}),
        {"userVerification": "preferred", "overrideRelyingParty": False},
    ),
    "factors/webauthn-platform/settings": _Document(_object(_WEBAUTHN), {"overrideRelyingParty": False}),
    "settings": _Document(_object(_REMEMBER, _REMEMBER), {}),
}
_ALSO_AS_SMS = ("selected-provider", "providers/twilio", "templates")


def initial_settings() -> dict[str, Json]:
    """Return every document as a tenant has it before anything was set, by its path below `guardian`."""
    return {name: dict(document.defaults) for name, document in _DOCUMENTS.items()}


def _refuse_legacy(request: Request, document: _Document) -> None:
    options: DemoOptions = request.app.state.options
    if document.legacy and options.unified_phone:
        raise legacy_phone_provider()


def _read(name: str, document: _Document) -> Endpoint:
    async def read(request: Request) -> Response:
        """GET: the document as it stands."""
        _refuse_legacy(request, document)
        stored = tenant_of(request).guardian[name]
        return JsonAnswer({field: value for field, value in stored.items() if field not in document.unread})

    return read


def _write(name: str, document: _Document, *, whole: bool) -> Endpoint:
    async def write(request: Request) -> Response:
        """PUT or PATCH: replace the document, or some of its fields; answers what was sent."""
        _refuse_legacy(request, document)
        body: Json = await read_body(request, document.schema)
        shown = {field: value for field, value in body.items() if field not in document.hidden}
        guardian = tenant_of(request).guardian
        guardian[name] = (dict(document.defaults) if whole else guardian[name]) | shown
        if body.get("p12"):  # Apple's certificate itself is never shown: this is how it is known to be there
            guardian[name]["enabled"] = True
        return JsonAnswer(shown)

    return write


def _routes() -> Iterator[tuple[str, str, Endpoint]]:
    for name, document in _DOCUMENTS.items():
        resource = "tenant_settings" if name == "settings" else "guardian_factors"
        may_read, may_write = requires(f"read:{resource}"), requires(f"update:{resource}")
        logged = writes("Update Guardian settings")
        paths = [name]
        if name.startswith("factors/phone/") and name.removeprefix("factors/phone/") in _ALSO_AS_SMS:
            paths.append(name.replace("/phone/", "/sms/"))
        for path in (f"/api/v2/guardian/{each}" for each in paths):
            if document.readable:
                yield ("GET", path, may_read(_read(name, document)))
            yield ("PUT", path, may_write(logged(_write(name, document, whole=True))))
            if document.patchable:
                yield ("PATCH", path, may_write(logged(_write(name, document, whole=False))))


ROUTES: Routes = tuple(_routes())
