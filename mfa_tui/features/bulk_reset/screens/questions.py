"""What is asked on the screen of a reset of many users."""

import re
from datetime import datetime
from typing import NamedTuple

from mfa_tui.features.bulk_reset.service.bulk import BulkReset
from mfa_tui.features.bulk_reset.service.files import write_outcome
from mfa_tui.ui.dialogs.ask_path import PathScreen
from mfa_tui.ui.dialogs.confirm import ConfirmScreen

MANY = 100
"""Lines that are looked at again unasked: a slow tenant answers for about two of them a second."""


class Saved(NamedTuple):
    """The path of a file of outcomes, and whether everybody had an outcome when it was written."""

    path: str
    whole: bool


def where_to_save(reset: BulkReset, tenant: str, now: datetime) -> PathScreen[Saved]:
    """Ask for a path, and write what became of each line by now."""

    def use(typed: str, replace: bool) -> Saved:
        lines = reset.outcome()
        path = write_outcome(typed, lines, replace=replace)
        return Saved(str(path), not any(line.result.left for line in lines))

    name = re.sub(r"[^\w.-]+", "-", tenant)[:60]
    words = "Ending in .csv or .json. Only you can read it; no cell is run as a formula."
    return PathScreen("Save what became of each line", words, use, value=f"mfa-reset-{name}-{now:%Y%m%d-%H%M}.csv")


def look_again(count: int) -> ConfirmScreen:
    """Ask whether to do a long dry run once more."""
    return ConfirmScreen(
        f"Look at all {count:,} lines again?",
        "What is known of them is given up, and Auth0 is asked about each once more, which may take as long as before.",
        "Look again",
    )


def leave_unsaved() -> ConfirmScreen:
    """Ask whether to leave an outcome that was not saved."""
    return ConfirmScreen(
        "The outcome is not saved. Leave all the same?",
        "e saves it. Until then o on Users shows it again, but only as long as no other reset of many begins.",
        "Leave",
        "Stay",
    )


def forget(left: int) -> ConfirmScreen:
    """Ask whether to forget those who are left, or, where nobody is, the outcome."""
    if left:
        return ConfirmScreen(
            f"Drop the {left:,} users who are left?",
            "They keep their MFA. The progress is forgotten, so that this reset cannot be resumed any more.",
            "Drop",
        )
    return ConfirmScreen(
        "Forget the outcome?", "It is not saved, and nothing here will show again what became of each line.", "Forget"
    )
