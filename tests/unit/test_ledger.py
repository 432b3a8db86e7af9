"""Progress on disk: a full disk is told, and costs no more than the line that did not fit."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from mfa_tui.storage.ledger import Busy, Ledger


@contextmanager
def full_disk(size: int) -> Iterator[None]:
    """Let no file grow beyond `size` bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_line_that_was_cut_short_is_told_and_does_not_swallow_the_next(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.jsonl")
    ledger.begin({"work": 1})
    ledger.append({"done": 1})
    with full_disk(ledger.path.stat().st_size + 5), pytest.raises(OSError, match="No space left"):
        ledger.append({"done": 2})
    ledger.append({"done": 3})
    assert list(ledger.entries()) == [{"done": 1}, {"done": 3}]
    ledger.close()


def test_work_that_does_not_fit_leaves_what_was_there(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.jsonl")
    ledger.begin({"work": 1}, [{"done": 1}])
    with full_disk(ledger.path.stat().st_size + 5), pytest.raises(OSError, match="File too large"):
        ledger.begin({"work": 2}, [{"done": number} for number in range(9)])
    assert (ledger.work(), list(ledger.entries())) == ({"work": 1}, [{"done": 1}])


def test_work_is_held_by_one_at_a_time(tmp_path: Path) -> None:
    one, other = Ledger(tmp_path / "ledger.jsonl"), Ledger(tmp_path / "ledger.jsonl")
    with one.held():
        one.begin({"work": 1})
        with pytest.raises(Busy), other.held():
            raise AssertionError("two at once")
        one.remove()
    with other.held():
        other.begin({"work": 2})
    assert one.work() == {"work": 2}
