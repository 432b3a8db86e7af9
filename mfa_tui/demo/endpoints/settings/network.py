"""/api/v2/network-acls, rate-limit-policies and supplemental-signals: who may reach a tenant, and how often."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from mfa_tui.demo.http.bearer import requires
from mfa_tui.demo.http.errors import JsonAnswer
from mfa_tui.demo.http.routing import Routes
from mfa_tui.demo.http.schemas import BOOLEAN, INTEGER, OBJECT, STRING, array, choice, fields, integer, text
from mfa_tui.demo.http.validation import Schema, read_body
from mfa_tui.demo.resources.audit import writes
from mfa_tui.demo.resources.collection import Collection
from mfa_tui.demo.resources.document import Document

_TRUE: Schema = {"type": "boolean", "enum": [True]}
_LISTS = """
    geo_country_codes geo_subdivision_codes ipv4_cidrs ipv6_cidrs ja3_fingerprints ja4_fingerprints user_agents
    hostnames connecting_ipv4_cidrs connecting_ipv6_cidrs
"""
_MATCH = fields(properties={"asns": array(INTEGER, 1), **dict.fromkeys(_LISTS.split(), array(STRING, 1))})
_RULE = fields(
    "action scope",
    action=fields(block=_TRUE, allow=_TRUE, log=_TRUE, redirect=_TRUE, redirect_uri=text(2000, 1)),
    match=_MATCH,
    not_match=_MATCH,
    scope=choice("management authentication tenant dynamic_client_registration"),
)
_ACL = {"description": text(255), "active": BOOLEAN, "priority": integer(1, 100), "rule": _RULE}
_WHOLE_ACL = fields("description active rule", _ACL)


class _NetworkAcls(Collection):
    async def _create(self, request: Request) -> Response:
        await super()._create(request)
        return Response(status_code=201)  # as documented, without a body


_ACLS = _NetworkAcls(
    "network-acls",
    "network_acls",
    created=_WHOLE_ACL,
    updated=fields(properties=_ACL),
    missing="Network access control list not found.",
    name="network_acls",
    prefix="acl_",
    unique="priority",
    conflict="A Network ACL with this priority number has already been created.",
    stamped=True,
)
_RATES = Collection(
    "rate-limit-policies",
    "rate_limit_policies",
    created=fields(
        "resource consumer configuration",
        resource=STRING,
        consumer=STRING,
        consumer_selector=STRING,
        configuration=OBJECT,
    ),
    updated=fields("configuration", configuration=OBJECT),
    missing="The rate limit policy does not exist.",
    name="rate_limit_policies",
    prefix="rlp_",
    style="cursor",
    filters={"resource": STRING, "consumer": STRING, "consumer_selector": STRING},
    stamped=True,
)
_SIGNALS = Document(
    "supplemental-signals", "attack_protection", fields(akamai_enabled=BOOLEAN), {"akamai_enabled": False}
)


@requires("update:network_acls")
@writes("Replace network-acls")
async def replace_acl(request: Request) -> Response:
    """PUT network-acls/{id}."""
    acl = _ACLS.find(request)
    body = await read_body(request, _WHOLE_ACL)
    _ACLS.refuse_twins(request, body, but=acl)
    for name in _ACL:
        acl.pop(name, None)
    acl |= body
    return JsonAnswer(acl)


ROUTES: Routes = (
    *_ACLS.routes(),
    ("PUT", "/api/v2/network-acls/{id}", replace_acl),
    *_RATES.routes(),
    *_SIGNALS.routes(),
)
