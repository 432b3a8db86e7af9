"""Typed messages: what workers found out, and what screens ask the app for."""

from typing import TYPE_CHECKING

from textual.message import Message

from mfa_tui.domain.changes import Target
from mfa_tui.domain.findings import Finding
from mfa_tui.domain.tenant import Configuration

if TYPE_CHECKING:
    from mfa_tui.domain.progress import Progress
    from mfa_tui.domain.user.dossier import Dossier
    from mfa_tui.features.coverage.service.kept import Part
    from mfa_tui.features.coverage.service.scan import Scope
    from mfa_tui.features.coverage.service.state import CoverageState
    from mfa_tui.features.drift.model.drift import Drift
    from mfa_tui.features.tokens.model.inspection import Report
    from mfa_tui.session.finding import Found


class TenantRead(Message, bubble=False):
    """A reading of a tenant, given by its name, has ended; parts of it may carry problems."""

    def __init__(self, tenant: str, configuration: Configuration, unfinished: tuple[Finding, ...]) -> None:
        super().__init__()
        self.tenant = tenant
        self.configuration = configuration
        self.unfinished = unfinished


class ClientBusy(Message, bubble=False):
    """The client of a tenant made a call, or waits: `waiting` says for what, empty when it does not wait."""

    def __init__(self, tenant: str, waiting: str) -> None:
        super().__init__()
        self.tenant = tenant
        self.waiting = waiting

    def can_replace(self, message: Message) -> bool:
        """Let the newest of many replace the others: only the latest state is shown."""
        return isinstance(message, ClientBusy) and message.tenant == self.tenant


class TokensInspected(Message, bubble=False):
    """A paste was read; `serial` says which one, so that the answer to an older one is dropped."""

    def __init__(self, report: "Report", serial: int) -> None:
        super().__init__()
        self.report = report
        self.serial = serial


class JumpRequested(Message):
    """The user wants to see `target` on the screen where it is set."""

    def __init__(self, target: Target) -> None:
        super().__init__()
        self.target = target


class UsersFound(Message, bubble=False):
    """A search, or its next page, was answered; `typed` says what for, so that a late answer is dropped."""

    def __init__(self, typed: str, found: "Found") -> None:
        super().__init__()
        self.typed = typed
        self.found = found


class UserRead(Message, bubble=False):
    """Everything about one user was read; parts of it may carry problems."""

    def __init__(self, dossier: "Dossier") -> None:
        super().__init__()
        self.dossier = dossier


class DriftFound(Message, bubble=False):
    """Two sides were compared."""

    def __init__(self, drift: "Drift") -> None:
        super().__init__()
        self.drift = drift


class CoverageSeen(Message, bubble=False):
    """How a coverage scan of a tenant stands, or what an earlier session kept of one."""

    def __init__(self, tenant: str, state: "CoverageState") -> None:
        super().__init__()
        self.tenant = tenant
        self.state = state


class PartKept(Message, bubble=False):
    """What is kept of a scan that was not finished: nothing, or a part; `scope` says of which."""

    def __init__(self, scope: "Scope", part: "Part | None") -> None:
        super().__init__()
        self.scope = scope
        self.part = part


class UnderWay(Message):
    """Something goes on in a tenant that is told on every screen: `words` say what, empty once it has ended."""

    def __init__(self, tenant: str, words: str) -> None:
        super().__init__()
        self.tenant = tenant
        self.words = words


class BulkMoved(Message, bubble=False):
    """A dry run, or a reset, of many users is a step further."""

    def __init__(self, progress: "Progress") -> None:
        super().__init__()
        self.progress = progress

    def can_replace(self, message: Message) -> bool:
        """Let the newest of many replace the others: only the latest state is shown."""
        return isinstance(message, BulkMoved)


class BulkEnded(Message, bubble=False):
    """A dry run, or a reset, of many users has come to its end; `failure` names an error that nobody foresaw."""

    def __init__(self, failure: str = "") -> None:
        super().__init__()
        self.failure = failure


class UnfinishedFound(Message, bubble=False):
    """An earlier reset of many users has `left` users without an outcome; it was begun `at`, in epoch seconds.

    `left` is 0 where only its outcome is not saved, and None where nothing is kept of any. `elsewhere`: another program
    is resetting them just now.
    """

    def __init__(self, left: int | None, at: float | None, elsewhere: bool = False) -> None:
        super().__init__()
        self.left = left
        self.at = at
        self.elsewhere = elsewhere
