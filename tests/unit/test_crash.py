"""The report of a crash says where it was and of what kind, and quotes nothing that may be a secret."""

import json
import subprocess
import sys

import pytest

from mfa_tui.ui.crash import WITHHELD, report

PLANTED = "planted-" + "9f2c-secret"


def crash(code: str) -> str:
    """Return the report on what the code of a file raises."""
    try:
        exec(compile(code, "<none>", "exec"), {"planted": PLANTED, "json": json})
    except Exception as error:
        return report(error)
    raise AssertionError("nothing was raised")


def test_a_message_of_our_own_is_shown() -> None:
    with pytest.raises(RuntimeError) as caught:
        raise RuntimeError("the draft has no plan")
    shown = report(caught.value)
    assert shown.endswith("RuntimeError: the draft has no plan")
    assert "test_crash.py" in shown


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("raise RuntimeError(planted)", "RuntimeError: " + WITHHELD),
        ("raise TypeError(f'no {planted}')", "TypeError: " + WITHHELD),
        ("int(planted)", "ValueError: " + WITHHELD),
        ("{}[planted]", "KeyError: " + WITHHELD),
        ("open('/nowhere/' + planted)", "FileNotFoundError: No such file or directory"),
        ("planted.encode('ascii').decode('utf-16')", "UnicodeDecodeError: " + WITHHELD),
        ("raise ExceptionGroup(planted, [ValueError(planted)])", "ExceptionGroup: " + WITHHELD),
        ("try:\n    int(planted)\nexcept ValueError as error:\n    raise RuntimeError(planted) from error", "Then:"),
        ("error = ValueError('x')\nerror.add_note(planted)\nraise error", "ValueError: x"),
    ],
)
def test_a_message_that_may_quote_a_secret_is_withheld(code: str, words: str) -> None:
    shown = crash(code)
    assert words in shown
    assert PLANTED not in shown


def test_what_python_says_of_types_and_names_is_shown() -> None:
    with pytest.raises(AttributeError) as caught:
        None.nothing  # type: ignore[attr-defined]  # noqa: B018
    assert "'NoneType' object has no attribute 'nothing'" in report(caught.value)


@pytest.mark.parametrize("place", ["the main thread", "another thread", "a destructor"])
def test_nothing_that_python_prints_by_itself_quotes_a_secret(place: str) -> None:
    code = (
        "import os, sys, threading\n"
        "from mfa_tui.ui.crash import protect\n"
        "def broken(*_): raise RuntimeError(os.environ['PLANTED'])\n"
        "class Gone:\n    __del__ = broken\n"
        "protect()\n"
    )
    code += {
        "the main thread": "broken()",
        "another thread": "threading.Thread(target=broken).start()",
        "a destructor": "Gone()",
    }[place]
    result = subprocess.run(
        [sys.executable, "-c", code], env={"PLANTED": PLANTED}, capture_output=True, text=True, timeout=60, cwd="."
    )
    assert f"RuntimeError: {WITHHELD}" in result.stderr
    assert PLANTED not in result.stderr + result.stdout


def test_a_crash_writes_no_core_file() -> None:
    code = (
        "import resource; from mfa_tui.ui.crash import protect\n"
        "protect(); print(resource.getrlimit(resource.RLIMIT_CORE))"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert result.stdout == "(0, 0)\n"
