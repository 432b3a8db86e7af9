"""The login of the Auth0 CLI: taken as it is kept on each platform, explained where it cannot be, never written."""

import base64
import json
import time
from pathlib import Path
from typing import Any

import pytest

from mfa_tui.client.connection import Credentials
from mfa_tui.domain.problems import Problem
from mfa_tui.features.connect.service.choosing import Found, Origin, choose
from mfa_tui.features.connect.service.signing_in import Wanted, find_credentials
from mfa_tui.tenants.auth0_cli import config_file, read_config
from mfa_tui.tenants.secrets import SecretStore
from tests.keyrings import LockedKeyring, MemoryKeyring

DOMAIN = "acme.eu.auth0.com"


def token(expires_in: float = 3_600, audience: str = f"https://{DOMAIN}/api/v2/", padding: int = 5_000) -> str:
    """Return a token as the device flow of the CLI gets it: long, and issued by Auth0's own tenant."""
    claims = {
        "iss": "https://auth0.auth0.com/",
        "aud": [audience, "https://auth0.auth0.com/userinfo"],
        "exp": int(time.time() + expires_in),
        "scope": "read:guardian_factors read:users",
        "padding": "x" * padding,
    }
    return f"eyJhbGciOiJSUzI1NiJ9.{base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip('=')}.c2ln"


def chunks(text: str, size: int = 2_048) -> dict[tuple[str, str], str]:
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    return {(f"Auth0 CLI Access Token {number}", DOMAIN): piece for number, piece in enumerate(pieces)}


def logged_in(home: Path, **entry: Any) -> dict[str, str]:
    """Write the CLI's config as the CLI does, and return the environment that leads to it."""
    file = home / ".config" / "auth0" / "config.json"
    file.parent.mkdir(parents=True)
    tenant = {
        "name": "acme",
        "domain": DOMAIN,
        "expires_at": "2099-01-02T03:04:05.123456789Z",
        "client_id": "",
        **entry,
    }
    content = {"install_id": "0b5c", "default_tenant": DOMAIN, "tenants": {DOMAIN: tenant}}
    file.write_text(json.dumps(content))
    return {"HOME": str(home)}


def login(environment: dict[str, str], keyring: MemoryKeyring) -> Credentials | Wanted | Problem:
    """Sign in as a command does, and make sure that nothing of the CLI's was touched."""
    file = config_file(environment)
    before = (file.read_bytes(), dict(keyring.entries))
    found = choose("", environment, Path(environment["HOME"]) / "no-profiles.toml")
    assert (found.origin, found.why) == (Origin.AUTH0_CLI, "the tenant that the Auth0 CLI uses")
    credentials = find_credentials(found, environment, SecretStore(keyring))
    assert (file.read_bytes(), keyring.entries, keyring.written) == (*before, 0)
    return credentials


def accepted(credentials: Credentials | Wanted | Problem) -> str:
    assert isinstance(credentials, Credentials), credentials
    assert credentials.token is not None
    return credentials.token.get_secret_value()


def refused(credentials: Credentials | Wanted | Problem) -> str:
    assert isinstance(credentials, Problem)
    assert credentials.exit_code == 7
    return credentials.words


def test_a_device_login_is_joined_from_its_chunks(tmp_path: Path) -> None:
    text = token()
    assert len(chunks(text)) > 2
    assert accepted(login(logged_in(tmp_path), MemoryKeyring(chunks(text)))) == text


@pytest.mark.parametrize("prefix", ["go-keyring-encoded:", "go-keyring-base64:"])
def test_chunks_of_macos_are_decoded_each_for_itself(prefix: str, tmp_path: Path) -> None:
    def written(piece: str) -> str:
        return prefix + (piece.encode().hex() if "encoded" in prefix else base64.b64encode(piece.encode()).decode())

    text = token()
    entries = {place: written(piece) for place, piece in chunks(text).items()}
    assert accepted(login(logged_in(tmp_path), MemoryKeyring(entries))) == text


