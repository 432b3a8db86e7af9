"""Every way to connect, against the demo tenant over real HTTP: it works, it renews itself, and it explains itself."""

import asyncio
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from pydantic import SecretStr

from mfa_tui.client.auth.device import DeviceCode
from mfa_tui.client.auth.tokens import Tokens
from mfa_tui.client.connection import Credentials
from mfa_tui.demo.options import (
    DEMO_CLIENT_ID,
    DEMO_CLIENT_SECRET,
    DEMO_DEVICE_CLIENT_ID,
    DEMO_KEY_CLIENT_ID,
    DemoOptions,
)
from mfa_tui.demo.scopes import ALL_SCOPES
from mfa_tui.domain.problems import Problem
from mfa_tui.features.connect.service.choosing import Found, Origin, choose
from mfa_tui.features.connect.service.connecting import Connecting, Saved, Trial
from mfa_tui.features.connect.service.signing_in import Wanted
from mfa_tui.session.session import TenantSession
from mfa_tui.tenants.profile import Authentication, TenantProfile
from mfa_tui.tenants.profiles import drafted
from mfa_tui.tenants.secrets import SecretStore
from tests.conformance.conftest import token_request
from tests.conformance.test_real_socket import host, self_signed
from tests.keyrings import LockedKeyring, MemoryKeyring

Serve = Callable[[DemoOptions], str]
SHORT = DemoOptions(rate_limit=None, token_lifetime_s=30, device_interval_s=0)
"""Tokens that are due for renewal as soon as they come: they are renewed a minute before they end."""
SHORTEST = replace(SHORT, token_lifetime_s=1)


@pytest.fixture(scope="module")
def private_key() -> RSAPrivateKey:
    return generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture
def key_file(private_key: RSAPrivateKey, tmp_path: Path) -> Path:
    file = tmp_path / "key.pem"
    file.write_bytes(pem(private_key))
    return file


def pem(key: RSAPrivateKey, encryption: KeySerializationEncryption | None = None) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption or NoEncryption())


def public(key: RSAPrivateKey) -> str:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def connecting(folder: Path, keyring: MemoryKeyring | None = None, **environment: str) -> Connecting:
    async def no_sleep(seconds: float) -> None:
        await asyncio.sleep(0)

    return Connecting(
        {"HOME": str(folder), **environment},
        store=SecretStore(keyring or MemoryKeyring()),
        profiles_path=folder / "config" / "tenants.toml",
        sleep=no_sleep,
    )


def profile(url: str, **told: str) -> TenantProfile:
    return drafted("acme", {"domain": url, "client_id": DEMO_CLIENT_ID, **told})


async def signed_in(here: Connecting, found: Found) -> Credentials:
    credentials = await here.credentials(found)
    assert isinstance(credentials, Credentials), credentials
    return credentials


async def renews_itself(session: TenantSession) -> None:
    """Make three calls at once, three times; expect one new token each time, and an answer to every call."""
    client, calls = session.connection.client, session.connection.recorder.calls
    for _ in range(3):
        await asyncio.gather(*[client.list_factors() for _ in range(3)])
    await session.aclose()
    assert len([call for call in calls if call.path == "/oauth/token"]) == 3
    assert {call.status for call in calls} == {200}


def by_name(here: Connecting) -> Found:
    return choose("", here.environment, here.path)


# (a) and (b): the environment, and a client secret.


async def test_a_client_secret_of_the_environment_connects_and_renews_itself(served: Serve, tmp_path: Path) -> None:
    url = served(SHORT)
    secret = {"AUTH0_DOMAIN": url, "AUTH0_CLIENT_ID": DEMO_CLIENT_ID, "AUTH0_CLIENT_SECRET": DEMO_CLIENT_SECRET}
    here = connecting(tmp_path, None, **secret)
    found = by_name(here)
    assert found.origin is Origin.ENVIRONMENT
    await renews_itself(here.open(found.profile, await signed_in(here, found), writable=False))


