"""The tenant's log: what happened before the demo began, and everything that is done to it since."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from mfa_tui.demo.http.instants import iso
from mfa_tui.demo.options import DEMO_DOMAIN
from mfa_tui.demo.tenant.connections import connection_of
from mfa_tui.demo.tenant.methods import Method, mask_phone
from mfa_tui.demo.tenant.people import User
from mfa_tui.demo.types import Json

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
