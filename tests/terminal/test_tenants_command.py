"""`mfa-tui tenants` as its users meet it: hidden prompts, a keyring, another start, and no secret anywhere else."""

import json
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from mfa_tui.demo.options import DEMO_CLIENT_ID, DEMO_CLIENT_SECRET, DEMO_DEVICE_CLIENT_ID, DEMO_KEY_CLIENT_ID
from tests.terminal.conftest import Serve, Start
from tests.terminal.terminal import CTRL_C, ENTER, MFA_TUI, Terminal, environment
from tests.terminal.test_planted_secrets import issued_token

ADD = ("tenants", "add", "acme", "--label", "dev", "--client-id")


@pytest.fixture
def keyring(tmp_path: Path) -> dict[str, str]:
    """Variables that give every process the same keyring; it is a file outside of the home folder."""
    return {"PYTHON_KEYRING_BACKEND": "tests.keyrings.FileKeyring", "TEST_KEYRING": str(tmp_path / "keyring.json")}


def run(home: Path, variables: Mapping[str, str], *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [*MFA_TUI, *arguments],
        env=environment(home, **variables),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
    )


def confirm(terminal: Terminal, domain: str) -> None:
    """Confirm the code of a device login in the browser."""
    terminal.wait_for("confirm the code")
    code = re.search(r"code (\w{4}-\w{4})", terminal.text)
    assert code is not None
    assert httpx.post(f"{domain}/activate", data={"user_code": code[1], "decision": "confirm"}).status_code == 200


def test_a_tenant_is_added_once_and_used_from_then_on(
    start: Start, serve: Serve, home: Path, keyring: dict[str, str]
) -> None:
    domain = serve()["AUTH0_DOMAIN"]
    terminal = start(*ADD, DEMO_CLIENT_ID, "--default", "--colour", "accent", **keyring)
    terminal.wait_for("Domain:")
    terminal.type(domain, ENTER)
    terminal.wait_for("Client secret of acme:")
    terminal.type(DEMO_CLIENT_SECRET, ENTER)
    terminal.wait_for("was tried out and saved", "its client secret in the keyring")
    assert terminal.wait_exit() == 0
    assert DEMO_CLIENT_SECRET not in terminal.text
    assert DEMO_CLIENT_SECRET in Path(keyring["TEST_KEYRING"]).read_text()

    listed = json.loads(run(home, keyring, "tenants", "list", "--json").stdout)
    assert [(row["name"], row["origin"], row["default"]) for row in listed["tenants"]] == [("acme", "profile", True)]
    assert "acme" in run(home, keyring, "tenants", "list").stdout
    checked = run(home, keyring, "check", "--json")
    assert checked.returncode == 0
    assert "tenant acme (127.0.0.1:" in checked.stderr
    assert "the default profile" in checked.stderr
    named = run(home, keyring, "user", "nobody@nowhere.example", "--tenant", "acme")
    assert (named.returncode, named.stderr.count("default profile")) == (3, 0)
    can = json.loads(run(home, keyring, "tenants", "check", "acme", "--write", "--json").stdout)
    assert (can["signed_in"], can["missing"], can["exit_code"]) == (True, [], 0)
    assert set(can["modes"]) == {"overview", "factors", "policy", "users", "stepup", "tenants"}

    path = Path(run(home, keyring, "tenants", "path").stdout.strip())
    assert DEMO_CLIENT_SECRET not in path.read_text()
    assert run(home, keyring, "tenants", "remove", "acme").returncode == 0
    assert json.loads(Path(keyring["TEST_KEYRING"]).read_text()) == []
    gone = run(home, keyring, "tenants", "remove", "acme")
    assert (gone.returncode, "No profile is called 'acme'" in gone.stderr) == (3, True)


