"""A reset of many users on disk: whom it is about, who was begun, and what became of them."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from mfa_tui.operations.bulk_lines import BulkLine, Result
from mfa_tui.operations.ledger import Entry, Ledger


class BulkLedger:
    """What `BulkReset` notes of one tenant, given by its domain. Methods block and raise `OSError`.

    A user who was begun and has no outcome is the mark of a program that was killed in between.
    """

    def __init__(self, path: Path, tenant: str, clock: Callable[[], float] = time.time) -> None:
        self.tenant = tenant
        self._ledger = Ledger(path)
        self._clock = clock

    def unfinished(self) -> int:
        """Return how many users an earlier reset has not concluded; 0 where there is nothing to resume."""
        return sum(line.result is Result.PLANNED for line in self.read()[0])

    def begun_at(self) -> float | None:
        """Return when the reset was begun that is written down here, in epoch seconds."""
        at = self._ledger.work().get("at")
        return float(at) if isinstance(at, int | float) else None

    def begin(self, lines: Sequence[BulkLine]) -> None:
        """Write down whom it is about, and what may go of them. Forgets an earlier reset."""
        self._ledger.begin({"bulk_reset": self.tenant, "at": self._clock()})
        for line in lines:
            self._ledger.append(_entry(line))

    def begun(self, line: BulkLine) -> None:
        """Write down that a user is about to be reset."""
        self._ledger.append({"begun": line.line, "user_id": line.user_id})

    def done(self, line: BulkLine) -> None:
        """Write down what became of a user."""
        self._ledger.append(_entry(line))

    def read(self) -> tuple[list[BulkLine], frozenset[str]]:
        """Return the list as it stood when the program ended, and the ids of users it was in the middle of."""
        lines: dict[int, BulkLine] = {}
        begun: dict[int, str] = {}
        if self._ledger.work().get("bulk_reset") == self.tenant:
            for entry in self._ledger.entries():
                try:
                    if "begun" in entry:
                        begun[int(entry["begun"])] = str(entry["user_id"])
                    else:
                        line = _line(entry)
                        lines[line.line] = line
                        begun.pop(line.line, None)
                except (KeyError, TypeError, ValueError):
                    continue  # Somebody edited the file: a line that makes no sense is about nobody.
        return list(lines.values()), frozenset(begun.values())

    def close(self) -> None:
        """Close the file."""
        self._ledger.close()

    def remove(self) -> None:
        """Forget it all: everybody has an outcome."""
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
