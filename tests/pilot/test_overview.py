"""Overview: the state of the tenant at a glance, and the way from a finding to its cause."""

from pathlib import Path

from mfa_tui.ui.widgets.grid import Grid
from tests.rig import Tenant, press, program, screen_text, settle


async def test_the_overview_fills_with_policy_factors_access_and_findings(tmp_path: Path) -> None:
    app = program(Tenant(), tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        text = screen_text(app)
    assert "● Always" in text
    assert "● sms" in text
    assert "○ otp" in text
    assert "MFA dashboard (M2M)" in text
    assert "token renews in 1 d" in text
    assert "Phone codes are on with nothing stronger beside them" in text
    assert "as of 12:04:31" in text


async def test_enter_on_a_finding_goes_to_the_setting_that_causes_it(tmp_path: Path) -> None:
    app = program(Tenant(), tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "j", "enter")
        assert app.current_mode == "factors"
        assert app.screen.query_one(Grid).cursor_key == "recovery-code"


async def test_a_finding_that_only_concerns_the_policy_leads_to_the_policy(tmp_path: Path) -> None:
    tenant = Tenant()
    tenant.demo.state.tenant.policies = []
    app = program(tenant, tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "slash", *"never", "enter", "enter")
        assert app.current_mode == "policy"
        assert app.screen.query_one(Grid).cursor_key == "policy:never"


async def test_a_sane_tenant_says_so(tmp_path: Path) -> None:
    tenant = Tenant()
    tenant.factors.update({"sms": False, "email": False, "otp": True, "webauthn-roaming": True, "recovery-code": True})
    demo = tenant.demo.state.tenant
    for action in demo.actions:
        action["all_changes_deployed"] = True
    code = (
        "exports.onExecutePostChallenge = async (event, api) => { api.authentication.challengeWith({ type: 'otp' }); };"
    )
    trigger = "password-reset-post-challenge"
    reset = {**demo.actions[0], "id": "reset", "code": code, "supported_triggers": [{"id": trigger, "version": "v1"}]}
    demo.actions.append(reset | {"deployed_version": {**reset["deployed_version"], "code": code}})
    demo.bindings[trigger] = [{"id": "b", "trigger_id": trigger, "display_name": "Reset", "action": {"id": "reset"}}]
    app = program(tenant, tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        assert "Nothing found: factors, policy and Actions fit together." in screen_text(app)


async def test_filtering_narrows_the_findings_counts_them_and_esc_shows_all_again(tmp_path: Path) -> None:
    app = program(Tenant(), tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "slash", *"phish")
        assert "1 of 5" in screen_text(app)
        assert "No recovery codes" not in screen_text(app)
        await press(pilot, "escape")
        assert "No recovery codes" in screen_text(app)
        assert app.is_running


async def test_the_first_screen_is_painted_in_colours_that_can_be_read(tmp_path: Path) -> None:
    app = program(Tenant(), tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        for strip in app.screen._compositor.render_strips():
            for segment in strip:
                if segment.text.strip() and segment.style and segment.style.color and segment.style.bgcolor:
                    assert segment.style.color != segment.style.bgcolor, segment.text
