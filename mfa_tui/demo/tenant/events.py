"""The tenant's log: what happened before the demo began, and everything that is done to it since."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property, wraps
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from mfa_tui.demo.endpoints.applications.connections import connection_of
from mfa_tui.demo.http.instants import iso
from mfa_tui.demo.http.routing import Endpoint
from mfa_tui.demo.options import DEMO_CLIENT_ID, DEMO_DOMAIN
from mfa_tui.demo.tenant.methods import Method, mask_phone
from mfa_tui.demo.tenant.people import User
from mfa_tui.demo.tenant.state import Json, log_of, now_of

_SECRETS = """
    api_key auth_token aws_secret_access_key clientSecret client_secret connectionString p12 password secret
    secretAccessKey server_credentials server_key sid signing_secret skey smtp_pass totp_secret
"""
_NULL = """
    connection connection_id organization_id organization_name hostname details user_id user_name audience strategy
    strategy_type location_info
"""


class Log:
    """Log events, oldest first. `history` makes those from before the demo began, when somebody first reads."""

    def __init__(self, history: Callable[[], list[Json]]) -> None:
        self._make_history = history
        self._added: list[Json] = []

    @cached_property
    def _history(self) -> list[Json]:
        return self._make_history()

    @property
    def events(self) -> list[Json]:
        """Every event, ordered by log id."""
        return self._history + self._added

    def add(self, at: float, type_: str, description: str, **facts: Any) -> None:
        """Write an event at a Unix second; ids rise even where the clock stands still."""
        self._added.append(event(at, 10**6 + len(self._added), type_, description, **facts))


def event(at: float, number: int, type_: str, description: str, user: User | None = None, **facts: Any) -> Json:
    """Return one event as recorded from a real tenant, null where the API document promises a string.

    number: of the event in its tenant; makes the id unique. facts: fields that are told apart from the usual.
    """
    instant = datetime.fromtimestamp(at, UTC)
    log_id = f"900{instant:%Y%m%d%H%M%S}{instant.microsecond:06d}{number:033d}"
    made: Json = {
        "_id": log_id,
        "log_id": log_id,
        "date": iso(at),
        "type": type_,
        "description": description,
        **dict.fromkeys(_NULL.split()),
        "client_id": None,
        "client_name": None,
        "ip": "192.0.2.10",
        "user_agent": "Other 0.0.0 / Other 0.0.0",
        "isMobile": False,
        "tenant_name": DEMO_DOMAIN.partition(".")[0],
        "environment_name": "prod-eu-1",
    }
    if user is not None:
        connection = connection_of(user.connection)
        made |= {
            "user_id": user.user_id,
            "user_name": user.email or user.name,
            "ip": user.last_ip or "192.0.2.10",
            "connection": connection.name,
            "connection_id": connection.id,
            "strategy": connection.provider,
            "strategy_type": connection.strategy_type,
        }
    return made | facts


def authenticator(method: Method) -> Json:
    """Return a method as Guardian events name it, its number masked."""
    number = method.phone_number and mask_phone(method.phone_number)
    return {"id": method.id, "type": method.type, "phone_number": number}


def unenrolled(log: Log, at: float, user: User, methods: tuple[Method, ...]) -> None:
    """Write that a user lost these methods; credentials that are not MFA leave no such event."""
    for method in methods:
        details = {"authenticator": authenticator(method)}
        log.add(at, "gd_unenroll", f"Guardian - Unenroll device ({method.type})", user=user, details=details)


def writes(description: str) -> Callable[[Endpoint], Endpoint]:
    """Let an endpoint leave a `sapi` event when it succeeds: who changed what, secrets starred.

    As recorded, the channel is `api`, so no admin is named, and neither is the user who was changed.
    """

    def logged(endpoint: Endpoint) -> Endpoint:
        @wraps(endpoint)
        async def written(request: Request) -> Response:
            answer = await endpoint(request)
            facts = await _facts(request, answer.status_code)
            log_of(request).add(now_of(request), "sapi", description, **facts)
            return answer

        return written

    return logged


async def _facts(request: Request, status: int) -> Json:
    raw = await request.body()
    agent = request.headers.get("user-agent", "")
    sent = {
        "auth": {"credentials": {}, "strategy": "jwt", "user": {}},
        "body": _starred(_read(raw)),
        "channel": "api",
        "ip": "192.0.2.10",
        "method": request.method.lower(),
        "path": quote(request.scope["path"]),
        "query": dict(request.query_params),
        "userAgent": agent,
    }
    # Auth0 also keeps the body of the answer. There may be a recovery code in it.
    details = {"request": sent, "response": {"body": {}, "statusCode": status}}
    return {"client_id": DEMO_CLIENT_ID, "client_name": "", "user_agent": agent, "details": details}


def _read(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError:  # an endpoint that takes no body does not look at it
        return {}


def _starred(body: Any, under: str = "") -> Any:
    if isinstance(body, list):
        return [_starred(item, under) for item in body]
    if isinstance(body, dict) and under == "secrets":  # of an Action
        return {name: "*****" if name == "value" else value for name, value in body.items()}
    if isinstance(body, dict):
        return {name: "*****" if name in _SECRETS.split() else _starred(value, name) for name, value in body.items()}
    return body
