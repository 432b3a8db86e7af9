"""Tenant profiles: a file that people edit, with words for every mistake, that never holds a secret."""

import asyncio
import os
import re
import stat
from pathlib import Path

import pytest
from pydantic import SecretStr

from mfa_tui.client.connection import Credentials
from mfa_tui.domain.problems import Problem
from mfa_tui.features.connect.service.connecting import Connecting, Saved
from mfa_tui.tenants import environment
from mfa_tui.tenants.profile import Algorithm, Authentication, Label, TenantProfile
from mfa_tui.tenants.profiles import (
    ProfileProblem,
    drafted,
    parsed,
    read_profiles,
    whole,
    with_profile,
    without_profile,
)
from mfa_tui.tenants.secrets import SecretStore
from tests.keyrings import MemoryKeyring

FILE = Path("tenants.toml")

COMMENTED = """\
# Our tenants. Ask Jane before you touch prod.
default = "prod"

[tenants.prod]
domain = "login.acme.com"   # custom domain
label = "production"
client_id = "abc"
audience = "https://acme.eu.auth0.com/api/v2/"
colour = "error"

# A developer's own.
[tenants.dev]
domain = "http://127.0.0.1:8089"
access = "read-write"
authentication = "private-key-jwt"
client_id = "def"
key_file = "~/keys/dev.pem"
algorithm = "PS256"
"""


def test_a_file_is_read_as_it_is_meant() -> None:
    profiles = parsed(FILE, COMMENTED)
    assert profiles.default == "prod"
    assert profiles.profiles == (
        TenantProfile(
            "prod",
            "login.acme.com",
            "https://login.acme.com",
            Label.PRODUCTION,
            "abc",
            "https://acme.eu.auth0.com/api/v2/",
            colour="error",
        ),
        TenantProfile(
            "dev",
            "127.0.0.1:8089",
            "http://127.0.0.1:8089",
            Label.DEV,
            "def",
            "http://127.0.0.1:8089/api/v2/",
            Authentication.PRIVATE_KEY_JWT,
            writable=True,
            key_file="~/keys/dev.pem",
            algorithm=Algorithm.PS256,
        ),
    )
    assert profiles.profiles[0].custom_domain
    assert not profiles.profiles[1].custom_domain


def test_no_file_is_no_profiles(tmp_path: Path) -> None:
    assert read_profiles(tmp_path / "none.toml").profiles == ()


def test_comments_and_everything_else_stay_when_a_profile_is_added_changed_or_removed() -> None:
    added = drafted("staging", {"domain": "acme-st.eu.auth0.com", "client_id": "ghi", "label": "staging"})
    text = with_profile(COMMENTED, added)
    assert parsed(FILE, text).named("staging") == added
    assert text.startswith(COMMENTED.rstrip())
    changed = drafted("prod", {"domain": "login.acme.com", "client_id": "new"})
    text = with_profile(text, changed, default=True)
    assert parsed(FILE, text).named("prod") == changed
    assert "# custom domain" in text
    assert "production" not in text
    text = without_profile(text, "prod")
    assert [profile.name for profile in parsed(FILE, text).profiles] == ["dev", "staging"]
    assert "# A developer's own." in text
    assert parsed(FILE, text).default == "", "a default that is gone would be an error at the next start"


@pytest.mark.parametrize("profile", parsed(FILE, COMMENTED).profiles, ids=lambda profile: profile.name)
def test_what_is_written_is_read_back_the_same(profile: TenantProfile) -> None:
    assert parsed(FILE, with_profile("", profile, default=True)).named(profile.name) == profile


def test_a_key_file_is_found_wherever_the_program_is_started(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    draft = {"domain": "a.eu.auth0.com", "client_id": "i", "authentication": "private-key-jwt", "key_file": "good.pem"}
    text = with_profile("", drafted("dev", draft))
    assert [profile.key_file for profile in parsed(FILE, text).profiles] == [str(tmp_path / "good.pem")]


INLINE = 'dev = {domain = "d.eu.auth0.com", client_id = "d"}'
DOTTED = 'tenants.dev.domain = "d.eu.auth0.com"\ntenants.dev.client_id = "d"\n'


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (f"tenants = {{{INLINE}}}", "dev"),
        (f"tenants = {{{INLINE}}}", "new"),
        (f"[tenants]\n{INLINE}", "dev"),
        (f"[tenants]\n{INLINE}", "new"),
        (DOTTED, "dev"),
        (DOTTED, "new"),
        (DOTTED.rstrip(), "new"),
        (f"[tenants]\n{DOTTED.replace('tenants.', '')}", "new"),
        (f'{DOTTED}\n[tenants.new]\ndomain = "o.eu.auth0.com"\nclient_id = "o"\n', "dev"),
        (f'{DOTTED}\n[tenants.new]\ndomain = "o.eu.auth0.com"\nclient_id = "o"\n', "new"),
    ],
)
def test_a_profile_is_added_changed_and_removed_however_the_file_is_written(text: str, name: str) -> None:
    profile = drafted(name, {"domain": "n.eu.auth0.com", "client_id": "n", "label": "staging"})
    names = {one.name for one in parsed(FILE, text).profiles} | {name}
    changed = parsed(FILE, with_profile(text, profile, default=True))
    assert (changed.named(name), changed.default, {one.name for one in changed.profiles}) == (profile, name, names)
    rest = parsed(FILE, without_profile(with_profile(text, profile, default=True), name))
    assert {one.name for one in rest.profiles} == names - {name}


