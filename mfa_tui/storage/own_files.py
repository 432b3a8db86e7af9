"""Opening the files that mfa-tui keeps: regular files only, and never through a link.

Whoever can write to the folder could otherwise put a link there, and mfa-tui would append a journal to another file or
change its permissions; a pipe would make it wait for good, a device might never end.
"""

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO

_REGULAR = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_WRITES = os.O_WRONLY | os.O_RDWR


class NotRegularError(OSError):
    """There is something else of this name; nothing was read or written."""


def open_own(path: Path, flags: int) -> int:
    """Return a descriptor of the file at `path`, opened with `os.O_*` flags; one that is written has mode 0600.

    Raises `NotRegularError` at once for a link, a pipe, a device or a folder, and `OSError`.
    """
    try:
        descriptor = os.open(path, flags | _REGULAR, 0o600)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENXIO, errno.EISDIR, errno.ENODEV):
            raise _refused(path) from None
        raise
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise _refused(path)
        if flags & _WRITES and hasattr(os, "fchmod"):
            os.fchmod(descriptor, 0o600)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def read_own(path: Path) -> BinaryIO:
    """Return the file at `path`, opened to be read. Raises what `open_own` does."""
    return os.fdopen(open_own(path, os.O_RDONLY), "rb")


def check_own(path: Path) -> None:
    """Raise `NotRegularError` where there is something at `path` that is no regular file."""
    try:
        mode = os.lstat(path).st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISREG(mode):
        raise _refused(path)


def ends_in_newline(descriptor: int) -> bool:
    """Return whether what is appended to the file begins a line: it is empty, or its last line is whole."""
    if not os.fstat(descriptor).st_size:
        return True
    os.lseek(descriptor, -1, os.SEEK_END)
    return os.read(descriptor, 1) == b"\n"


def _refused(path: Path) -> NotRegularError:
    what = "It is a link, not a regular file" if path.is_symlink() else "It is not a regular file"
    return NotRegularError(errno.EINVAL, what, str(path))
