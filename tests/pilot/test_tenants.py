"""Tenants: what is connected and what could be, connecting more, and what the keys say where they do nothing."""

import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from mfa_tui.app.app import MfaApp
from mfa_tui.demo.options import DEMO_CLIENT_ID, DEMO_CLIENT_SECRET, DEMO_DEVICE_CLIENT_ID, DemoOptions
from mfa_tui.features.connect.screens.tenants import TenantsScreen
from mfa_tui.storage.locations import profiles_file
from mfa_tui.tenants.profile import Label
from mfa_tui.ui.dialogs.choose import ChooseScreen
from mfa_tui.ui.widgets.grid import Grid
from tests.company import acme, company, line
from tests.desk import BROKEN, refusal
from tests.keyrings import MemoryKeyring
from tests.machine import logged_in_to, profiles
from tests.pilot.test_hostile_text import HOSTILE, assert_inert
from tests.pilot.ways_in import Serve, fill, open_form, refused, save, shows
from tests.rig import Answer, Tenant, burst, press, profile, program, screen_text, settle, type_, until, words_on

OPTIONS = DemoOptions(rate_limit=None)


@pytest.fixture
def home() -> Path:
    return Path(os.environ["HOME"])


@pytest.fixture
def app(tmp_path: Path) -> MfaApp:
    return program(Tenant(), tmp_path, screen="tenants", samples=False)


def go_to(app: MfaApp, row: str) -> None:
    """Put the cursor on a row by the beginning of its key."""
    grid = app.screen.query_one(Grid)
    assert grid.move_to(next(key for key in grid._index if key.startswith(row)))


async def asked_for_the_secret(app: MfaApp, pilot: Pilot[None], tenant: str) -> None:
    """Choose the profile on the screen, and come to the question that begins its sign-in."""
    go_to(app, "profile:")
    await press(pilot, "enter")
    await until(pilot, shows(app, f"Client secret of {tenant}"))


def names(app: MfaApp) -> list[str]:
    return [view.profile.name for view in app.tenants]


async def test_everything_that_this_machine_knows_is_listed_with_where_from(
    app: MfaApp, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("DOMAIN", "acme.us.auth0.com"), ("CLIENT_ID", "x"), ("CLIENT_SECRET", "planted-7")):
        monkeypatch.setenv(f"AUTH0_{name}", value)
    profiles('[tenants.prod]\ndomain = "login.acme.com"\nclient_id = "x"\nlabel = "production"\n')
    logged_in_to(home, {"domain": "old.eu.auth0.com", "expires_at": "2020-01-01T00:00:00Z"})
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        assert line(app, "acme-demo").split()[:6] == ["acme-demo", "●", "in", "use", "dev", "acme-demo.eu.auth0.com"]
        assert line(app, "acme ").split()[-3:] == ["client", "secret", "environment"]
        assert line(app, "prod ").split()[:5] == ["prod", "○", "not", "yet", "production"]
        assert line(app, "old ").split()[:3] == ["old", "▲", "expired"]
        assert line(app, "acme-staging").split()[-1] == "demo"
        assert "This is everything that this program can use." in words_on(app)
        go_to(app, "Auth0 CLI")
        await press(pilot, "r")
        assert "Log in again: auth0 login" in words_on(app)
        assert "planted-7" not in screen_text(app)


async def test_enter_connects_and_the_active_tenant_does_not_change_until_the_user_switches(app: MfaApp) -> None:
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await settle(pilot)
        go_to(app, "demo:acme-staging")
        await press(pilot, "enter")
        assert names(app) == ["acme-demo", "acme-staging"]
        assert app.view.profile.name == "acme-demo"
        said = " ".join(one.message for one in app._notifications)
        assert "acme-staging is connected" in said
        assert "acme-demo is still active. T switches to acme-staging." in said
        await press(pilot, "2")
        assert line(app, "FACTOR").split() == ["FACTOR", "▸", "acme-demo", "acme-staging"]
        await press(pilot, "8", "enter")
        assert app.view.profile.name == "acme-staging", "the cursor was on it, and enter switches"