@pytest.mark.exhaustive
def test_the_screen_opens_on_a_profile_whose_secret_is_typed_where_there_is_no_keyring(
    start: Start, serve: Serve, home: Path
) -> None:
    secret = {"AUTH0_CLIENT_SECRET": DEMO_CLIENT_SECRET}
    added = run(home, secret, *ADD, DEMO_CLIENT_ID, "--domain", serve()["AUTH0_DOMAIN"], "--access", "read-write")
    assert added.returncode == 0
    assert "was not kept: this machine has no keyring that can be used" in added.stderr
    unattended = run(home, {}, "check")
    assert unattended.returncode == 7
    assert "no client secret for acme" in unattended.stderr
    assert "Set AUTH0_CLIENT_SECRET" in unattended.stderr

    terminal = start("--tenant", "acme")
    terminal.wait_for("Client secret of acme:")
    terminal.type(DEMO_CLIENT_SECRET, ENTER)
    terminal.wait_for("READ-WRITE", "Access", "as of ")
    terminal.type("q")
    assert terminal.wait_exit() == 0
    assert DEMO_CLIENT_SECRET.encode() not in terminal.output


@pytest.mark.exhaustive
def test_what_does_not_work_is_not_saved(serve: Serve, home: Path, keyring: dict[str, str]) -> None:
    wrong = {**keyring, "AUTH0_CLIENT_SECRET": "planted-31"}
    refused = run(home, wrong, *ADD, DEMO_CLIENT_ID, "--domain", serve()["AUTH0_DOMAIN"])
    assert (refused.returncode, "nothing was saved" in refused.stderr) == (7, True)
    assert "Check AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET" in refused.stderr
    unreachable = run(home, wrong, *ADD, DEMO_CLIENT_ID, "--domain", "http://127.0.0.1:9")
    assert (unreachable.returncode, "cannot be reached" in unreachable.stderr) == (8, True)
    usage = run(home, wrong, *ADD, DEMO_CLIENT_ID, "--domain", "http://acme.eu.auth0.com/")
    assert (usage.returncode, "domain is not a bare host" in usage.stderr) == (2, True)
    assert not list(home.rglob("tenants.toml"))
    assert not Path(keyring["TEST_KEYRING"]).exists()
    assert "planted-31" not in refused.stderr + unreachable.stderr + usage.stderr


@pytest.mark.exhaustive
def test_a_secret_of_the_environment_goes_to_no_other_tenant_and_no_other_application(serve: Serve, home: Path) -> None:
    tenant = serve()
    add = (*ADD, DEMO_CLIENT_ID, "--domain", tenant["AUTH0_DOMAIN"])
    for contradiction in ({"AUTH0_DOMAIN": "acme.eu.auth0.com"}, {"AUTH0_CLIENT_ID": "another"}):
        secret = {"AUTH0_CLIENT_SECRET": DEMO_CLIENT_SECRET, **contradiction}
        refused = run(home, secret, *add)
        assert (refused.returncode, "its secret is not sent there" in refused.stderr) == (2, True)
        assert not list(home.rglob("tenants.toml"))
    assert run(home, tenant, *add).returncode == 0
    stray = {**tenant, "AUTH0_DOMAIN": "", "AUTH0_CLIENT_ID": "another"}
    refused = run(home, stray, "check")
    assert (refused.returncode, "its secret is not sent there" in refused.stderr) == (7, True)


@pytest.mark.exhaustive
def test_the_tenant_before_the_command_is_the_one_that_is_checked(serve: Serve, home: Path) -> None:
    tenant = serve()
    assert run(home, tenant, *ADD, DEMO_CLIENT_ID, "--domain", tenant["AUTH0_DOMAIN"], "--default").returncode == 0
    secret = {"AUTH0_CLIENT_SECRET": DEMO_CLIENT_SECRET}
    other = run(home, secret, "--tenant", "nowhere", "tenants", "check")
    assert (other.returncode, "no tenant is called 'nowhere'" in other.stderr) == (2, True)
    assert run(home, secret, "--tenant", "acme", "tenants", "check").returncode == 0


def test_a_prompt_that_is_left_with_ctrl_c_ends_quietly(start: Start, home: Path) -> None:
    terminal = start(*ADD, DEMO_CLIENT_ID, "--domain", "http://127.0.0.1:9")
    terminal.wait_for("Client secret of acme:")
    terminal.type(CTRL_C)
    assert terminal.wait_exit() == 130
    assert "Traceback" not in terminal.text


