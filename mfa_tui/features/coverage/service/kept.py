"""What coverage scans leave on disk: a part that can be gone on with, and the numbers of the last complete one.

Neither names anybody: the part has user ids, the numbers only counts.
"""

import json
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mfa_tui.domain.user.readiness import Means
from mfa_tui.features.coverage.model.coverage import Surroundings
from mfa_tui.features.coverage.model.summary import Summary
from mfa_tui.features.coverage.service.report import limits
from mfa_tui.features.coverage.service.scan import Coverage, CoverageScan, Groups, Scope, work_of
from mfa_tui.features.coverage.service.state import CoverageState
from mfa_tui.storage.ledger import Ledger
from mfa_tui.storage.locations import coverage_file, numbers_file
from mfa_tui.storage.own_files import check_own, read_own
from mfa_tui.storage.private_files import write_private


@dataclass(frozen=True)
class Part:
    """A scan that was not finished: when it began, epoch seconds, and about how many users there are answers."""

    as_of: float
    users: int


def kept_part(tenant: str, scope: Scope, folder: Path | None = None) -> Part | None:
    """Return what is left of a scan of the same; None where there is nothing. Blocks."""
    ledger = Ledger(coverage_file(tenant, scope.query, scope.groups, folder=folder))
    wanted = work_of(tenant, scope)
    try:
        work = ledger.work()
        users = sum(1 for _ in ledger.entries())
        same = {name: work.get(name) for name in wanted} == wanted
        return Part(float(work["at"]), users) if same and users else None
    except (OSError, ValueError, TypeError, KeyError):
        return None


def conclude(scan: CoverageScan, summary: Summary | None, folder: Path | None = None) -> None:
    """Keep the numbers of a scan whose answer is saved, for the Overview, and forget its part if finished. Blocks.

    Numbers are kept of a complete scan of the whole tenant, unless the factors could not be read; a disk that refuses
    them costs no more than them.
    """
    with suppress(OSError):
        _keep_numbers(scan.coverage, summary, folder)
    scan.forget()


def _keep_numbers(coverage: Coverage, summary: Summary | None, folder: Path | None) -> None:
    if not coverage.complete or coverage.scope.query or summary is None:
        return
    if "factors" in coverage.unread:  # Earlier numbers of everybody say more.
        return
    around = summary.around
    numbers = {
        "as_of": coverage.as_of,
        "groups": coverage.scope.groups,
        "users": summary.users,
        "factors_on": None if around.factors_on is None else sorted(around.factors_on),
        "connections": None if around.connections is None else sorted(around.connections),
        "undelivered": sorted(around.undelivered),
        "population": [[sorted(means[0]), *means[1:], count] for means, count in summary.population.items()],
        "counts": [[*slice_, count] for slice_, count in summary.counts.items()],
        "notes": limits(coverage),
    }
    path = numbers_file(coverage.tenant, folder)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    check_own(path)
    write_private(path, [json.dumps(numbers)])


def kept_numbers(tenant: str, folder: Path | None = None) -> CoverageState | None:
    """Return the numbers of the last complete scan of the whole tenant; None where there are none. Blocks."""
    try:
        with read_own(numbers_file(tenant, folder)) as file:
            kept = json.load(file)
        factors, connections = (
            None if kept[name] is None else frozenset(map(str, kept[name])) for name in ("factors_on", "connections")
        )
        counts = Counter({tuple(map(str, names)): int(count) for *names, count in kept["counts"]})
        as_of, users, notes = float(kept["as_of"]), int(kept["users"]), tuple(map(str, kept["notes"]))
        undelivered = frozenset(map(str, kept.get("undelivered", ())))
        summary = Summary(as_of, Surroundings(factors, connections, undelivered), users, counts, _population(kept))
        scope = Scope(groups=Groups(kept["groups"]))
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None
    return CoverageState(scope, as_of, users, summary, complete=True, notes=notes)


def _population(kept: dict[str, Any]) -> Counter[Means]:
    """Return how many users are enrolled how; nothing where a version kept the numbers that did not count that."""
    return Counter(
        {
            Means(frozenset(map(str, confirmed)), *(flag is True for flag in flags)): int(count)
            for confirmed, *flags, count in kept.get("population", ())
        }
    )
