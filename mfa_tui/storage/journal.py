"""The change journal: what we meant to change and what became of it, on disk before and after each write.

Append-only JSON lines, readable by its owner only. An intent without an outcome is the mark of a program
that was killed between the two; the next start says so. Changes of the tenant are kept with their values, so that
they can be undone; actions on users with the user's id and nothing else of them, least of all a secret.
"""

import errno
import json
import os
import threading
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mfa_tui.domain.changes import Change, Value, decode, encode, target_from
from mfa_tui.domain.problems import Kind, Problem
from mfa_tui.storage.named_errors import naming
from mfa_tui.storage.own_files import ends_in_newline, open_own, read_own


@dataclass(frozen=True)
class Intent:
    """A change that was about to be written. `id` ties the outcome to it; `at` is ISO 8601 in UTC."""

    id: str
    at: str
    tenant: str
    change: Change


@dataclass(frozen=True)
class ActionIntent:
    """Something that was about to be done to a user. `detail` says what of theirs, such as a method's id."""

    id: str
    at: str
    tenant: str
    action: str
    user_id: str
    detail: str = ""


class Journal:
    """One file of entries. Methods block and raise `OSError`: call them off the event loop."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._turn = threading.Lock()  # Who looks how the file ends must not look at a line that is half there.

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

    def intend_action(self, tenant: str, action: str, user_id: str, detail: str = "") -> str:
        """Record that `action`, in a few words, is about to be done to a user; return the entry's id."""
        id_ = uuid.uuid4().hex
        entry = {"tenant": tenant, "action": action, "user_id": user_id, "detail": detail}
        self._append({"entry": "intent", "id": id_, **entry})
        return id_

    def conclude(self, id_: str, result: str, found: Value = None, problem: str = "") -> None:
        """Record what became of an intent: the result in a word, the value read back, the problem in words.

        Actions have no value to read back.
        """
        self._append({"entry": "outcome", "id": id_, "result": result, "found": encode(found), "problem": problem})

    def unfinished(self, tenant: str) -> tuple[Intent, ...]:
        """Return the intents for a tenant that have no outcome, oldest first."""
        intents = []
        for entry in self._open(tenant):
            if target := target_from(str(entry.get("target"))):
                change = Change(target, decode(entry.get("before")), decode(entry.get("after")))
                intents.append(Intent(str(entry.get("id")), str(entry.get("at")), tenant, change))
        return tuple(intents)

    def unfinished_actions(self, tenant: str) -> tuple[ActionIntent, ...]:
        """Return the actions on users of a tenant that have no outcome, oldest first."""
        names = ("id", "at", "tenant", "action", "user_id", "detail")
        return tuple(
            ActionIntent(*(str(entry.get(name, "")) for name in names))
            for entry in self._open(tenant)
            if "action" in entry
        )

    def _open(self, tenant: str) -> list[dict[str, Any]]:
        """Return the intents of a tenant without an outcome, oldest first."""
        open_: dict[str, dict[str, Any]] = {}
        for entry in self._entries():
            if entry.get("entry") == "outcome":
                open_.pop(str(entry.get("id")), None)
            elif entry.get("tenant") == tenant:
                open_[str(entry.get("id"))] = entry
        return list(open_.values())

    def _append(self, entry: dict[str, Any]) -> None:
        """Write one line and wait until it is on disk: the request follows only then."""
        line = json.dumps({"at": datetime.now(UTC).isoformat(timespec="milliseconds"), **entry}) + "\n"
        with self._turn, naming(self.path):
            self._write(line)

    def _write(self, line: str) -> None:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = open_own(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT)
        try:
            if not ends_in_newline(descriptor):
                line = "\n" + line  # A line that a crash cut short must not swallow this one.
            data = line.encode()
            if os.write(descriptor, data) != len(data):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self.path))
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def _entries(self) -> Iterator[dict[str, Any]]:
        """Yield the readable entries; a line that a crash cut short is passed over."""
        try:
            with read_own(self.path) as file:
                lines = file.read().decode("utf-8", "replace").splitlines()
        except FileNotFoundError:
            return
        for line in lines:
            try:
                entry = json.loads(line)
            except (ValueError, RecursionError):
                continue
            if isinstance(entry, dict):
                yield entry


def unwritten(error: OSError) -> Problem:
    """Return the words for a journal that cannot be written: without it nothing is sent."""
    return Problem(
        Kind.UNSENT,
        "The change journal cannot be written.",
        "Nothing more is sent without it: make room or fix the permissions, then retry.",
        f"{error.strerror or 'It failed'}: {error.filename}.",
    )
