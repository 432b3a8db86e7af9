"""Errors that applications meet around MFA at Auth0: what each means, why it comes, and what to do.

Sources: Auth0's pages "MFA API", "Step-up authentication", "Customize MFA" and "My Account API"; OpenID Connect Core
3.1.2.6; RFC 9470.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class MfaError:
    """One error code, where it is seen, its cause, and its remedy."""

    code: str
    where: str
    cause: str
    remedy: str


MFA_ERRORS = (
    MfaError(
        "mfa_required",
        "POST /oauth/token, 403",
        "The policy or an Action asks for MFA in a flow without a browser: password grant, refresh token.",
        "Take the mfa_token from the answer and go on with POST /mfa/challenge; or let an Action skip the refresh "
        "(event.transaction.protocol is oauth2-refresh-token).",
    ),
    MfaError(
        "association_required",
        "POST /mfa/challenge, 403",
        "The user is not enrolled in MFA.",
        "Enroll a factor with POST /mfa/associate and the mfa_token, or send an enrollment link.",
    ),
    MfaError(
        "unsupported_challenge_type",
        "POST /mfa/challenge, 403",
        "None of the challenge_type values that the application accepts fits a factor that the user has.",
        "Send every type that the application can show (otp, oob), or have the user enroll another factor.",
    ),
    MfaError(
        "access_denied",
        "POST /oauth/token, 400",
        "MFA Authorization rejected: the user rejected the push notification.",
        "Stop polling. Log in again, and use another factor if the user did not see the notification.",
    ),
    MfaError(
        "invalid_grant",
        "POST /oauth/token, 403",
        "The code, the binding_code or the recovery code is wrong, or the mfa_token is older than ten minutes.",
        "Ask for a new code; after ten minutes begin the login again.",
    ),
    MfaError(
        "mfa_invalid_code",
        "login page and logs",
        "A wrong or expired code was typed; clocks that differ make every TOTP code wrong.",
        "Check the clock of the phone; send a new code; unlock after too many.",
    ),
    MfaError(
        "too_many_attempts",
        "POST /mfa/challenge or /oauth/token, 429",
        "Ten wrong codes in an hour, or too many messages were sent to one user.",
        "Wait, or remove the block of the user; tenant logs show gd_otp_rate_limit_exceed.",
    ),
    MfaError(
        "authorization_pending",
        "POST /oauth/token, 400",
        "The push notification is not answered yet.",
        "Ask again after the interval; stop after the user said no or the time is up.",
    ),
    MfaError(
        "slow_down",
        "POST /oauth/token, 400",
        "The answer to a push notification is asked for too often.",
        "Lengthen the interval between two questions.",
    ),
    MfaError(
        "expired_token",
        "POST /mfa/*, 401",
        "The mfa_token is older than ten minutes.",
        "Begin the login again.",
    ),
    MfaError(
        "login_required",
        "/authorize with prompt=none",
        "There is no session, or a challenge would have to be shown: silent authentication cannot show one.",
        "Send the user through /authorize without prompt=none.",
    ),
    MfaError(
        "interaction_required",
        "/authorize with prompt=none",
        "MFA or consent would have to be shown.",
        "Send the user through /authorize without prompt=none.",
    ),
    MfaError(
        "unmet_authentication_requirements",
        "My Account API",
        "A refresh token exchange, or prompt=none, more than 15 minutes after the login of a user who has no factor "
        "that could prove it again.",
        "Run the whole login flow again, then call the My Account API within 15 minutes.",
    ),
    MfaError(
        "insufficient_user_authentication",
        "an API of your own, 401",
        "The API asks for step-up (RFC 9470). Auth0's own APIs do not send it.",
        "Send the user through /authorize with the acr_values and max_age of the header, then try again once.",
    ),
    MfaError(
        "insufficient_entitlement",
        "Management API, 403",
        "The plan does not include the feature: Adaptive MFA needs the Enterprise plan and an add-on.",
        "Not a matter of scopes: choose Always, or an Action, or another plan.",
    ),
)