async def test_a_client_secret_that_was_saved_is_found_in_the_keyring_at_the_next_start(
    served: Serve, tmp_path: Path
) -> None:
    url = served(SHORT)
    keyring = MemoryKeyring()
    here = connecting(tmp_path, keyring)
    credentials = Credentials(f"{url}/api/v2/", DEMO_CLIENT_ID, SecretStr(DEMO_CLIENT_SECRET))
    trial = await here.try_out(profile(url), credentials)
    assert trial.problem is None
    assert set(trial.grant.scopes) == ALL_SCOPES
    saved = await here.save(profile(url), credentials)
    assert isinstance(saved, Saved)
    assert (saved.kept, saved.notes) == (True, ())
    assert DEMO_CLIENT_SECRET not in here.path.read_text()

    later = connecting(tmp_path, keyring)
    found = by_name(later)
    assert (found.origin, found.why) == (Origin.PROFILE, "the only profile")
    await renews_itself(later.open(found.profile, await signed_in(later, found), writable=False))


async def test_without_a_keyring_the_secret_is_asked_for_or_taken_from_the_environment_and_never_filed(
    served: Serve, tmp_path: Path
) -> None:
    url = served(SHORT)
    here = connecting(tmp_path, LockedKeyring())
    credentials = Credentials(f"{url}/api/v2/", DEMO_CLIENT_ID, SecretStr(DEMO_CLIENT_SECRET))
    saved = await here.save(profile(url), credentials)
    assert isinstance(saved, Saved)
    assert not saved.kept
    assert "was not kept: the keyring is locked" in saved.notes[0]
    assert "AUTH0_CLIENT_SECRET" in saved.notes[0]
    assert await here.credentials(by_name(here)) == Wanted(
        "client secret", "the keyring is locked. Unlock it and try again"
    )
    helped = connecting(tmp_path, LockedKeyring(), AUTH0_CLIENT_SECRET=DEMO_CLIENT_SECRET)
    await renews_itself(here.open(profile(url), await signed_in(helped, by_name(helped)), writable=False))
    assert not [file for file in tmp_path.rglob("*") if file.is_file() and DEMO_CLIENT_SECRET in file.read_text()]


# (c): a private key.


@pytest.mark.parametrize("algorithm", ["RS256", "RS384", "PS256"])
async def test_a_private_key_connects_and_renews_itself(
    algorithm: str, served: Serve, private_key: RSAPrivateKey, key_file: Path, tmp_path: Path
) -> None:
    url = served(replace(SHORT, public_key=public(private_key)))
    who = profile(
        url,
        client_id=DEMO_KEY_CLIENT_ID,
        authentication="private-key-jwt",
        key_file=str(key_file),
        algorithm=algorithm,
    )
    here = connecting(tmp_path)
    credentials = await signed_in(here, Found(who, Origin.PROFILE))
    await renews_itself(here.open(who, credentials, writable=False))
    session = here.open(who, credentials, writable=False)
    application = (await session.read()).application.value
    await session.aclose()
    assert application is not None
    assert application.name == "MFA dashboard (private key)"


@pytest.mark.parametrize("one_line", [True, False])
async def test_a_private_key_in_the_environment_connects(
    one_line: bool, served: Serve, private_key: RSAPrivateKey, tmp_path: Path
) -> None:
    url = served(DemoOptions(rate_limit=None, public_key=public(private_key)))
    text = pem(private_key).decode()
    here = connecting(
        tmp_path,
        AUTH0_DOMAIN=url,
        AUTH0_CLIENT_ID=DEMO_KEY_CLIENT_ID,
        AUTH0_CLIENT_ASSERTION_PRIVATE_KEY=text.replace("\n", "\\n") if one_line else text,
        AUTH0_CLIENT_ASSERTION_SIGNING_ALG="RS384",
    )
    found = by_name(here)
    trial = await here.try_out(found.profile, await signed_in(here, found))
    assert (trial.problem, found.profile.algorithm) == (None, "RS384")


