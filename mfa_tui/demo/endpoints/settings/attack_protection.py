"""/api/v2/attack-protection: brute force, breached passwords, suspicious IPs, bots, CAPTCHA and phone providers.

As at Auth0, each is a document of its own, and what a CAPTCHA provider needs as a secret is never shown.
"""

from __future__ import annotations

from mfa_tui.demo.http.routing import Routes
from mfa_tui.demo.http.schemas import BOOLEAN, OBJECT, STRINGS, array, choice, fields, integer, text
from mfa_tui.demo.resources.document import Document

_POLICY = choice("never when_risky always")
_LINE = text(100)
_SITE = fields("site_key secret", site_key=_LINE, secret=_LINE)
_STAGE_SHIELDS = fields(shields=array(choice("block admin_notification")))
_BOT_DETECTION = fields(
    bot_detection_level=choice("low medium high"),
    challenge_password_policy=_POLICY,
    challenge_passwordless_policy=_POLICY,
    challenge_password_reset_policy=_POLICY,
    allowlist=STRINGS,
    monitoring_mode_enabled=BOOLEAN,
)
_BREACHED_PASSWORDS = fields(
    enabled=BOOLEAN,
    shields=array(choice("block user_notification admin_notification")),
    admin_notification_frequency=array(choice("immediately daily weekly monthly")),
    method=choice("standard enhanced"),
    stage=fields(properties={"pre-user-registration": _STAGE_SHIELDS, "pre-change-password": _STAGE_SHIELDS}),
)
_BRUTE_FORCE = fields(
    enabled=BOOLEAN,
    shields=array(choice("block user_notification")),
    allowlist=STRINGS,
    mode=choice("count_per_identifier_and_ip count_per_identifier"),
    max_attempts=integer(1, 100),
)
_CAPTCHA = fields(
    active_provider_id=choice(
        "arkose auth_challenge friendly_captcha hcaptcha recaptcha_v2 recaptcha_enterprise simple_captcha"
    ),
    arkose=fields(
        "site_key secret",
        site_key=_LINE,
        secret=_LINE,
        client_subdomain=_LINE,
        verify_subdomain=_LINE,
        fail_open=BOOLEAN,
    ),
    auth_challenge=fields("fail_open", fail_open=BOOLEAN),
    hcaptcha=_SITE,
    friendly_captcha=_SITE,
    recaptcha_enterprise=fields("site_key api_key project_id", site_key=_LINE, api_key=_LINE, project_id=_LINE),
    recaptcha_v2=_SITE,
    simple_captcha=OBJECT,
)
_SUSPICIOUS_IPS = fields(
    enabled=BOOLEAN,
    shields=array(choice("block admin_notification")),
    allowlist=STRINGS,
    stage=fields(
        properties={
            "pre-login": fields(max_attempts=integer(1, 2500), rate=integer(34_560, 86_400_000)),
            "pre-user-registration": fields(max_attempts=integer(1, 72_000), rate=integer(1200, 86_400_000)),
        }
    ),
)
_DOCUMENTS = (
    Document(
        "attack-protection/bot-detection",
        "attack_protection",
        _BOT_DETECTION,
        {
            "bot_detection_level": "medium",
            "challenge_password_policy": "when_risky",
            "challenge_passwordless_policy": "when_risky",
            "challenge_password_reset_policy": "when_risky",
            "allowlist": [],
            "monitoring_mode_enabled": False,
        },
    ),
    Document(
        "attack-protection/breached-password-detection",
        "attack_protection",
        _BREACHED_PASSWORDS,
        {
            "enabled": False,
            "shields": [],
            "admin_notification_frequency": [],
            "method": "standard",
            "stage": {"pre-user-registration": {"shields": []}, "pre-change-password": {"shields": []}},
        },
    ),
    Document(
        "attack-protection/brute-force-protection",
        "attack_protection",
        _BRUTE_FORCE,
        {
            "enabled": True,
            "shields": ["block", "user_notification"],
            "allowlist": [],
            "mode": "count_per_identifier_and_ip",
            "max_attempts": 10,
        },
    ),
    Document(
        "attack-protection/captcha",
        "attack_protection",
        _CAPTCHA,
        {"active_provider_id": "auth_challenge", "auth_challenge": {"fail_open": False}, "simple_captcha": {}},
        write_only=("secret", "api_key"),
    ),
    Document(
        "attack-protection/phone-provider-protection",
        "attack_protection",
        fields("type", type=choice("exponential none")),
        {"type": "exponential"},
    ),
    Document(
        "attack-protection/suspicious-ip-throttling",
        "attack_protection",
        _SUSPICIOUS_IPS,
        {
            "enabled": True,
            "shields": ["block", "admin_notification"],
            "allowlist": [],
            "stage": {
                "pre-login": {"max_attempts": 100, "rate": 864_000},
                "pre-user-registration": {"max_attempts": 50, "rate": 1200},
            },
        },
    ),
)

ROUTES: Routes = tuple(route for document in _DOCUMENTS for route in document.routes())
