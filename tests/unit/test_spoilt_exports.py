"""A users export that is cut, replaced or emptied on the way is never a complete scan."""

import gzip
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from mfa_tui.client.api.management import ManagementClient
from mfa_tui.client.errors import ApiError
from mfa_tui.demo.app import create_app
from mfa_tui.demo.options import DemoOptions
from mfa_tui.features.coverage.service.kept import conclude, kept_numbers
from mfa_tui.features.coverage.service.people import People, find_people
from mfa_tui.features.coverage.service.report import notes
from mfa_tui.features.coverage.service.scan import CoverageScan, Scope
from mfa_tui.storage.ledger import Ledger
from tests.rig import Answer, Message, Send, Tenant, session
from tests.unit.test_coverage_scan import Clock

USERS = 1_100
FILE = "GET /exports/"


class Flaky(Tenant):
    """A tenant whose first downloads are `spoilt`."""

    spoilt: tuple[Answer, ...] = ()

    async def __call__(self, scope: Message, receive: object, send: Send) -> None:
        self.faults.pop(FILE, None)
        if scope["path"].startswith("/exports/") and self.spoilt:
            self.faults[FILE], *rest = self.spoilt
            self.spoilt = tuple(rest)
        await super().__call__(scope, receive, send)

    def rows(self) -> list[str]:
        users = self.demo.state.directory.users.values()
        return [json.dumps({"user_id": user.user_id, "email": user.email}) for user in users]


def text(rows: list[str]) -> Answer:
    return 200, "application/json", "".join(f"{row}\n" for row in rows).encode()


def packed(rows: list[str], keep: float = 1.0) -> Answer:
    status, kind, whole = text(rows)
    file = gzip.compress(whole)
    return status, kind, file[: int(len(file) * keep)]


def spoilt(kind: str, rows: list[str]) -> Answer:
    foreign = [json.dumps({"user_id": f"auth0|other{number}"}) for number in range(len(rows))]
    return {
        "html": (200, "text/html", b"<!doctype html>\n<title>Sign in to the proxy</title>\n"),
        "empty": (200, "application/json", b""),
        "nulls": text(["null"] * len(rows)),
        "half": packed(rows[: len(rows) // 2]),
        "cut at a line's end": text(rows[:-1]),
        "cut in a line": text([*rows[:-1], rows[-1][:-9]]),
        "short gzip": packed(rows, 0.7),
        "users of another tenant": packed(foreign),
        "one row twice": text([*rows[:-1], rows[0]]),
        "one row that is none": text([*rows, '{"email":"nobody@example.com"}']),
    }[kind]


KINDS = [
    "html",
    "empty",
    "nulls",
    "half",
    "cut at a line's end",
    "cut in a line",
    "short gzip",
    "users of another tenant",
    "one row twice",
    "one row that is none",
]


@asynccontextmanager
async def large(home: Path) -> AsyncIterator[tuple[Flaky, ManagementClient, Clock]]:
    clock = Clock()
    tenant = Flaky(demo=create_app(DemoOptions(rate_limit=None, users=USERS), clock=clock))
    opened = session(tenant, home)
    try:
        yield tenant, opened.connection.client, clock
    finally:
        await opened.aclose()


async def people(client: ManagementClient, clock: Clock) -> People:
    return await find_people(client, "", lambda *progress: None, clock.sleep)


@pytest.mark.parametrize("kind", KINDS)
async def test_a_spoilt_export_is_fetched_again(tmp_path: Path, kind: str) -> None:
    async with large(tmp_path) as (tenant, client, clock):
        tenant.spoilt = (spoilt(kind, tenant.rows()),) * 2
        found = await people(client, clock)
        assert found.whole
        assert found.found.keys() == tenant.demo.state.directory.users.keys()


@pytest.mark.parametrize("kind", KINDS)
async def test_an_export_that_stays_spoilt_is_not_complete(tmp_path: Path, kind: str) -> None:
    async with large(tmp_path) as (tenant, client, clock):
        tenant.spoilt = (spoilt(kind, tenant.rows()),) * 9
        try:
            found = await people(client, clock)
        except ApiError:
            assert kind in ("html", "empty", "nulls", "short gzip")
        else:
            assert not found.whole
            assert found.total >= USERS


async def test_users_who_come_and_go_during_the_export_do_not_spoil_it(tmp_path: Path) -> None:
    async with large(tmp_path) as (tenant, client, clock):
        users = tenant.demo.state.directory.users

        async def sleep(seconds: float) -> None:
            users.pop(next(iter(users)))
            await clock.sleep(seconds)

        found = await find_people(client, "", lambda *progress: None, sleep)
        assert found.whole
        assert len(found.found) < USERS


async def test_an_incomplete_export_ends_with_8_and_the_numbers_of_before_stay(tmp_path: Path) -> None:
    async with large(tmp_path) as (tenant, client, clock):

        def scan() -> CoverageScan:
            return CoverageScan(client, "acme", Scope(everyone=False), Ledger(tmp_path / "part"), clock, clock.sleep)

        first = scan()
        whole = await first.run()
        assert whole.complete
        assert whole.exit_code == 0
        conclude(first, whole.summary())
        tenant.spoilt = (text(tenant.rows()[:-100]),) * 9
        second = scan()
        part = await second.run()
        conclude(second, part.summary())
        assert not part.complete
        assert part.exit_code == 8
        assert any("users missing from the export: 100" in note for note in notes(part))
        kept = kept_numbers("acme")
        assert kept is not None
        assert kept.users == USERS


async def test_a_search_that_lists_fewer_than_it_counts_is_not_complete(tmp_path: Path) -> None:
    tenant = Tenant()
    one = {"user_id": "auth0|one", "email": "one@example.com"}
    answer = {"start": 0, "limit": 100, "length": 1, "total": 50, "users": [one]}
    tenant.faults["GET /api/v2/users"] = (200, "application/json", json.dumps(answer).encode())
    opened = session(tenant, tmp_path)
    try:
        found = await find_people(opened.connection.client, "", lambda *progress: None)
    finally:
        await opened.aclose()
    assert found.missing == 49
