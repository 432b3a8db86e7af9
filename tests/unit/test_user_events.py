"""A user's timeline tells what happened around MFA, in words."""

from typing import Any

from mfa_tui.domain.events import LOGIN_EVENTS, MFA_EVENTS, LogEvent, parse_event, performed_amr, timeline, words_for

DOCUMENTED = """
    gd_start_auth gd_auth_succeed gd_auth_failed gd_auth_rejected gd_start_enroll gd_start_enroll_failed
    gd_enrollment_complete gd_unenroll gd_send_sms gd_send_sms_failure gd_send_voice gd_send_voice_failure
    gd_send_pn gd_send_pn_failure gd_send_email gd_send_email_verification gd_send_email_verification_failure
    gd_otp_rate_limit_exceed gd_recovery_succeed gd_recovery_failed gd_recovery_rate_limit_exceed
    gd_webauthn_challenge_failed gd_webauthn_enrollment_failed gd_update_device_account gd_tenant_update
    gd_auth_email_verification gd_auth_fail_email_verification mfar
"""


def event(code: str, at: float = 0.0, **facts: Any) -> LogEvent:
    return LogEvent(f"{code}-{at}", code, at, **facts)


def test_every_documented_mfa_event_has_words_of_its_own() -> None:
    assert set(DOCUMENTED.split()) == set(MFA_EVENTS)
    words = [words_for(code) for code in (*MFA_EVENTS, *LOGIN_EVENTS)]
    assert len(set(words)) == len(words)


def test_the_newest_comes_first_and_what_is_not_about_mfa_or_logins_is_left_out() -> None:
    told = timeline([event("gd_start_auth", 1), event("sapi", 2), event("gd_auth_succeed", 3)])
    assert [moment.words for moment in told] == ["MFA passed", "MFA asked for"]


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
    assert [moment.detail for moment in told] == ["MFA done (amr mfa)", "without MFA", ""]


def test_what_is_not_told_is_not_known() -> None:
    assert performed_amr(event("s")) is None
    assert performed_amr(event("s", details={"prompts": "none"})) is None
    assert performed_amr(event("s", details={"prompts": [{"performed_amr": None}, "odd"]})) == ()


def test_the_method_and_the_risk_are_named_where_the_event_tells_them() -> None:
    (moment,) = timeline([event("gd_auth_failed", details={"authenticator": {"type": "phone"}}, client_name="Portal")])
    assert (moment.detail, moment.where, moment.outcome) == ("Phone", "Portal", "bad")
    (moment,) = timeline([event("mfar", details={"riskAssessment": {"confidence": "low"}}, ip="203.0.113.9")])
    assert (moment.detail, moment.where) == ("confidence low", "203.0.113.9")


def test_an_event_of_nulls_is_read_too() -> None:
    raw = {"log_id": "1", "type": "gd_unenroll", "date": None, "description": None, "details": None, "ip": None}
    assert timeline([parse_event(raw)])[0].words == "Method removed"
