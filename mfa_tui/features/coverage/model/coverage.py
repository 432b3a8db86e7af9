"""Who can complete MFA and who cannot: what is read of one user, and what they are counted as.

Source: the rows of a users export (POST /api/v2/jobs/users-exports) or GET /api/v2/users for who has MFA at all, and
GET /api/v2/users/{id}/authentication-methods for what it is.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from mfa_tui.domain.user.enrollment_state import Covered, State
from mfa_tui.domain.user.readiness import FactorSetup, Readiness, readiness

EXPORT_FIELDS: Mapping[str, str] = {
    "user_id": "user_id",
    "email": "email",
    "email_verified": "email_verified",
    "name": "name",
    "identities[0].connection": "connection",
    "blocked": "blocked",
    "last_login": "last_login",
    "multifactor": "multifactor",
}
"""What an export is asked for, and its names in the file. Auth0 allows 30 fields."""
SEARCH_FIELDS = ("user_id", "email", "email_verified", "name", "identities", "blocked", "last_login", "multifactor")


@dataclass(frozen=True)
class Surroundings:
    """What the tenant says about what users hold. `factors_on` and `connections` are None where not readable.

    `undelivered` names the factors that are on and deliver no codes.
    """

    factors_on: frozenset[str] | None = None
    connections: frozenset[str] | None = None
    undelivered: frozenset[str] = frozenset()

    @cached_property
    def setup(self) -> FactorSetup | None:
        """Return what is on; None where that is not known."""
        return None if self.factors_on is None else FactorSetup(self.factors_on, self.undelivered)


Slice = tuple[str, ...]
"""One thing that users are counted by: a kind, then a name where there are several of it, then a state."""

BLOCKED: Slice = ("blocked",)
RESISTANT: Slice = ("phishing-resistant",)
ONLY_PHONE: Slice = ("only phone",)
STALE: Slice = ("stale",)
NEVER_USED: Slice = ("never used",)
ENROLLED_ONLY_OFF: Slice = ("only off",)


def slices(covered: Covered, around: Surroundings, now: float) -> Iterator[Slice]:
    """Yield every slice of the report that a user is counted in: what bars are made of, and what they drill into.

    With a name: `readiness`, `state`, `factor` and `pending` (of a factor), `connection`, `group`, `off` (has this
    factor, which is off), `gone` (is of this connection, which was deleted: cannot log in). `connection` and `group`
    come with the state too, and with `readiness` and what it is. What is said of those who are ready is counted of
    those who are enrolled where it is not known which factors are on.
    """
    person, held, setup, means = covered.person, covered.held, around.setup, covered.means
    ready = readiness(means, setup)
    yield "readiness", ready
    yield "state", held.state
    yield from (("factor", name) for name in held.factors)
    yield from (("pending", name) for name in held.pending)
    if person.connection:
        yield "connection", person.connection
        yield "connection", person.connection, held.state
        yield "connection", person.connection, "readiness", ready
        if around.connections is not None and person.connection not in around.connections:
            yield "gone", person.connection
    for group in held.groups:
        yield "group", group
        yield "group", group, held.state
        yield "group", group, "readiness", ready
    if person.blocked:
        yield BLOCKED
    if around.factors_on is not None:
        yield from (("off", name) for name in held.factors if name not in around.factors_on)
    if setup and held.state is State.ENROLLED and ready in (Readiness.ONLY_OFF, Readiness.EMAIL):
        yield ENROLLED_ONLY_OFF
    if ready is Readiness.READY if setup else held.state is State.ENROLLED:
        if covered.phishing_resistant(setup):
            yield RESISTANT
        if covered.only_phone(setup):
            yield ONLY_PHONE
        unused = covered.unused_since(now)
        if unused is None:
            yield NEVER_USED
        elif unused:
            yield STALE
