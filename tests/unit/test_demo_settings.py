"""The demo tenant's settings beside its MFA, and the plans that a tenant can be on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from click.testing import CliRunner

from mfa_tui.cli.main import main
from mfa_tui.client.errors import Forbidden
from mfa_tui.demo.app import create_app
from mfa_tui.demo.options import DEMO_DOMAINS, DemoOptions
from mfa_tui.features.connect.service.demo_tenants import demo_profiles, open_demo
from tests.unit.test_demo_tenant import get, signed_in

PUSH = "guardian/factors/push-notification/providers"
PROVIDERS = "branding/phone/providers"
LEGACY = [
    f"guardian/factors/{name}/{path}"
    for name in ("phone", "sms")
    for path in ("selected-provider", "providers/twilio", "templates")
]


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with signed_in(create_app()) as client:
        yield client


async def test_sns_is_empty_until_it_is_configured_and_never_shows_its_secret_key(client: httpx.AsyncClient) -> None:
    assert await get(client, f"{PUSH}/sns") == {}
    keys = {"aws_access_key_id": "AKIA0", "aws_secret_access_key": "word", "aws_region": "eu-west-1"}
    assert (await client.put(f"{PUSH}/sns", json=keys)).status_code == 200
    shown = {"aws_access_key_id": "AKIA0", "aws_region": "eu-west-1"}
    assert await get(client, f"{PUSH}/sns") == shown
    assert (await client.patch(f"{PUSH}/sns", json={"aws_region": "us-east-1"})).status_code == 200
    assert await get(client, f"{PUSH}/sns") == shown | {"aws_region": "us-east-1"}


async def test_apns_is_enabled_once_it_has_a_certificate_that_is_never_shown(client: httpx.AsyncClient) -> None:
    assert (await get(client, f"{PUSH}/apns"))["enabled"] is False
    answer = await client.put(f"{PUSH}/apns", json={"bundle_id": "com.acme.go", "p12": "TUlJ"})
    assert answer.json() == {"bundle_id": "com.acme.go"}
    assert await get(client, f"{PUSH}/apns") == {"bundle_id": "com.acme.go", "sandbox": False, "enabled": True}


async def test_firebase_credentials_can_be_written_and_not_read(client: httpx.AsyncClient) -> None:
    for path, name in (("fcm", "server_key"), ("fcmv1", "server_credentials")):
        assert (await client.put(f"{PUSH}/{path}", json={name: "word"})).json() == {}
        assert (await client.patch(f"{PUSH}/{path}", json={name: None})).json() == {}
        assert (await client.get(f"{PUSH}/{path}")).status_code == 404
    events = await get(client, "logs?q=type:sapi")
    assert "word" not in str(events)


async def test_duo_answers_its_secret_key_in_clear(client: httpx.AsyncClient) -> None:
    assert (await get(client, "guardian/factors/duo/settings"))["skey"] == "demo-duo-skey-opens-nothing"


@pytest.mark.parametrize("path", LEGACY)
async def test_a_unified_phone_tenant_refuses_the_older_phone_endpoints(path: str) -> None:
    async with signed_in(create_app(DemoOptions(unified_phone=True))) as client:
        for answer in (await client.get(path), await client.put(path, json={})):
            assert (answer.status_code, answer.json()["errorCode"]) == (403, "legacy_mfa_phone_provider_not_allowed")
            assert answer.json()["message"].startswith("Insufficient privileges to use this deprecated feature.")
        assert (await get(client, "tenants/settings"))["phone_consolidated_experience"] is True
        assert await get(client, "guardian/factors/phone/message-types") == {"message_types": ["sms"]}
        assert len((await get(client, PROVIDERS))["providers"]) == 1


async def test_tenant_settings_take_universal_login_and_null_takes_a_setting_away(client: httpx.AsyncClient) -> None:
    colors = {"universal_login": {"colors": {"primary": "rebeccapurple"}}, "country_codes": {"list": ["DE"]}}
    answer = await client.patch("tenants/settings", json=colors | {"support_url": "https://acme.example"})
    assert answer.status_code == 200
    settings = await get(client, "tenants/settings")
    assert settings["universal_login"] == {
        "colors": {"primary": "rebeccapurple"},
        "passwordless": {"allow_magiclink_verify_without_session": True},
    }
    assert settings["country_codes"] == {"list": ["DE"]}
    assert (await client.patch("tenants/settings", json={"country_codes": None})).status_code == 200
    assert "country_codes" not in await get(client, "tenants/settings")


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({"session_lifetime": 0}, "'Value 0 is less than minimum 1' on property session_lifetime"),
        ({"enabled_locales": ["tlh"]}, "'No enum match for: tlh' on property enabled_locales.0"),
        ({"mtls": {"on": True}}, "'Additional properties not allowed: on' on property mtls"),
        ({"country_codes": {"list": ["Germany"]}}, "maximum 2' on property country_codes.list.0"),
    ],
)
async def test_tenant_settings_are_checked_to_the_last_field(
    client: httpx.AsyncClient, body: dict[str, Any], problem: str
) -> None:
    answer = await client.patch("tenants/settings", json=body)
    assert answer.status_code == 400
    assert problem in answer.json()["message"]


async def test_a_tenant_has_one_phone_provider_whose_credentials_are_never_shown(client: httpx.AsyncClient) -> None:
    twilio = {
        "name": "twilio",
        "configuration": {"sid": "AC0", "delivery_methods": ["text", "voice"]},
        "credentials": {"auth_token": "word"},
    }
    refused = await client.post(PROVIDERS, json=twilio)
    assert (refused.status_code, refused.json()["message"]) == (409, "Custom phone provider conflict.")
    (old,) = (await get(client, PROVIDERS))["providers"]
    assert (await client.delete(f"{PROVIDERS}/{old['id']}")).status_code == 204
    made = await client.post(PROVIDERS, json=twilio)
    assert made.status_code == 201
    assert "credentials" not in made.json()
    changed = await client.patch(f"{PROVIDERS}/{made.json()['id']}", json={"disabled": True})
    assert changed.json() == made.json() | {"disabled": True, "updated_at": changed.json()["updated_at"]}
    assert (await get(client, f"{PROVIDERS}?disabled=false"))["providers"] == []


async def test_a_phone_template_exists_once_and_can_be_reset(client: httpx.AsyncClient) -> None:
    templates = "branding/phone/templates"
    assert (await client.post(templates, json={"type": "otp_verify"})).status_code == 409
    before = (await get(client, templates))["templates"][0]
    words = {"content": {"body": {"text": "{{ code }}"}}}
    changed = (await client.patch(f"{templates}/{before['id']}", json=words)).json()
    assert changed["content"]["body"] == {"text": "{{ code }}"}
    assert (await client.patch(f"{templates}/{before['id']}/reset")).json() == before


async def test_attack_protection_merges_its_stages_and_hides_captcha_secrets(client: httpx.AsyncClient) -> None:
    throttling = "attack-protection/suspicious-ip-throttling"
    answer = await client.patch(throttling, json={"stage": {"pre-login": {"max_attempts": 7}}})
    assert answer.json()["stage"]["pre-login"] == {"max_attempts": 7, "rate": 864_000}
    assert await get(client, throttling) == answer.json()
    keys = {"site_key": "key", "secret": "word"}
    captcha = await client.patch("attack-protection/captcha", json={"hcaptcha": keys})
    assert captcha.json()["hcaptcha"] == {"site_key": "key"}


async def test_an_api_is_named_by_id_or_by_identifier_and_auth0s_own_cannot_be_changed(
    client: httpx.AsyncClient,
) -> None:
    made = (await client.post("resource-servers", json={"identifier": "https://a.example/x", "name": "A"})).json()
    assert await get(client, f"resource-servers/{made['id']}") == made
    assert await get(client, "resource-servers/https%3A%2F%2Fa.example%2Fx") == made
    assert (await get(client, "resource-servers?identifiers=https%3A%2F%2Fa.example%2Fx")) == [made]
    twin = await client.post("resource-servers", json={"identifier": "https://a.example/x"})
    assert twin.status_code == 409
    own = next(one for one in await get(client, "resource-servers") if one.get("is_system"))
    assert (await client.patch(f"resource-servers/{own['id']}", json={"name": "B"})).status_code == 400
    assert (await client.delete(f"resource-servers/{own['id']}")).status_code == 400


async def test_email_has_a_provider_and_templates_only_once_they_are_made(client: httpx.AsyncClient) -> None:
    assert (await client.get("emails/provider")).status_code == 404
    smtp = {"name": "smtp", "credentials": {"smtp_host": "mail.example", "smtp_port": 25, "smtp_pass": "word"}}
    assert (await client.post("emails/provider", json=smtp)).status_code == 201
    assert (await client.post("emails/provider", json=smtp)).status_code == 409
    assert (await get(client, "emails/provider"))["credentials"] == {"smtp_host": "mail.example", "smtp_port": 25}
    other = {"name": "sendgrid", "credentials": {"api_key": "word"}}
    assert (await client.patch("emails/provider", json=other)).json()["credentials"] == {}
    assert (await client.delete("emails/provider")).status_code == 204

    template = dict.fromkeys(("body", "from", "subject", "syntax"), "") | {"template": "mfa_oob_code", "enabled": True}
    assert (await client.get("email-templates/mfa_oob_code")).status_code == 404
    assert (await client.put("email-templates/mfa_oob_code", json=template)).status_code == 404
    assert (await client.post("email-templates", json=template)).status_code == 200
    assert (await client.post("email-templates", json=template)).status_code == 409
    assert (await client.patch("email-templates/mfa_oob_code", json={"subject": "Code"})).json()["subject"] == "Code"
    assert (await client.get("email-templates/greeting")).status_code == 400


async def test_prompts_keep_their_partials_and_custom_text(client: httpx.AsyncClient) -> None:
    for path, body in (
        ("prompts/login/partials", {"login": {"form-content-start": "<p>Hi</p>"}}),
        ("prompts/mfa-otp/custom-text/en", {"mfa-otp-challenge": {"title": "Prove it"}}),
    ):
        assert await get(client, path) == {}
        assert (await client.put(path, json=body)).status_code == 200
        assert await get(client, path) == body
    assert (await client.get("prompts/mfa-otp/custom-text/tlh")).status_code == 400


async def test_the_first_embedded_demo_tenant_has_adaptive_mfa_and_the_others_refuse_it() -> None:
    answers: dict[str, object] = {}
    for profile in demo_profiles():
        session = open_demo(profile, writable=True)
        session.unlock(True)
        try:
            answers[profile.domain] = await session.connection.client.set_policies(("confidence-score",))
        except Forbidden:
            answers[profile.domain] = "refused"
        finally:
            await session.aclose()
    first, *others = DEMO_DOMAINS
    assert answers == {first: ("confidence-score",)} | dict.fromkeys(others, "refused")


def test_the_command_line_explains_what_a_served_tenant_can_be_entitled_to() -> None:
    shown = CliRunner().invoke(main, ["demo-tenant", "--help"]).output
    assert "--entitlement [adaptive]" in shown
    assert "--unified-phone" in shown
    assert CliRunner().invoke(main, ["demo-tenant", "--entitlement", "magic"]).exit_code == 2
