"""How Acme has set its factors up: the documents below /api/v2/guardian that differ from a new tenant's."""

from __future__ import annotations

from mfa_tui.demo.endpoints.settings.guardian_settings import initial_settings
from mfa_tui.demo.types import Json


def acme_settings() -> dict[str, Json]:
    """Return Acme's documents: text messages through Twilio, and the keys of a Duo trial that nobody removed."""
    otp = {"otp_length": 6, "otp_expiration_time": 300}
    acme: dict[str, Json] = {
        "factors/phone/message-types": {"message_types": ["sms"]},
        "factors/phone/selected-provider": {"provider": "twilio"},
        "factors/phone/providers/twilio": {
            "from": "+15550100",
            "messaging_service_sid": None,
            "auth_token": "demo-twilio-auth-token-opens-nothing",
            "sid": "demo-twilio-account-opens-nothing",
        },
        "factors/phone/templates": {
            "enrollment_message": "{{code}} is your verification code for {{tenant.friendly_name}}. "
            "Please enter this code to verify your enrollment.",
            "verification_message": "{{code}} is your verification code for {{tenant.friendly_name}}",
        },
        "factors/phone/settings": dict(otp),
        "factors/email/settings": dict(otp),
        "factors/push-notification/selected-provider": {"provider": "guardian"},
        "factors/duo/settings": {
            "ikey": "demo-duo-ikey-opens-nothing",
            "skey": "demo-duo-skey-opens-nothing",
            "host": "api-demo.duo.example",
        },
        "settings": {
            "display_remember_me_checkbox": True,
            "remember_me_default_value": False,
            "mfa_session_inactivity_timeout": 604_800,
            "mfa_session_overall_timeout": 2_592_000,
        },
    }
    return {name: document | acme.get(name, {}) for name, document in initial_settings().items()}
