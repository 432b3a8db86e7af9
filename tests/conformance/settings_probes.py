"""The same as `probes`, for the settings of a tenant beside its MFA: attack protection, phone, prompts, email, APIs."""

from __future__ import annotations

from .probes import BAD_PAGE, JSON, PAGES, Deviation, Probe

V2 = "/api/v2"
PROTECTION: list[tuple[str, JSON, JSON]] = [
    ("bot-detection", {"bot_detection_level": "high"}, {"bot_detection_level": "none"}),
    (
        "breached-password-detection",
        {"enabled": True, "stage": {"pre-user-registration": {"shields": ["block"]}}},
        {"shields": ["email"]},
    ),
    ("brute-force-protection", {"max_attempts": 5, "mode": "count_per_identifier"}, {"max_attempts": 101}),
    (
        "captcha",
        {"active_provider_id": "hcaptcha", "hcaptcha": {"site_key": "key", "secret": "word"}},
        {"hcaptcha": {"site_key": "key"}},
    ),
    ("phone-provider-protection", {"type": "none"}, {"type": "linear"}),
    ("suspicious-ip-throttling", {"stage": {"pre-login": {"rate": 34_560}}}, {"stage": {"pre-login": {"rate": 1}}}),
]
PROVIDERS = f"{V2}/branding/phone/providers"
PROVIDER = f"{PROVIDERS}/pro_4hTq9Xc2LwVb7RmZ"
TEMPLATES = f"{V2}/branding/phone/templates"
TEMPLATE = f"{TEMPLATES}/tem_0000000000000000000001"
APIS = f"{V2}/resource-servers"
API_ID = f"{APIS}/6718f0c2d9a34b7e51c0aa02"
EMAIL = f"{V2}/emails/provider"
EMAIL_TEMPLATES = f"{V2}/email-templates"
PARTIALS = f"{V2}/prompts/login/partials"
PUSH = f"{V2}/guardian/factors/push-notification/providers"
NEW_EMAIL = {
    "template": "verify_email",
    "body": "<p>{{ url }}</p>",
    "from": "it@acme.example",
    "subject": "Confirm your address",
    "syntax": "liquid",
    "enabled": True,
}
SMTP = {"name": "smtp", "credentials": {"smtp_host": "mail.acme.example", "smtp_port": 587, "smtp_pass": "word"}}
TO = {"json": {"to": "+15550111", "delivery_method": "text"}}
TO_NOBODY = {"json": {"delivery_method": "text"}}

ENDPOINTS = [
    *(Probe("GET", f"{V2}/attack-protection/{path}") for path, _, _ in PROTECTION),
    *(
        Probe("PATCH", f"{V2}/attack-protection/{path}", {"json": good}, {"json": bad})
        for path, good, bad in PROTECTION
    ),
    Probe("GET", PROVIDERS, {"params": {"disabled": "false"}}, {"params": {"disabled": "maybe"}}),
    Probe("GET", PROVIDER, missing=f"{PROVIDERS}/none"),
    Probe("PATCH", PROVIDER, {"json": {"disabled": True}}, {"json": {"disabled": 1}}, missing=f"{PROVIDERS}/none"),
    Probe("DELETE", PROVIDER, missing=f"{PROVIDERS}/none", status=204),
    Probe("POST", f"{PROVIDER}/try", TO, TO_NOBODY, missing=f"{PROVIDERS}/none/try", status=202),
    Probe("GET", TEMPLATES, {"params": {"disabled": "true"}}, {"params": {"disabled": "maybe"}}),
    Probe("POST", TEMPLATES, {"json": {"type": "change_password"}}, {"json": {"type": "greeting"}}, status=201),
    Probe("GET", TEMPLATE, missing=f"{TEMPLATES}/none"),
    Probe("PATCH", TEMPLATE, {"json": {"disabled": True}}, {"json": {"type": "otp_enroll"}}, f"{TEMPLATES}/none"),
    Probe("DELETE", TEMPLATE, missing=f"{TEMPLATES}/none", status=204),
    Probe("PATCH", f"{TEMPLATE}/reset"),
    Probe("POST", f"{TEMPLATE}/try", TO, TO_NOBODY, missing=f"{TEMPLATES}/none/try", status=202),
    Probe("GET", f"{V2}/prompts"),
    Probe("PATCH", f"{V2}/prompts", {"json": {"identifier_first": True}}, {"json": {"identifier_first": "yes"}}),
    Probe("GET", PARTIALS, bad_path=f"{V2}/prompts/logout/partials"),
    Probe("PUT", PARTIALS, {"json": {"login": {"form-content-start": "<p>Hi</p>"}}}, {"json": {"login": "<p>"}}),
    Probe("GET", APIS, PAGES, BAD_PAGE),
    Probe("GET", APIS, {"params": {"include_totals": "true"}}),
    Probe("POST", APIS, {"json": {"identifier": "urn:a"}}, {"json": {"name": "No identifier"}}, status=201),
    Probe("GET", API_ID, missing=f"{APIS}/none"),
    Probe("PATCH", API_ID, {"json": {"name": "Wages"}}, {"json": {"identifier": "urn:b"}}),
    Probe("DELETE", API_ID, status=204),
    Probe("POST", EMAIL, {"json": SMTP}, {"json": {"name": "pigeon", "credentials": {}}}, status=201),
    Probe("POST", EMAIL_TEMPLATES, {"json": NEW_EMAIL}, {"json": NEW_EMAIL | {"template": "greeting"}}),
    *(
        Probe(method, f"{PUSH}/{path}", {"json": {name: "word"}}, {"json": {name: 1}})
        for path, name in (("fcm", "server_key"), ("fcmv1", "server_credentials"))
        for method in ("PUT", "PATCH")
    ),
]


def left_out(status: int, reason: str, *operations: tuple[str, str]) -> list[Deviation]:
    """Return the exceptions for a status that the document leaves out of operations."""
    return [
        Deviation(method, path, status, f"status {status} is not documented", reason) for method, path in operations
    ]


CREDENTIALS = "the document requires the credentials of a phone provider in answers, and has no such field in them"
EXCEPTIONS = [
    Deviation("PATCH", API_ID, 200, "status 200 is not documented", "recorded; the document says 201"),
    *(
        Deviation(method, path, status, problem, CREDENTIALS)
        for method, path, status, problem in (
            ("GET", PROVIDERS, 200, r"body\.providers\.0: 'credentials' is a required property"),
            ("GET", PROVIDER, 200, "body: 'credentials' is a required property"),
            ("PATCH", PROVIDER, 200, "body: 'credentials' is a required property"),
        )
    ),
    *left_out(
        400,
        "a malformed Authorization header is a 400 everywhere",
        *(("GET", f"{V2}/attack-protection/{path}") for path, _, _ in PROTECTION),
        ("DELETE", PROVIDER),
        ("GET", f"{V2}/prompts"),
    ),
    *left_out(
        400,
        "a body that is not as documented is a 400 everywhere",
        ("PATCH", f"{V2}/attack-protection/captcha"),
        ("PATCH", f"{V2}/attack-protection/phone-provider-protection"),
    ),
    *left_out(
        429,
        "the document leaves 429 out of the guardian operations; the limit is the tenant's",
        *((method, f"{PUSH}/{path}") for path in ("fcm", "fcmv1") for method in ("PUT", "PATCH")),
    ),
]
