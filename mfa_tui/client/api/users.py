"""Everything that the Management API knows about users: `ManagementClient.users`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import PlainValidator, TypeAdapter

from mfa_tui.client.api.entries import Listed
from mfa_tui.client.api.pages import PER_PAGE, all_pages, readable
from mfa_tui.client.api.user_access import UserAccessClient
from mfa_tui.client.api.user_methods import UserMethodsClient, user_path
from mfa_tui.domain.entries import Entries
from mfa_tui.domain.user.events import LogEvent, parse_event
from mfa_tui.domain.user.users import (
    PROFILE_FIELDS,
    Organization,
    Role,
    User,
    UsersPage,
    parse_organization,
    parse_role,
    parse_user,
)

_User = Annotated[User, PlainValidator(parse_user)]
_Event = Annotated[LogEvent, PlainValidator(parse_event)]
_Role = Annotated[Role, PlainValidator(parse_role)]
_Organization = Annotated[Organization, PlainValidator(parse_organization)]


@dataclass(frozen=True)
class _Found:
    users: Listed[_User]
    total: int = 0


@dataclass(frozen=True)
class _Roles:
    roles: Listed[_Role]


@dataclass(frozen=True)
class _Organizations:
    organizations: Listed[_Organization]


_USER = TypeAdapter(_User)
_USERS = TypeAdapter(Listed[_User])
_FOUND = TypeAdapter(_Found)
_EVENTS = TypeAdapter(Listed[_Event])
_ROLES = TypeAdapter(_Roles)
_ORGANIZATIONS = TypeAdapter(_Organizations)

MOST_RESULTS = 1_000
"""How far the tenant pages through a search, whatever it found; beyond that, 400."""


class UsersClient(UserMethodsClient, UserAccessClient):
    """Typed access to the users of one tenant, on the same terms as `ManagementClient`."""

    async def search(
        self, query: str, page: int = 0, per_page: int = 50, sort: str = "", fields: Sequence[str] = ()
    ) -> UsersPage:
        """GET users (read:users): one page of those that fit a Lucene `query`, everyone where it is empty.

        Pages count from 0, at most 100 users each and `MOST_RESULTS` in all; `sort` is `field:1` or `field:-1`;
        without `fields` whatever `User` holds is asked for. The index lags seconds behind writes. Raises
        `ServerFailed` (503) for a search that takes more than two seconds.
        """
        params: dict[str, str | int] = {
            "page": page,
            "per_page": per_page,
            "include_totals": "true",
            "search_engine": "v3",
            **_only(fields or PROFILE_FIELDS),
        }
        if query:
            params["q"] = query
        if sort:
            params["sort"] = sort
        found = await self._call("GET", "users", _FOUND, params=params)
        return UsersPage(found.users, max(found.total, len(found.users)), found.users.unreadable)

    async def by_email(self, email: str) -> Entries[User]:
        """GET users-by-email (read:users): everyone with exactly this address, capitals included; no lag."""
        params = {"email": email, **_only(PROFILE_FIELDS)}
        return readable(await self._call("GET", "users-by-email", _USERS, params=params))

    async def get(self, user_id: str) -> User:
        """GET users/{id} (read:users); no lag. Raises `NotFound`."""
        return await self._call("GET", user_path(user_id), _USER, params=_only(PROFILE_FIELDS))

    async def lift_block(self, user_id: str) -> User:
        """PATCH users/{id} (update:users) with `blocked` false: lift an admin's block, not those of `blocks`."""
        return await self._call("PATCH", user_path(user_id), _USER, json={"blocked": False})

    async def logs(self, user_id: str, page: int = 0, per_page: int = 50) -> Entries[LogEvent]:
        """GET users/{id}/logs (read:logs or read:logs_users): one page of at most 100 events, newest first."""
        params: dict[str, str | int] = {"page": page, "per_page": per_page, "sort": "date:-1"}
        return readable(await self._call("GET", user_path(user_id, "logs"), _EVENTS, params=params))

    async def roles(self, user_id: str) -> Entries[Role]:
        """GET users/{id}/roles (read:users, read:roles and read:role_members), all pages, none of organizations."""

        async def fetch(page: int) -> Entries[Role]:
            return (await self._call("GET", user_path(user_id, "roles"), _ROLES, params=_page(page))).roles

        return await all_pages(fetch)

    async def organizations(self, user_id: str) -> Entries[Organization]:
        """GET users/{id}/organizations (read:users or read:organizations), all pages."""

        async def fetch(page: int) -> Entries[Organization]:
            path = user_path(user_id, "organizations")
            return (await self._call("GET", path, _ORGANIZATIONS, params=_page(page))).organizations

        return await all_pages(fetch)


def _only(fields: Sequence[str]) -> dict[str, str | int]:
    return {"fields": ",".join(fields), "include_fields": "true"}


def _page(page: int) -> dict[str, str | int]:
    return {"page": page, "per_page": PER_PAGE, "include_totals": "true"}
