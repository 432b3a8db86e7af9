"""What is noted of a coverage scan while it goes on: each user's id and what they hold, and nothing else of them."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict
from typing import Any

from mfa_tui.domain.user.enrollment_state import Held, State
from mfa_tui.storage.ledger import Busy, Ledger


class Notes:
    """The ledger of one scan. A scan only reads: where nothing can be noted it goes on without, and is not resumed.

    `work` is what is scanned, to know it again. `failure` says why nothing is noted any more; empty where all is well.
    Methods block briefly, and raise nothing but `Busy`.
    """

    def __init__(self, ledger: Ledger | None, work: Mapping[str, Any]) -> None:
        self._ledger = ledger
        self._work = dict(work)
        self.failure = ""

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep other programs from the same scan. Raises `Busy` where one is at it."""
        with ExitStack() as stack:
            if self._ledger is not None:
                try:
                    stack.enter_context(self._ledger.held())
                    stack.callback(self._ledger.close)
                except Busy:
                    raise
                except OSError as error:
                    self._fail(error)
            yield

    def begin(self, at: float, *, resume: bool) -> tuple[float, dict[str, Held]]:
        """Return when the scan began, epoch seconds, and what is noted: with `resume` that of the same scan before."""
        if self._ledger is None or self.failure:
            return at, {}
        try:
            work = self._ledger.work()
            if resume and {name: work.get(name) for name in self._work} == self._work:
                return float(work["at"]), dict(map(_noted, self._ledger.entries()))
            self._ledger.begin({**self._work, "at": at})
        except (OSError, ValueError, TypeError, KeyError) as error:
            self._fail(error)
        return at, {}

    def note(self, user_id: str, found: Held) -> None:
        """Note what somebody holds."""
        if self._ledger is not None and not self.failure:
            try:
                self._ledger.append(
                    {"user": user_id, **{name: value for name, value in asdict(found).items() if value}}
                )
            except OSError as error:
                self._fail(error)

    def forget(self) -> None:
        """Forget it all, unless another program scans the same by now: then it is theirs."""
        if self._ledger is not None:
            with suppress(OSError), self._ledger.held():
                self._ledger.remove()

    def _fail(self, error: Exception) -> None:
        if self._ledger is not None:
            reason = (error.strerror if isinstance(error, OSError) else "") or "It is damaged"
            self.failure = (
                f"Progress cannot be saved. {reason}: {self._ledger.path}. "
                "The scan goes on, but cannot be resumed from here."
            )


def _noted(entry: Mapping[str, Any]) -> tuple[str, Held]:
    return str(entry["user"]), Held(
        State(entry["state"]),
        tuple(entry.get("factors", ())),
        tuple(entry.get("pending", ())),
        entry.get("last_used"),
        entry.get("reason", ""),
        tuple(entry.get("groups", ())),
        entry.get("unreadable") is True,
    )
