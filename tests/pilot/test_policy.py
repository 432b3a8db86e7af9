"""Choosing when a login is asked, and the flags and Actions beside it."""

from pathlib import Path

import pytest

from mfa_tui.ui.widgets.grid import Grid
from tests.company import STAGING, acme, company
from tests.rig import Tenant, press, program, screen_text, settle, words_on


async def test_the_policy_in_force_is_marked_and_each_choice_says_what_it_means_here(tmp_path: Path) -> None:
    app = program(Tenant(), tmp_path, screen="policy")
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        text = screen_text(app)
        always = next(line for line in text.splitlines() if "Always" in line)
        assert "● in force" in always
        assert "All logins require email or sms" in always
        await press(pilot, "g")
        assert "may require it" in words_on(app)  # Never, with two Actions that do on a condition
        assert "Require MFA for payroll" in text


async def test_choosing_never_is_staged_reviewed_applied_and_undone(tmp_path: Path) -> None:
    tenant = Tenant()
    app = program(tenant, tmp_path, screen="policy")
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "g", "space", "a")
        assert "policy Always → Never" in screen_text(app)
        assert "▲ weakens: logins no longer require MFA" in words_on(app)
        await press(pilot, "tab", "enter")
        assert list(tenant.demo.state.tenant.policies) == []
        await press(pilot, "u", "tab", "enter")
        assert list(tenant.demo.state.tenant.policies) == ["all-applications"]
    assert [path for _, path in tenant.writes] == ["/api/v2/guardian/policies"] * 2


async def test_space_again_takes_the_choice_back(tmp_path: Path) -> None:
    app = program(Tenant(), tmp_path, screen="policy")
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "g", "space")
        assert len(app.view.draft) == 1
        await press(pilot, "space")
        assert not app.view.draft


async def test_adaptive_without_the_entitlement_shows_auth0_s_answer_in_words(tmp_path: Path) -> None:
    tenant = Tenant()
    app = program(tenant, tmp_path, screen="policy")
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "k", "space", "a", "tab", "enter")
        text = words_on(app)
        assert "not applied" in text
        assert "does not include this; it is not a matter of scopes" in text
        assert list(tenant.demo.state.tenant.policies) == ["all-applications"]


async def test_a_flag_is_switched_and_the_others_stay(tmp_path: Path) -> None:
    tenant = Tenant()
    app = program(tenant, tmp_path, screen="policy")
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        before = dict(tenant.demo.state.tenant.settings["flags"])
        await press(pilot, "j", "j", "space", "a", "tab", "enter")
        after = tenant.demo.state.tenant.settings["flags"]
        assert after["mfa_show_factor_list_on_enrollment"] is True
        assert {**before, "mfa_show_factor_list_on_enrollment": True} == after
        assert "● on" in next(line for line in screen_text(app).splitlines() if "Show the list" in line)


async def test_switching_everything_on_goes_factor_then_flag_then_policy(tmp_path: Path) -> None:
    tenant = Tenant()
    tenant.demo.state.tenant.policies = []
    tenant.factors.update(sms=False, email=False)
    app = program(tenant, tmp_path, screen="policy")
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "j", "j", "space", "j", "space", "2", "space", "a")
        await press(pilot, "tab", "enter")
    assert tenant.writes == [
        ("PUT", "/api/v2/guardian/factors/otp"),
        ("PATCH", "/api/v2/tenants/settings"),
        ("PUT", "/api/v2/guardian/policies"),
    ]


async def test_an_action_cannot_be_switched_here_and_says_so(tmp_path: Path) -> None:
    app = program(Tenant(), tmp_path, screen="policy")
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "G", "space")
        assert "cannot be switched here" in screen_text(app)
        assert not app.view.draft


async def test_the_cursor_starts_on_the_active_policy_and_follows_it_until_it_is_moved(tmp_path: Path) -> None:
    tenant = Tenant()
    app = program(tenant, tmp_path, screen="policy")
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        grid = app.screen.query_one(Grid)
        assert grid.cursor_key == "policy:always"
        tenant.demo.state.tenant.policies = []
        await press(pilot, "r")
        assert grid.cursor_key == "policy:never"
        await press(pilot, "G", "r")
        kept = grid.cursor_key
        tenant.demo.state.tenant.policies = ["all-applications"]
        await press(pilot, "r")
        assert grid.cursor_key == kept != "policy:always"


