"""A session with one tenant: the client, the journal, and what can be done with them."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any

from mfa_tui.client.connection import Connection, Credentials, open_connection
from mfa_tui.client.transports.guard import Access
from mfa_tui.client.transports.retry import Sleep
from mfa_tui.domain.access import Grant
from mfa_tui.domain.action_kinds import RESET_KINDS
from mfa_tui.domain.changes import Change, Value, current, in_words
from mfa_tui.domain.factors import DOCS
from mfa_tui.domain.findings import Finding, Severity
from mfa_tui.domain.tenant import Application, Configuration
from mfa_tui.domain.text import clean
from mfa_tui.features.bulk_reset.service.bulk import BulkReset
from mfa_tui.features.bulk_reset.service.ledger import BulkLedger
from mfa_tui.features.connect.service.signing_in import holder_of
from mfa_tui.features.coverage.service.scan import CoverageScan, Scope
from mfa_tui.features.plan.service import Outcome, Report, apply
from mfa_tui.features.tokens.service import TenantKeys, read_applications
from mfa_tui.session.code_reading import CodeReader
from mfa_tui.session.reading import read_configuration
from mfa_tui.session.user_writes import UserWrites
from mfa_tui.storage.journal import Journal
from mfa_tui.storage.ledger import Ledger
from mfa_tui.storage.locations import bulk_file, coverage_file
from mfa_tui.tenants.profile import TenantProfile

Samples = Callable[[], Awaitable[Sequence[tuple[str, str]]]]
"""Makes sample tokens, each with the situation that it comes from; only the demo tenant can."""


class TenantSession:
    """Everything that the program does with one tenant goes through here."""

    def __init__(
        self,
        profile: TenantProfile,
        connection: Connection,
        journal: Journal,
        clock: Callable[[], float] = time.time,
        samples: Samples | None = None,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self.profile = profile
        self.connection = connection
        self.journal = journal
        self._clock = clock
        self._sleep = sleep
        self._told: list[tuple[str, str, Value]] = []
        self.signing_keys = TenantKeys(connection.client, profile.domain)
        self.samples = samples
        self.code_reader = CodeReader()
        self.user_writes = UserWrites(connection.client, journal, profile.domain)
        beside = journal.path.with_name(bulk_file(profile.domain).name)
        self.bulk_ledger = BulkLedger(beside, profile.domain, clock)

    @property
    def grant(self) -> Grant:
        """Return what our token allows."""
        return self.connection.grant

    def unlock(self, writable: bool) -> None:
        """Let writes pass the guard, or stop them again."""
        self.connection.access.writable = writable

    async def read(self) -> Configuration:
        """Read the tenant; parts that fail carry their problem."""
        return await read_configuration(self.connection.client, self.profile.client_id, self.code_reader, self._clock)

    async def apply(
        self,
        changes: Sequence[Change],
        report: Report,
        stop: Callable[[], bool],
        reviewed: Configuration | None = None,
        reason: str = "",
    ) -> tuple[Outcome, ...]:
        """Apply changes in their order; see `operations.applying.apply`."""
        client, domain = self.connection.client, self.profile.domain
        return await apply(
            client, self.journal, domain, changes, reviewed=reviewed, report=report, stop=stop, reason=reason
        )

    async def unfinished(self, configuration: Configuration) -> tuple[Finding, ...]:
        """Return a finding for each change, and each action on a user, that an earlier session did not conclude.

        The truth is what the tenant has now; `conclude_unfinished` writes it into the journal once it was shown. What
        became of an action only a look at the user can tell; of a reset of many that was not finished, or goes on in
        another program, that is left to who goes on with it.
        """
        try:
            intents = await asyncio.to_thread(self.journal.unfinished, self.profile.domain)
            actions = await asyncio.to_thread(self.journal.unfinished_actions, self.profile.domain)
            under_way = (await asyncio.to_thread(self.bulk_ledger.read)).under_way
            # What another program has concluded between these looks is not cut off.
            still = {one.id for one in await asyncio.to_thread(self.journal.unfinished_actions, self.profile.domain)}
        except OSError:
            return ()
        findings = []
        for intent in intents:
            found = current(configuration, intent.change.target)
            if found is None:
                continue
            made = found == intent.change.after
            self._told.append((intent.id, "found later", found))
            findings.append(
                Finding(
                    "unfinished-change",
                    Severity.WARN,
                    f"A session ended in the middle of a change: {intent.change.words}",
                    f"Begun {intent.at}. The tenant has it {in_words(found)} now: "
                    f"the change was {'made' if made else 'not made'}.",
                    "Nothing, if that is what you want; else stage it again.",
                    DOCS,
                    intent.change.target,
                )
            )
        for action in actions:
            if action.id not in still or (action.user_id in under_way and action.kind in RESET_KINDS):
                continue
            self._told.append((action.id, "told later", None))
            findings.append(
                Finding(
                    "unfinished-action",
                    Severity.WARN,
                    f"A session ended in the middle of an action: {clean(action.action, 80)}",
                    f"Begun {action.at}, on user {clean(action.user_id, 120)}. It may have been done, or not.",
                    "Look at the user, and do it again if it was not done.",
                    DOCS,
                )
            )
        return tuple(findings)

    async def conclude_unfinished(self) -> None:
        """Close in the journal what has been pointed out; where that fails it is pointed out again next time."""
        told, self._told = self._told, []
        with suppress(OSError):
            for id_, result, found in told:
                await asyncio.to_thread(self.journal.conclude, id_, result, found)

    def coverage_scan(self, scope: Scope) -> CoverageScan:
        """Return a scan that has not begun; it keeps its progress on disk, each scope for itself."""
        domain = self.profile.domain
        ledger = Ledger(coverage_file(domain, scope.query, scope.groups, folder=self.profile.folder))
        return CoverageScan(self.connection.client, domain, scope, ledger, self._clock, self._sleep)

    async def applications(self) -> tuple[Application, ...]:
        """Return the tenant's applications; none where they may not be read."""
        return await read_applications(self.connection.client)

    def bulk_reset(self) -> BulkReset:
        """Return a reset of many users; its progress is noted in `bulk_ledger`."""
        return BulkReset(self.user_writes, self.journal, self.bulk_ledger)

    async def aclose(self) -> None:
        """Close all connections."""
        await self.connection.aclose()


def open_session(
    profile: TenantProfile,
    credentials: Credentials,
    journal: Journal,
    *,
    writable: bool,
    asgi_app: Any = None,
    clock: Callable[[], float] = time.time,
    sleep: Sleep = asyncio.sleep,
    samples: Samples | None = None,
) -> TenantSession:
    """Return a session; nothing is sent yet. With `asgi_app` the tenant is that app, in this process.

    `clock` tells when something was read, `sleep` waits between retries.
    """
    access = Access(writable)
    connection = open_connection(
        profile.base_url,
        credentials,
        access=access,
        asgi_app=asgi_app,
        clock=clock,
        sleep=sleep,
        holder=holder_of(profile),
    )
    return TenantSession(profile, connection, journal, clock, samples, sleep)
