"""The change journal: what we meant to change and what became of it, on disk before and after each write.

Append-only JSON lines, readable by its owner only. An intent without an outcome is the mark of a program
that was killed between the two; the next start says so. Changes of the tenant are kept with their values, so that
they can be undone; actions on users with ids and nothing else of them, least of all a secret. A `kind` says what was
done; the sentence beside it is for people and is never parsed, except in lines from before there was a `kind`.
"""

import errno
import functools
import getpass
import json
import os
import threading
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mfa_tui import __version__
from mfa_tui.domain.action_kinds import ActionKind, kind_of_legacy, kind_of_target, parse_kind
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
    """An action on a user that was about to be sent.

    `kind` is None where only a newer version knows it; `action` describes it for people. `method_id` names the
    authentication method, and `detail` what else it was about: a provider, an enrollment, a factor.
    """

    id: str
    at: str
    tenant: str
    kind: ActionKind | None
    action: str
    user_id: str
    method_id: str = ""
    detail: str = ""


class Journal:
    """One file of entries. Methods block and raise `OSError`: call them off the event loop."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._turn = threading.Lock()  # Who looks how the file ends must not look at a line that is half there.

    def intend(self, tenant: str, plan: str, change: Change, *, reason: str = "") -> str:
        """Record that `change` is about to be written to the tenant with this domain; return the entry's id.

        `reason` is why, in the admin's own words.
        """
        id_ = uuid.uuid4().hex
        self._append(
            {
                "entry": "intent",
                "id": id_,
                "kind": kind_of_target(change.target),
                "plan": plan,
                "tenant": tenant,
                "target": str(change.target),
                "before": encode(change.before),
                "after": encode(change.after),
                **_given(reason=reason),
            }
        )
        return id_

    def intend_action(
        self,
        tenant: str,
        kind: ActionKind,
        action: str,
        user_id: str,
        *,
        method_id: str = "",
        detail: str = "",
        reason: str = "",
    ) -> str:
        """Record that an action on a user is about to be sent; return the entry's id. `action` describes it."""
        id_ = uuid.uuid4().hex
        entry = {"tenant": tenant, "kind": kind, "action": action, "user_id": user_id}
        optional = _given(method_id=method_id, detail=detail, reason=reason)
        self._append({"entry": "intent", "id": id_, **entry, **optional})
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
        return tuple(_action_intent(entry) for entry in self._open(tenant) if "action" in entry)

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
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        line = json.dumps({"at": at, **entry, "by": _account(), "version": __version__}) + "\n"
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


def _given(**fields: str) -> dict[str, str]:
    """Return the optional fields that have a value."""
    return {name: value for name, value in fields.items() if value}


def _action_intent(entry: dict[str, Any]) -> ActionIntent:
    """Return an action from its line, whichever version wrote it."""
    id_, at, tenant, action, user_id, method_id, detail = (
        str(entry.get(name, "")) for name in ("id", "at", "tenant", "action", "user_id", "method_id", "detail")
    )
    if "kind" in entry:
        return ActionIntent(id_, at, tenant, parse_kind(entry["kind"]), action, user_id, method_id, detail)
    kind = kind_of_legacy(action)
    if kind is ActionKind.DELETE_METHOD:
        method_id, detail = detail, ""  # The method's id was the detail.
    return ActionIntent(id_, at, tenant, kind, action, user_id, method_id, detail)


@functools.cache
def _account() -> str:
    """Return the name of the operating-system user, or the numeric id of one without a name."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return str(os.getuid()) if hasattr(os, "getuid") else ""


def unwritten(error: OSError) -> Problem:
    """Return the words for a journal that cannot be written: without it nothing is sent."""
    return Problem(
        Kind.UNSENT,
        "The change journal cannot be written.",
        "Nothing more is sent without it: make room or fix the permissions, then retry.",
        f"{error.strerror or 'It failed'}: {error.filename}.",
    )
