"""Exports of the Deploy CLI as baselines: as people keep them, with keywords, and as somebody hostile would."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mfa_tui.features.drift.model.baseline import BadBaselineError
from mfa_tui.features.drift.service.baseline_files import read_baseline
from mfa_tui.features.drift.service.deploy_cli import from_yaml
from tests.unit.test_baseline import refusal

TENANT = """
clients:
  - &ref_0
    name: Portal
    callbacks: [https://a.example]
  - <<: *ref_0
    name: !unknown tagged
guardianFactors:
  - {name: sms, enabled: true}
  - {name: otp, enabled: false}
guardianPolicies:
  policies: [all-applications]
guardianPhoneFactorMessageTypes:
  message_types: [voice, sms]
guardianPhoneFactorSelectedProvider:
  provider: twilio
guardianFactorProviders:
  - {name: sms, provider: twilio, from: "+15550100", messaging_service_sid: null, sid: planted-1, auth_token: planted-2}
  - {name: push-notification, provider: sns, aws_region: eu-west-1, aws_secret_access_key: planted-3}
  - {name: push-notification, provider: fcm, server_key: planted-4}
guardianFactorTemplates:
  - {name: sms, enrollment_message: Hello, verification_message: "{{code}}"}
riskAssessment:
  settings: {enabled: true}
  new_device: {remember_for: 0}
tenant:
  friendly_name: Acme
  customize_mfa_in_postlogin_action: true
  flags: {mfa_show_factor_list_on_enrollment: false, enable_sso: true}
"""
EXPECTED = {
    "factors.sms": True,
    "factors.otp": False,
    "policy": ("all-applications",),
    "phone.message_types": ("sms", "voice"),
    "phone.provider": "twilio",
    "phone.twilio_from": "+15550100",
    "phone.twilio_messaging_service_sid": "",
    "phone.twilio_sid_set": True,
    "phone.twilio_auth_token_set": True,
    "push-notification.sns_region": "eu-west-1",
    "phone.enrollment_message": "Hello",
    "phone.verification_message": "{{code}}",
    "risk-assessment.enabled": True,
    "tenant.customize_mfa_in_postlogin_action": True,
    "tenant.mfa_show_factor_list_on_enrollment": False,
}


def test_everything_about_mfa_is_taken_from_a_tenant_yaml_and_no_secret(tmp_path: Path) -> None:
    (tmp_path / "tenant.yaml").write_text(TENANT)
    baseline = read_baseline(tmp_path / "tenant.yaml")
    assert baseline.values == EXPECTED
    withheld, fcm = (words.partition(": ")[2] for words in baseline.warnings)
    assert withheld.startswith("push-notification.sns_secret_key_set is not compared: Auth0 never returns")
    assert fcm == "provider fcm is not compared"
    assert "planted" not in repr(baseline)


def folder(root: Path, **files: str) -> Path:
    (root / "guardian" / "factors").mkdir(parents=True)
    for name, content in files.items():
        (root / f"{name.replace('__', '/')}.json").write_text(content)
    return root


def test_a_folder_is_taken_as_the_deploy_cli_writes_it(tmp_path: Path) -> None:
    root = folder(
        tmp_path / "export",
        guardian__factors__sms='{"name": "sms", "enabled": true}',
        guardian__policies='{"policies": []}',
        guardian__phoneFactorMessageTypes='{"message_types": ["sms"]}',
        tenant='{"flags": {"mfa_show_factor_list_on_enrollment": true}}',
    )
    assert read_baseline(root).values == {
        "factors.sms": True,
        "policy": (),
        "phone.message_types": ("sms",),
        "tenant.mfa_show_factor_list_on_enrollment": True,
    }


@pytest.mark.parametrize(
    ("text", "skipped"),
    [
        ("guardianPolicies:\n  policies: @@POLICIES@@\n", "policy"),
        ("guardianPolicies:\n  policies: '@@POLICIES@@'\n", "policy"),
        ("guardianPolicies: @@ALL@@\n", "guardianPolicies"),
        ("guardianFactorTemplates: [{name: sms, enrollment_message: 'Hi ##NAME##'}]\n", "phone.enrollment_message"),
        ("guardianFactorProviders: [{name: sms, provider: twilio, sid: '##SID##'}]\n", "phone.twilio_sid_set"),
        ("guardianPhoneFactorMessageTypes: {message_types: ['##A##']}\n", "phone.message_types"),
    ],
)
def test_a_keyword_is_no_value_and_is_told(text: str, skipped: str) -> None:
    baseline = from_yaml("tenant.yaml", "guardianFactors: [{name: otp, enabled: true}]\n" + text)
    assert baseline.values == {"factors.otp": True}
    assert baseline.warnings == (f"tenant.yaml: {skipped} is a keyword of the Deploy CLI, which is not compared",)


def test_the_older_name_of_the_phone_factor_that_contradicts_the_newer_one_is_told() -> None:
    templates = "[{name: phone, verification_message: a}, {name: sms, verification_message: b}]"
    baseline = from_yaml("tenant.yaml", f"guardianFactorTemplates: {templates}\n")
    assert baseline.values == {"phone.verification_message": "a"}
    assert baseline.warnings == ("tenant.yaml: phone.verification_message is in it twice; the first one is compared",)


def test_a_keyword_in_a_folder_is_told_too(tmp_path: Path) -> None:
    root = folder(tmp_path / "export", guardian__policies='{"policies": @@POLICIES@@}', tenant='{"flags": {}}')
    with pytest.raises(BadBaselineError, match="nothing about MFA that can be compared"):
        read_baseline(root)
    (root / "guardian" / "phoneFactorSelectedProvider.json").write_text('{"provider": "auth0"}')
    baseline = read_baseline(root)
    assert (dict(baseline.values), len(baseline.warnings)) == ({"phone.provider": "auth0"}, 1)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("guardianPolicy: {policies: [all-applications]}", "guardianPolicy is not known, and not compared"),
        ("guardianPolicies: {policy: [all-applications]}", "guardianPolicies has no policies, and is not compared"),
        ("guardianFactors: [{name: otp, enabeld: true}]", "factor otp has no enabled, and is not compared"),
    ],
)
def test_what_is_misspelt_and_so_not_compared_is_told(text: str, told: str) -> None:
    baseline = from_yaml("tenant.yaml", f"tenant: {{customize_mfa_in_postlogin_action: true}}\n{text}\n")
    assert list(baseline.values) == ["tenant.customize_mfa_in_postlogin_action"]
    assert baseline.warnings == (f"tenant.yaml: {told}",)


BOMB = "a0: &a0 [x, x]\n" + "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 12))
MERGES = "m0: &m0 {a: 1, b: 2}\n" + "".join(
    f"m{i}: &m{i} {{<<: [{', '.join([f'*m{i - 1}'] * 10)}]}}\n" for i in range(1, 12)
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[" * 100_000, "nest"),  # Newer parsers have a limit and words of their own.
        ("{a: " * 100_000, "nested too deeply"),
        ("- " * 100_000, "nested too deeply"),
        (f"{BOMB}guardianFactors: *a11\n", "aliases make too much of it"),
        ("guardianFactors: &a [*a]\n", "aliases make too much of it"),
        (f"{MERGES}guardianPolicies: *m11\n", "the key << comes twice, or is a merge key"),
        ("guardianFactors: []\nguardianFactors: []\n", "the key guardianFactors comes twice"),
        ("guardianFactors: [{name: sms, enabled: true, enabled: false}]\n", "the key enabled comes twice"),
        ("guardianFactors: [{name: sms, enabled: !!bool hunter2}]\n", "a value is not what its tag"),
        ("guardianFactors: [{name: sms, enabled: !!int _}]\n", "a value is not what its tag"),
        ("guardianFactors: '@@FACTORS@@'\n", "nothing about MFA that can be compared"),
        ("a: 1\n" * 250_000, "there is too much in it"),
        ("a: *nowhere\n", "found undefined alias in line 1"),
        ("a: 'b\n", "is not YAML: found unexpected end of stream in line 2"),
        ("a: \x00\n", "is not YAML that can be read"),
        ("- a\n", "its top level is no mapping"),
        ("clients: []\n", "says nothing about MFA"),
        ("", "says nothing about MFA"),
        ("guardianFactors: {sms: true}\n", "guardianFactors must be a list"),
        ("guardianFactors: [sms]\n", "each of guardianFactors must be an object"),
        ("guardianFactors: [{enabled: true}]\n", "each of guardianFactors must have name, as texts"),
        ("guardianFactors: [{name: sms, enabled: 'yes'}]\n", "factors.sms must be true or false, not “yes”"),
        ("guardianFactors: [{name: sms, enabled: yes}]\nguardianPolicies: 7\n", "guardianPolicies must be an object"),
        ("guardianPolicies: {policies: always}\n", 'policy must be "never"'),
        ("guardianPhoneFactorSelectedProvider: {provider: !!python/object:os.system x}\n", "phone.provider must be"),
        ("tenant: {flags: [1]}\n", "tenant.flags must be an object"),
        (f"guardianFactors: [{', '.join(['{name: a}'] * 200)}]\n", "a list of at most 100 objects"),
    ],
    ids=range(27),
)
def test_a_hostile_or_broken_yaml_ends_in_clear_words(text: str, words: str) -> None:
    with pytest.raises(BadBaselineError) as refused:
        from_yaml("tenant.yaml", text)
    assert words in str(refused.value)
    assert str(refused.value).startswith("tenant.yaml")
    assert len(str(refused.value)) < 300
    assert "hunter2" not in str(refused.value)


def test_a_bomb_beside_what_is_read_costs_nothing() -> None:
    baseline = from_yaml("tenant.yaml", f"{BOMB}{MERGES}guardianFactors: [{{name: sms, enabled: true}}]\n")
    assert baseline.values == {"factors.sms": True}


def test_a_link_that_leads_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.json").write_text('{"policies": []}')
    root = folder(tmp_path / "export")
    (root / "guardian" / "policies.json").symlink_to(tmp_path / "secret.json")
    with pytest.raises(BadBaselineError, match=r"policies\.json leads out of the folder; it is not read"):
        read_baseline(root)


def test_a_folder_that_is_linked_to_from_the_export_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "x.json").write_text('{"name": "sms", "enabled": true}')
    root = folder(tmp_path / "export")
    (root / "guardian" / "templates").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(BadBaselineError, match="leads out of the folder"):
        read_baseline(root)


def test_a_link_to_itself_is_told(tmp_path: Path) -> None:
    root = folder(tmp_path / "export")
    (root / "guardian" / "factors" / "sms.json").symlink_to("sms.json")
    with pytest.raises(BadBaselineError, match="cannot be read: a link leads to itself"):
        read_baseline(root)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes with names")
def test_a_pipe_in_the_folder_is_not_waited_for(tmp_path: Path) -> None:
    root = folder(tmp_path / "export")
    os.mkfifo(root / "guardian" / "policies.json")
    with pytest.raises(BadBaselineError, match="is no regular file"):
        read_baseline(root)


@pytest.mark.parametrize(
    ("content", "words"),
    [("{", "is not JSON in line 1"), ("[" * 100_000, "is not JSON"), ("[]", "guardianPolicies must be an object")],
)
def test_broken_json_ends_in_clear_words(content: str, words: str, tmp_path: Path) -> None:
    root = folder(tmp_path / "export", guardian__policies=content)
    with pytest.raises(BadBaselineError) as refused:
        read_baseline(root)
    assert words in str(refused.value)


def test_a_folder_of_something_else_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadBaselineError, match="there is no folder guardian in it"):
        read_baseline(tmp_path)


@given(st.text(max_size=200) | st.from_regex(r"(guardian(Factors|Policies): .*\n?){1,3}"))
def test_any_text_is_read_or_refused_and_never_crashes(text: str) -> None:
    assert refusal(lambda: from_yaml("tenant.yaml", text)).isprintable()
