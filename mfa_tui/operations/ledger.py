"""What has been done so far, on disk while it is done, so that a killed program can go on where it was."""

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

Entry = dict[str, Any]


class Ledger:
    """JSON lines, readable by their owner only: first what the work is, then an entry for each thing done.

    A line is with the kernel before `append` returns, so only a machine that loses power loses any. Methods block
    briefly and raise `OSError`.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: int | None = None

    def work(self) -> Entry:
        """Return what the work is that was begun; empty where there is none."""
        return next(self._lines(), {})

    def entries(self) -> Iterator[Entry]:
        """Yield what was done, in order."""
        lines = self._lines()
        next(lines, None)
        yield from lines

    def begin(self, work: Mapping[str, Any]) -> None:
        """Forget what was there, and begin other work."""
        self.close()
        self._open(os.O_TRUNC)
        self._write(work)

    def append(self, entry: Mapping[str, Any]) -> None:
        """Note that something was done."""
        if self._file is None:
            self._open(0)
            if not self._ends_in_newline():
                self._write_text("\n")  # A line that a crash cut short must not swallow the next.
        self._write(entry)

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def remove(self) -> None:
        """Forget it all: the work is done."""
        self.close()
        self.path.unlink(missing_ok=True)

    def _open(self, flag: int) -> None:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._file = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT | flag, 0o600)

    def _ends_in_newline(self) -> bool:
        assert self._file is not None  # noqa: S101
        size = os.fstat(self._file).st_size
        return size == 0 or self.path.read_bytes()[-1:] == b"\n"

    def _write(self, entry: Mapping[str, Any]) -> None:
        self._write_text(json.dumps(entry, separators=(",", ":")) + "\n")

    def _write_text(self, text: str) -> None:
        assert self._file is not None  # noqa: S101
        os.write(self._file, text.encode())

    def _lines(self) -> Iterator[Entry]:
        """Yield the readable lines; one that a crash cut short is passed over."""
        try:
            file = self.path.open(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            return
        with file:
            for line in file:
                try:
                    entry = json.loads(line)
                except (ValueError, RecursionError):
                    continue
                if isinstance(entry, dict):
                    yield entry
