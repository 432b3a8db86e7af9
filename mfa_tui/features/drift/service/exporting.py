"""Exporting a tenant as a baseline, without a screen."""

from collections.abc import Callable
from dataclasses import dataclass

from mfa_tui.domain.problems import Kind
from mfa_tui.features.drift.service.baseline_toml import as_toml
from mfa_tui.features.drift.service.checking import complaints_about, heard_by
from mfa_tui.features.drift.service.drift import read_inventory
from mfa_tui.session.session import TenantSession


@dataclass(frozen=True)
class Export:
    """The file's text, empty where nothing could be read, and what went wrong."""

    text: str
    complaints: tuple[str, ...]
    exit_code: int


async def export_tenant(open_session: Callable[[], TenantSession], notice: Callable[[str], None]) -> Export:
    """Read everything that a tenant is compared by and write it as TOML; `notice` is told when the client waits."""
    session = open_session()
    heard_by(session, notice)
    try:
        inventory = await read_inventory(session)
    finally:
        await session.aclose()
    text, left_out = as_toml(inventory)
    others = [f"left out: {words}" for words in left_out if "could not be read" not in words]
    there = {part: problem for part, problem in inventory.unread.items() if problem.kind is not Kind.ABSENT}
    exit_code = max((problem.exit_code for problem in there.values()), default=0)
    return Export(text if inventory.values else "", (*complaints_about(there), *others), exit_code)