async def test_connecting_production_leaves_the_active_tenant_alone(app: MfaApp) -> None:
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await settle(pilot)
        go_to(app, "demo:acme-prod")
        await burst(pilot, "enter", "2", "space", "a")
        await settle(pilot)
        assert app.view.profile.name == "acme-demo"
        assert app.view_of("acme-prod").draft == ()
        await press(pilot, "escape", "T")
        assert "acme-prod" in words_on(app)


async def test_a_profile_is_connected_with_a_typed_secret_and_its_token_is_renewed_while_the_program_runs(
    app: MfaApp, served: Serve, keyring: MemoryKeyring
) -> None:
    url = served(replace(OPTIONS, token_lifetime_s=1))
    profiles(f'[tenants.acme]\ndomain = "{url}"\nclient_id = "{DEMO_CLIENT_ID}"\n')
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await asked_for_the_secret(app, pilot, "acme")
        await press(pilot, f"type {DEMO_CLIENT_SECRET}", "enter")
        await until(pilot, lambda: names(app) == ["acme-demo", "acme"])
        await settle(pilot)
        session = app.session_of("acme")
        assert session is not None
        for _ in range(2):
            await press(pilot, "r")
        calls = [call for call in session.connection.recorder.calls if call.path == "/oauth/token"]
        assert len(calls) >= 3
        assert app.view_of("acme").problems == {}


async def test_a_refused_sign_in_stays_in_the_pane_with_words_and_nothing_is_connected(
    app: MfaApp, served: Serve, keyring: MemoryKeyring
) -> None:
    profiles(f'[tenants.acme]\ndomain = "{served(OPTIONS)}"\nclient_id = "{DEMO_CLIENT_ID}"\n')
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await settle(pilot)
        await asked_for_the_secret(app, pilot, "acme")
        await press(pilot, "type planted-wrong", "enter")
        await until(pilot, shows(app, "✖ refused", "said Auth0 refused the sign-in"))
        assert names(app) == ["acme-demo"]
        assert "planted-wrong" not in screen_text(app)
        await press(pilot, "enter")
        await until(pilot, shows(app, "◐ signing in"))
        await press(pilot, "escape")
        await until(pilot, shows(app, "○ not yet"))


@pytest.mark.exhaustive
async def test_a_new_tenant_is_set_up_here_too(app: MfaApp, served: Serve, keyring: MemoryKeyring) -> None:
    url = served(OPTIONS)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await settle(pilot)
        await open_form(pilot, "client secret")
        await fill(pilot, name="acme", domain=url, client_id=DEMO_CLIENT_ID, secret="planted-wrong")
        await refused(pilot, "refused the sign-in", "Nothing was saved.", field="secret")
        await fill(pilot, secret=DEMO_CLIENT_SECRET)
        await save(pilot)
        await until(pilot, lambda: names(app)[1:] == ["acme"])
        await settle(pilot)
        assert "all it needs." in words_on(app)
        assert app.view.profile.name != "acme"
        assert line(app, "acme ").split()[-1] == "profile"
    assert stat.S_IMODE(profiles_file().stat().st_mode) == 0o600


async def test_d_removes_a_profile_and_its_secret_after_a_question(app: MfaApp, keyring: MemoryKeyring) -> None:
    file = profiles('[tenants.acme]\ndomain = "acme.eu.auth0.com"\nclient_id = "x"\n')
    keyring.entries["mfa-tui", "x@acme.eu.auth0.com client secret"] = "1:kept"
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "D")
        assert "Only a profile that is not connected can be removed." in words_on(app)
        go_to(app, "profile:")
        await press(pilot, "D", "enter")
        assert "acme" in file.read_text(), "keeping it has the focus"
        await press(pilot, "D", "tab", "enter")
        assert "acme was removed." in words_on(app)
        assert "acme.eu" not in file.read_text()
        assert keyring.entries == {}