async def test_the_cursor_stands_on_the_active_policy_of_the_tenant_that_is_switched_to(tmp_path: Path) -> None:
    tenants = acme()
    tenants[STAGING].demo.state.tenant.policies = ["confidence-score"]
    app = company(tmp_path, tenants, screen="policy")
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        grid = app.screen.query_one(Grid)
        assert grid.cursor_key == "policy:always"
        await press(pilot, "right")
        assert grid.cursor_key == "policy:adaptive"
        await press(pilot, "j", "j", "left")
        assert str(grid.cursor_key).startswith("flag:")


@pytest.mark.parametrize(
    ("before", "keys", "words"),
    [
        (["all-applications"], ["k", "space"], "only logins that Auth0 rates as risky require MFA"),
        (["confidence-score"], ["k", "space"], "logins no longer require MFA, unless an Action requires it"),
        (["all-applications"], ["j", "space"], "Auth0 no longer follows Actions that choose the factor"),
        (["all-applications"], ["2", "j", "j", "space"], "no user can complete MFA with sms anymore"),
    ],
)
@pytest.mark.parametrize("ascii_only", [False, True])
async def test_the_review_says_what_each_change_weakens(
    tmp_path: Path, before: list[str], keys: list[str], words: str, ascii_only: bool
) -> None:
    tenant = Tenant()
    tenant.demo.state.tenant.policies = before
    tenant.demo.state.tenant.settings["customize_mfa_in_postlogin_action"] = True
    app = program(tenant, tmp_path, screen="policy", ascii_only=ascii_only)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, *keys, "a")
        assert f"{'[W]' if ascii_only else '▲'} weakens: {words}" in words_on(app)


async def test_a_change_that_strengthens_is_not_said_to_weaken(tmp_path: Path) -> None:
    tenant = Tenant()
    tenant.demo.state.tenant.policies = []
    app = program(tenant, tmp_path, screen="policy")
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "j", "j", "space", "2", "space", "a")
        assert "policy Never → Always" in words_on(app)
        assert "weakens" not in words_on(app)


@pytest.mark.parametrize("leave", ["escape", "enter"])
async def test_the_review_key_is_there_again_after_a_canceled_review(tmp_path: Path, leave: str) -> None:
    app = program(Tenant(), tmp_path, screen="policy")
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "k", "space")
        assert "a review 1" in screen_text(app).splitlines()[-1]
        await press(pilot, "a", leave)
        assert not app.screen.is_modal
        assert "a review 1" in screen_text(app).splitlines()[-1]


async def test_an_action_that_skips_mfa_and_one_that_cannot_be_read_are_said_beside_always(tmp_path: Path) -> None:
    tenant = Tenant()
    handler = "exports.onExecutePostLogin = async (event, api) => {\n  %s\n};"
    skips, hides = tenant.demo.state.tenant.actions[:2]
    skips["deployed_version"]["code"] = handler % "api.multifactor.enable('none');"
    hides["deployed_version"]["code"] = handler % "track(api);"
    app = program(tenant, tmp_path, screen="policy")
    async with app.run_test(size=(160, 50)) as pilot:
        await settle(pilot)
        text = words_on(app)
        assert "“Require MFA for payroll” may skip it." in text
        assert "mfa-tui cannot tell what “Step-up on acr_values” (line 2) does." in text
        assert "skips MFA" in next(line for line in screen_text(app).splitlines() if "Require MFA for payroll" in line)


@pytest.mark.parametrize(
    ("policies", "codes", "words"),
    [
        (["all-applications"], ("api.multifactor.enable('none');", ""), "“Payroll” skips it."),
        (
            ["all-applications"],
            ("api.multifactor.enable('none');", "api.multifactor.enable('any');"),
            "“Payroll” may skip it unless “Step-up” requires it.",
        ),
        ([], ("api.multifactor.enable('any');", ""), "“Payroll” requires it."),
        (
            [],
            ("api.multifactor.enable('any');", "api.multifactor.enable('none');"),
            "“Payroll” may require it unless “Step-up” skips it.",
        ),
    ],
)
async def test_an_action_that_another_contradicts_is_not_said_to_be_certain(
    tmp_path: Path, policies: list[str], codes: tuple[str, str], words: str
) -> None:
    tenant = Tenant()
    demo = tenant.demo.state.tenant
    demo.policies = policies
    for action, name, code in zip(demo.actions, ("Payroll", "Step-up"), codes, strict=False):
        action["name"] = name
        action["deployed_version"]["code"] = f"exports.onExecutePostLogin = async (event, api) => {{ {code} }};"
    app = program(tenant, tmp_path, screen="policy")
    async with app.run_test(size=(160, 50)) as pilot:
        await settle(pilot)
        assert words in words_on(app)