def test_a_token_that_the_terminal_would_cut_off_is_not_taken_for_a_whole_one(start: Start) -> None:
    terminal = start(*ADD, "", "--authentication", "access-token", "--domain", "http://127.0.0.1:9")
    terminal.wait_for("Access token of acme:")
    terminal.type("e" * 4_000, "e" * 1_000, ENTER)
    terminal.wait_for("the terminal cuts it off", "AUTH0_API_TOKEN")
    assert terminal.wait_exit() == 2


def test_least_privilege_can_be_tried_against_the_demo_tenant(serve: Serve, home: Path) -> None:
    tenant = serve("--scopes", "read:guardian_factors,read:mfa_policies")
    checked = run(home, tenant, "tenants", "check")
    assert checked.returncode == 1
    assert re.search(r"ok +factors +see the factors", checked.stdout)
    assert re.search(r"missing +users +find users +read:users", checked.stdout)
    assert "Tick in the Dashboard" in checked.stdout


def test_a_broken_profile_file_is_named_with_its_line_and_left_alone(home: Path) -> None:
    file = Path(run(home, {}, "tenants", "path").stdout.strip())
    file.parent.mkdir(parents=True)
    file.write_text("[tenants.x]\ndomain = 'a.b'\nlabel = 'prod'\n")
    for command in (("check",), ("tenants", "list"), ("tenants", "remove", "x")):
        process = run(home, {}, *command)
        assert process.returncode == 2
        assert f"{file}, line 3: label is one of dev, staging, production" in process.stderr
    assert "prod" in file.read_text()


def test_the_keys_of_a_tenant_verify_a_token_and_nobody_has_to_sign_in_for_that(
    serve: Serve, home: Path, tmp_path: Path
) -> None:
    tenant = serve()
    paste = tmp_path / "paste.txt"
    paste.write_text(issued_token(tenant))
    profile = home / "config" / "mfa-tui" / "tenants.toml"
    profile.parent.mkdir(parents=True)
    profile.write_text(
        f'[tenants.acme]\ndomain = "{tenant["AUTH0_DOMAIN"]}"\nclient_id = "x"\n'
        '[tenants.away]\ndomain = "http://127.0.0.1:9"\nclient_id = "x"\n'
    )
    verified = json.loads(run(home, {}, "token", "--tenant", "acme", "--json", str(paste)).stdout)["tokens"][0]
    assert verified["signature"]["status"] == "verified"
    assert {check["id"]: check["status"] for check in verified["checks"]}["iss"] == "ok"
    away = run(home, {}, "token", "--tenant", "away", str(paste))
    assert (away.returncode, away.stdout, "could not be fetched" in away.stderr) == (8, "", True)
    both = run(home, {}, "token", "--tenant", "acme", "--jwks", str(paste), str(paste))
    assert both.returncode == 2


@pytest.mark.exhaustive
def test_what_the_auth0_cli_is_logged_in_to_is_used_and_its_files_stay_as_they_are(
    serve: Serve, home: Path, keyring: dict[str, str]
) -> None:
    domain = serve()["AUTH0_DOMAIN"]
    host = domain.removeprefix("http://")
    config, kept = home / ".config" / "auth0" / "config.json", Path(keyring["TEST_KEYRING"])
    config.parent.mkdir(parents=True)
    tenant = {"domain": domain, "client_id": DEMO_CLIENT_ID, "expires_at": "2020-01-01T00:00:00Z"}
    config.write_text(json.dumps({"default_tenant": host, "tenants": {domain: tenant}}))
    kept.write_text(json.dumps([["Auth0 CLI Client Secret", host, DEMO_CLIENT_SECRET]]))
    before = config.read_bytes(), kept.read_bytes()
    checked = run(home, keyring, "tenants", "check", "--json")
    assert (checked.returncode, json.loads(checked.stdout)["authentication"]) == (0, "auth0-cli")
    assert "the tenant that the Auth0 CLI uses" in checked.stderr
    assert "login of the Auth0 CLI" in run(home, keyring, "tenants", "list").stdout
    without = run(home, {}, "check")
    assert (without.returncode, "this machine has no keyring that can be used" in without.stderr) == (7, True)
    assert (config.read_bytes(), kept.read_bytes()) == before
    ours = [path for path in home.rglob("*") if path.is_file() and path != config]
    assert not [path for path in ours if DEMO_CLIENT_SECRET in path.read_text()]
    assert DEMO_CLIENT_SECRET not in checked.stdout + checked.stderr + without.stderr