async def test_a_name_that_is_there_twice_is_told_apart_by_its_domain(app: MfaApp, served: Serve, home: Path) -> None:
    profiles(f'[tenants.acme-demo]\ndomain = "{served(OPTIONS)}"\nclient_id = "{DEMO_CLIENT_ID}"\n')
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await asked_for_the_secret(app, pilot, "acme-demo")
        await press(pilot, f"type {DEMO_CLIENT_SECRET}", "enter")
        await until(pilot, lambda: len(app.tenants) == 2)
        await settle(pilot)
        assert names(app)[1].startswith("127.0.0.1:")
        await press(pilot, "e")
        await until(pilot, shows(app, f"Write the baseline of {names(app)[1]} to"))
        assert app.screen.query_one(Input).value == f"{names(app)[1]}-mfa.toml"


async def test_who_asked_for_read_only_finds_every_tenant_locked_that_is_connected_later(tmp_path: Path) -> None:
    app = program(Tenant(), tmp_path, screen="tenants", samples=False, writable=False, read_only=True)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        go_to(app, "demo:acme-staging")
        await press(pilot, "enter", "enter")
        assert app.view.profile.writable
        assert "READ-ONLY" in screen_text(app).splitlines()[0]
        assert app.session is not None
        assert not app.session.connection.access.writable
        await press(pilot, "W", "tab", "enter")
        assert "READ-WRITE" in screen_text(app).splitlines()[0], "the user may still decide otherwise"


async def test_who_asked_to_write_does_not_unlock_what_is_connected_later(app: MfaApp) -> None:
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        go_to(app, "demo:acme-prod")
        await press(pilot, "enter", "enter")
        assert app.view.profile.name == "acme-prod"
        assert "READ-ONLY" in screen_text(app).splitlines()[0]


async def test_t_chooses_among_those_that_are_connected(tmp_path: Path) -> None:
    app = company(tmp_path, acme())
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "T", "j", "enter")
        assert app.view.profile.name == "acme-staging"
        assert "acme-staging" in screen_text(app).splitlines()[0]


@pytest.mark.exhaustive
async def test_the_palette_takes_a_tenant_by_its_name(app: MfaApp, home: Path) -> None:
    logged_in_to(home, {"domain": "acme-prod.eu.auth0.com", "expires_at": "2020-01-01T00:00:00Z"})
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "1", "colon", "type tenant acme-staging")
        assert "Connect to tenant acme-staging" in words_on(app)
        await press(pilot, "enter")
        await settle(pilot)
        assert isinstance(app.screen, TenantsScreen)
        assert app.view.profile.name == "acme-demo"
        await press(pilot, "enter")
        assert app.view.profile.name == "acme-staging"
        await press(pilot, "1", "colon", "type tenant acme-demo")
        assert "Use tenant acme-demo" in words_on(app)
        await press(pilot, "enter")
        await settle(pilot)
        assert (app.current_mode, app.view.profile.name) == ("overview", "acme-demo")
        await press(pilot, "colon", "type tenant nobody", "enter")
        await settle(pilot)
        assert "No tenant is called nobody." in words_on(app)
        await press(pilot, "colon", "type tenant acme-prod", "enter")
        await settle(pilot)
        assert isinstance(app.screen, ChooseScreen), "the demo has one, and the Auth0 CLI"
        assert "2 tenants are called acme-prod" in words_on(app)
        await press(pilot, "j", "enter")
        assert "acme-prod" in names(app)


