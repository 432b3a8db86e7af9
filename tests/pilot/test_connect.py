"""A first start: what was found, one key for each, and a new tenant by any of four ways, over real HTTP."""

import os
import re
import stat
from pathlib import Path

import pytest
from textual.widgets import Input

from mfa_tui.app.connect_app import ConnectApp
from mfa_tui.demo.options import (
    DEMO_CLIENT_ID,
    DEMO_CLIENT_SECRET,
    DEMO_DEVICE_CLIENT_ID,
    DEMO_KEY_CLIENT_ID,
    DemoOptions,
)
from mfa_tui.features.connect.screens.sign_in import DeviceScreen
from mfa_tui.features.connect.screens.tenant_form import TenantForm
from mfa_tui.features.connect.service import connecting
from mfa_tui.storage.ledger import locked
from mfa_tui.storage.locations import profiles_file, profiles_lock
from mfa_tui.ui.widgets.choices import Choices
from tests.keyrings import MemoryKeyring
from tests.machine import logged_in_to, profiles
from tests.pilot.test_hostile_text import HOSTILE, OBEYED
from tests.pilot.ways_in import Serve, decide, fill, issued, new_key, open_form, refused, save, shows
from tests.rig import press, screen_text, settle, type_, until, words_on

OPTIONS = DemoOptions(rate_limit=None)


@pytest.fixture
def home() -> Path:
    return Path(os.environ["HOME"])


@pytest.fixture
def app() -> ConnectApp:
    return ConnectApp(ascii_only=False, theme="")


