"""Writing a coverage to a file: asked where, private, and nothing is overwritten unasked."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from textual import work

from mfa_tui.domain.text import clean
from mfa_tui.operations import coverage_report
from mfa_tui.operations.coverage import Coverage
from mfa_tui.operations.private_files import write_private
from mfa_tui.screens.ask import AskScreen
from mfa_tui.screens.base import ModeScreen
from mfa_tui.screens.confirm import ConfirmScreen


class CoverageExport(ModeScreen):
    """A screen whose users can be exported."""

    def exported(self) -> tuple[Coverage, str] | None:
        """Return what an export writes, as it is now, and a word for the file's name; None where there is nothing."""
        raise NotImplementedError

    @work(group="ask", exclusive=True, exit_on_error=False)
    async def action_export(self) -> None:
        """Ask for a file, and write it."""
        if (exported := self.exported()) is None:
            return
        coverage, word = exported
        day = datetime.fromtimestamp(coverage.as_of, UTC)
        answer = await self.app.push_screen_wait(
            AskScreen(
                f"Export {len(coverage.held):,} users to which file?",
                "A name that ends in .json gets JSON, with the numbers; any other CSV. Only you can read it.",
                value=f"coverage-{coverage.tenant.split('.')[0]}-{word}{day:%Y-%m-%d}.csv",
            )
        )
        if not answer or not answer.strip():
            return
        path, taken = await asyncio.to_thread(_place, answer.strip())
        question = ConfirmScreen(f"Overwrite {clean(path.name, 60)}?", "There is such a file already.", "Overwrite")
        if taken and not await self.app.push_screen_wait(question):
            return
        try:
            await asyncio.to_thread(_write, path, coverage)
        except OSError as error:
            reason = error.strerror or "unknown reason"
            self.app.toast(f"{clean(str(path), 200)} cannot be written: {reason}. Press e for another place.", "error")
        else:
            self.app.toast(f"Written: {len(coverage.held):,} users to {clean(str(path), 300)}")


def _place(typed: str) -> tuple[Path, bool]:
    """Return the file that was meant, and whether there is one already."""
    path = Path(typed).expanduser().absolute()
    return path, path.exists()


def _write(path: Path, coverage: Coverage) -> None:
    if path.suffix.lower() == ".json":
        exit_code = coverage.problem.exit_code if coverage.problem else 0
        write_private(path, coverage_report.as_json(coverage, exit_code))
    else:
        write_private(path, coverage_report.as_csv(coverage))
