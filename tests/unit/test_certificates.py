"""SSL_CERT_FILE and SSL_CERT_DIR: what is wrong with them is said before anything is sent."""

import os
from pathlib import Path

import pytest

from mfa_tui.tenants.certificates import certificate_problem


def test_nothing_is_wrong_where_nothing_is_set(tmp_path: Path) -> None:
    assert certificate_problem({}) == ""
    assert certificate_problem({"SSL_CERT_FILE": "", "SSL_CERT_DIR": str(tmp_path)}) == ""


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "there is no such file"),
        (b"", "there is no certificate in it"),
        (b"no certificate", "there is no certificate in it"),
        (b"\x00\xff" * 100, "there is no certificate in it"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_with_the_reason(tmp_path: Path, content: bytes | None, words: str) -> None:
    file = tmp_path / "ca.pem"
    if content is not None:
        file.write_bytes(content)
    problem = certificate_problem({"SSL_CERT_FILE": str(file)})
    assert str(file) in problem
    assert words in problem


def test_a_folder_or_a_pipe_is_no_certificate_file_and_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe"):
        assert "this is no regular file" in certificate_problem({"SSL_CERT_FILE": str(path)})


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert "there is no such folder" in certificate_problem({"SSL_CERT_DIR": str(tmp_path / "none")})
