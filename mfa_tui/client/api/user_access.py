"""What lets users in or keeps them out: blocks, sessions, refresh tokens, and what the risk assessment remembers."""

from dataclasses import dataclass
from typing import Annotated, TypeVar

from pydantic import PlainValidator, TypeAdapter

from mfa_tui.client.api.caller import Caller, segment
from mfa_tui.client.api.entries import Listed
from mfa_tui.client.api.pages import all_after, readable
from mfa_tui.client.api.user_methods import user_path
from mfa_tui.domain.entries import Entries, miscounted
from mfa_tui.domain.user.sessions import Block, RefreshToken, Session, parse_block, parse_refresh_token, parse_session

T = TypeVar("T")

_Session = Annotated[Session, PlainValidator(parse_session)]
_RefreshToken = Annotated[RefreshToken, PlainValidator(parse_refresh_token)]
_Block = Annotated[Block, PlainValidator(parse_block)]

_TAKE = 100
"""The most entries that one answer by cursor holds."""


@dataclass(frozen=True)
class _Blocks:
    blocked_for: Listed[_Block]


@dataclass(frozen=True)
class _Sessions:
    sessions: Listed[_Session]
    next: str | None = None
    total: int = 0


@dataclass(frozen=True)
class _RefreshTokens:
    tokens: Listed[_RefreshToken]
    next: str | None = None
    total: int = 0


_BLOCKS = TypeAdapter(_Blocks)
_SESSIONS = TypeAdapter(_Sessions)
_REFRESH_TOKENS = TypeAdapter(_RefreshTokens)


class UserAccessClient(Caller):
    """The endpoints about a user's way in."""

    async def blocks(self, user_id: str) -> Entries[Block]:
        """GET user-blocks/{id} (read:users): addresses that brute-force protection holds off."""
        return readable((await self._call("GET", f"user-blocks/{segment(user_id)}", _BLOCKS)).blocked_for)

    async def unblock(self, user_id: str) -> None:
        """DELETE user-blocks/{id} (update:users). An admin's block of the user stays."""
        await self._do("DELETE", f"user-blocks/{segment(user_id)}")

    async def blocks_by_identifier(self, identifier: str) -> Entries[Block]:
        """GET user-blocks?identifier= (read:users): of a user name, phone number or e-mail address."""
        answer = await self._call("GET", "user-blocks", _BLOCKS, params={"identifier": identifier})
        return readable(answer.blocked_for)

    async def unblock_identifier(self, identifier: str) -> None:
        """DELETE user-blocks?identifier= (update:users)."""
        await self._do("DELETE", "user-blocks", params={"identifier": identifier})

    async def clear_risk(self, user_id: str, connection: str) -> None:
        """POST users/{id}/risk-assessments/clear (update:users): known devices count as new at the next login."""
        body = {"connection": connection, "assessors": ["new-device"]}
        await self._do("POST", user_path(user_id, "risk-assessments", "clear"), json=body)

    async def sessions(self, user_id: str) -> Entries[Session]:
        """GET users/{user_id}/sessions (read:sessions), all of them; `cut` where the tenant counts more."""
        total = 0

        async def fetch(cursor: str) -> tuple[Entries[Session], str]:
            nonlocal total
            answer = await self._call("GET", user_path(user_id, "sessions"), _SESSIONS, params=_counted(cursor))
            total = answer.total
            return answer.sessions, answer.next or ""

        return _all_of(await all_after(fetch), total)

    async def revoke_sessions(self, user_id: str) -> None:
        """DELETE users/{user_id}/sessions (delete:sessions). Accepted with 202: they end a moment later."""
        await self._do("DELETE", user_path(user_id, "sessions"))

    async def refresh_tokens(self, user_id: str) -> Entries[RefreshToken]:
        """GET users/{user_id}/refresh-tokens (read:refresh_tokens), all of them; `cut` where the tenant counts more."""
        total = 0

        async def fetch(cursor: str) -> tuple[Entries[RefreshToken], str]:
            nonlocal total
            path = user_path(user_id, "refresh-tokens")
            answer = await self._call("GET", path, _REFRESH_TOKENS, params=_counted(cursor))
            total = answer.total
            return answer.tokens, answer.next or ""

        return _all_of(await all_after(fetch), total)

    async def revoke_refresh_tokens(self, user_id: str) -> None:
        """DELETE users/{user_id}/refresh-tokens (delete:refresh_tokens). Accepted with 202."""
        await self._do("DELETE", user_path(user_id, "refresh-tokens"))

    async def revoke_access(self, user_id: str, *, preserve_refresh_tokens: bool = False) -> None:
        """POST users/{id}/revoke-access (delete:sessions, delete:refresh_tokens): all sessions and their tokens."""
        body = {"preserve_refresh_tokens": preserve_refresh_tokens}
        await self._do("POST", user_path(user_id, "revoke-access"), json=body)


def _counted(cursor: str) -> dict[str, str | int]:
    return {"take": _TAKE, "include_totals": "true", **({"from": cursor} if cursor else {})}


def _all_of(found: Entries[T], total: int) -> Entries[T]:
    """Return the list, with a gap where it has fewer entries than its total."""
    received = len(found) + found.unreadable
    gap = found.gap or (miscounted(total, received) if received < total else "")
    return Entries(found, found.unreadable, gap=gap)
