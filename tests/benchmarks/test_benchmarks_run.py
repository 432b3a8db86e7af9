"""The benchmarks cannot rot: each is run once, as small as it goes. No number is judged here."""

import os
from pathlib import Path

import pytest

from tests.benchmarks.__main__ import table
from tests.benchmarks.measuring import Row, Settings
from tests.benchmarks.suite import SUITE


@pytest.mark.exhaustive
@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="memory and CPU are read from /proc")
@pytest.mark.parametrize("name", SUITE)
def test_each_benchmark_runs(name: str, tmp_path: Path) -> None:
    rows = SUITE[name](Settings(tmp_path, rounds=1, keys=2, idle=0.2, users=24, slow_share=12, crowd=1_100))
    assert rows
    assert all(row.value >= 0 for row in rows)
    assert len({row.what for row in rows}) == len(rows)


def test_the_table_tells_what_holds_and_what_does_not() -> None:
    text = table([Row("start", 1.3, "x", 1.15), Row("fill", 300, "ms", 500, note="filled"), Row("bare", 200, "ms")])
    assert [line.split() for line in text.splitlines()[1:]] == [
        ["start", "1.30", "x", "1.15", "x", "OVER"],
        ["fill", "300.0", "ms", "500", "ms", "holds", "filled"],
        ["bare", "200.0", "ms"],
    ]
