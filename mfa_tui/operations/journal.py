"""The change journal: what we meant to change and what became of it, on disk before and after each write.

Append-only JSON lines, readable by its owner only. An intent without an outcome is the mark of a program
that was killed between the two; the next start says so.
"""

import json
import os
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mfa_tui.domain.changes import Change, Value, decode, encode, target_from


@dataclass(frozen=True)
class Intent:
    """A change that was about to be written. `id` ties the outcome to it; `at` is ISO 8601 in UTC."""

    id: str
    at: str
    tenant: str
    change: Change


class Journal:
    """One file of entries. Methods block and raise `OSError`: call them off the event loop."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def intend(self, tenant: str, plan: str, change: Change) -> str:
        """Record that `change` is about to be written to the tenant with this domain; return the entry's id."""
        id_ = uuid.uuid4().hex
        self._append(
            {
                "entry": "intent",
                "id": id_,
                "plan": plan,
                "tenant": tenant,
                "target": str(change.target),
                "before": encode(change.before),
                "after": encode(change.after),
            }
        )
        return id_

    def conclude(self, id_: str, result: str, found: Value, problem: str = "") -> None:
        """Record what became of an intent: the result in a word, the value read back, the problem in words."""
        self._append({"entry": "outcome", "id": id_, "result": result, "found": encode(found), "problem": problem})

    def unfinished(self, tenant: str) -> tuple[Intent, ...]:
        """Return the intents for a tenant that have no outcome, oldest first."""
        open_: dict[str, Intent] = {}
        for entry in self._entries():
            id_ = str(entry.get("id"))
            if entry.get("entry") == "outcome":
                open_.pop(id_, None)
            elif entry.get("tenant") == tenant and (target := target_from(str(entry.get("target")))):
                change = Change(target, decode(entry.get("before")), decode(entry.get("after")))
                open_[id_] = Intent(id_, str(entry.get("at")), tenant, change)
        return tuple(open_.values())

    def _append(self, entry: dict[str, Any]) -> None:
        """Write one line and wait until it is on disk: the request follows only then."""
        line = json.dumps({"at": datetime.now(UTC).isoformat(timespec="milliseconds"), **entry}) + "\n"
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            if os.fstat(descriptor).st_size and not self._ends_in_newline():
                line = "\n" + line  # A line that a crash cut short must not swallow this one.
            os.write(descriptor, line.encode())
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def _ends_in_newline(self) -> bool:
        with self.path.open("rb") as file:
            file.seek(-1, os.SEEK_END)
            return file.read(1) == b"\n"

    def _entries(self) -> Iterator[dict[str, Any]]:
        """Yield the readable entries; a line that a crash cut short is passed over."""
        if not self.path.is_file():  # Nor is a device, which might never end.
            return
        lines = self.path.read_text(encoding="utf-8", errors="replace").splitlines()
        for line in lines:
            try:
                entry = json.loads(line)
            except (ValueError, RecursionError):
                continue
            if isinstance(entry, dict):
                yield entry
