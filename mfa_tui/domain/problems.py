"""A problem in words: what went wrong, what to do about it, and where it belongs on the screen."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What sort of trouble it is; the command line's exit codes hang on it."""

    NETWORK = "network"
    AUTHENTICATION = "authentication"
    PERMISSION = "permission"
    RATE_LIMIT = "rate limit"
    REFUSED = "refused"
    ANSWER = "answer"
    ABSENT = "absent"
    QUERY = "query"
    """What the user typed to search with is refused."""
    UNSENT = "not sent"
    """This program itself refused: nothing left it."""


_EXIT_CODES = {Kind.AUTHENTICATION: 7, Kind.PERMISSION: 7, Kind.QUERY: 2}


class Unusable(Exception):
    """A tenant cannot be used from here at all; `problem` says why."""

    def __init__(self, problem: "Problem") -> None:
        super().__init__(problem.words)
        self.problem = problem


@dataclass(frozen=True)
class Problem:
    """One designed error message. All texts are plain and already inert.

    `scopes` are the missing scopes where the tenant named them; `retry_at` is epoch seconds;
    `request_id` is what Auth0's support asks for, `status` the one of HTTP where the tenant answered; `about` is the
    part of a profile that is to be mended, by its key, where one is: domain, secret, key_file, client_id, audience.
    """

    kind: Kind
    title: str
    hint: str
    detail: str = ""
    scopes: tuple[str, ...] = ()
    request_id: str = ""
    retry_at: float | None = None
    status: int | None = None
    about: str = ""

    @property
    def exit_code(self) -> int:
        """Return what a headless command ends with: 2 a refused query, 7 sign-in or permission, 8 any other trouble."""
        return _EXIT_CODES.get(self.kind, 8)

    @property
    def passing(self) -> bool:
        """Tell whether the same may succeed later as it is: no connection, no answer in time, or Auth0's own error."""
        return self.kind is Kind.NETWORK or (self.status or 0) >= 500

    @property
    def words(self) -> str:
        """Return title, detail and hint as one paragraph."""
        parts = [self.title, self.detail, self.hint, f"Request id {self.request_id}" if self.request_id else ""]
        return " ".join(part if part[-1] in ".!?" else f"{part}." for part in parts if part)

    @property
    def record(self) -> str:
        """Return what may be kept on disk: no detail, in which Auth0 repeats numbers and addresses that were sent."""
        status = f"Status {self.status}" if self.status else ""
        return Problem(self.kind, self.title, "", status, request_id=self.request_id).words