@pytest.mark.parametrize(
    "typed",
    [
        "https://acme.eu.auth0.com/",
        "HTTPS://Acme.EU.auth0.com",
        " acme.eu.auth0.com\t",
        "acme.eu.auth0.com/",
        "https://acme.eu.auth0.com/api/v2/?x=1#top",
    ],
)
def test_a_domain_may_be_typed_as_a_browser_shows_it(typed: str) -> None:
    profile = drafted("acme", {"domain": typed, "client_id": "abc"})
    assert (profile.domain, profile.base_url) == ("acme.eu.auth0.com", "https://acme.eu.auth0.com")


def test_the_address_of_a_mock_server_may_have_a_path() -> None:
    assert drafted("mock", {"domain": "HTTP://127.0.0.1:8089/activate", "client_id": "abc"}).domain == "127.0.0.1:8089"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "https://",
        "http://acme.eu.auth0.com/",
        "https://tenant@evil.example/",
        "https://acme.eu.auth0.com:8443/",
        "acme.eu.auth0.com\\@evil.example",
        "ftp://acme.eu.auth0.com/",
        "acme .eu.auth0.com",
    ],
)
def test_what_would_send_a_secret_elsewhere_or_unencrypted_is_refused(typed: str) -> None:
    with pytest.raises(ProfileProblem, match="bare host"):
        drafted("acme", {"domain": typed, "client_id": "abc"})


BROKEN = [
    ("a = 1\n[b\n", "tenants.toml: this is not TOML", "line 2"),
    ("[tenants.x]\ndomain = 'https://acme.com'\nclient_id='a'", "line 2: domain is not a bare host", "acme.eu.auth0"),
    ("[tenants.x]\nclient_id = 'a'", "line 1: domain is not a bare host", "write"),
    ("[tenants.x]\ndomain = 'tenant@evil.example'\nclient_id = 'a'", "line 2: domain", "bare host"),
    ("\n[tenants.x]\ndomain='a.b'\n\nlabel='prod'\nclient_id='a'", "line 5: label is one of", "staging"),
    ("[tenants.y]\nlabel='dev'\ndomain='a.b'\nclient_id='a'\n[tenants.x]\nlabel = 'prod'", "line 6: label", "one of"),
    ("[tenants.x]\naccess='write'", "line 2: access is one of read-only, read-write", ""),
    ("[tenants.x]\ncolour='pink'", "line 2: colour is one of primary", ""),
    ("[tenants.x]\ndomain='a.b'", "line 1: client-secret needs client_id", "Add it"),
    ("[tenants.x]\ndomain='a.b'\nclient_id='i'\nauthentication='private-key-jwt'", "line 4", "needs key_file"),
    ("[tenants.x]\ndomian='a.b'", "line 2: 'domian' means nothing here", "There are: domain,"),
    ("[tenants.x]\nclient_id = 7", "line 2: client_id must be a text", ""),
    ("[tenants.'a b']\ndomain='a.b'", "line 1: a tenant's name has letters", ""),
    ("tenants = 3", "line 1: write a table", ""),
    ("[tenants]\nx = 3", "write a table: [tenants.x]", ""),
    ("default = 'z'", "line 1: default names no tenant", ""),
    ("default = ['z']", "line 1: default names no tenant", ""),
    ("default = false", "line 1: default names no tenant", ""),
    pytest.param("a = " + "[" * 5_000, "tenants.toml: this is not TOML", "nested too deeply", id="deep"),
    ("color = 'z'", "line 1: 'color' means nothing here", ""),
]


@pytest.mark.parametrize(("text", "place", "words"), BROKEN)
def test_a_mistake_is_told_with_file_line_and_what_to_do(text: str, place: str, words: str) -> None:
    with pytest.raises(ProfileProblem) as caught:
        whole(FILE, text)
    assert "tenants.toml" in str(caught.value)
    assert place in str(caught.value)
    assert words in str(caught.value)


def test_a_secret_in_the_file_is_refused_and_not_repeated() -> None:
    with pytest.raises(ProfileProblem) as caught:
        whole(FILE, "[tenants.x]\ndomain = 'a.b'\nclient_secret = 'planted-77'\n")
    assert "line 3: secrets do not belong in this file" in str(caught.value)
    assert "planted-77" not in str(caught.value)


def test_one_unusable_profile_costs_itself_and_nothing_else() -> None:
    good = "[tenants.good]\ndomain = 'acme.eu.auth0.com'\nclient_id = 'a'\n"
    profiles = parsed(FILE, good + "[tenants.bad]\ndomain = 'https://acme.com'\nclient_id = 'a'\n")
    assert [profile.name for profile in profiles.profiles] == ["good"]
    with pytest.raises(ProfileProblem, match="line 5: domain is not a bare host"):
        profiles.named("bad")


