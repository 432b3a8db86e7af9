"""What is left when something breaks that nobody foresaw: a traceback that can be sent to us, and no secret in it.

Locals are not shown. A message is shown where it stands in the source code, or where Python itself wrote it about types
and names; any other may quote a token, a header or an answer of Auth0.
"""

import os
import sys
import threading
from collections.abc import Iterator
from opcode import opmap

WITHHELD = "(message withheld: it may contain a secret)"
_OF_PYTHON = (AttributeError, ImportError, IndexError, NameError, RecursionError, TypeError, ZeroDivisionError)


def protect() -> None:
    """Write no core file, and report what nobody catches without its secrets."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Where a debugger or a test runner has put its own, that stays.
    if sys.excepthook is sys.__excepthook__:
        sys.excepthook = lambda kind, error, trace: _print(error)
    if threading.excepthook is threading.__excepthook__:
        threading.excepthook = lambda arguments: _print(arguments.exc_value)
    if sys.unraisablehook is sys.__unraisablehook__:
        sys.unraisablehook = lambda unraisable: _print(unraisable.exc_value)


def report(error: BaseException) -> str:
    """Return a traceback of an error and of what led to it, oldest first."""
    return "\n".join(_lines(error))


def _print(error: BaseException | None) -> None:
    if error is not None and sys.stderr is not None:
        sys.stderr.write(f"{report(error)}\n")


def _lines(error: BaseException) -> Iterator[str]:
    import traceback  # Only now: `mfa-tui token` starts without it.

    earlier = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if earlier is not None:
        yield from _lines(earlier)
        yield "\nThen:\n"
    yield "Traceback (most recent call last):"
    yield from "".join(traceback.format_tb(error.__traceback__)).splitlines()
    words = _words(error)
    yield f"{type(error).__qualname__}: {words}" if words else type(error).__qualname__
    if isinstance(error, BaseExceptionGroup):
        for number, one in enumerate(error.exceptions, start=1):
            yield f"\n{number} of {len(error.exceptions)}:\n"
            yield from _lines(one)


def _words(error: BaseException) -> str:
    """Return the message of an error where that is safe."""
    if isinstance(error, OSError) and isinstance(error.errno, int):
        return os.strerror(error.errno)
    message, trace = str(error), error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if not message or trace is None:
        return WITHHELD if message else ""
    code = trace.tb_frame.f_code
    raised = code.co_code[trace.tb_lasti] == opmap["RAISE_VARARGS"]
    written = message in code.co_consts if raised else isinstance(error, _OF_PYTHON)
    return message if written else WITHHELD