async def test_a_first_start_without_anything_says_where_it_looked(app: ConnectApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        text = words_on(app)
        assert "on this machine: nothing yet" in text
        assert "AUTH0_DOMAIN is not set, no profile was saved, and the Auth0 CLI is not logged in." in text
        assert "n a new tenant" in text
        assert "d the demo tenant" in text
        await press(pilot, "q")
    assert app.way is None


async def test_d_is_the_demo_tenant_and_asks_nothing(app: ConnectApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "d")
    assert app.way is not None
    session = app.way.open_session()
    assert (await session.read()).factors.value
    await session.aclose()


async def test_what_is_on_this_machine_stands_there_with_a_key_each(
    app: ConnectApp, home: Path, keyring: MemoryKeyring
) -> None:
    keyring.entries["Auth0 CLI Access Token 0", "acme.eu.auth0.com"] = "an-opaque-token"
    logged_in_to(
        home,
        {"domain": "acme.eu.auth0.com", "expires_at": "2020-01-01T00:00:00Z"},
        {"domain": "acme-dev.eu.auth0.com", "expires_at": "2090-01-01T00:00:00Z"},
    )
    profiles('[tenants.prod]\ndomain = "login.acme.com"\nclient_id = "x"\n')
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        lines = [" ".join(line.split()) for line in screen_text(app).splitlines()]
        assert "▸ 1 prod unlabelled login.acme.com client secret profile" in lines
        assert "2 acme unlabelled acme.eu.auth0.com ▲ expired Auth0 CLI" in lines
        assert "3 acme-dev unlabelled acme-dev.eu.auth0.com login of the Auth0 CLI Auth0 CLI" in lines
        await press(pilot, "2")
        await until(pilot, shows(app, "login to acme.eu.auth0.com has expired", "Log in again: auth0 login"))
        assert app.is_running, "a sign-in that is not possible leaves the user here"


async def test_files_that_cannot_be_read_are_told_and_left_alone(app: ConnectApp, home: Path) -> None:
    theirs = logged_in_to(home)
    theirs.write_text("{")
    ours = profiles("[tenants.x]\ndomain = 'a.b'\nlabel = 'prod'\n")
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        text = words_on(app)
        assert f"{ours}, line 3: label is one of" in text
        assert f"{theirs}: this is not JSON." in text
        await press(pilot, "d")
    assert app.way is not None
    assert (theirs.read_text(), ours.read_text()[:11]) == ("{", "[tenants.x]")


@pytest.mark.exhaustive
async def test_a_client_secret_is_tried_out_before_anything_is_saved(
    app: ConnectApp, served: Serve, keyring: MemoryKeyring
) -> None:
    url = served(OPTIONS)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await open_form(pilot, "client secret")
        await fill(pilot, name="acme", domain=url, client_id=DEMO_CLIENT_ID, secret="planted-wrong")
        await refused(pilot, "refused the sign-in", "Check the client id and the secret", field="secret")
        await fill(pilot, secret=DEMO_CLIENT_SECRET, audience="https://login.acme.com/api/v2/")
        await refused(
            pilot, "Service not found: https://login.acme.com/api/v2/", "Check the audience", field="audience"
        )
        await fill(pilot, audience="", domain="http://127.0.0.1:9")
        await refused(pilot, "cannot be reached", "Nothing was saved.", field="domain")
        await fill(pilot, domain="http://acme.eu.auth0.com/")
        await refused(pilot, "Domain is not a bare host", field="domain")
        await fill(pilot, domain=url, client_id="")
        await refused(pilot, "The client id is missing", field="client_id")
        await fill(pilot, client_id=DEMO_CLIENT_ID)
        assert keyring.entries == {}
        await save(pilot)
        await until(pilot, lambda: app.way is not None)
        assert DEMO_CLIENT_SECRET not in screen_text(app)
    assert app.way is not None
    assert "all it needs" in app.way.words
    saved = profiles_file()
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600
    assert DEMO_CLIENT_SECRET not in saved.read_text()
    assert list(keyring.entries.values()) == [f"1:{DEMO_CLIENT_SECRET}"]


@pytest.mark.exhaustive
async def test_a_private_key_is_named_by_its_file(
    app: ConnectApp, served: Serve, keyring: MemoryKeyring, tmp_path: Path
) -> None:
    other, key_file = tmp_path / "other.pem", tmp_path / "key.pem"
    new_key(other)
    url = served(DemoOptions(rate_limit=None, public_key=new_key(key_file)))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await open_form(pilot, "private key")
        await fill(pilot, name="acme", domain=url, client_id=DEMO_KEY_CLIENT_ID, key_file=str(tmp_path / "none.pem"))
        await refused(pilot, "cannot be read: no such file", field="key_file")
        await fill(pilot, key_file=str(other))
        await refused(pilot, "The key does not fit", "Nothing was saved.", field="key_file")
        await fill(pilot, key_file=str(key_file), algorithm="ES256")
        await refused(pilot, "Algorithm is one of RS256, RS384, PS256.", field="algorithm")
        await fill(pilot, algorithm="ps256")
        await save(pilot)
        await until(pilot, lambda: app.way is not None)
    assert "PRIVATE KEY" not in profiles_file().read_text()
    assert 'algorithm = "PS256"' in profiles_file().read_text()
    assert keyring.entries == {}, "a key stays where it is"


async def test_an_access_token_that_is_none_is_told_and_one_that_works_is_kept(
    app: ConnectApp, served: Serve, keyring: MemoryKeyring
) -> None:
    url = served(OPTIONS)
    token = issued(url)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await open_form(pilot, "access token")
        await fill(pilot, name="acme", domain=url, secret="not a token")
        await refused(pilot, "This is no access token", field="secret")
        await fill(pilot, secret=token[:-4] + "AAAA")
        await refused(pilot, "The access token is not accepted.", "paste a new one", field="secret")
        await fill(pilot, secret=token)
        await save(pilot)
        await until(pilot, lambda: app.way is not None)
        assert token[:30] not in screen_text(app)
    assert token[:30] not in profiles_file().read_text()
    assert keyring.entries


@pytest.mark.exhaustive
async def test_a_person_compares_the_code_and_confirms_it_and_esc_gives_up(
    app: ConnectApp, served: Serve, keyring: MemoryKeyring
) -> None:
    url = served(DemoOptions(rate_limit=None, device_interval_s=0))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await open_form(pilot, "device login")
        await fill(pilot, name="acme", domain=url, client_id=DEMO_DEVICE_CLIENT_ID)
        await save(pilot)
        await until(pilot, shows(app, "/activate", "compare", "Waiting until it is confirmed"))
        await press(pilot, "escape")
        await until(pilot, shows(app, "Nothing was tried."))
        assert isinstance(app.screen, TenantForm)
        for decision in ("cancel", "confirm"):
            await save(pilot)
            await until(pilot, shows(app, "Waiting until it is confirmed"))
            assert isinstance(app.screen, DeviceScreen)
            code = re.search(r"compare +(\w{4}-\w{4})", screen_text(app))
            assert code is not None
            decide(url, code[1], decision)
            if decision == "cancel":
                await until(pilot, shows(app, "cancelled in the browser"))
        await until(pilot, lambda: app.way is not None)
    assert "v1." not in profiles_file().read_text()
    assert keyring.entries


@pytest.mark.parametrize("size", [(60, 15), (80, 24)])
async def test_address_and_code_of_a_device_login_stand_in_one_line_each(
    app: ConnectApp, served: Serve, size: tuple[int, int]
) -> None:
    url = served(DemoOptions(rate_limit=None))
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await open_form(pilot, "device login")
        await fill(pilot, name="acme", domain=url, client_id=DEMO_DEVICE_CLIENT_ID)
        await save(pilot)
        await until(pilot, shows(app, "Waiting until it is confirmed"))
        await pilot.resize_terminal(*size)
        await pilot.pause()
        assert re.search(rf"{url}/activate\?user_code=\w{{4}}-\w{{4}} ", screen_text(app))
        assert re.search(r"compare +\w{4}-\w{4} ", screen_text(app))
        await press(pilot, "escape")


@pytest.mark.exhaustive
async def test_what_was_typed_is_not_thrown_away_unasked(app: ConnectApp, served: Serve) -> None:
    url = served(DemoOptions(rate_limit=None, latency_ms=700))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await open_form(pilot, "client secret")
        await press(pilot, "escape")
        assert not isinstance(app.screen, TenantForm), "nothing was typed"
        await open_form(pilot, "client secret")
        await fill(pilot, name="acme", domain=url, client_id=DEMO_CLIENT_ID, secret=DEMO_CLIENT_SECRET)
        app.screen.query_one("#save").focus()
        await pilot.press("enter")
        await until(pilot, shows(app, "Signing in"))
        form = app.screen
        assert isinstance(form, TenantForm)
        trial = form._trial
        await press(pilot, "escape")
        assert "Given up." in words_on(app)
        await until(pilot, lambda: trial is not None and trial.is_finished)  # Its socket is closed by then.
        await press(pilot, "escape")
        assert "What you typed is forgotten." in words_on(app)
        await press(pilot, "enter")
        assert isinstance(app.screen, TenantForm)
        assert app.screen.query_one("#name", Input).value == "acme"
        await press(pilot, "escape", "right", "enter")
        assert not isinstance(app.screen, TenantForm)
    assert not profiles_file().exists()


@pytest.mark.exhaustive
async def test_what_is_being_saved_is_not_called_given_up_and_a_save_that_fails_leaves_the_form(
    app: ConnectApp, served: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connecting, "LONGEST_CHANGE", 3.0)  # longer than a look at the screen waits for threads
    url = served(DemoOptions(rate_limit=None))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await open_form(pilot, "client secret")
        await fill(pilot, name="acme", domain=url, client_id=DEMO_CLIENT_ID, secret=DEMO_CLIENT_SECRET)
        form = app.screen
        assert isinstance(form, TenantForm)
        with locked(profiles_lock(Path(os.path.realpath(profiles_file())))):  # as another program does
            form.query_one("#save").focus()
            await pilot.press("enter")
            await until(pilot, lambda: form._saving)
            await pilot.press("escape")
            await pilot.pause()
            assert "It is being saved…" in words_on(app)
            await until(pilot, lambda: form._trial is None)
        assert "It is being saved" not in words_on(app)
        await press(pilot, "escape")
        assert "What you typed is forgotten." in words_on(app)
    assert not profiles_file().exists()


async def test_a_tenant_on_this_machine_is_not_taken_for_production_and_the_user_has_the_last_word(
    app: ConnectApp,
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await open_form(pilot, "client secret")
        assert "◉ production" in words_on(app)
        await fill(pilot, domain="http://127.0.0.1:8089")
        assert "◉ dev" in words_on(app)
        await fill(pilot, domain="acme.eu.auth0.com")
        assert "◉ production" in words_on(app)
        app.screen.query_one(Choices).focus()
        await press(pilot, "j", "space")
        await fill(pilot, domain="http://127.0.0.1:8089")
        assert "◉ staging" in words_on(app)


@pytest.mark.exhaustive
async def test_a_typed_secret_does_not_go_to_the_clipboard(app: ConnectApp, keyring: MemoryKeyring) -> None:
    profiles('[tenants.acme]\ndomain = "acme.eu.auth0.com"\nclient_id = "x"\n')
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        for way in ("client secret", "access token"):
            await open_form(pilot, way)
            await fill(pilot, secret="planted-7", name=way)
            await press(pilot, "shift+home", "ctrl+c")
            secret = app.screen.query_one("#secret", Input)
            secret.focus()
            await press(pilot, "shift+home", "ctrl+c", "ctrl+x")
            assert (app.clipboard, secret.value) == (way, "planted-7")
            await press(pilot, "escape", "right", "enter")
        await press(pilot, "1")
        await until(pilot, shows(app, "Client secret of acme"))
        await press(pilot, "type planted-7", "shift+home", "ctrl+c", "ctrl+x")
        assert app.clipboard == "access token"
        await press(pilot, "escape")


@pytest.mark.exhaustive
async def test_without_a_keyring_the_secret_works_for_this_session_and_that_is_said(
    app: ConnectApp, served: Serve
) -> None:
    url = served(OPTIONS)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await open_form(pilot, "client secret")
        await fill(pilot, name="acme", domain=url, client_id=DEMO_CLIENT_ID, secret=DEMO_CLIENT_SECRET)
        await save(pilot)
        await until(pilot, lambda: app.way is not None)
    assert app.way is not None
    assert "was not kept: this machine has no keyring that can be used" in app.way.words
    session = app.way.open_session()
    assert (await session.read()).factors.value
    await session.aclose()


async def test_a_profile_without_its_secret_asks_for_it_unseen_and_esc_goes_back(
    app: ConnectApp, served: Serve, keyring: MemoryKeyring
) -> None:
    profiles(f'[tenants.acme]\ndomain = "{served(OPTIONS)}"\nclient_id = "{DEMO_CLIENT_ID}"\n')
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "1")
        await until(pilot, shows(app, "Client secret of acme", "kept nowhere"))
        await press(pilot, "escape", "1")
        await until(pilot, shows(app, "Client secret of acme"))
        await press(pilot, f"type {DEMO_CLIENT_SECRET}")
        assert DEMO_CLIENT_SECRET not in screen_text(app)
        await press(pilot, "enter")
        await until(pilot, lambda: app.way is not None)
    assert keyring.entries == {}


async def test_esc_gives_up_a_sign_in_that_takes_too_long(
    app: ConnectApp, served: Serve, keyring: MemoryKeyring
) -> None:
    url = served(DemoOptions(rate_limit=None, latency_ms=700))
    profiles(f'[tenants.acme]\ndomain = "{url}"\nclient_id = "{DEMO_CLIENT_ID}"\n')
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "1")
        await until(pilot, shows(app, "Client secret of acme"))
        await type_(pilot, DEMO_CLIENT_SECRET)
        await pilot.press("enter")
        await until(pilot, shows(app, "Signing in to", "Esc gives up."))
        await pilot.press("escape")
        await until(pilot, lambda: "Signing in" not in screen_text(app))
        await settle(pilot)
        assert app.way is None
        assert app.is_running