async def test_a_saved_profile_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    saved, path = await save(tmp_path)
    assert isinstance(saved, Saved)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [entry.name for entry in path.parent.iterdir()] == ["tenants.toml"]


@pytest.mark.parametrize("text", [BROKEN[0][0], BROKEN[4][0], "\udcff"])
async def test_a_broken_file_is_never_overwritten(text: str, tmp_path: Path) -> None:
    path = tmp_path / "mfa-tui" / "tenants.toml"
    path.parent.mkdir()
    path.write_bytes(text.encode(errors="surrogateescape"))
    before = path.read_bytes()
    problem, _ = await save(tmp_path)
    assert isinstance(problem, Problem)
    assert str(path) in problem.words
    assert path.read_bytes() == before


async def test_a_link_to_the_real_file_stays_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "dotfiles.toml", tmp_path / "mfa-tui" / "tenants.toml"
    real.write_text("# mine\n")
    link.parent.mkdir()
    os.symlink(real, link)
    await save(tmp_path)
    assert link.is_symlink()
    assert real.read_text().startswith("# mine\n\n[tenants.acme]")


async def test_two_programs_that_save_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "tenants.toml"
    names = [f"tenant-{number}" for number in range(12)]

    async def add(name: str) -> None:
        connecting = Connecting({}, store=SecretStore(MemoryKeyring()), profiles_path=path)
        await connecting.save(drafted(name, {"domain": f"{name}.auth0.com", "client_id": "abc"}), secret("s"))

    await asyncio.gather(*map(add, names))
    assert sorted(profile.name for profile in read_profiles(path).profiles) == sorted(names)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
async def test_lines_end_as_they_did(end: str, tmp_path: Path) -> None:
    path = tmp_path / "tenants.toml"
    path.write_bytes(f"# mine{end}[tenants.old]{end}domain = 'a.b'{end}client_id = 'x'{end}".encode())
    connecting = Connecting({}, store=SecretStore(MemoryKeyring()), profiles_path=path)
    await connecting.save(drafted("acme", {"domain": "acme.eu.auth0.com", "client_id": "abc"}), secret("s"))
    await connecting.remove("old")
    written = path.read_bytes()
    assert (written.count(b"\n"), b"# mine" in written) == (written.count(end.encode()), True)
    assert [profile.name for profile in read_profiles(path).profiles] == ["acme"]


async def test_removing_a_profile_removes_its_secret_unless_another_one_signs_in_with_it(tmp_path: Path) -> None:
    keyring = MemoryKeyring()
    connecting = Connecting({}, store=SecretStore(keyring), profiles_path=tmp_path / "tenants.toml")
    for name in ("look", "change"):
        profile = drafted(name, {"domain": "acme.eu.auth0.com", "client_id": "abc"})
        assert isinstance(await connecting.save(profile, secret("s3cret")), Saved)
    assert list(keyring.entries.values()) == ["1:s3cret"]
    await connecting.remove("look")
    assert keyring.entries
    await connecting.remove("change")
    assert not keyring.entries
    problem = await connecting.remove("change")
    assert isinstance(problem, Problem)
    assert "No profile is called 'change'" in problem.words


async def test_a_profile_that_moves_to_another_tenant_leaves_no_secret_behind(tmp_path: Path) -> None:
    keyring = MemoryKeyring()
    connecting = Connecting({}, store=SecretStore(keyring), profiles_path=tmp_path / "tenants.toml")
    for domain, text in (("old.eu.auth0.com", "old"), ("new.eu.auth0.com", "new"), ("new.eu.auth0.com", "newer")):
        await connecting.save(drafted("acme", {"domain": domain, "client_id": "abc"}), secret(text))
    assert keyring.entries == {("mfa-tui", "abc@new.eu.auth0.com client secret"): "1:newer"}


def test_the_readme_shows_a_file_that_works_and_names_every_way_and_every_variable() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text()
    shown = readme.split("```toml\n")[1].split("```")[0]
    assert parsed(FILE, shown).profiles[0].custom_domain
    variables = (environment.DOMAIN, environment.CLIENT_ID, environment.SECRET, "AUTH0_AUDIENCE", "MFA_TUI_LABEL")
    for name in (
        *Authentication,
        *Algorithm,
        *variables,
        *environment.TOKENS,
        *environment.KEYS,
        *environment.ALGORITHMS,
    ):
        assert re.search(rf"\b{name}\b", readme)


def secret(text: str) -> Credentials:
    return Credentials("https://acme.eu.auth0.com/api/v2/", "abc", SecretStr(text))


async def save(folder: Path) -> tuple[Saved | Problem, Path]:
    path = folder / "mfa-tui" / "tenants.toml"
    connecting = Connecting({}, store=SecretStore(MemoryKeyring()), profiles_path=path)
    profile = drafted("acme", {"domain": "acme.eu.auth0.com", "client_id": "abc"})
    return await connecting.save(profile, secret("s3cret")), path