@pytest.mark.exhaustive
def test_programs_that_renew_one_login_at_the_same_time_do_not_end_it(
    start: Start, serve: Serve, home: Path, keyring: dict[str, str]
) -> None:
    # Every call renews the login, and a refresh token that comes twice ends it.
    domain = serve("--token-lifetime", "30", "--latency", "20")["AUTH0_DOMAIN"]
    adding = start(*ADD, DEMO_DEVICE_CLIENT_ID, "--domain", domain, "--authentication", "device", **keyring)
    confirm(adding, domain)
    assert adding.wait_exit() == 0
    programs = [
        subprocess.Popen(
            [*MFA_TUI, "check"],
            env=environment(home, **keyring),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    ends = [(program.communicate(timeout=60)[1], program.returncode) for program in programs]
    assert [code for _, code in ends] == [0, 0, 0], ends
    assert run(home, keyring, "tenants", "check").returncode == 0
    locks = list((home / "state").rglob("login-*.lock"))
    assert [(lock.stat().st_mode & 0o777, lock.read_bytes()) for lock in locks] == [(0o600, b"")]


@pytest.mark.exhaustive
@pytest.mark.parametrize("way", ["client-secret", "access-token", "private-key-jwt", "device"])
def test_no_secret_of_any_way_reaches_the_terminal_a_file_or_the_command_line(
    way: str, start: Start, serve: Serve, home: Path, keyring: dict[str, str], tmp_path: Path
) -> None:
    key = generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    key_file, public_file = tmp_path / "key.pem", tmp_path / "public.pem"
    key_file.write_text(private)
    public_file.write_bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    # Every call gets a new token where that is possible: what is secret passes as often as it can.
    lifetime = "3600" if way == "access-token" else "30"
    tenant = serve("--public-key", str(public_file), "--token-lifetime", lifetime)
    client_id = {"private-key-jwt": DEMO_KEY_CLIENT_ID, "device": DEMO_DEVICE_CLIENT_ID}.get(way, DEMO_CLIENT_ID)
    planted = {"client-secret": DEMO_CLIENT_SECRET, "access-token": issued_token(tenant), "private-key-jwt": private}
    more = ("--key-file", str(key_file)) if way == "private-key-jwt" else ()

    adding = start(*ADD, client_id, "--domain", tenant["AUTH0_DOMAIN"], "--authentication", way, *more, **keyring)
    command_line = Path(f"/proc/{adding.pid}/cmdline")
    if way == "device":
        confirm(adding, tenant["AUTH0_DOMAIN"])
    elif way != "private-key-jwt":
        adding.wait_for("of acme:")
        assert planted[way] not in command_line.read_text() if command_line.exists() else True
        adding.type(planted[way], ENTER)
    adding.wait_for("was tried out and saved")
    assert adding.wait_exit() == 0

    screen = start("--write", "--screen", "factors", **keyring)
    screen.wait_for("otp", "○ off", "as of ")
    for key_, words in (("r", "as of "), ("1", "Access"), ("3", "POLICY")):
        screen.type(key_)
        screen.wait_for(words)
    screen.type("q")
    assert screen.wait_exit() == 0
    checked = run(home, keyring, "tenants", "check", "--json")
    assert checked.returncode == 0
    outputs = {
        "adding": bytes(adding.output),
        "the screen": bytes(screen.output),
        "check": (checked.stdout + checked.stderr).encode(),
        **{str(path): path.read_bytes() for path in home.rglob("*") if path.is_file()},
    }
    assert any(path.endswith("tenants.toml") for path in outputs)
    kept = Path(keyring["TEST_KEYRING"])
    secrets = [re.sub(r"^\d+:", "", value) for _, _, value in json.loads(kept.read_text())] if kept.exists() else []
    assert bool(secrets) == (way != "private-key-jwt"), "what can be kept is kept, in the keyring only"
    for where, written in outputs.items():
        for secret in [*secrets, planted.get(way, "v1."), private.splitlines()[1]]:
            assert secret.encode() not in written, where
        assert not re.search(rb"eyJ[\w-]{10}|PRIVATE KEY-|v1\.[\w-]{20}", written), where
