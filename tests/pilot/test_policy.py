"""Choosing when a login is asked, and the flags and Actions beside it."""

from pathlib import Path

from tests.rig import Tenant, press, program, screen_text, settle, words_on


async def test_the_policy_in_force_is_marked_and_each_choice_says_what_it_means_here(tmp_path: Path) -> None:
    app = program(Tenant(), tmp_path, screen="policy")
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        text = screen_text(app)
        always = next(line for line in text.splitlines() if "Always" in line)
        assert "● in force" in always
        assert "All logins are asked for email or sms" in always
        assert "would still ask" in text  # Never, under the cursor, and two Actions that ask
        assert "Require MFA for payroll" in text


async def test_choosing_never_is_staged_reviewed_applied_and_undone(tmp_path: Path) -> None:
    tenant = Tenant()
    app = program(tenant, tmp_path, screen="policy")
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "space", "a")
        assert "policy Always → Never" in screen_text(app)
        assert "logins are no longer asked" in screen_text(app)
        await press(pilot, "tab", "enter")
        assert list(tenant.demo.state.tenant.policies) == []
        await press(pilot, "u", "tab", "enter")
        assert list(tenant.demo.state.tenant.policies) == ["all-applications"]
    assert [path for _, path in tenant.writes] == ["/api/v2/guardian/policies"] * 2


async def test_space_again_takes_the_choice_back(tmp_path: Path) -> None:
    app = program(Tenant(), tmp_path, screen="policy")
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "space")
        assert len(app.view.draft) == 1
        await press(pilot, "space")
        assert not app.view.draft


async def test_adaptive_without_the_entitlement_shows_auth0_s_answer_in_words(tmp_path: Path) -> None:
    tenant = Tenant()
    app = program(tenant, tmp_path, screen="policy")
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "j", "space", "a", "tab", "enter")
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
        await press(pilot, "j", "j", "j", "j", "space", "a", "tab", "enter")
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
