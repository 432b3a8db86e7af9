"""Writing files that may hold personal data: readable by their owner only, and whole or not at all."""

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from mfa_tui.storage.named_errors import naming


def write_private(path: Path, pieces: Iterable[str]) -> None:
    """Write the pieces to `path`, replacing what was there. Raises `OSError`, and then leaves it as it was.

    What is no regular file, such as a pipe or /dev/stdout, is written to as it is.
    """
    if path.exists() and not path.is_file():
        with path.open("w", encoding="utf-8", newline="") as device:
            device.writelines(pieces)
        return
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # made with mode 0600
    try:
        with naming(path), os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.writelines(pieces)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