def test_chunks_of_windows_stand_under_another_name_and_are_bytes_that_python_takes_for_utf_16(tmp_path: Path) -> None:
    text = token()
    text += "=" * (len(text) % 2)
    pieces = chunks(text).items()
    entries = {(f"{service}:{user}", user): piece.encode().decode("utf-16-le") for (service, user), piece in pieces}
    assert accepted(login(logged_in(tmp_path), MemoryKeyring(entries))) == text


def test_a_token_in_the_config_is_taken_where_the_cli_found_no_keyring(tmp_path: Path) -> None:
    text = token()
    assert accepted(login(logged_in(tmp_path, access_token=text), LockedKeyring())) == text


def test_where_the_cli_has_a_client_secret_a_fresh_token_is_fetched_instead_of_an_old_one(tmp_path: Path) -> None:
    entries = {("Auth0 CLI Client Secret", DOMAIN): "cli-s3cret", **chunks(token(-5))}
    environment = logged_in(tmp_path, client_id="m2m", expires_at="2020-01-01T00:00:00Z")
    credentials = login(environment, MemoryKeyring(entries))
    assert isinstance(credentials, Credentials)
    assert credentials.client_secret is not None
    assert (credentials.client_id, credentials.client_secret.get_secret_value()) == ("m2m", "cli-s3cret")
    assert credentials.token is None


@pytest.mark.parametrize(
    ("entry", "keyring", "words"),
    [
        (
            {},
            MemoryKeyring(chunks(token(-5))),
            "has expired; such a login cannot be renewed. Log in again: auth0 login",
        ),
        ({"expires_at": "2020-01-01T00:00:00Z"}, MemoryKeyring(chunks(token())), "has expired"),
        ({}, MemoryKeyring(), "its keyring entry is gone. Log in again: auth0 login"),
        ({}, LockedKeyring(), "cannot be read: the keyring is locked"),
        ({}, MemoryKeyring({("Auth0 CLI Refresh Token", DOMAIN): "v1.x"}), "an Auth0 CLI before 1.32"),
        ({}, MemoryKeyring(chunks(token(audience="https://other.eu.auth0.com/api/v2/"))), "is for another tenant"),
    ],
)
def test_a_login_that_cannot_be_used_says_exactly_why(
    entry: dict[str, Any], keyring: MemoryKeyring, words: str, tmp_path: Path
) -> None:
    assert words in refused(login(logged_in(tmp_path, **entry), keyring))


def test_no_keyring_at_all_is_named_as_the_cause(tmp_path: Path) -> None:
    environment = logged_in(tmp_path)
    found = choose("", environment, tmp_path / "none.toml")
    assert "no keyring that can be used" in refused(find_credentials(found, environment, SecretStore()))


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"tenants": []}', '{"tenants": {"https://x/": {}, "b.c": 7}}'])
def test_a_config_that_is_odd_is_no_login_and_no_crash(text: str, tmp_path: Path) -> None:
    file = tmp_path / "config.json"
    if text:
        file.write_text(text)
    assert [tenant.domain for tenant in read_config(file).tenants] == (["b.c"] if "b.c" in text else [])


def test_the_token_of_a_device_login_may_be_issued_by_auth0s_own_tenant(tmp_path: Path) -> None:
    device = choose("", logged_in(tmp_path / "a"), tmp_path / "none.toml").profile
    machine = choose("", logged_in(tmp_path / "b", client_id="m2m"), tmp_path / "none.toml").profile
    assert device.issuers == (f"https://{DOMAIN}/", "https://auth0.auth0.com/")
    assert machine.issuers == (f"https://{DOMAIN}/",)


def test_a_profile_can_give_a_login_of_the_cli_a_name_and_a_label(tmp_path: Path) -> None:
    environment = logged_in(tmp_path)
    profiles = tmp_path / "tenants.toml"
    profiles.write_text(f'[tenants.prod]\ndomain = "{DOMAIN}"\nlabel = "production"\nauthentication = "auth0-cli"\n')
    found = choose("prod", environment, profiles)
    assert found == Found(found.profile, Origin.PROFILE)
    text = token()
    assert accepted(find_credentials(found, environment, SecretStore(MemoryKeyring(chunks(text))))) == text
