"""Where this program keeps its files."""

from pathlib import Path

import platformdirs


def journal_file() -> Path:
    """Return the change journal: JSONL in the user's state folder."""
    return platformdirs.user_state_path("mfa-tui", appauthor=False) / "journal.jsonl"
