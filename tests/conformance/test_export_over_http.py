"""A whole tenant exported and covered over real sockets, while somebody else looks at something."""

import asyncio
from collections.abc import Callable
from contextlib import aclosing
from pathlib import Path

import pytest

from mfa_tui.demo.options import DemoOptions
from mfa_tui.features.coverage.model.coverage import EXPORT_FIELDS
from mfa_tui.features.coverage.service.scan import CoverageScan, Scope
from mfa_tui.storage.ledger import Ledger
from tests.conformance.test_real_socket import connected

pytestmark = pytest.mark.exhaustive

Serve = Callable[[DemoOptions], str]


async def test_a_tenant_of_1200_is_exported_and_covered_and_its_link_is_not_recorded(
    served: Serve, tmp_path: Path
) -> None:
    connection = connected(served(DemoOptions(rate_limit=None, users=1_200)))
    scan = CoverageScan(connection.client, "acme", Scope(), Ledger(tmp_path / "coverage.jsonl"))
    scanning = asyncio.create_task(scan.run())
    assert len(await connection.client.list_factors()) == 8
    coverage = await scanning
    assert (coverage.complete, coverage.people.source, len(coverage.held)) == (True, "export", 1_200)
    paths = {call.path for call in connection.recorder.calls}
    assert not any("Signature" in path for path in paths)
    await connection.client.aclose()


@pytest.mark.exhaustive
@pytest.mark.parametrize("rows", [0, 1, 600])
async def test_a_download_that_is_stopped_holds_nothing_up(rows: int, served: Serve) -> None:
    connection = connected(served(DemoOptions(rate_limit=None, users=5_000)))
    jobs = connection.client.jobs
    job = await jobs.export_users(EXPORT_FIELDS)
    while job.status != "completed":
        job = await jobs.get(job.id)
    for _ in range(25):
        async with aclosing(jobs.download(job)) as found:
            for _ in range(rows):
                await anext(found)
    downloading = [asyncio.create_task(anext(jobs.download(job))) for _ in range(25)]
    await asyncio.sleep(0)
    for task in downloading:
        task.cancel()
    await asyncio.gather(*downloading, return_exceptions=True)
    assert len(await connection.client.list_factors()) == 8
    await connection.client.aclose()
