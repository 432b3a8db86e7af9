"""/api/v2/log-streams and event-streams: where a tenant sends its log and its events."""

from __future__ import annotations

from mfa_tui.demo.http.routing import Routes
from mfa_tui.demo.http.schemas import BOOLEAN, OBJECT, STRING, array, choice, fields, text
from mfa_tui.demo.http.validation import Schema
from mfa_tui.demo.resources.collection import Collection

_CATEGORIES = choice(
    """
    auth.login.fail auth.login.notification auth.login.success auth.logout.fail auth.logout.success auth.signup.fail
    auth.signup.success auth.silent_auth.fail auth.silent_auth.success auth.token_exchange.fail
    auth.token_exchange.success management.fail management.success scim.event system.notification user.fail
    user.notification user.success actions other
    """
)
_FILTER: Schema = {"type": "object", "properties": {"type": choice("category"), "name": _CATEGORIES}}
_PII = fields(
    "log_fields",
    log_fields=array(choice("first_name last_name username email phone address"), 1),
    method=choice("mask hash"),
    algorithm=choice("xxhash"),
)
_STREAM = {"name": STRING, "isPriority": BOOLEAN, "filters": array(_FILTER), "pii_config": _PII}
_HEADER: Schema = {"type": "object", "properties": {"header": STRING, "value": STRING}}
_HTTP = fields(
    "httpEndpoint",
    httpAuthorization=STRING,
    httpContentFormat=choice("JSONARRAY JSONLINES JSONOBJECT"),
    httpContentType=STRING,
    httpEndpoint=text(pattern="^https://.*"),
    httpCustomHeaders=array(_HEADER),
)
_SINKS: dict[str, Schema] = {
    "http": _HTTP,
    "eventbridge": fields(
        "awsAccountId awsRegion", awsAccountId=text(pattern=r"^\d{12}$"), awsRegion=STRING, awsPartnerEventSource=STRING
    ),
    "eventgrid": fields(
        "azureSubscriptionId azureRegion azureResourceGroup",
        azureSubscriptionId=STRING,
        azureRegion=STRING,
        azureResourceGroup=STRING,
        azurePartnerTopic=STRING,
    ),
    "datadog": fields("datadogApiKey datadogRegion", datadogApiKey=STRING, datadogRegion=choice("us eu us3 us5")),
    "splunk": fields(
        "splunkDomain splunkToken splunkPort splunkSecure",
        splunkDomain=STRING,
        splunkPort=text(pattern="^[0-9]*$"),
        splunkToken=STRING,
        splunkSecure=BOOLEAN,
    ),
    "sumo": fields("sumoSourceAddress", sumoSourceAddress=STRING),
    "segment": fields("segmentWriteKey", segmentWriteKey=STRING),
    "mixpanel": fields(
        "mixpanelRegion mixpanelProjectId mixpanelServiceAccountUsername mixpanelServiceAccountPassword",
        mixpanelRegion=choice("us eu"),
        mixpanelProjectId=text(pattern=r"^\d+$"),
        mixpanelServiceAccountUsername=STRING,
        mixpanelServiceAccountPassword=STRING,
    ),
}
_COLLECTIONS = (
    Collection(
        "log-streams",
        "log_streams",
        created={
            "anyOf": [
                fields("type sink", {**_STREAM, "type": choice(type_), "sink": sink, "startFrom": STRING})
                for type_, sink in _SINKS.items()
            ]
        },
        updated=fields(
            properties={
                **_STREAM,
                "status": choice("active paused suspended"),
                "sink": {"anyOf": list(_SINKS.values())},
            }
        ),
        missing="The log stream does not exist.",
        prefix="lst_",
        style="array",
        defaults={"status": "active", "isPriority": False},
        statuses=(200, 200),
    ),
    Collection(
        "event-streams",
        "event_streams",
        created=fields(
            "destination", name=text(128, 1), subscriptions=array(OBJECT), destination=OBJECT, status=STRING
        ),
        updated=fields(name=text(128, 1), subscriptions=array(OBJECT), destination=OBJECT, status=STRING),
        missing="The event stream does not exist.",
        name="eventStreams",
        prefix="est_",
        style="cursor",
        defaults={"status": "enabled", "subscriptions": []},
        stamped=True,
    ),
)
ROUTES: Routes = tuple(route for collection in _COLLECTIONS for route in collection.routes())