async def test_a_key_that_the_tenant_does_not_know_is_explained(
    served: Serve, private_key: RSAPrivateKey, key_file: Path, tmp_path: Path
) -> None:
    other = generate_private_key(public_exponent=65537, key_size=2048)
    url = served(DemoOptions(rate_limit=None, public_key=public(other)))
    who = profile(url, client_id=DEMO_KEY_CLIENT_ID, authentication="private-key-jwt", key_file=str(key_file))
    here = connecting(tmp_path)
    trial = await here.try_out(who, await signed_in(here, Found(who, Origin.PROFILE)))
    assert_explained(trial, "refused the sign-in", "know the public half of this key")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "cannot be read: no such file"),
        (b"hello", "no private key in PEM, or it is damaged"),
        (b"\x30\x82\xff", "is not PEM text"),
        ("encrypted", "private key is encrypted. Decrypt it first: openssl"),
        ("public", "is a public key or certificate"),
        ("small", "has 1024 bits"),
        ("elliptic", "is not RSA"),
        (b"-" * 70_000, "too large"),
    ],
)
async def test_a_key_file_that_cannot_be_used_is_explained_before_anything_is_sent(
    content: bytes | str | None, words: str, private_key: RSAPrivateKey, tmp_path: Path
) -> None:
    from cryptography.hazmat.primitives.asymmetric import ec

    made = {
        "encrypted": lambda: pem(private_key, BestAvailableEncryption(b"pass")),
        "public": lambda: public(private_key).encode(),
        "small": lambda: pem(generate_private_key(public_exponent=65537, key_size=1024)),
        "elliptic": lambda: ec.generate_private_key(ec.SECP256R1()).private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
        ),
    }
    file = tmp_path / "some.pem"
    if content is not None:
        file.write_bytes(made[content]() if isinstance(content, str) else content)
    who = profile("acme.eu.auth0.com", authentication="private-key-jwt", key_file=str(file))
    problem = await connecting(tmp_path).credentials(Found(who, Origin.PROFILE))
    assert isinstance(problem, Problem)
    assert words in problem.words
    assert "PRIVATE KEY-----" not in problem.words


@pytest.mark.parametrize("path", ["~nobody-of-this-name/key.pem", "key\0.pem", "\x1b[2Jkey.pem"])
async def test_a_path_that_leads_to_no_key_file_is_told_and_not_obeyed(path: str, tmp_path: Path) -> None:
    who = profile("acme.eu.auth0.com", authentication="private-key-jwt", key_file=path)
    problem = await connecting(tmp_path).credentials(Found(who, Origin.PROFILE))
    assert isinstance(problem, Problem)
    assert "cannot be read: no such file" in problem.words
    assert problem.words.isprintable()


# (d): a token that somebody else got.


async def test_a_static_token_connects_until_it_expires_and_then_that_is_explained(
    served: Serve, tmp_path: Path
) -> None:
    url = served(SHORTEST)
    token = httpx.post(f"{url}/oauth/token", json=token_request(url)).json()["access_token"]
    here = connecting(tmp_path, AUTH0_DOMAIN=url, AUTH0_ACCESS_TOKEN=token)
    found = by_name(here)
    credentials = await signed_in(here, found)
    trial = await here.try_out(found.profile, credentials)
    while trial.problem is None:
        assert set(trial.grant.scopes) == ALL_SCOPES
        trial = await here.try_out(found.profile, credentials)
    assert_explained(trial, "Expired token", "get a new one")


async def test_a_static_token_can_be_kept_and_found_again_although_it_is_long(served: Serve, tmp_path: Path) -> None:
    url = served(DemoOptions(rate_limit=None))
    token = httpx.post(f"{url}/oauth/token", json=token_request(url)).json()["access_token"]
    keyring = MemoryKeyring()
    assert len(token) > keyring.limit
    who = profile(url, authentication="access-token", client_id="")
    here = connecting(tmp_path, keyring)
    await here.save(who, Credentials(who.audience, token=SecretStr(token)))
    trial = await here.try_out(who, await signed_in(here, by_name(here)))
    assert trial.problem is None


# (e): the login of a person.


def confirming(url: str, decision: str = "confirm") -> Callable[[DeviceCode], None]:
    def show(code: DeviceCode) -> None:
        page = httpx.get(code.verification_uri)
        assert code.user_code in page.text
        answer = httpx.post(f"{url}/activate", data={"user_code": code.user_code, "decision": decision})
        assert answer.status_code == 200

    return show


