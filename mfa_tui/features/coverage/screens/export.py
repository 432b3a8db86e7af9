"""Writing a coverage to a file: asked where, private, and nothing is overwritten unasked."""

from datetime import UTC, datetime
from functools import partial

from textual import work

from mfa_tui.domain.text import clean
from mfa_tui.features.coverage.service import report as coverage_report
from mfa_tui.features.coverage.service.scan import Coverage
from mfa_tui.storage.typed_files import write_typed
from mfa_tui.ui.dialogs.ask_path import PathScreen
from mfa_tui.ui.mode_screen import ModeScreen


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
        name = f"coverage-{coverage.tenant.split('.')[0]}-{word}{day:%Y-%m-%d}.csv"

        def use(typed: str, replace: bool) -> str:
            return str(write_typed(typed, _forms(coverage), replace=replace))

        words = "Ending in .csv or .json, which has the numbers too. Only you can read it; no cell is run as a formula."
        question = PathScreen(f"Export {len(coverage.held):,} users", words, use, value=name)
        if written := await self.app.push_screen_wait(question):
            self.app.toast(f"Exported: {clean(written, 200)}")


def _forms(coverage: Coverage) -> coverage_report.Forms:
    return {
        ".csv": partial(coverage_report.as_csv, coverage),
        ".json": partial(coverage_report.as_json, coverage),
    }
