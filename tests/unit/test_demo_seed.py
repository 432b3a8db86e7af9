"""The tenant that every demo starts from."""

from __future__ import annotations

import dataclasses

from mfa_tui.demo.app import create_app
from mfa_tui.demo.options import DEMO_CLIENT_ID
from mfa_tui.demo.seed.acme import acme
from mfa_tui.demo.tenant.state import Tenant


def test_acme_requires_mfa_of_everyone_and_offers_text_messages_and_email() -> None:
    tenant = acme()
    assert [name for name, enabled in tenant.factors.items() if enabled] == ["sms", "email"]
    assert tenant.policies == ["all-applications"]
    assert tenant.risk_assessment_enabled is False
    assert tenant.new_device_days == 30
    assert tenant.settings["friendly_name"] == "Acme Corp (demo)"
    assert tenant.settings["customize_mfa_in_postlogin_action"] is False
    assert tenant.settings["flags"]["mfa_show_factor_list_on_enrollment"] is False


def test_acmes_actions_decide_about_mfa_in_different_ways() -> None:
    actions = {action["name"]: action for action in acme().actions}
    asks = {name: "api.multifactor.enable(" in action["code"] for name, action in actions.items()}
    assert asks == {
        "Require MFA for payroll": True,
        "Step-up on acr_values": True,
        "Enrich profile": False,
        "MFA experiment": False,
        "Flag logins from abroad": True,
    }
    assert "challengeWithAny" in actions["MFA experiment"]["code"]
    assert "acr_values?.includes(" in actions["Step-up on acr_values"]["code"]


def test_all_but_the_experiment_run_at_login() -> None:
    assert [binding["display_name"] for binding in acme().bindings["post-login"]] == [
        "Require MFA for payroll",
        "Step-up on acr_values",
        "Enrich profile",
        "Flag logins from abroad",
    ]


def test_one_action_asks_for_mfa_only_in_a_draft_that_does_not_run() -> None:
    (draft,) = (action for action in acme().actions if not action["all_changes_deployed"])
    assert draft["name"] == "Flag logins from abroad"
    assert "multifactor" in draft["code"]
    assert "multifactor" not in draft["deployed_version"]["code"]


def test_acmes_applications_are_of_every_kind_and_show_no_secret() -> None:
    clients = acme().clients
    assert {client["app_type"] for client in clients} == {"non_interactive", "regular_web", "spa", "native"}
    (ours,) = (client for client in clients if client["client_id"] == DEMO_CLIENT_ID)
    assert ours["name"] == "MFA dashboard (M2M)"
    assert not any("client_secret" in client for client in clients)


def test_acme_is_the_same_each_time_and_two_tenants_share_nothing() -> None:
    one, two = create_app(), create_app()
    before = dataclasses.asdict(two.state.tenant)
    assert dataclasses.asdict(one.state.tenant) == before

    tenant: Tenant = one.state.tenant
    tenant.factors["otp"] = True
    tenant.policies.clear()
    tenant.settings["flags"]["enable_sso"] = False
    tenant.actions[0]["deployed_version"]["code"] = ""
    tenant.bindings["post-login"].clear()
    tenant.clients[0]["grant_types"].clear()
    assert dataclasses.asdict(two.state.tenant) == before
    assert dataclasses.asdict(create_app().state.tenant) == before
