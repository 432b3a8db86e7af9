"""The log event that a change through the Management API leaves behind."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from mfa_tui.demo.context import log_of, now_of
from mfa_tui.demo.http.routing import Endpoint
from mfa_tui.demo.options import DEMO_CLIENT_ID
from mfa_tui.demo.types import Json

_SECRETS = """
    api_key auth_token aws_secret_access_key clientSecret client_secret connectionString p12 password secret
    secretAccessKey server_credentials server_key sid signing_secret skey smtp_pass totp_secret
"""


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
