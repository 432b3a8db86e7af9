"""A user's timeline tells what happened around MFA, in words."""

import json
from pathlib import Path
from typing import Any

import pytest

from mfa_tui.domain.event_codes import LOGIN_EVENTS, MFA_EVENTS, words_for
from mfa_tui.domain.user.events import LogEvent, parse_event, performed_amr, timeline

SCHEMA = Path(__file__).parents[3] / "shared/auth0/log-events.schema.json"

DOCUMENTED = """
    gd_start_auth gd_auth_succeed gd_auth_failed gd_auth_rejected gd_start_enroll gd_start_enroll_failed
    gd_enrollment_complete gd_unenroll gd_send_sms gd_send_sms_failure gd_send_voice gd_send_voice_failure
    gd_send_pn gd_send_pn_failure gd_send_email gd_send_email_verification gd_send_email_verification_failure
    gd_otp_rate_limit_exceed gd_recovery_succeed gd_recovery_failed gd_recovery_rate_limit_exceed
    gd_webauthn_challenge_failed gd_webauthn_enrollment_failed gd_update_device_account gd_tenant_update
    gd_auth_email_verification gd_auth_fail_email_verification mfar
    my_account_authentication_method_succeeded my_account_authentication_method_failed
    passkey_challenge_started passkey_challenge_failed limit_phone
    sepkotpft sepkoobft sepkrcft seotpft seoobft sercft feotpft feoobft fercft
"""
ABOUT_MFA = ("gd_", "mfa", "passkey", "authentication_method", "otpft", "oobft", "rcft", "limit_phone")


def event(code: str, at: float = 0.0, **facts: Any) -> LogEvent:
    return LogEvent(f"{code}-{at}", code, at, **facts)


def test_every_documented_mfa_event_has_words_of_its_own() -> None:
    assert set(DOCUMENTED.split()) == set(MFA_EVENTS)
    words = [words_for(code) for code in (*MFA_EVENTS, *LOGIN_EVENTS)]
    assert len(set(words)) == len(words)


def test_the_newest_comes_first_and_what_is_not_about_mfa_or_logins_is_left_out() -> None:
    told = timeline([event("gd_start_auth", 1), event("sapi", 2), event("gd_auth_succeed", 3)])
    assert [moment.words for moment in told] == ["MFA passed", "MFA challenge started"]


def test_an_mfa_event_that_auth0_added_since_is_shown_as_it_is() -> None:
    (moment,) = timeline([event("gd_quantum_handshake", description="Guardian - something new")])
    assert (moment.words, moment.outcome, moment.detail) == (
        "gd_quantum_handshake",
        "neutral",
        "Guardian - something new",
    )


def test_a_login_says_whether_mfa_was_done() -> None:
    done = {"prompts": [{"name": "login"}, {"name": "mfa", "performed_amr": ["mfa"]}]}
    skipped: dict[str, Any] = {"prompts": [{"name": "login"}]}
    told = timeline([event("s", 3, details=done), event("s", 2, details=skipped), event("s", 1)])
    assert [moment.detail for moment in told] == ["MFA done (amr mfa)", "no MFA prompt", ""]


def test_what_is_not_told_is_not_known() -> None:
    assert performed_amr(event("s")) is None
    assert performed_amr(event("s", details={"prompts": "none"})) is None
    assert performed_amr(event("s", details={"prompts": [{"performed_amr": None}, "odd"]})) == ()


def test_the_method_and_the_risk_are_named_where_the_event_tells_them() -> None:
    (moment,) = timeline([event("gd_auth_failed", details={"authenticator": {"type": "phone"}}, client_name="Portal")])
    assert (moment.detail, moment.where, moment.outcome) == ("Phone", "Portal", "bad")
    assessed: dict[str, Any]
    for assessed in ({"riskAssessment": {"confidence": "low"}}, {"confidence": "low", "version": "1"}):
        (moment,) = timeline([event("mfar", details=assessed, ip="203.0.113.9")])
        assert (moment.detail, moment.where) == ("confidence low", "203.0.113.9")


