"""Drift on a screen: between tenants, and against a baseline in a file; what would align it, staged and applied."""

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from mfa_tui.app.app import MfaApp
from mfa_tui.demo.app import create_app
from mfa_tui.demo.options import DemoOptions
from mfa_tui.demo.scopes import ALL_SCOPES
from mfa_tui.domain.changes import POLICY
from mfa_tui.features.drift.screens.drift import DriftScreen
from mfa_tui.ui.widgets.grid import Grid
from tests.company import DEV, PRODUCTION, STAGING, acme, company, line
from tests.desk import BROKEN
from tests.rig import READ_AT, Tenant, paste, press, program, screen_text, settle, words_on
from tests.unit.test_deploy_cli_import import folder


@pytest.fixture
def tenant() -> Tenant:
    return Tenant()


@pytest.fixture
def app(tenant: Tenant, tmp_path: Path) -> MfaApp:
    return program(tenant, tmp_path, screen="tenants", samples=False)


async def give(pilot: Pilot[Any], path: Path) -> None:
    """Answer the question for a path."""
    await press(pilot, "end", "ctrl+u")
    await paste(pilot, str(path))
    await press(pilot, "enter")


def row(app: MfaApp, setting: str) -> list[str]:
    """Return the words of a difference, by its setting."""
    return [words for words in map(str.split, screen_text(app).splitlines()) if setting in words[:4]][0]  # noqa: RUF015 - a coroutine must not raise StopIteration


async def test_two_tenants_differ_worst_first_in_columns_that_name_the_sides(tmp_path: Path) -> None:
    app = company(tmp_path, acme(), screen="tenants")
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "c", "enter")
        assert isinstance(app.screen, DriftScreen)
        assert "acme-demo against acme-staging · 4 differences in 45 settings" in words_on(app)
        titles = next(text for text in screen_text(app).splitlines() if "SETTING" in text)
        assert titles.split() == ["SETTING", "acme-demo", "acme-staging", "ALIGN"]
        assert row(app, "otp")[1:] == ["✖", "weaker", "otp", "off", "on", "space"]
        assert row(app, "recovery-code")[:2] == ["✖", "weaker"]
        assert "otp is off here, on in acme-staging.eu.auth0.com" in words_on(app)
        await press(pilot, "escape")
        assert not isinstance(app.screen, DriftScreen)


async def test_what_aligns_is_staged_reviewed_applied_and_then_no_difference_is_left(tmp_path: Path) -> None:
    tenants = acme()
    app = company(tmp_path, tenants, screen="tenants")
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "c", "enter", "space")
        assert row(app, "otp")[-2:] == ["◐", "staged"]
        await press(pilot, "space")
        assert app.view.draft == ()
        await press(pilot, "A")
        assert len(app.view_of("acme-demo").draft) == 4
        assert [tenant.writes for tenant in tenants.values()] == [[], [], []]
        await press(pilot, "a", "tab", "enter")
        await settle(pilot)
        assert "No difference in 45 settings." in words_on(app)
        assert len(tenants[DEV].writes) == 4
        assert tenants[STAGING].writes == []


async def test_something_else_that_is_staged_is_not_called_aligned_and_space_replaces_it(tmp_path: Path) -> None:
    tenants = acme()
    tenants[DEV].demo.state.tenant.policies = []
    tenants[STAGING].demo.state.tenant.policies = ["all-applications"]
    app = company(tmp_path, tenants, screen="tenants")
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        app.stage(POLICY, ("confidence-score",))
        await press(pilot, "c", "enter")
        assert row(app, "policy")[-1] == "space"
        app.screen.query_one(Grid).move_to("policy")
        await press(pilot, "space")
        assert [change.after for change in app.view_of("acme-demo").draft] == [("all-applications",)]
        assert row(app, "policy")[-2:] == ["◐", "staged"]
        await press(pilot, "space")
        assert app.view_of("acme-demo").draft == ()


async def test_the_one_that_is_compared_is_the_one_in_use(tmp_path: Path) -> None:
    app = company(tmp_path, acme(), screen="tenants")
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "j", "j", "c", "enter")
        assert "acme-prod against acme-demo" in words_on(app)
        assert "acme-prod" in screen_text(app).splitlines()[0]


async def test_a_baseline_is_written_here_and_clean_at_first_and_then_names_what_was_changed(
    app: MfaApp, tenant: Tenant, tmp_path: Path
) -> None:
    file = tmp_path / "mfa.toml"
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "e")
        assert "Write the baseline of acme-demo to" in words_on(app)
        await give(pilot, file)
        assert f"Written to {file}"[:40] in words_on(app)
        assert file.stat().st_mode & 0o777 == 0o600
        await press(pilot, "c", "enter")
        await give(pilot, file)
        assert "No difference in" in words_on(app)
        tenant.factors["otp"] = True
        tenant.demo.state.tenant.policies = []
        await press(pilot, "r")
        assert "2 differences" in words_on(app)
        assert row(app, "otp")[-3:] == ["off", "space,", "weakens"]
        assert "mfa.toml" in next(text for text in screen_text(app).splitlines() if "SETTING" in text)
        app.screen.query_one(Grid).move_to("policy")
        await press(pilot, "space", "a", "tab", "enter")
        await settle(pilot)
        assert tenant.demo.state.tenant.policies == ["all-applications"]
        assert "1 difference in" in words_on(app)


