"""Everybody in a tenant: users, what they are enrolled with, their sessions, roles and organizations."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from random import Random
from typing import Protocol

from mfa_tui.demo.dice import device_id, owner_in
from mfa_tui.demo.http.errors import ApiError, inexistent_user
from mfa_tui.demo.http.instants import DAY_S
from mfa_tui.demo.tenant.methods import Method
from mfa_tui.demo.tenant.people import Access, User
from mfa_tui.demo.types import Json, Permission


class Population(Protocol):
    """The people that a tenant starts with. Made each time it is read, and alike each time."""

    @property
    def born_at(self) -> float:
        """The Unix second to which everything in the tenant is relative."""

    def users(self) -> dict[str, User]:
        """Return every user by id, in the order in which lists show them."""

    def methods_of(self, user: User) -> tuple[Method, ...]:
        """Return the authentication methods of a user."""

    def access_of(self, user: User) -> Access:
        """Return the sessions and refresh tokens that a user starts with."""


class Directory:
    """The people of one tenant: its population, and every change to it since.

    random: rolled for what requests make, so that pictures of a demo stay the same.
    roles, organizations: those that the tenant starts with.
    """

    def __init__(
        self, population: Population, random: Random, roles: Iterable[Json] = (), organizations: Iterable[Json] = ()
    ) -> None:
        self._population = population
        self._access: dict[str, Access] = {}
        self.random = random
        self.roles: list[Json] = [dict(role) for role in roles]
        # By the id of the user or role that has them.
        self.permissions: dict[str, tuple[Permission, ...]] = {}
        # By organization and user: roles there.
        self.member_roles: dict[tuple[str, str], tuple[str, ...]] = {}
        # By the identity that was its own: users that were linked to another.
        self.linked: dict[tuple[str, str], User] = {}
        self.organizations: list[Json] = [dict(organization) for organization in organizations]

    @property
    def born_at(self) -> float:
        """The Unix second to which everything in the tenant is relative."""
        return self._population.born_at

    @cached_property
    def users(self) -> dict[str, User]:
        """Every user by id, in the order in which lists show them. Made when first asked for."""
        return self._population.users()

    @cached_property
    def _ids(self) -> list[str]:
        """The id of each user that ever was, by number."""
        return list(self.users)

    def find(self, user_id: str) -> User:
        """Return one user. Raises ApiError 404."""
        user = self.users.get(user_id)
        if user is None:
            raise inexistent_user()
        return user

    def by_email(self, email: str) -> list[User]:
        """Return the users with exactly this address."""
        return [user for user in self.users.values() if user.email == email]

    def by_username(self, username: str) -> list[User]:
        """Return the users with exactly this username."""
        return [user for user in self.users.values() if user.username == username]

    def next_number(self) -> int:
        """Return the number that the next new user gets."""
        return len(self._ids)

    def add(self, user: User) -> None:
        """Take in a new user. Raises ApiError 409 where the id is taken."""
        if user.user_id in self.users:
            raise ApiError(409, "The user already exists.", "auth0_idp_error")
        self._ids.append(user.user_id)
        self.users[user.user_id] = user

    def remove(self, user_id: str) -> None:
        """Forget a user, if there is one, and all that was theirs."""
        _ = self._ids  # numbers stay taken
        self.users.pop(user_id, None)
        self._access.pop(user_id, None)
        self.permissions.pop(user_id, None)

    def methods_of(self, user: User) -> tuple[Method, ...]:
        """Return a user's authentication methods."""
        return self._population.methods_of(user)

    def set_methods(self, user: User, methods: tuple[Method, ...], at: float) -> None:
        """Replace a user's methods at a Unix second; whether they are enrolled in MFA follows."""
        user.methods = methods
        user.enrolled = any(method.proves_mfa for method in methods)
        user.multifactor_last_modified = at

    def owner_of(self, device: str) -> tuple[User, tuple[Method, ...]] | None:
        """Return who has the enrollment `dev_...`, and their methods that belong to it."""
        number = owner_in(device)
        if number is None or number >= len(self._ids):
            return None
        user = self.users.get(self._ids[number])
        if user is None:
            return None
        theirs = tuple(method for method in self.methods_of(user) if method.device == device)
        return (user, theirs) if theirs else None

    def new_device(self, user: User) -> str:
        """Return a new device id for a user."""
        return device_id(self.random, user.number)

    def access_of(self, user: User) -> Access:
        """Return a user's sessions and refresh tokens, made when somebody first looks."""
        if user.user_id not in self._access:
            self._access[user.user_id] = self._population.access_of(user)
        return self._access[user.user_id]

    def session(self, session_id: str) -> tuple[Access, Json] | None:
        """Return a session, and the access that it belongs to. Ids carry the number of their user."""
        access = self._access_by(session_id)
        return next(((access, one) for one in access.sessions if one["id"] == session_id), None) if access else None

    def refresh_token(self, token_id: str) -> tuple[Access, Json] | None:
        """Return a refresh token, and the access that it belongs to."""
        access = self._access_by(token_id)
        return next(((access, one) for one in access.refresh_tokens if one["id"] == token_id), None) if access else None

    def _access_by(self, id_: str) -> Access | None:
        number = owner_in(id_)
        if number is None or number >= len(self._ids):
            return None
        user = self.users.get(self._ids[number])
        return None if user is None else self.access_of(user)

    def active_users(self, now: float) -> int:
        """Return how many users logged in during the last 30 days."""
        return sum((user.last_login or 0.0) > now - 30 * DAY_S for user in self.users.values())