def test_an_event_of_nulls_is_read_too() -> None:
    raw = {"log_id": "1", "type": "gd_unenroll", "date": None, "description": None, "details": None, "ip": None}
    assert timeline([parse_event(raw)])[0].words == "Method removed"


def test_a_blocked_user_and_an_unknown_user_name_are_told_apart() -> None:
    blocked, unknown = timeline([event("f", 2, description="user is blocked"), event("fu", 1)])
    assert (blocked.words, blocked.detail) == ("Login failed", "user is blocked")
    assert unknown.words == "Login failed: wrong email or username"


def test_a_guardian_event_says_which_method_in_which_session_and_what_was_remembered() -> None:
    details = {
        "authenticator": {"id": "phone|dev_1", "type": "phone", "phone_number": "+12025550101"},
        "session_id": "sess-1",
        "remember_browser": True,
        "first_factor": True,
    }
    (moment,) = timeline([event("gd_auth_succeed", details=details)])
    assert moment.detail == "Phone …0101, as the first factor, browser remembered"
    assert moment.session_id == "sess-1"
    details = {
        "authenticator": {"id": None, "type": "push"},
        "failure_details": {"message": "no device", "errorCode": "x"},
    }
    (moment,) = timeline([event("gd_send_pn_failure", details=details)])
    assert moment.detail == "Guardian push, no device"


def test_self_service_says_what_the_user_did_to_which_method_and_why_it_failed() -> None:
    details: dict[str, Any] = {"operation": "create", "authentication_method": "passkey"}
    (moment,) = timeline([event("my_account_authentication_method_succeeded", details=details)])
    assert (moment.words, moment.detail) == ("Method changed by the user", "create Passkey")
    details |= {"error": {"detail": "unmet_authentication_requirements", "status": 401}}
    (moment,) = timeline([event("my_account_authentication_method_failed", details=details)])
    assert moment.detail == "create Passkey, unmet_authentication_requirements"


def documented() -> dict[str, Any]:
    if not SCHEMA.exists():
        pytest.skip(f"Auth0's schema of log events is not at {SCHEMA}")
    schemas: dict[str, Any] = json.loads(SCHEMA.read_text())["components"]["schemas"]
    return schemas


def example(schema: dict[str, Any], name: str = "") -> Any:
    """Return a value that fits a part of the schema, every optional member included."""
    for part in (schema.get("allOf") or schema.get("anyOf") or schema.get("oneOf") or [])[:1]:
        return example(part, name)
    kind = schema.get("type", "object")
    kind = kind[0] if isinstance(kind, list) else kind
    if "enum" in schema or "const" in schema or schema.get("examples"):
        return (schema.get("enum") or schema.get("examples") or [schema.get("const")])[0]
    if kind == "object":
        return {key: example(part, key) for key, part in schema.get("properties", {}).items()}
    if kind == "array":
        return [example(schema.get("items", {}))]
    return {"boolean": True, "number": 1, "integer": 1, "null": None}.get(kind, name or "text")


def test_every_code_of_auth0s_schema_parses_and_those_about_mfa_have_words_and_the_others_stay_raw() -> None:
    schemas = documented()
    assert len(schemas) > 100
    about_mfa = 0
    for code, schema in schemas.items():
        parsed = parse_event(example(schema) | {"type": code, "log_id": code})
        assert parsed.type == code
        shown = timeline([parsed])
        if any(part in code for part in ABOUT_MFA) and code != "fepotpft":  # That is a login by code, without password.
            about_mfa += 1
            assert shown[0].words == MFA_EVENTS[code][0], code
        elif code not in LOGIN_EVENTS:
            assert (shown, words_for(code)) == ((), code)
    assert about_mfa >= 39