async def test_the_export_of_the_deploy_cli_is_a_baseline_too(app: MfaApp, tmp_path: Path) -> None:
    root = folder(tmp_path / "export", guardian__policies='{"policies": []}')
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "c", "enter")
        await give(pilot, root)
        assert row(app, "policy")[:2] == ["▸", "▲"]
        assert "export" in words_on(app)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "cannot be read"),
        ("[", "is not TOML"),
        ("x = 1", "is no baseline of this program"),
        ("a: [", "is not TOML"),
    ],
)
async def test_a_baseline_that_cannot_be_used_is_told_and_its_path_stays(
    app: MfaApp, tmp_path: Path, content: str | None, words: str
) -> None:
    file = tmp_path / "b.toml"
    if content is not None:
        file.write_text(content)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "c", "enter")
        await give(pilot, file)
        assert words in str(app.screen.query_one("#told", Static).content), "the path may be so long that it wraps"
        assert str(file) in screen_text(app)
        assert app.screen.is_modal
        await press(pilot, "escape")
        assert not app.screen.is_modal


async def test_what_could_not_be_read_is_named_and_never_equal(tmp_path: Path) -> None:
    tenants = acme()
    tenants[STAGING].faults["GET /api/v2/guardian/policies"] = BROKEN
    tenants[PRODUCTION].faults["/"] = BROKEN
    app = company(tmp_path, tenants, screen="tenants")
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "c", "enter")
        assert "? not compared: acme-staging.eu.auth0.com, policy: Auth0 had an error of its own." in words_on(app)
        await press(pilot, "escape", "c", "j", "enter")
        assert "not compared: acme-prod.eu.auth0.com, factors" in words_on(app)


async def test_without_the_scope_nothing_is_aligned_and_the_rest_can_be(tmp_path: Path) -> None:
    options = DemoOptions(rate_limit=None, scopes=ALL_SCOPES - {"update:guardian_factors"})
    tenants = acme() | {DEV: Tenant(create_app(options, clock=lambda: READ_AT))}
    app = company(tmp_path, tenants, screen="tenants")
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "c", "enter", "space")
        assert "The token lacks update:guardian_factors." in words_on(app)
        assert app.view.draft == ()
        await press(pilot, "A")
        assert [str(change.target) for change in app.view_of("acme-demo").draft] == [
            "flag:customize_mfa_in_postlogin_action"
        ]


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (120, 36)])
async def test_it_fits_into_every_terminal(tmp_path: Path, size: tuple[int, int]) -> None:
    app = company(tmp_path, acme(), screen="tenants", ascii_only=True)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await press(pilot, "c", "enter", "A")
        assert "otp" in screen_text(app)
        assert "4 staged" in screen_text(app)
        assert line(app, "[E] weaker").split()[2] == "otp"
        assert screen_text(app).isascii()


async def test_align_all_leaves_what_weakens_and_says_so(tmp_path: Path) -> None:
    tenants = acme()
    tenants[DEV].factors.update(otp=False, sms=True)
    tenants[STAGING].factors.update(otp=True, sms=False)
    app = company(tmp_path, tenants, screen="tenants")
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "c", "enter")
        assert row(app, "sms")[-6:] == ["stronger", "sms", "on", "off", "space,", "weakens"]
        assert "1 stronger here" in words_on(app)
        await press(pilot, "A")
        draft = {str(change.target): change.after for change in app.view_of("acme-demo").draft}
        assert draft["factor:otp"] is True
        assert "factor:sms" not in draft
        said = " ".join(one.message for one in app._notifications)
        assert "4 changes staged. Not staged: switch off sms weakens acme-demo." in said


async def test_a_single_row_may_weaken_and_says_so(tmp_path: Path) -> None:
    tenants = acme()
    tenants[DEV].factors["sms"], tenants[STAGING].factors["sms"] = True, False
    app = company(tmp_path, tenants, screen="tenants")
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "c", "enter")
        app.screen.query_one(Grid).move_to("factors.sms")
        await press(pilot, "space")
        assert [str(change.target) for change in app.view_of("acme-demo").draft] == ["factor:sms"]
        assert row(app, "sms")[-2:] == ["◐", "weakens"]
        assert "▲ weakens: no user can complete MFA with sms anymore" in words_on(app)
        await press(pilot, "a")
        assert "▲ weakens: no user can complete MFA with sms anymore" in words_on(app)


async def test_where_all_that_differs_would_weaken_align_all_says_why(tmp_path: Path) -> None:
    tenants = acme()
    tenants[DEV].factors.update(tenants[STAGING].factors)
    tenants[DEV].factors["sms"], tenants[STAGING].factors["sms"] = True, False
    tenants[DEV].demo.state.tenant.settings = dict(tenants[STAGING].demo.state.tenant.settings)
    app = company(tmp_path, tenants, screen="tenants")
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "c", "enter", "A")
        assert app.view_of("acme-demo").draft == ()
        assert "without weakening this tenant" in words_on(app)
