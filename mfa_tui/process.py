"""The end of the process comes in time: whatever an orderly end waits for, it does not wait for long."""

import _thread
import atexit
import os
import sys
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, NoReturn, TypeVar

Answer = TypeVar("Answer")

TIME_TO_END = 1.1
"""Seconds from a signal or a closed terminal to the end of the process, at most."""
TIME_TO_CONCLUDE = 0.6
"""Seconds of these that writes already sent have to come back and reach the journal."""
TIME_TO_STOP = 1.6
"""Seconds from Ctrl+C to the end of a command, at most; requests that were sent get the first of them."""
TIME_TO_QUIT = 4.0
"""Seconds from a quit or a crash to the end of the process, at most."""
INTERRUPTED = 128 + 2
"""Exit code for SIGINT, which Ctrl+C sends."""
HANGUP = 128 + 1
"""Exit code for a terminal that is gone, with SIGHUP or without."""


@cache
def temporary_folder() -> Path:
    """Return the folder of this process for files that end with it. The first file creates it, private to its owner.

    It is removed when the process ends, unless that is killed.
    """
    import tempfile

    try:
        parent = tempfile.gettempdir()
    except FileNotFoundError:  # No folder is writable: the first write reports it.
        parent = "/tmp"  # noqa: S108
    atexit.register(_remove)
    return Path(parent, f"mfa-tui-{os.urandom(16).hex()}")


def _remove() -> None:
    if temporary_folder.cache_info().currsize:
        from shutil import rmtree

        rmtree(temporary_folder(), ignore_errors=True)


def end_in_time(code: int, seconds: float = TIME_TO_END, last: Callable[[], None] = lambda: None) -> None:
    """End the process with `code` within `seconds`, unless it ends by itself before. Returns at once.

    `last` is called before the process ends this way. A thread that waits for a name server or for the terminal cannot
    be canceled, and Python waits for it at exit. What is cut off is marked in the journal: an intent without an
    outcome, which the next start reports.
    """
    # Not `threading`: a signal handler may run while the main thread holds one of its locks.
    _thread.start_new_thread(_end, (code, seconds, last))


def _end(code: int, seconds: float, last: Callable[[], None]) -> None:
    time.sleep(seconds)
    try:
        try:
            last()
        finally:
            _remove()
    finally:
        os._exit(code)


def leave(code: int) -> NoReturn:
    """End the process now, after the app has ended.

    Python would take its objects down one by one first, on a busy machine for more than a second, and could not be
    interrupted in that.
    """
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    _remove()
    os._exit(code)


def run(work: Coroutine[Any, Any, Answer]) -> Answer:
    """Run what a command waits for, as `asyncio.run` does; on SIGINT the process ends in time.

    Raises KeyboardInterrupt where the work could be canceled before that.
    """
    import asyncio
    import signal

    interrupted = False

    async def heed() -> Answer:
        task = asyncio.current_task()

        def interrupt() -> None:
            nonlocal interrupted
            interrupted = True
            end_in_time(INTERRUPTED, TIME_TO_STOP)
            task.cancel()  # type: ignore[union-attr]

        if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
            with suppress(NotImplementedError, RuntimeError, ValueError):  # Windows, or not the main thread.
                asyncio.get_running_loop().add_signal_handler(signal.SIGINT, interrupt)
        return await work

    try:
        return asyncio.run(heed())
    except asyncio.CancelledError:
        if interrupted:
            raise KeyboardInterrupt from None
        raise
