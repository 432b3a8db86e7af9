"""A support desk over the demo tenant, for stories about users: its cast by nickname, its journal, its mishaps."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from mfa_tui.client.api.management import ManagementClient
from mfa_tui.demo.tenant.people import User as DemoUser
from mfa_tui.session.session import TenantSession
from mfa_tui.session.user_writes import UserWrites
from tests.rig import Answer, Message, Send, Tenant, session

BROKEN: Answer = (500, "application/json", b'{"statusCode":500,"message":"It broke."}')


def refusal(status: int, message: str, code: str = "") -> Answer:
    """Return an error as Auth0 words it."""
    return (
        status,
        "application/json",
        json.dumps({"statusCode": status, "message": message, "errorCode": code}).encode(),
    )


class LostAfterDeleting(Tenant):
    """A tenant that answers nothing any more once something was deleted."""

    async def __call__(self, scope: Message, receive: Any, send: Send) -> None:
        await super().__call__(scope, receive, send)
        if scope["method"] == "DELETE":
            self.faults["GET"] = BROKEN


class TakesEverything(Tenant):
    """A tenant that deletes passkeys and passwords too when all methods are to go."""

    async def __call__(self, scope: Message, receive: Any, send: Send) -> None:
        if scope["method"] == "DELETE" and scope["path"].endswith("/authentication-methods"):
            directory = self.demo.state.directory
            directory.set_methods(directory.users[scope["path"].split("/")[4]], (), 0.0)
        await super().__call__(scope, receive, send)


@dataclass
class LostThenRefused(Tenant):
    """A tenant that does what a DELETE asks, loses the answer, and then has only `refusal` for its repetition."""

    refusal: Answer = BROKEN

    async def __call__(self, scope: Message, receive: Any, send: Send) -> None:
        if scope["method"] != "DELETE" or "DELETE" in self.faults:
            await super().__call__(scope, receive, send)
            return
        await super().__call__(scope, receive, _unheard)
        self.faults["DELETE"] = self.refusal
        raise httpx.ReadError("The connection broke.")


async def _unheard(message: Message) -> None:
    """Take the answer that gets lost."""


@dataclass
class Desk:
    """One session with one demo tenant."""

    tenant: Tenant
    session: TenantSession

    @property
    def client(self) -> ManagementClient:
        return self.session.connection.client

    @property
    def writes(self) -> UserWrites:
        return self.session.user_writes

    def person(self, nickname: str) -> DemoUser:
        """Return one of the cast by the first part of their address, as the tenant has them now."""
        users: dict[str, DemoUser] = self.tenant.demo.state.directory.users
        return next(user for user in users.values() if (user.email or "").startswith(f"{nickname}@"))

    def id_of(self, nickname: str) -> str:
        return self.person(nickname).user_id

    def methods_of(self, nickname: str) -> list[str]:
        """Return the types of somebody's methods, as the tenant has them now."""
        return [method.type for method in self.tenant.demo.state.directory.methods_of(self.person(nickname))]

    @property
    def journal(self) -> list[dict[str, Any]]:
        """Return what has been written into the journal."""
        path = self.session.journal.path
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


@asynccontextmanager
async def desk(home: Path, *, writable: bool = True, tenant: Tenant | None = None) -> AsyncIterator[Desk]:
    """Yield a desk, and close its session."""
    tenant = tenant or Tenant()
    opened = session(tenant, home, writable=writable)
    try:
        yield Desk(tenant, opened)
    finally:
        await opened.aclose()
