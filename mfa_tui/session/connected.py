"""The tenants of this session: what is known of each, and the way to it."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from mfa_tui.domain.changes import Change
from mfa_tui.session.view import TenantView

if TYPE_CHECKING:  # Imported after the first paint: it brings the HTTP client.
    from mfa_tui.session.session import TenantSession

OpenSession = Callable[[], "TenantSession"]


@dataclass
class Connected:
    """One tenant. The session is opened by the first reading, whoever asks for it, and once."""

    view: TenantView
    open_session: OpenSession
    session: "TenantSession | None" = None
    opening: "asyncio.Task[TenantSession] | None" = None
    unfinished_asked: bool = False

    async def opened(self) -> "TenantSession":
        """Return the session; importing and building the client takes longer than the first paint may."""
        if self.opening is None:
            self.opening = asyncio.create_task(asyncio.to_thread(self.open_session))
        session = await asyncio.shield(self.opening)
        if self.session is None:
            session.unlock(self.view.writable)  # What the header says is so,
            session.profile = self.view.profile  # and what it is called here, where its own name was taken.
            self.session = session
        return session


class Part(NamedTuple):
    """What a plan does to one tenant: the changes in their order, and the tenant as they are judged by."""

    view: TenantView
    changes: Sequence[Change]


def in_order(parts: Sequence[Part]) -> tuple[Part, ...]:
    """Return the parts that do something, those of tenants to be careful with last: the others show what it does."""
    return tuple(sorted((part for part in parts if part.changes), key=lambda part: part.view.profile.label.careful))
