"""A reset of many users on disk: whom it is about, who was begun, and what became of them."""

import time
import uuid
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path

from mfa_tui.domain.problems import Kind, Problem
from mfa_tui.features.bulk_reset.service.lines import BulkLine, Result
from mfa_tui.storage.journal import unwritten
from mfa_tui.storage.ledger import Busy, Entry, Ledger

BUSY = Problem(
    Kind.UNSENT,
    "Another program is resetting users of this tenant.",
    "Wait until it has ended, or stop it there.",
)
ANOTHER = Problem(
    Kind.UNSENT,
    "Another reset of many was begun meanwhile.",
    "Leave this one with esc; then o shows whether somebody is left.",
)
INCOMPLETE = Problem(
    Kind.UNSENT,
    "Some lines of this list cannot be read any more.",
    "The others can be reset, or dropped; compare with the list that you loaded.",
)


def unkept(error: OSError) -> Problem:
    """Return the words for progress that cannot be written down: without it nothing is sent."""
    hint = "Nothing more is sent without it: make room or fix the permissions, then go on."
    return replace(unwritten(error), title="The progress of this reset cannot be kept.", hint=hint)


@dataclass(frozen=True)
class Noted:
    """What is noted of a reset: its lines, the mark that tells it from others, and how many lines cannot be read.

    `at` is when it was begun, in epoch seconds; None where that cannot be read.
    """

    lines: tuple[BulkLine, ...] = ()
    mark: str = ""
    missing: int = 0
    at: float | None = None

    @property
    def left(self) -> int:
        """Return how many users have no outcome."""
        return sum(line.result.left for line in self.lines)

    @property
    def under_way(self) -> frozenset[str]:
        """Return the ids of the users of whom it is not known what became."""
        return frozenset(line.user_id for line in self.lines if line.result is Result.UNKNOWN)


class BulkLedger:
    """What `BulkReset` notes of one tenant, given by its domain. Methods block and raise `OSError`."""

    def __init__(self, path: Path, tenant: str, clock: Callable[[], float] = time.time) -> None:
        self.tenant = tenant
        self._ledger = Ledger(path)
        self._clock = clock

    def unfinished(self) -> int:
        """Return how many users an earlier reset has not concluded; 0 where there is nothing to resume."""
        return self.read().left

    def held(self) -> AbstractContextManager[None]:
        """Keep other programs from resetting many users of this tenant; see `Ledger.held`."""
        return self._ledger.held()

    def elsewhere(self) -> bool:
        """Tell whether another program is resetting them just now."""
        try:
            with self.held():
                return False
        except Busy:
            return True

    def begin(self, lines: Sequence[BulkLine]) -> str:
        """Write down whom it is about, and what may go of them; return its mark. Forgets an earlier reset."""
        mark = uuid.uuid4().hex
        work = {"bulk_reset": self.tenant, "at": self._clock(), "mark": mark, "lines": len(lines)}
        self._ledger.begin(work, map(_entry, lines))
        return mark

    def begun(self, line: BulkLine) -> None:
        """Write down that a user is about to be reset: a program that is killed now leaves it so."""
        self.told(replace(line, result=Result.UNKNOWN, words="It was under way when the program ended."))

    def told(self, line: BulkLine) -> None:
        """Write down what became of a user by now."""
        self._ledger.append(_entry(line))

    def read(self) -> Noted:
        """Return the list as it stood when the program ended."""
        work, lines = self._ledger.work(), dict[int, BulkLine]()
        if work.get("bulk_reset") != self.tenant:
            return Noted()
        for entry in self._ledger.entries():
            try:
                line = _line(entry)
            except (KeyError, TypeError, ValueError):
                continue  # Somebody edited the file: a line that makes no sense is about nobody.
            lines[line.line] = line
        count, at = work.get("lines"), work.get("at")
        missing = count - len(lines) if isinstance(count, int) else 0
        begun_at = float(at) if isinstance(at, int | float) else None
        return Noted(tuple(lines.values()), str(work.get("mark", "")), missing, begun_at)

    def close(self) -> None:
        """Close the file."""
        self._ledger.close()

    def remove(self) -> None:
        """Forget it all: its outcome is saved, or nobody wants it."""
        self._ledger.remove()


def _entry(line: BulkLine) -> Entry:
    return {
        "line": line.line,
        "text": line.text,
        "result": line.result,
        "words": line.words,
        "user_id": line.user_id,
        "email": line.email,
        "planned": line.planned,
        "ids": sorted(line.ids),
    }


def _line(entry: Entry) -> BulkLine:
    return BulkLine(
        int(entry["line"]),
        str(entry["text"]),
        Result(entry["result"]),
        str(entry["words"]),
        str(entry["user_id"]),
        str(entry["email"]),
        tuple(entry["planned"]),
        frozenset(entry["ids"]),
    )
