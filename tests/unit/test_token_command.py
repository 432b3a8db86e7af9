"""`mfa-tui token` as a script or a support engineer uses it: input, output, exit codes, and what is not left behind."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mfa_tui.cli.token import token as command
from tests.unit.test_token_minted import LOGIN, NOW, PAPE, mint, oct_jwk, raw_token

TOKEN = mint({**LOGIN, "amr": ["mfa"], "acr": PAPE, "auth_time": NOW - 60})
AS_AT = ("--now", str(NOW))
RUN = [sys.executable, "-c", "from mfa_tui.cli.token import token; token()"]


def run(*arguments: str, paste: str | bytes = TOKEN) -> Result:
    return CliRunner().invoke(command, [*arguments, *AS_AT], input=paste)


@pytest.fixture
def jwks(tmp_path: Path) -> str:
    path = tmp_path / "jwks.json"
    path.write_text(json.dumps({"keys": [oct_jwk()]}))
    return str(path)


def test_a_proven_login_is_exit_code_0_and_its_verdict_the_first_line(jwks: str) -> None:
    result = run("--jwks", jwks)
    assert result.exit_code == 0
    assert result.stdout.startswith('MFA proven: amr has "mfa" and acr is multi-factor\n')
    assert result.stderr == ""


def test_the_token_is_read_from_a_file_or_from_standard_input(tmp_path: Path, jwks: str) -> None:
    path = tmp_path / "token.txt"
    path.write_text(f"Authorization: Bearer {TOKEN}\n")
    assert run(str(path), "--jwks", jwks, paste="").exit_code == 0
    assert run("-", "--jwks", jwks).exit_code == 0
    path.write_bytes(TOKEN.encode("utf-16"))
    assert run(str(path), "--jwks", jwks, paste="").exit_code == 0


def test_the_json_has_the_documented_keys_and_no_others(jwks: str) -> None:
    answer = json.loads(run("--json", "--jwks", jwks).stdout)
    assert list(answer) == ["tokens", "exit_code"]
    (token,) = answer["tokens"]
    assert " ".join(token) == "kind header claims signature verdict amr acr times checks warnings"
    assert list(token["signature"]) == ["status", "reason"]
    assert list(token["verdict"]) == ["id", "headline", "explanation", "next_steps"]
    assert token["amr"] == [
        {
            "value": "mfa",
            "meaning": "several factors were used; which ones is not said",
            "kind": "marker",
            "second_factor": True,
            "phishing_resistant": None,
        }
    ]
    assert token["acr"]["value"] == PAPE
    assert token["times"]["auth_time"] == {
        "epoch": NOW - 60,
        "utc": "2027-01-15 07:59:00Z",
        "relative": "1 min ago",
    }
    assert {tuple(check) for check in token["checks"]} == {("id", "status", "text", "evidence")}
    assert {check["status"] for check in token["checks"]} <= {"ok", "warn", "fail", "unknown"}


@pytest.mark.parametrize(
    ("paste", "options", "code"),
    [
        (TOKEN, (), 0),
        (mint(LOGIN), (), 1),
        (TOKEN, ("--max-age", "0", "--leeway", "0"), 1),
        (TOKEN, ("--acr", "urn:other"), 1),
        ("no token", (), 3),
        ("", (), 3),
        ("a.b.c.d", (), 3),
        ("Fe26.2*1*aa", (), 3),
        (TOKEN[:-4] + "AAAA", (), 4),
        (raw_token('{"alg":"none"}', '{"amr":["mfa"]}', ""), (), 4),
        (mint(LOGIN, {"kid": "other", "crit": ["x"], "x": 1}), (), 5),
        (TOKEN, ("--issuer", "https://other.auth0.com/"), 6),
        (TOKEN, ("--audience", "other"), 6),
        (TOKEN, ("--audience", "other", "--audience", "client-of-ours"), 0),
        (TOKEN, ("--nonce", "n"), 6),
        (TOKEN, ("--organization", "org_1"), 6),
        (mint({**LOGIN, "exp": NOW - 61}), (), 6),
    ],
)
def test_the_exit_code_tells_scripts_what_the_headline_tells_people(
    jwks: str, paste: str, options: tuple[str, ...], code: int
) -> None:
    result = run("--json", "--jwks", jwks, *options, paste=paste)
    assert result.exit_code == code
    assert json.loads(result.stdout)["exit_code"] == code


def test_without_keys_the_signature_is_not_verified_and_the_exit_code_says_so() -> None:
    assert run().exit_code == 5


def test_a_token_on_the_command_line_is_refused_without_repeating_it() -> None:
    for argument in (TOKEN, f"Bearer {TOKEN}", "Fe26.2*1*aabb", "O0PDdG2DjHQLLxOQYiPBT5qCbKtItgW3"):
        result = run(argument)
        assert result.exit_code == 2
        assert "standard input" in result.stderr
        assert result.stdout == ""
        assert argument not in result.output


def test_what_cannot_be_read_is_told_in_words_and_is_exit_code_2(tmp_path: Path, jwks: str) -> None:
    secret = tmp_path / "secret"
    large = tmp_path / "large"
    large.write_bytes(b"a" * 5_000_000)
    broken = tmp_path / "broken.json"
    broken.write_text("{")
    for arguments, words in (
        ([str(secret)], "cannot read the paste: no such file or directory"),
        ([str(tmp_path)], "cannot read the paste: is a directory"),
        ([str(large)], "the paste is too large"),
        (["--jwks", str(secret)], "cannot read the --jwks file: no such file or directory"),
        (["--jwks", str(broken)], "no key in the --jwks file: it is neither JSON"),
        (["--jwks", "-"], "--jwks takes a file"),
        (["--jwks", str(large)], "the --jwks file is too large"),
    ):
        result = run(*arguments)
        assert (result.exit_code, result.stdout) == (2, "")
        assert words in result.stderr
    assert run(paste="a" * 1_100_000).stderr == "mfa-tui: the paste is longer than 1,024 KiB\n"


@pytest.mark.parametrize("option", ["--issuer", "--audience", "--acr", "--nonce", "--organization"])
def test_a_variable_that_a_script_forgot_to_set_does_not_switch_a_comparison_off(option: str) -> None:
    result = run(option, "")
    assert result.exit_code == 2
    assert "it is empty" in result.stderr


@pytest.mark.parametrize("number", ["nan", "inf", "-1", "soon"])
def test_a_number_of_seconds_must_be_one(number: str) -> None:
    for option in ("--now", "--max-age", "--leeway"):
        result = CliRunner().invoke(command, [option, number], input=TOKEN)
        assert (result.exit_code, result.stdout) == (2, "")


def test_binary_input_holds_no_token_and_makes_no_traceback() -> None:
    result = run(paste=os.urandom(100_000))
    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr == "mfa-tui: Nothing in it looks like a token.\n"


def test_what_a_stranger_wrote_into_the_token_moves_no_cursor_and_makes_no_link() -> None:
    paste = mint({**LOGIN, "name": "\x1b]8;;http://evil\x07x\x1b[2J\u202e", "amr": ["\x9b31m"], "\x1b[31m": "[bold]"})
    for arguments in ((), ("--json",)):
        output = run(*arguments, paste=paste).stdout
        assert not any(character in output for character in "\x1b\x07\x9b\u202e")
        assert r"\x1b[2J" in output or r"\u001b[2J" in output
        assert "[bold]" in output


def test_the_token_and_its_signature_are_in_no_answer(jwks: str) -> None:
    for arguments in ((), ("--json",), ("--jwks", jwks), ("--nonce", "x")):
        result = run(*arguments)
        assert not [part for part in (TOKEN, *TOKEN.split(".")) if part in result.output]


def test_several_tokens_are_numbered_and_the_same_one_is_not_told_twice() -> None:
    output = run(paste=f"id_token={TOKEN}&again={TOKEN}").stdout
    assert "Token 1 of 2, found as id_token" in output
    assert "The same as token 1." in output
    assert output.count("Why\n") == 1


def test_ctrl_c_while_it_waits_for_the_paste_is_exit_code_130() -> None:
    terminal, stdin = os.openpty()
    # A shell that runs the tests in the background has them ignore SIGINT, and what they start too.
    heeding = [sys.executable, "-c", f"import signal; signal.signal(2, signal.default_int_handler); {RUN[-1]}"]
    with subprocess.Popen(heeding, stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        try:
            assert process.stderr is not None
            assert process.stderr.readline() == b"mfa-tui: paste the token, then press Enter and Ctrl+D.\n"
            process.send_signal(signal.SIGINT)
            assert process.wait(20) == 130
            assert process.stderr.read() == b""
        finally:
            process.kill()
    os.close(stdin)
    os.close(terminal)


def test_a_reader_that_has_seen_enough_ends_it_without_a_word() -> None:
    pipe = subprocess.PIPE
    with subprocess.Popen([*RUN, *AS_AT], stdin=pipe, stdout=pipe, stderr=pipe) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        process.stdin.write(TOKEN.encode())
        process.stdin.close()
        assert process.wait(20) == 5
        assert process.stderr.read() == b""


def test_it_starts_without_what_only_the_screens_need(jwks: str) -> None:
    code = (
        "import sys; from mfa_tui.cli.token import token\n"
        "try: token()\n"
        "except SystemExit: pass\n"
        "heavy = ('textual', 'rich', 'httpx', 'pydantic', 'jwt', 'cryptography', 'urllib.request', 'asyncio')\n"
        "print([name for name in heavy if name in sys.modules], file=sys.stderr)"
    )
    for arguments, imported in ((AS_AT, "[]"), (("--jwks", jwks, *AS_AT), "['jwt', 'cryptography', 'urllib.request']")):
        result = subprocess.run([sys.executable, "-c", code, *arguments], input=TOKEN, capture_output=True, text=True)
        assert result.stderr.strip() == imported
