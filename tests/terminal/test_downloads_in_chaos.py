"""The users export is spoilt on its way: `coverage` never calls it complete, and the numbers of before stay."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from mfa_tui.demo.options import DemoOptions
from tests.chaos.proxy import HTML, Chaos, changed, proxied
from tests.terminal.test_killed_at_scale import COVERAGE, started
from tests.terminal.watched import watched

USERS = 1_100


def repacked(change: Callable[[list[bytes]], list[bytes]]) -> Callable[[bytes], bytes]:
    """Return what changes the rows of a gzipped file."""
    return lambda body: gzip.compress(b"".join(change(gzip.decompress(body).splitlines(keepends=True))))


SPOILT: dict[str, Callable[[bytes], bytes]] = {
    "HTML": lambda body: HTML,
    "empty": lambda body: b"",
    "nulls": repacked(lambda rows: [b"null\n"] * len(rows)),
    "half": repacked(lambda rows: rows[: len(rows) // 2]),
    "cut": repacked(lambda rows: [*rows[:-1], rows[-1][:-9]]),
    "short gzip": lambda body: body[: len(body) * 7 // 10],
}


@pytest.mark.endurance
@pytest.mark.parametrize("kind", SPOILT)
def test_a_spoilt_export_is_not_complete_and_the_numbers_of_before_stay(home: Path, kind: str) -> None:
    chaos = Chaos(faults={kind: changed(SPOILT[kind])})
    with (
        watched(DemoOptions(users=USERS, rate_limit=None)) as (_, variables),
        proxied(variables["AUTH0_DOMAIN"], chaos) as url,
    ):
        variables["AUTH0_DOMAIN"] = url

        def scanned() -> tuple[int, dict[str, object], str]:
            with started(COVERAGE, home, variables, "--format", "json") as process:
                out, err = process.communicate(timeout=100)
            return process.returncode, json.loads(out), err

        def kept() -> dict[str, bytes]:
            files = (home / "cache" / "mfa-tui").glob("*")
            return {file.name: file.read_bytes() for file in files if file.is_file() and file.suffix == ".json"}

        code, answer, _ = scanned()
        assert (code, answer["complete"], answer["users"]) == (0, True, USERS)
        before = kept()
        assert before
        chaos.choose = lambda asked: kind if asked.startswith("GET /exports/") else ""
        code, answer, err = scanned()
        assert code == answer["exit_code"] == 8, err
        assert not answer.get("complete")
        assert "Traceback" not in err
        assert kept() == before
        assert chaos.counts[kind] >= 2, "it was fetched again"