@pytest.mark.exhaustive
async def test_a_sign_in_that_ends_late_does_not_change_the_tenant_under_the_users_hands(
    app: MfaApp, served: Serve
) -> None:
    url = served(replace(OPTIONS, latency_ms=300))
    profiles(f'[tenants.acme]\ndomain = "{url}"\nclient_id = "{DEMO_CLIENT_ID}"\n')
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await settle(pilot)
        await asked_for_the_secret(app, pilot, "acme")
        await type_(pilot, DEMO_CLIENT_SECRET)
        await pilot.press("enter", "2")
        await until(pilot, lambda: names(app) == ["acme-demo", "acme"])
        assert (app.current_mode, app.view.profile.name) == ("factors", "acme-demo")
        await until(pilot, shows(app, "T switches to acme."))
        await settle(pilot)


async def test_esc_gives_up_a_sign_in_that_takes_too_long(app: MfaApp, served: Serve) -> None:
    url = served(replace(OPTIONS, latency_ms=700))
    profiles(f'[tenants.acme]\ndomain = "{url}"\nclient_id = "{DEMO_CLIENT_ID}"\n')
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await settle(pilot)
        await asked_for_the_secret(app, pilot, "acme")
        await type_(pilot, DEMO_CLIENT_SECRET)
        await pilot.press("enter")
        await until(pilot, shows(app, "◐ signing in"))
        await until(pilot, lambda: not app.screen.is_modal)
        await pilot.press("escape")
        await until(pilot, lambda: line(app, "acme ").split()[1:4] == ["○", "not", "yet"])
        await settle(pilot)
        assert names(app) == ["acme-demo"]


async def test_the_palette_takes_the_tenant_whose_name_is_exactly_this(tmp_path: Path) -> None:
    app = company(tmp_path, {("Prod", Label.PRODUCTION): Tenant(), ("prod", Label.DEV): Tenant()})
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "colon", "type tenant prod", "enter")
        await settle(pilot)
        assert app.view.profile.name == "prod"


async def test_two_profiles_of_one_domain_are_told_apart_by_their_names(app: MfaApp) -> None:
    for_both = 'domain = "acme.eu.auth0.com"\nclient_id = '
    profiles(f'[tenants.looking]\n{for_both}"a"\n[tenants.changing]\n{for_both}"b"\n')
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "colon", "type tenant acme.eu.auth0.com", "enter")
        await settle(pilot)
        assert isinstance(app.screen, ChooseScreen)
        assert "looking at acme.eu.auth0.com" in words_on(app)
        assert "changing at acme.eu.auth0.com" in words_on(app)
        await press(pilot, "escape")


@pytest.mark.exhaustive
async def test_two_profiles_of_one_application_both_stay_in_the_list(
    app: MfaApp, served: Serve, keyring: MemoryKeyring
) -> None:
    way = f'domain = "{served(OPTIONS)}"\nclient_id = "{DEMO_CLIENT_ID}"'
    profiles(f'[tenants.looking]\n{way}\n[tenants.changing]\n{way}\naccess = "read-write"\n')
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await settle(pilot)
        go_to(app, "profile:changing")
        await press(pilot, "enter")
        await until(pilot, shows(app, "Client secret of changing"))
        await press(pilot, f"type {DEMO_CLIENT_SECRET}", "enter")
        await until(pilot, lambda: names(app) == ["acme-demo", "changing"])
        await settle(pilot)
        assert line(app, "changing").split()[1:3] == ["●", "connected"]
        assert line(app, "looking").split()[1:4] == ["●", "as", "changing"]
        await press(pilot, "g", "enter")
        go_to(app, "profile:looking")
        await press(pilot, "r")
        assert "changing is connected in the same way" in words_on(app)
        await press(pilot, "enter")
        assert app.view.profile.name == "changing", "the same way once more would be the same tenant twice"
        await press(pilot, "g", "enter", "colon", "type tenant looking", "enter")
        await settle(pilot)
        assert (app.view.profile.name, names(app)) == ("changing", ["acme-demo", "changing"])
        go_to(app, "profile:looking")
        await press(pilot, "D", "tab", "enter")
        assert "looking was removed." in words_on(app)
        assert "looking" not in profiles_file().read_text()


