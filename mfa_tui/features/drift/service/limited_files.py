"""Reading files that somebody else may have written: not more than sensible, and every trouble in words."""

from pathlib import Path

from mfa_tui.features.drift.model.baseline import BadBaselineError

LARGEST = 4 * 1024 * 1024
"""Bytes. A tenant.yaml with hundreds of applications has one MiB; reading more would only take time."""


def text_of(path: Path, name: str, largest: int = LARGEST) -> str:
    """Return what is in a file that errors call `name`.

    Raises `BadBaselineError` where it is missing, larger than `largest` bytes or no text.
    """
    try:
        with path.open("rb") as file:
            content = file.read(largest + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "no such file"
        raise BadBaselineError(f"{name} cannot be read: {reason}") from None
    if len(content) > largest:
        raise BadBaselineError(f"{name} is larger than {largest // 1024:,} KiB, which no baseline is")
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise BadBaselineError(f"{name} is no text in UTF-8") from None
