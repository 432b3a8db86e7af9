"""/api/v2/custom-domains: a tenant's own names. The demo has none, and one that is added is never verified."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from mfa_tui.demo.http.bearer import requires
from mfa_tui.demo.http.errors import ApiError, JsonAnswer
from mfa_tui.demo.http.listing import FIELDS
from mfa_tui.demo.http.routing import Routes
from mfa_tui.demo.http.schemas import choice, fields, mapping, nullable, text
from mfa_tui.demo.http.validation import read_body
from mfa_tui.demo.options import DEMO_DOMAIN
from mfa_tui.demo.resources.audit import writes
from mfa_tui.demo.resources.collection import Collection
from mfa_tui.demo.types import Json

_LABEL = "[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]{0,61}[a-zA-Z0-9]"
_IP_HEADER = {"enum": ["true-client-ip", "cf-connecting-ip", "x-forwarded-for", "x-azure-clientip", "", None]}
_UPDATE = {
    "tls_policy": choice("recommended"),
    "custom_client_ip_header": _IP_HEADER,
    "domain_metadata": mapping(nullable(text(255))),
    "relying_party_identifier": nullable(text(255)),
}
_CANONICAL: Json = {
    "custom_domain_id": "cd_canonical0000001",
    "domain": DEMO_DOMAIN,
    "primary": True,
    "is_default": True,
    "status": "ready",
    "type": "auth0_managed_certs",
}


class _CustomDomains(Collection):
    def add(self, request: Request, item: Json) -> Json:
        """Say which record would prove that the domain is the tenant's."""
        item.pop("verification_method", None)
        name = item["domain"]
        record = {"name": "txt", "record": f"auth0-domain-verification={name}", "domain": f"_cf-custom-hostname.{name}"}
        item["verification"] = {"methods": [record], "status": "pending"}
        return super().add(request, item)


_DOMAINS = _CustomDomains(
    "custom-domains",
    "custom_domains",
    created=fields(
        "domain type",
        {
            **_UPDATE,
            "domain": text(255, 3, f"^(({_LABEL})\\.)*({_LABEL})$"),
            "type": choice("auth0_managed_certs self_managed_certs"),
            "verification_method": choice("txt"),
        },
    ),
    updated=fields(properties=_UPDATE),
    missing="Custom domain not found.",
    key="custom_domain_id",
    prefix="cd_",
    style="array",
    filters={"q": text(1000), "sort": text(15), **FIELDS},
    unique="domain",
    conflict="Custom domain already exists.",
    defaults={"primary": False, "is_default": False, "status": "pending_verification"},
    forgiving=True,
)


@requires("read:custom_domains")
async def read_default(request: Request) -> Response:
    """GET custom-domains/default: the tenant's canonical domain, where no custom one is ready."""
    return JsonAnswer(_CANONICAL)


@requires("update:custom_domains")
@writes("Set default custom domain")
async def set_default(request: Request) -> Response:
    """PATCH custom-domains/default: only a domain that is ready can be it."""
    body = await read_body(request, fields("domain", domain=text(255, 3)))
    if body["domain"] != DEMO_DOMAIN:
        raise ApiError(400, "The custom domain is not ready.")
    return JsonAnswer(_CANONICAL)


@requires("create:custom_domains")
async def verify(request: Request) -> Response:
    """POST custom-domains/{id}/verify: look for the record, which is never there.

    As at Auth0, the answer does not say whether the domain is the default one.
    """
    domain = _DOMAINS.find(request)
    return JsonAnswer({name: value for name, value in domain.items() if name != "is_default"})


@requires("read:custom_domains")
async def test(request: Request) -> Response:
    """POST custom-domains/{id}/test: only of a domain that is ready."""
    _DOMAINS.find(request)
    raise ApiError(409, "The custom domain is not ready.")


ROUTES: Routes = (
    ("GET", "/api/v2/custom-domains/default", read_default),
    ("PATCH", "/api/v2/custom-domains/default", set_default),
    *_DOMAINS.routes(),
    ("POST", "/api/v2/custom-domains/{custom_domain_id}/verify", verify),
    ("POST", "/api/v2/custom-domains/{custom_domain_id}/test", test),
)
