"""What we know of a tenant's rate limit. Pure; all times are seconds on one clock.

A limit is a bucket of tokens: each request takes one, and it fills at a steady rate up to its brim
(`x-ratelimit-limit`). How fast it fills is in no header, and what `x-ratelimit-reset` promises, in whole seconds, is
told in two ways: the next token, or a full bucket. So the rate is learned from what answers say is left, and the
reset is trusted for one token only.
"""

from collections import deque
from dataclasses import dataclass

from mfa_tui.client.transports.retry import LONGEST_WAIT
from mfa_tui.domain.access import RateLimit

WINDOW = 60.0
"""Seconds that answers are remembered for: what other tools take of the limit changes."""
SPACING = 0.25
"""Seconds between remembered answers: more of them would tell nothing more."""
PROBE = 0.25
"""Seconds until a token of the reserve is spent to learn how fast the bucket fills."""
JITTER = 0.1
"""Tokens. Requests do not arrive in exactly the rhythm in which they are sent."""
_SOON = 0.001


@dataclass(frozen=True)
class Ticket:
    """A request that is under way: when it was sent, and how many had been answered by then."""

    at: float
    answered: int


@dataclass(frozen=True)
class _Told:
    """What an answer told: the tokens that have come in at most, up to some moment after `at`."""

    at: float
    at_most: int


class Bucket:
    """Lower bounds of how much is in the bucket and of how fast it fills, in whatever order answers come.

    Tokens are counted from our first request on. When a request was counted, at least those answered before it
    was sent had been, and at most those sent before its answer came. So an answer gives two bounds of the tokens that
    had come in by then. The least of a later answer minus the most of an earlier one came in between; divided by the
    time that is a rate that there surely is. The best one of the last `WINDOW` seconds is used. A bound that is too
    low heals itself: more is left than was thought, and what is left is spent at once.

    `certain` tells of the request that `wait` let go whether there surely is a token for it. If not, its answer must be
    awaited before another may go.
    """

    def __init__(self) -> None:
        self.certain = False
        self.rate = 0.0
        self._limit: int | None = None
        self._sent = 0
        self._answered = 0
        self._told: deque[_Told] = deque()
        self._came_in = 0
        self._came_in_at = 0.0
        self._newest_answer = 0.0
        self._reset_at = 0.0

    @property
    def _reserve(self) -> int:
        """Return how many tokens are left for other tools: a tenth of a large bucket."""
        return ((self._limit or 1) - 1) // 10

    def wait(self, now: float) -> float:
        """Return the seconds until a request may go, 0 where it may now."""
        self._came_in_at = min(self._came_in_at, now)  # The clock may have been set back.
        self._reset_at = min(self._reset_at, now + LONGEST_WAIT)
        self.certain = self._limit == 0
        if not self._limit:
            return 0.0
        left = self._came_in - self._sent
        missing = 1 + self._reserve - left
        ready_at = self._came_in_at + (missing + JITTER) / self.rate if self.rate else None
        if missing <= 0 or (ready_at and ready_at - now < _SOON):
            self.certain = True
            return 0.0
        if ready_at is None:
            ready_at = self._came_in_at + PROBE if left >= 1 else self._reset_at
        wait = min(ready_at, self._reset_at) - now
        return wait if wait >= _SOON else 0.0

    def send(self, now: float) -> Ticket:
        """Take note that a request goes now; what is returned belongs to its answer."""
        self._sent += 1
        return Ticket(now, self._answered)

    def learn(self, ticket: Ticket, now: float, limits: RateLimit | None) -> None:
        """Learn from an answer what is left and how fast the bucket fills."""
        self._answered += 1
        if limits is None:
            self._limit = self._limit or 0
            return
        self._limit = max(0, limits.limit)
        at_least = limits.remaining + ticket.answered + 1
        newer = ticket.at >= self._newest_answer
        if newer or at_least > self._came_in:
            self._came_in, self._came_in_at = at_least, ticket.at
            # In whole seconds nothing is promised for sooner.
            self._reset_at = now + max(1.0, limits.resets_in)
        if newer:
            self._newest_answer = now
        self._learn_rate(ticket.at, now, at_least, limits.remaining + 1 + self._sent)

    def _learn_rate(self, sent: float, now: float, at_least: int, at_most: int) -> None:
        while self._told and self._told[0].at < now - WINDOW:
            self._told.popleft()
        gained = ((at_least - then.at_most) / (now - then.at) for then in self._told if then.at < now)
        rate = max(gained, default=0.0)
        enough = bool(self._told) and now - self._told[0].at > WINDOW / 2
        self.rate = max(rate, 0.0 if enough else self.rate)
        if not self._told or sent >= self._told[-1].at + SPACING:
            self._told.append(_Told(sent, at_most))

    def lose(self) -> None:
        """Take note that a request will get no answer. Whether it took a token is not known, so nothing is learned."""
        self._answered += 1
        self._told.clear()

    def refuse(self, now: float, seconds: float | None) -> None:
        """Learn from a 429, which takes no token: somebody else spends too. Forget the rate, and wait as told."""
        self._answered += 1
        self._told.clear()
        self.rate = 0.0
        self._limit = self._limit or 1
        self._came_in, self._came_in_at, self._newest_answer = self._sent, now, now
        self._reset_at = now + max(1.0, seconds or 0.0)