async def test_one_tenant_alone_says_where_the_others_are(app: MfaApp) -> None:
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "T")
        assert "One tenant is connected. 8 shows what else there is." in words_on(app)


@pytest.mark.parametrize("number", [2, 5])
async def test_the_matrix_of_several_with_a_dead_one_among_them(tmp_path: Path, number: int) -> None:
    tenants = {(f"t{count}", Label.STAGING): Tenant() for count in range(1, number)} | {("dead", Label.DEV): Tenant()}
    tenants["dead", Label.DEV].faults["/"] = BROKEN
    app = company(tmp_path, tenants, screen="factors")
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        assert line(app, "otp").split().count("off") == number - 1
        assert "? Auth0" in line(app, "otp")
        await press(pilot, "8")
        assert line(app, "dead").split()[1:4] == ["✖", "no", "answer"]
        await press(pilot, "G")
        assert app.is_running


@pytest.mark.parametrize(("answer", "words"), [(BROKEN, "▲ no answer"), (refusal(401, "Expired."), "▲ refused")])
async def test_a_tenant_that_answers_no_more_is_marked_though_its_old_reading_stays(
    tmp_path: Path, answer: Answer, words: str
) -> None:
    tenants = {("first", Label.DEV): Tenant(), ("second", Label.DEV): Tenant()}
    app = company(tmp_path, tenants, screen="factors")
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        tenants["second", Label.DEV].faults["/"] = answer
        await press(pilot, "r", "8")
        assert words in line(app, "second")
        assert "● in use" in line(app, "first")


@pytest.mark.parametrize("width", [80, 120])
async def test_hostile_names_of_tenants_stay_inert(tmp_path: Path, width: int) -> None:
    named = {(text.encode("utf-8", "ignore").decode(), Label.DEV): Tenant() for text in HOSTILE[:4]}
    named[HOSTILE[5], Label.PRODUCTION] = Tenant()
    app = company(tmp_path / "home", named)
    async with app.run_test(size=(width, 30), notifications=True) as pilot:
        await settle(pilot)
        for keys in (
            "2",
            "space",
            "right",
            "3",
            "right",
            "T",
            "escape",
            "8",
            "c",
            "enter",
            "escape",
            "1",
            "a",
            "escape",
        ):
            await press(pilot, keys)
            assert_inert(app, width)
        assert app.is_running


async def test_a_locked_tenant_of_several_is_exported_and_compared_and_never_written_to(tmp_path: Path) -> None:
    tenants = acme()
    app = company(tmp_path, tenants, writable=False, screen="tenants")
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "c", "enter", "A", "a")
        assert "READ-ONLY: nothing can be applied." in words_on(app)
        await press(pilot, "tab", "enter", "escape")
        assert [tenant.writes for tenant in tenants.values()] == [[], [], []]


async def test_a_device_login_at_a_tenant_that_cannot_be_reached_ends_in_words(
    app: MfaApp, keyring: MemoryKeyring
) -> None:
    way = f'client_id = "{DEMO_DEVICE_CLIENT_ID}"\nauthentication = "device"'
    profiles(f'[tenants.me]\ndomain = "http://127.0.0.1:9"\n{way}\n')
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        go_to(app, "profile:")
        await press(pilot, "enter")
        await until(pilot, shows(app, "✖ refused", "cannot be reached"))


@pytest.mark.parametrize("colour", ["error", ""])
async def test_the_header_has_the_colour_that_the_profile_asks_for(tmp_path: Path, colour: str) -> None:
    app = program(Tenant(), tmp_path, who=replace(profile(), colour=colour))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        header = app.screen.query_one("TenantHeader")
        assert header.has_class("-error") is (colour == "error")
        assert (header.styles.background.hex.lower() == app.theme_variables["panel"].lower()) is (colour == "")
