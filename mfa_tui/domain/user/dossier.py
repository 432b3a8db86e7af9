"""Everything about one user on one screen: each part by itself, so that one refusal costs its own panel only."""

from dataclasses import dataclass, replace
from typing import Any

from mfa_tui.domain.problems import Kind, Problem
from mfa_tui.domain.tenant import Configuration, Loaded
from mfa_tui.domain.user.enrollment_state import means_of
from mfa_tui.domain.user.events import LogEvent, Moment, timeline
from mfa_tui.domain.user.methods import AuthenticationMethod, Enrollment, MethodRow, rows
from mfa_tui.domain.user.prospect import Prospect, prospect
from mfa_tui.domain.user.readiness import Means
from mfa_tui.domain.user.sessions import Block, RefreshToken, Session
from mfa_tui.domain.user.users import Organization, Role, User

_UNREAD: Loaded[Any] = Loaded()
GONE = "This user does not exist any more."


def of_user(problem: Problem) -> Problem:
    """Return a problem with a request about one user in words: what is absent there is the user, not a feature."""
    if problem.kind is not Kind.ABSENT:
        return problem
    return replace(problem, title=GONE, hint="Somebody deleted them.", detail="")


@dataclass(frozen=True)
class Dossier:
    """What the tenant says about one user. `events` are the newest hundred.

    Remembered browsers and what the risk assessment knows of a user cannot be read at Auth0, only cleared; how
    risky a login was is told by its events.
    """

    user_id: str
    user: Loaded[User] = _UNREAD
    methods: Loaded[tuple[AuthenticationMethod, ...]] = _UNREAD
    enrollments: Loaded[tuple[Enrollment, ...]] = _UNREAD
    blocks: Loaded[tuple[Block, ...]] = _UNREAD
    sessions: Loaded[tuple[Session, ...]] = _UNREAD
    refresh_tokens: Loaded[tuple[RefreshToken, ...]] = _UNREAD
    events: Loaded[tuple[LogEvent, ...]] = _UNREAD
    roles: Loaded[tuple[Role, ...]] = _UNREAD
    organizations: Loaded[tuple[Organization, ...]] = _UNREAD
    connections: Loaded[frozenset[str]] = _UNREAD
    """Which of the user's connections exist."""

    @property
    def parts(self) -> dict[str, Loaded[Any]]:
        """Return the answers by the words that the screens use for them."""
        return {
            "profile": self.user,
            "methods": self.methods,
            "Guardian enrollment": self.enrollments,
            "blocks": self.blocks,
            "sessions": self.sessions,
            "refresh tokens": self.refresh_tokens,
            "events": self.events,
            "roles": self.roles,
            "organizations": self.organizations,
            "connections": self.connections,
        }

    @property
    def gone(self) -> bool:
        """Tell whether the tenant said that there is no such user any more."""
        return self.user.problem is not None and self.user.problem.kind is Kind.ABSENT

    @property
    def rows(self) -> tuple[MethodRow, ...]:
        """Return the methods with Guardian's enrollment merged in, as far as they could be read."""
        return rows(self.methods.value or (), self.enrollments.value or ())

    @property
    def timeline(self) -> tuple[Moment, ...]:
        """Return what happened around MFA, newest first."""
        return timeline(self.events.value or ())

    @property
    def deleted_connections(self) -> tuple[str, ...]:
        """Return the user's connections that were deleted, as far as known."""
        user, existing = self.user.value, self.connections.value
        if user is None or existing is None:
            return ()
        return tuple(name for name in user.connections if name and name not in existing)

    @property
    def connection_deleted(self) -> bool | None:
        """Tell whether all connections of the user were deleted, so that no login is possible; None: not known."""
        user = self.user.value
        if user is None or self.connections.value is None:
            return None
        return bool(user.connections) and len(self.deleted_connections) == len(user.connections)

    def means(self) -> Means:
        """Return what decides over the user's readiness, as far as it could be read."""
        if self.user.value is None or self.methods.value is None:
            return Means(unreadable=True)
        return means_of(self.user.value, self.methods.value)

    def prospect(self, tenant: Configuration) -> Prospect | None:
        """Foretell the next login; None where not even the profile could be read."""
        user = self.user.value
        return prospect(user, self.methods.value, tenant, deleted=self.connection_deleted is True) if user else None

    def after(self, newer: "Dossier") -> "Dossier":
        """Return the newer reading of the same user, part by part keeping the last good value where it failed.

        Of a user who is gone only who they were and what happened is kept.
        """
        if newer.gone:
            return Dossier(newer.user_id, self.user.after(newer.user), events=self.events.after(newer.events))
        return Dossier(
            newer.user_id,
            self.user.after(newer.user),
            self.methods.after(newer.methods),
            self.enrollments.after(newer.enrollments),
            self.blocks.after(newer.blocks),
            self.sessions.after(newer.sessions),
            self.refresh_tokens.after(newer.refresh_tokens),
            self.events.after(newer.events),
            self.roles.after(newer.roles),
            self.organizations.after(newer.organizations),
            self.connections.after(newer.connections),
        )
