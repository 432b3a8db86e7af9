"""/api/v2/branding/phone/providers: who delivers a tenant's text messages and calls. There is one at most.

As at Auth0, the credentials are taken and never shown.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from mfa_tui.demo.http.bearer import requires
from mfa_tui.demo.http.errors import JsonAnswer
from mfa_tui.demo.http.routing import Routes
from mfa_tui.demo.http.schemas import BOOLEAN, STRING, array, choice, fields, text
from mfa_tui.demo.http.validation import read_body
from mfa_tui.demo.options import DEMO_DOMAIN
from mfa_tui.demo.resources.collection import Collection
from mfa_tui.demo.types import Json

_METHODS = array(choice("text voice"), 1)
_TWILIO = fields("sid delivery_methods", default_from=STRING, mssid=STRING, sid=STRING, delivery_methods=_METHODS)
_FIELDS = {
    "name": choice("twilio custom"),
    "disabled": BOOLEAN,
    "configuration": {"anyOf": [_TWILIO, fields("delivery_methods", delivery_methods=_METHODS)]},
    "credentials": {"anyOf": [fields("auth_token", auth_token=text(255, 1)), fields()]},
}
_TRY = fields("to", to=text(16, 1), delivery_method=choice("text voice"))


class _PhoneProviders(Collection):
    def refuse_twins(self, request: Request, body: Json, but: Json | None = None) -> None:
        """A tenant has one phone provider."""
        super().refuse_twins(request, {"channel": "phone"}, but)


_PROVIDERS = _PhoneProviders(
    "branding/phone/providers",
    "phone_providers",
    created=fields("name credentials", _FIELDS),
    updated=fields(properties=_FIELDS),
    missing="Phone provider has not been configured.",
    name="providers",
    style="object",
    prefix="pro_",
    filters={"disabled": BOOLEAN},
    unique="channel",
    conflict="Custom phone provider conflict.",
    defaults={"tenant": DEMO_DOMAIN.partition(".")[0], "channel": "phone", "disabled": False},
    initial=(
        {
            "id": "pro_4hTq9Xc2LwVb7RmZ",
            "tenant": DEMO_DOMAIN.partition(".")[0],
            "name": "twilio",
            "channel": "phone",
            "disabled": False,
            "configuration": {
                "sid": "demo-twilio-account-opens-nothing",
                "default_from": "+15550100",
                "delivery_methods": ["text"],
            },
            "created_at": "2025-03-04T09:12:44.120Z",
            "updated_at": "2025-03-04T09:12:44.120Z",
        },
    ),
    write_only=("credentials",),
    stamped=True,
)


@requires("create:phone_providers")
async def try_provider(request: Request) -> Response:
    """POST branding/phone/providers/{id}/try: send a test message. The demo sends none."""
    _PROVIDERS.find(request)
    await read_body(request, _TRY)
    return JsonAnswer({"code": 202, "message": "Message queued"}, 202)


ROUTES: Routes = (
    *_PROVIDERS.routes(),
    ("POST", "/api/v2/branding/phone/providers/{id}/try", try_provider),
)
