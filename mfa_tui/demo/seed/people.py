"""Acme's people as the directory of a new tenant holds them: the cast and the crowd."""

from __future__ import annotations

from dataclasses import dataclass

from mfa_tui.demo.dice import dice
from mfa_tui.demo.seed.access import access_of
from mfa_tui.demo.seed.crowd import crowd_methods, populate
from mfa_tui.demo.seed.organization import ORGANIZATIONS, ROLES
from mfa_tui.demo.tenant.directory import Directory
from mfa_tui.demo.tenant.methods import Method
from mfa_tui.demo.tenant.people import Access, User


@dataclass(frozen=True)
class AcmePeople:
    """As many people as asked for, alike for the same seed. `born_at` is the tenant's present, a Unix second."""

    size: int
    seed: int
    born_at: float

    def users(self) -> dict[str, User]:
        """Return the users by id: the cast first, then the crowd."""
        return populate(self.size, self.seed, self.born_at)

    def methods_of(self, user: User) -> tuple[Method, ...]:
        """Return a user's methods. Those that come from a recipe are made each time and not stored."""
        return crowd_methods(user, self.seed, self.born_at) if user.methods is None else user.methods

    def access_of(self, user: User) -> Access:
        """Return a user's sessions and refresh tokens, as their last login left them."""
        return access_of(user, self.methods_of(user), self.seed, self.born_at)


def acme_directory(size: int, seed: int, born_at: float) -> Directory:
    """Return a new directory of Acme's people, with its roles and organizations."""
    return Directory(AcmePeople(size, seed, born_at), dice(seed, "requests"), ROLES, ORGANIZATIONS)