def device_profile(url: str, **told: str) -> TenantProfile:
    return profile(url, client_id=DEMO_DEVICE_CLIENT_ID, authentication="device", **told)


async def test_a_person_logs_in_by_device_and_the_login_renews_and_rotates_and_outlives_the_program(
    served: Serve, tmp_path: Path
) -> None:
    url = served(SHORT)
    keyring = MemoryKeyring()
    here, who = connecting(tmp_path, keyring), device_profile(url)
    wanted = await here.credentials(Found(who, Origin.PROFILE))
    assert wanted == Wanted("device login", "there is no login yet, or it has ended")
    credentials = await here.log_in(who, confirming(url))
    assert isinstance(credentials, Credentials)
    await here.save(who, credentials)
    seen = set(keyring.entries.values())
    for _ in range(2):
        later = connecting(tmp_path, keyring)
        found = by_name(later)
        await renews_itself(later.open(found.profile, await signed_in(later, found), writable=False))
        assert set(keyring.entries.values()).isdisjoint(seen), "a refresh token that was used up is not kept"
        seen |= set(keyring.entries.values())
    assert "refresh" not in here.path.read_text()


async def test_a_login_asks_for_no_more_than_the_profile_may_do(served: Serve, tmp_path: Path) -> None:
    url = served(SHORT)
    here = connecting(tmp_path)
    for access, starts in (("read-only", {"read"}), ("read-write", {"read", "update", "delete", "create"})):
        who = device_profile(url, access=access)
        credentials = await here.log_in(who, confirming(url))
        assert isinstance(credentials, Credentials)
        trial = await here.try_out(who, credentials)
        assert {scope.split(":")[0] for scope in trial.grant.scopes} - {"offline_access"} == starts
        assert trial.lacking(writes=who.writable) == ()


async def test_two_runs_of_the_program_share_one_login_and_neither_ends_it(served: Serve, tmp_path: Path) -> None:
    url = served(SHORT)
    keyring = MemoryKeyring()
    here, who = connecting(tmp_path, keyring), device_profile(url)
    credentials = await here.log_in(who, confirming(url))
    assert isinstance(credentials, Credentials)
    await here.save(who, credentials)
    runs = [here.open(who, await signed_in(here, by_name(here)), writable=False) for _ in range(2)]
    for _ in range(3):
        for run in runs:
            assert len(await run.connection.client.list_factors()) == 8
    for run in runs:
        await run.aclose()


async def test_a_refresh_that_nobody_waits_for_any_more_still_keeps_the_new_token(
    served: Serve, tmp_path: Path
) -> None:
    url = served(replace(SHORT, latency_ms=5))
    keyring = MemoryKeyring()
    here, who = connecting(tmp_path, keyring), device_profile(url)
    credentials = await here.log_in(who, confirming(url))
    assert isinstance(credentials, Credentials)
    await here.save(who, credentials)
    session = here.open(who, await signed_in(here, by_name(here)), writable=False)
    for turns in range(40):
        reading = asyncio.create_task(session.connection.client.list_factors())
        for _ in range(turns):
            await asyncio.sleep(0)
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
    assert len(await session.connection.client.list_factors()) == 8
    await session.aclose()
    statuses = [call.status for call in session.connection.recorder.calls if call.path == "/oauth/token"]
    assert set(statuses) == {200}


async def test_a_login_that_was_revoked_while_the_program_runs_is_explained_and_forgotten(
    served: Serve, tmp_path: Path
) -> None:
    url = served(SHORT)
    keyring = MemoryKeyring()
    here, who = connecting(tmp_path, keyring), device_profile(url)
    credentials = await here.log_in(who, confirming(url))
    assert isinstance(credentials, Credentials)
    await here.save(who, credentials)
    (entry,) = keyring.entries.values()
    revoked = {"client_id": DEMO_DEVICE_CLIENT_ID, "token": entry.partition(":")[2]}
    assert httpx.post(f"{url}/oauth/revoke", json=revoked).status_code == 200
    trial = await here.try_out(who, await signed_in(here, by_name(here)))
    assert_explained(trial, "Unknown or invalid refresh token", "log in again")
    assert keyring.entries == {}
    assert isinstance(await here.credentials(by_name(here)), Wanted)


