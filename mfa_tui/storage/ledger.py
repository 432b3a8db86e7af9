"""What has been done so far, on disk while it is done, so that a killed program can go on where it was."""

import errno
import json
import os
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from mfa_tui.storage.named_errors import naming
from mfa_tui.storage.own_files import check_own, ends_in_newline, open_own, read_own
from mfa_tui.storage.private_files import write_private

Entry = dict[str, Any]


class Busy(OSError):
    """Another program is at the same work."""


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Keep other programs from the work that this file stands for. Raises `Busy` where one is at it, and `OSError`.

    The lock ends with the program, however that ends, and the file stays: who removed it could take it from under
    another program.
    """
    from filelock import lock_descriptor  # Slow to import, and a start locks nothing.

    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = open_own(path, os.O_RDWR | os.O_CREAT)
    try:
        # `FileLock` would open the file by itself: it takes pipes, and leaves others their access to what was there.
        if not lock_descriptor(lock, blocking=False):
            raise Busy(errno.EBUSY, "Another program is at it", str(path))
        yield
    finally:
        os.close(lock)


@contextmanager
def waited_for(path: Path, seconds: float) -> Iterator[None]:
    """Wait for other programs that are at the work of this file, then keep them from it. Blocks.

    Raises `Busy` where one is still at it after so many seconds. Without a place for the lock it goes on all the same.
    """
    until = time.monotonic() + seconds
    with ExitStack() as stack:
        while True:
            try:
                stack.enter_context(locked(path))
                break
            except Busy:
                if time.monotonic() > until:
                    raise
                time.sleep(0.02)
            except OSError:
                break
        yield


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

    def held(self) -> AbstractContextManager[None]:
        """Keep other programs from this work as long as it goes on. Raises `Busy` where one is at it.

        The lock is a file beside, for the ledger itself is replaced and removed meanwhile.
        """
        return locked(self.path.with_name(f".{self.path.name}.lock"))

    def begin(self, work: Mapping[str, Any], entries: Iterable[Mapping[str, Any]] = ()) -> None:
        """Forget what was there, and begin other work with these entries: all of that, or nothing."""
        self.close()
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        check_own(self.path)
        write_private(self.path, map(_line, (work, *entries)))

    def append(self, entry: Mapping[str, Any]) -> None:
        """Note that something was done."""
        if self._file is None:
            self._file = open_own(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT)
            if not ends_in_newline(self._file):
                self._write("\n")  # A line that was cut short must not swallow the next.
        self._write(_line(entry))

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def remove(self) -> None:
        """Forget it all: the work is done."""
        self.close()
        self.path.unlink(missing_ok=True)

    def _write(self, text: str) -> None:
        assert self._file is not None  # noqa: S101
        data = text.encode()
        with naming(self.path):
            written = os.write(self._file, data)
        if written != len(data):
            self.close()  # The next one looks how the file ends.
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self.path))

    def _lines(self) -> Iterator[Entry]:
        """Yield the readable lines; one that a crash cut short is passed over."""
        try:
            file = TextIOWrapper(read_own(self.path), "utf-8", "replace")
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


def _line(entry: Mapping[str, Any]) -> str:
    return json.dumps(entry, separators=(",", ":")) + "\n"
