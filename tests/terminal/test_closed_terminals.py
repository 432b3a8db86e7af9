"""Whatever the terminal does in whatever state, the program ends within two seconds and leaves the journal in order."""

import json
import os
import signal
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.terminal.closing import STATES, WAYS, Closed, close

IN_TIME = 2.0
"""Seconds: the product's contract, from the close of the terminal to the end of the process."""
AT_ONCE = 4

pytestmark = pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="needs Linux: pidfd and /proc")
EVERY = [(state, way) for state in STATES for way in WAYS]
FEW = [(state, way) for number, (state, way) in enumerate(EVERY) if number % len(WAYS) == number // len(WAYS)]
FEW += [("users are reset", "closed, not controlling"), ("a review is open", "output refused")]
FEW += [("a scan runs", "end of input"), ("the form to connect", "the parent dies")]


def wrong(state: str, way: str, found: Closed) -> list[str]:
    """Return what is not as it should be, in words."""
    words = []
    if found.seconds is None or found.seconds > IN_TIME:
        words.append(f"ended after {found.seconds} s")
    elif WAYS[way].exit_code not in (None, found.exit_code):
        # Before the program has the terminal, a signal ends it by itself: the shell shows the same number.
        ended_by = signal.Signals(WAYS[way].exit_code - 128)  # type: ignore[operator]
        if (state, found.exit_code) != ("first paint", -ended_by):
            words.append(f"exit code {found.exit_code}")
    if found.left:
        words.append(f"left behind: {found.left}")
    if b"Traceback" in found.output:
        words.append("a traceback")
    return [f"{state}, {way}: {one}" for one in [*words, *out_of_order(found)]]


def out_of_order(found: Closed) -> list[str]:
    """Return where the journal does not have what the tenant was asked: the intent first, then its outcome."""
    entries = [json.loads(line) for line in found.journal]
    intents: list[dict[str, str]] = []
    words = []
    for entry in entries:
        if entry["entry"] == "intent":
            intents.append(entry)
        elif entry["id"] not in [one["id"] for one in intents]:
            words.append(f"an outcome before its intent: {entry}")
    meant = "\n".join(one.get("target") or one["user_id"] for one in intents)
    for method, path in found.tenant.writes:
        what = path.split("/")[4]
        name = f"factor:{path.split('/')[5]}" if what == "factors" else what
        if name not in meant:
            words.append(f"{method} {path} is not in the journal")
    return words


def close_all(cases: Iterable[tuple[str, str]], folder: Path) -> None:
    cases = list(cases)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        ended = [
            pool.submit(close, STATES[state], WAYS[way], folder / str(number))
            for number, (state, way) in enumerate(cases)
        ]
    faults = [
        words for (state, way), future in zip(cases, ended, strict=True) for words in wrong(state, way, future.result())
    ]
    assert faults == []


def test_a_closed_terminal_ends_the_program_in_time_in_every_state(tmp_path: Path) -> None:
    assert {state for state, _ in FEW} == set(STATES)
    assert {way for _, way in FEW} == set(WAYS)
    close_all(FEW, tmp_path)


@pytest.mark.endurance
def test_every_way_to_lose_the_terminal_ends_the_program_in_time_in_every_state(tmp_path: Path) -> None:
    assert len(EVERY) >= 50
    close_all(EVERY, tmp_path)
