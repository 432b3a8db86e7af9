"""Opening or closing a user's way in: unblock, forget browsers, end sessions, clear risk. Never raises `ApiError`."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from mfa_tui.client.api.management import ManagementClient
from mfa_tui.client.errors import ApiError, describe
from mfa_tui.domain.action_kinds import ActionKind
from mfa_tui.domain.ages import span
from mfa_tui.domain.entries import Entries
from mfa_tui.domain.tenant import Loaded
from mfa_tui.domain.user.sessions import Block
from mfa_tui.domain.user.users import User
from mfa_tui.session.user_writes import Step, UserWrites, unseen


@dataclass(frozen=True)
class Blocks:
    """The addresses that are held off: those that the user's id shows, and those that only an identifier shows."""

    of_user: tuple[Block, ...] = ()
    by_identifier: tuple[Block, ...] = ()
    unreadable: int = 0

    @property
    def all(self) -> Entries[Block]:
        """Return all of them, each once."""
        return Entries((*self.of_user, *self.by_identifier), self.unreadable)


async def blocks_of(client: ManagementClient, user: User) -> Blocks:
    """Return the blocks of brute-force protection on a user: by id, address, name and number. Raises `ApiError`."""
    identifiers = dict.fromkeys(one for one in (user.email, user.username, user.phone_number) if one)
    of_user, *others = await asyncio.gather(
        client.users.blocks(user.user_id), *(client.users.blocks_by_identifier(one) for one in identifiers)
    )
    shown = {(block.identifier, block.ip) for block in of_user}
    answers = (of_user, *others)
    return Blocks(
        of_user,
        tuple(b for blocks in others for b in blocks if (b.identifier, b.ip) not in shown),
        sum(blocks.unreadable for blocks in answers),
    )


async def read_blocks(client: ManagementClient, user: User, clock: Callable[[], float] = time.time) -> Loaded[Blocks]:
    """Return `blocks_of`, or why they cannot be read."""
    try:
        return Loaded(await blocks_of(client, user), clock())
    except ApiError as error:
        return Loaded(problem=describe(error))


async def unblock(writes: UserWrites, user_id: str) -> Step[None]:
    """Let the addresses in again that brute-force protection holds off; an admin's block stays."""

    async def free(answer: object) -> bool:
        return not await writes.client.users.blocks(user_id)

    return await writes.perform(
        ActionKind.UNBLOCK_USER,
        "remove the blocks of a user",
        user_id,
        partial(writes.client.users.unblock, user_id),
        free,
    )


async def lift_admin_block(writes: UserWrites, user_id: str) -> Step[User]:
    """Let a user log in again whom an admin has blocked; blocks of brute-force protection stay."""
    users = writes.client.users

    async def lifted(answer: object) -> bool:
        return not (await users.get(user_id)).blocked

    return await writes.perform(
        ActionKind.LIFT_BLOCK, "lift the admin's block of a user", user_id, partial(users.lift_block, user_id), lifted
    )


async def unblock_identifier(writes: UserWrites, user_id: str, identifier: str) -> Step[None]:
    """The same by user name, number or address, for blocks that the user's id does not show."""
    users = writes.client.users

    async def free(answer: object) -> bool:
        return not await users.blocks_by_identifier(identifier)

    send = partial(users.unblock_identifier, identifier)
    return await writes.perform(
        ActionKind.UNBLOCK_IDENTIFIER, "remove the blocks of an identifier", user_id, send, free
    )


async def remembered_for(client: ManagementClient) -> Loaded[str]:
    """Return how long this tenant remembers a browser, in words, or why that cannot be read."""
    try:
        settings = await client.guardian.remember_browser()
    except ApiError as error:
        return Loaded(problem=describe(error))
    overall, unused = span(settings.overall_timeout), span(settings.inactivity_timeout)
    return Loaded(f"This tenant remembers a browser for {overall}, or {unused} without use.")


async def forget_browsers(writes: UserWrites, user_id: str) -> Step[None]:
    """Make every remembered browser ask for MFA again. Auth0 shows nowhere how many there were."""
    send = partial(writes.client.users.forget_browsers, user_id)
    return await writes.perform(ActionKind.FORGET_BROWSERS, "forget remembered browsers", user_id, send, unseen)


async def clear_risk(writes: UserWrites, user_id: str, connection: str) -> Step[None]:
    """Make every device count as new at the next login over this connection. Auth0 shows nowhere what it knew."""
    send = partial(writes.client.users.clear_risk, user_id, connection)
    return await writes.perform(ActionKind.CLEAR_RISK, "clear what the risk assessment knows", user_id, send, unseen)


async def revoke_sessions(writes: UserWrites, user_id: str) -> Step[None]:
    """End all sessions; refresh tokens go on. Auth0 does it a moment after saying yes."""

    async def ended(answer: object) -> bool:
        return not await writes.client.users.sessions(user_id)

    send = partial(writes.client.users.revoke_sessions, user_id)
    return await writes.perform(ActionKind.END_SESSIONS, "end all sessions", user_id, send, ended, later=True)


async def revoke_refresh_tokens(writes: UserWrites, user_id: str) -> Step[None]:
    """Revoke all refresh tokens; sessions go on. Auth0 does it a moment after saying yes."""

    async def revoked(answer: object) -> bool:
        return not await writes.client.users.refresh_tokens(user_id)

    send = partial(writes.client.users.revoke_refresh_tokens, user_id)
    return await writes.perform(
        ActionKind.REVOKE_TOKENS, "revoke all refresh tokens", user_id, send, revoked, later=True
    )
