"""The journal, the progress of long work and the profiles are regular files, or nothing is read or written."""

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from mfa_tui.domain.changes import POLICY, Change
from mfa_tui.storage.journal import Journal, unwritten
from mfa_tui.storage.ledger import Ledger, locked
from mfa_tui.storage.own_files import NotRegularError
from mfa_tui.tenants.profiles import ProfileProblem, read_profiles

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes with names")
CHANGE = Change(POLICY, (), ("all-applications",))


def link(path: Path) -> None:
    victim = path.with_name("victim")
    victim.write_text("precious\n")
    victim.chmod(0o644)
    path.symlink_to(victim)


def dangling(path: Path) -> None:
    path.symlink_to(path.with_name("not there yet"))


def device(path: Path) -> None:
    path.symlink_to("/dev/zero")


IMPOSTORS: list[Callable[[Path], None]] = [link, dangling, os.mkfifo, device, Path.mkdir]
ids = ["link", "dangling link", "pipe", "device", "folder"]


@pytest.fixture(params=IMPOSTORS, ids=ids)
def impostor(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / "file.jsonl"
    request.param(path)
    return path


def test_the_journal_refuses_what_is_no_regular_file_at_once(impostor: Path) -> None:
    journal = Journal(impostor)
    with pytest.raises(NotRegularError) as caught:
        journal.intend("acme", "plan", CHANGE)
    words = unwritten(caught.value).words
    assert str(impostor) in words
    assert "not a regular file" in words
    with pytest.raises(NotRegularError):
        journal.unfinished("acme")


def test_so_does_the_progress_of_a_reset_and_of_a_scan(impostor: Path) -> None:
    ledger = Ledger(impostor)
    with pytest.raises(NotRegularError):
        ledger.append({"user": "auth0|ann"})
    with pytest.raises(NotRegularError):
        ledger.begin({"work": 1})
    with pytest.raises(NotRegularError):
        ledger.work()
    with pytest.raises(NotRegularError), locked(impostor):
        pass


def test_what_a_link_names_is_neither_written_nor_given_another_mode(tmp_path: Path) -> None:
    path = tmp_path / "file.jsonl"
    link(path)
    for write in (lambda: Journal(path).intend("acme", "plan", CHANGE), lambda: Ledger(path).append({})):
        with pytest.raises(NotRegularError):
            write()
    victim = tmp_path / "victim"
    assert victim.read_text() == "precious\n"
    assert stat.S_IMODE(victim.stat().st_mode) == 0o644
    dangling(tmp_path / "other.jsonl")
    with pytest.raises(NotRegularError):
        Journal(tmp_path / "other.jsonl").intend("acme", "plan", CHANGE)
    assert not (tmp_path / "not there yet").exists()


def test_a_file_that_others_could_read_is_the_owner_s_alone_after_a_write(tmp_path: Path) -> None:
    for name, write in (
        ("journal", lambda path: Journal(path).intend("acme", "plan", CHANGE)),
        ("ledger", lambda path: Ledger(path).append({"user": "auth0|ann"})),
    ):
        path = tmp_path / name
        path.write_text("")
        path.chmod(0o666)
        write(path)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("make", [os.mkfifo, device, Path.mkdir], ids=["pipe", "device", "folder"])
def test_profiles_that_are_no_file_are_refused_at_once_and_named(tmp_path: Path, make: Callable[[Path], None]) -> None:
    path = tmp_path / "tenants.toml"
    make(path)
    with pytest.raises(ProfileProblem, match="not a regular file") as caught:
        read_profiles(path)
    assert str(path) in str(caught.value)
