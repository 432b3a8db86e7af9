"""Auth0's log event type codes around MFA and logins: plain words and the outcome of each.

Sources: Auth0's page "Log Event Type Codes" and its schema of log events.
"""

from typing import Literal

Outcome = Literal["good", "bad", "neutral"]

_GUARDIAN: dict[str, tuple[str, Outcome]] = {
    "gd_start_auth": ("MFA challenge started", "neutral"),
    "gd_auth_succeed": ("MFA passed", "good"),
    "gd_auth_failed": ("MFA failed", "bad"),
    "gd_auth_rejected": ("Push rejected by the user", "bad"),
    "gd_start_enroll": ("Enrollment started", "neutral"),
    "gd_start_enroll_failed": ("Enrollment could not start", "bad"),
    "gd_enrollment_complete": ("Enrolled", "good"),
    "gd_unenroll": ("Method removed", "neutral"),
    "gd_send_sms": ("Text message sent", "neutral"),
    "gd_send_sms_failure": ("Text message not sent", "bad"),
    "gd_send_voice": ("Voice call made", "neutral"),
    "gd_send_voice_failure": ("Voice call not made", "bad"),
    "gd_send_pn": ("Push sent", "neutral"),
    "gd_send_pn_failure": ("Push not sent", "bad"),
    "gd_send_email": ("Email code sent", "neutral"),
    "gd_send_email_verification": ("Verification email sent", "neutral"),
    "gd_send_email_verification_failure": ("Verification email not sent", "bad"),
    "gd_auth_email_verification": ("Email verified", "good"),
    "gd_auth_fail_email_verification": ("Email verification failed", "bad"),
    "gd_otp_rate_limit_exceed": ("Too many wrong codes: 10 an hour are allowed", "bad"),
    "gd_recovery_succeed": ("Recovery code accepted", "good"),
    "gd_recovery_failed": ("Recovery code wrong", "bad"),
    "gd_recovery_rate_limit_exceed": ("Too many wrong recovery codes: 10 an hour are allowed", "bad"),
    "gd_webauthn_challenge_failed": ("Security key or biometrics failed", "bad"),
    "gd_webauthn_enrollment_failed": ("Security key or biometrics not enrolled", "bad"),
    "gd_update_device_account": ("Guardian device updated", "neutral"),
    "gd_tenant_update": ("Guardian settings of the tenant changed", "neutral"),
}
_TOKEN_EXCHANGE: dict[str, tuple[str, Outcome]] = {
    "seotpft": ("MFA passed in the app: one-time code after password", "good"),
    "seoobft": ("MFA passed in the app: push, message or call after password", "good"),
    "sercft": ("MFA passed in the app: recovery code after password", "good"),
    "sepkotpft": ("MFA passed in the app: one-time code after passkey", "good"),
    "sepkoobft": ("MFA passed in the app: push, message or call after passkey", "good"),
    "sepkrcft": ("MFA passed in the app: recovery code after passkey", "good"),
    "feotpft": ("MFA failed in the app: one-time code", "bad"),
    "feoobft": ("MFA failed in the app: push, message or call", "bad"),
    "fercft": ("MFA failed in the app: recovery code", "bad"),
}
"""Applications that use the MFA API: the token exchange is what says that the second factor was right."""
MFA_EVENTS: dict[str, tuple[str, Outcome]] = {
    "mfar": ("MFA required", "neutral"),
    **_GUARDIAN,
    **_TOKEN_EXCHANGE,
    "my_account_authentication_method_succeeded": ("Method changed by the user", "neutral"),
    "my_account_authentication_method_failed": ("Method not changed by the user", "bad"),
    "passkey_challenge_started": ("Passkey challenge started", "neutral"),
    "passkey_challenge_failed": ("Passkey challenge failed", "bad"),
    "limit_phone": ("Too many text messages or voice calls", "bad"),
}
"""`mfar` exists only in the Resource Owner Password flow: a login without it proves nothing about MFA."""
LOGIN_EVENTS: dict[str, tuple[str, Outcome]] = {
    "s": ("Logged in", "good"),
    "f": ("Login failed", "bad"),
    "fp": ("Login failed: wrong password", "bad"),
    "fu": ("Login failed: wrong email or username", "bad"),
    "limit_wc": ("Blocked after too many failed logins", "bad"),
    "limit_sul": ("Too many logins", "bad"),
}
"""Logins belong to the timeline: they say whether MFA was done, which a token may not. `f` is also a blocked user."""
_NEWER = ("gd_", "my_account_authentication_method_", "passkey_challenge_")
"""How codes about MFA begin that Auth0 adds."""


def is_about_mfa(code: str) -> bool:
    """Return whether a type code is about MFA, including one that Auth0 added since."""
    return code in MFA_EVENTS or code.startswith(_NEWER)


def words_for(code: str) -> str:
    """Return plain words for a type code; an unknown one is returned as it is."""
    return known(code)[0]


def known(code: str) -> tuple[str, Outcome]:
    """Return the words and the outcome of a type code; an unknown one is its own words, and neutral."""
    return MFA_EVENTS.get(code) or LOGIN_EVENTS.get(code) or (code, "neutral")