async def test_hostile_names_in_files_are_inert(app: ConnectApp, home: Path) -> None:
    logged_in_to(home, *({"domain": f"{text}.auth0.com"[:200].encode("utf-8", "ignore").decode()} for text in HOSTILE))
    profiles('[tenants."[@click=app.leave]x"]\ndomain = "a.b"\n')
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        for keys in (["1"], ["r"], ["n", "escape"]):
            await press(pilot, *keys)
            assert not [character for character in OBEYED if character in screen_text(app)]
        assert app.is_running


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (120, 36)])
@pytest.mark.parametrize("look", ["dark", "light", "no colour", "ascii"])
async def test_every_way_in_is_seen_in_every_terminal(
    size: tuple[int, int], look: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if look == "no colour":
        monkeypatch.setenv("NO_COLOR", "1")
    logged_in_to(home, {"domain": "acme.eu.auth0.com", "expires_at": "2020-01-01T00:00:00Z"})
    app = ConnectApp(ascii_only=look == "ascii", theme="mfa-light" if look == "light" else "")
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        for words in ("1 acme unlabelled acme.eu.auth0.com", "n a new tenant", "d the demo tenant", "q quit"):
            assert words in words_on(app)
        assert look != "ascii" or screen_text(app).isascii()
        await open_form(pilot, "client secret")
        await refused(pilot, "letters", field="name")
        for words in ("domain", "client id", "secret", "production", "Cancel", "Try and save"):
            assert words in words_on(app)
        assert look != "ascii" or screen_text(app).isascii()


async def test_a_terminal_too_small_says_so_and_recovers(app: ConnectApp) -> None:
    async with app.run_test(size=(40, 10)) as pilot:
        await settle(pilot)
        assert "60x15" in words_on(app)
        await pilot.resize_terminal(80, 24)
        await settle(pilot)
        assert "the demo tenant" in words_on(app)