async def test_without_offline_access_the_login_ends_with_its_token_and_that_is_told_before_and_after(
    served: Serve, tmp_path: Path
) -> None:
    url = served(replace(SHORTEST, offline_access=False))
    here, who = connecting(tmp_path), device_profile(url)
    credentials = await here.log_in(who, confirming(url))
    assert isinstance(credentials, Credentials)
    trial = await here.try_out(who, credentials)
    while trial.problem is None:
        trial = await here.try_out(who, credentials)
    saved = await here.save(who, credentials)
    assert isinstance(saved, Saved)
    assert not saved.kept, "there is nothing to keep"
    assert "gave no refresh token" in trial.notes[0]
    assert "Allow Offline Access" in trial.notes[0]
    assert_explained(trial, "Your login has ended", "log in again")


async def test_a_login_that_is_cancelled_in_the_browser_is_explained(served: Serve, tmp_path: Path) -> None:
    url = served(SHORT)
    problem = await connecting(tmp_path).log_in(device_profile(url), confirming(url, "cancel"))
    assert isinstance(problem, Problem)
    assert "cancelled in the browser" in problem.words
    assert problem.exit_code == 7


async def test_polling_keeps_to_the_interval_and_slows_down_when_told(served: Serve, tmp_path: Path) -> None:
    url = served(DemoOptions(rate_limit=None, device_interval_s=3))
    waits: list[float] = []
    codes: list[DeviceCode] = []

    async def hasty(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 4:
            confirming(url)(codes[0])

    here = Connecting({}, store=SecretStore(MemoryKeyring()), profiles_path=tmp_path / "t.toml", sleep=hasty)
    assert isinstance(await here.log_in(device_profile(url), codes.append), Credentials)
    assert waits == [3, 3, 8, 13], "the first question is pending; the next ones come too early for the tenant's clock"


async def test_an_application_without_the_device_grant_is_explained(served: Serve, tmp_path: Path) -> None:
    url = served(SHORT)
    who = profile(url, authentication="device", client_id=DEMO_KEY_CLIENT_ID)
    problem = await connecting(tmp_path).log_in(who, lambda code: None)
    assert isinstance(problem, Problem)
    assert "refused the sign-in" in problem.words
    assert "a native one of this tenant with the Device Code grant" in problem.words


# What goes wrong with any of them.


async def tried(url: str, folder: Path, secret: str = DEMO_CLIENT_SECRET, **told: str) -> Trial:
    who = profile(url, **told)
    return await connecting(folder).try_out(who, Credentials(who.audience, who.client_id, SecretStr(secret)))


def assert_explained(trial: Trial, what: str, remedy: str, exit_code: int = 7) -> None:
    assert trial.problem is not None
    assert what in trial.problem.words
    assert remedy in trial.problem.words
    assert trial.problem.exit_code == exit_code
    assert not re.search(r"eyJ[\w-]{10}|PRIVATE KEY", trial.problem.words)


async def test_a_wrong_secret_is_explained_and_not_repeated(served: Serve, tmp_path: Path) -> None:
    trial = await tried(served(SHORT), tmp_path, "planted-55")
    assert_explained(trial, "refused the sign-in", "Check AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET")
    assert "planted-55" not in repr(trial)


async def test_a_wrong_audience_is_explained(served: Serve, tmp_path: Path) -> None:
    trial = await tried(served(SHORT), tmp_path, audience="https://login.acme.com/api/v2/")
    assert_explained(trial, "Service not found: https://login.acme.com/api/v2/", "also behind a custom domain")


async def test_an_unreachable_host_is_explained(tmp_path: Path) -> None:
    trial = await tried("http://127.0.0.1:9", tmp_path)
    assert_explained(trial, "cannot be reached", "Check AUTH0_DOMAIN or the profile", 8)


async def test_a_grant_without_scopes_signs_in_and_says_what_to_tick(served: Serve, tmp_path: Path) -> None:
    scopes = frozenset({"read:guardian_factors", "read:users"})
    trial = await tried(served(DemoOptions(rate_limit=None, scopes=scopes)), tmp_path)
    assert trial.problem is None
    assert "read:mfa_policies" in trial.lacking(writes=False)
    assert "update:mfa_policies" not in trial.lacking(writes=False)
    assert "Tick in the Dashboard" in trial.remedy(writes=False)


async def test_a_grant_of_nothing_at_all_is_not_called_fine(served: Serve, tmp_path: Path) -> None:
    trial = await tried(served(DemoOptions(rate_limit=None, scopes=frozenset())), tmp_path)
    assert_explained(trial, "read:guardian_factors", "Tick in the Dashboard", 7)


async def test_a_custom_domain_without_its_audience_is_pointed_out(tmp_path: Path) -> None:
    who = profile("login.acme.invalid")
    trial = await connecting(tmp_path).try_out(who, Credentials(who.audience, "x", SecretStr("y")))
    assert "login.acme.invalid is a custom domain" in trial.notes[0]
    assert trial.problem is not None


# (f): the login of the Auth0 CLI.


async def test_where_the_auth0_cli_has_a_secret_a_fresh_token_is_fetched_with_it_and_its_files_stay(
    served: Serve, tmp_path: Path
) -> None:
    url = served(SHORT)
    address = url.removeprefix("http://")
    file = tmp_path / ".config" / "auth0" / "config.json"
    file.parent.mkdir(parents=True)
    entry = {"domain": url, "client_id": DEMO_CLIENT_ID, "expires_at": "2020-01-01T00:00:00Z"}
    file.write_text(json.dumps({"default_tenant": url, "tenants": {url: entry}}))
    before = file.read_bytes()
    keyring = MemoryKeyring({("Auth0 CLI Client Secret", address): DEMO_CLIENT_SECRET})
    here = connecting(tmp_path, keyring)
    found = choose(address, here.environment, here.path)
    assert found.origin is Origin.AUTH0_CLI
    await renews_itself(here.open(found.profile, await signed_in(here, found), writable=False))
    assert file.read_bytes() == before
    assert keyring.written == 0


async def test_a_token_of_the_auth0_cli_that_lacks_scopes_comes_with_the_command_that_brings_them(
    served: Serve, tmp_path: Path
) -> None:
    url = served(DemoOptions(rate_limit=None))
    token = httpx.post(f"{url}/oauth/token", json=token_request(url, "read:users read:logs")).json()["access_token"]
    who = profile(url, authentication="auth0-cli", client_id="")
    trial = await connecting(tmp_path).try_out(who, Credentials(who.audience, token=SecretStr(token)))
    assert trial.problem is None
    remedy = trial.remedy(writes=False)
    assert remedy.startswith('Run: auth0 login --scopes "read:actions,read:attack_protection,')
    assert "read:users" in remedy, "the new login replaces this one"
    assert "update:" not in remedy


# A host that is not who it says.


async def test_no_way_to_sign_in_tells_anything_to_a_host_with_an_untrusted_certificate(
    private_key: RSAPrivateKey, key_file: Path, tmp_path: Path
) -> None:
    asked = []

    async def spy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.read())

    here = connecting(tmp_path)
    async with host(spy, self_signed(tmp_path)) as url:
        base = replace(profile("acme.eu.auth0.com"), base_url=url, domain=url.removeprefix("https://"))
        key = replace(base, key_file=str(key_file), authentication=Authentication.PRIVATE_KEY_JWT)
        for credentials in (
            Credentials(base.audience, "id", SecretStr("s3cret")),
            Credentials(base.audience, token=SecretStr("e30.e30.x")),
            await signed_in(here, Found(key, Origin.PROFILE)),
        ):
            trial = await here.try_out(base, credentials)
            assert_explained(trial, "certificate is not trusted", "SSL_CERT_FILE", 8)
        problem = await here.log_in(base, lambda code: None)
        assert isinstance(problem, Problem)
        assert "certificate is not trusted" in problem.words
    assert not any(asked)


def test_what_holds_a_secret_does_not_show_it() -> None:
    planted = SecretStr("planted-90")
    for value in (
        Credentials("audience", "id", planted, token=planted),
        Tokens(planted, 0.0, (), planted),
        DeviceCode(planted, "AAAA-BBBB", "https://a.b", 0.0, 5.0),
    ):
        assert "planted-90" not in repr(value)
