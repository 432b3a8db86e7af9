"""The values of `amr`, as data: what each means, what kind of evidence it is, and whether phishing can get past it.

Sources: RFC 8176 section 2; OpenID EAP ACR Values 1.0 (pop, phr, phrh); the published tables of Okta, Microsoft,
PingID, Supabase and Authgear. Auth0 itself documents only "mfa" (and logs passkeys as "phr").
"""

from typing import Literal, NamedTuple

Factor = Literal["knowledge", "possession", "inherence", "context", "marker", "custom", "none", "unknown"]


class Method(NamedTuple):
    """One value of `amr`.

    `second_factor` is whether it can be the second factor next to a password, `phishing_resistant` whether a proxy of
    the login page gets nothing; None where that cannot be told. `value` is the token's and inert.
    """

    value: str
    meaning: str
    kind: Factor
    second_factor: bool | None
    phishing_resistant: bool | None
    source: str = ""


_K: Factor = "knowledge"
_P: Factor = "possession"
_I: Factor = "inherence"
_C: Factor = "context"
_M: Factor = "marker"
_RFC, _EAP, _OKTA, _MS, _PING = "RFC 8176", "OpenID EAP 1.0", "Okta", "Microsoft", "PingID"

METHODS = {
    method.value: method
    for method in (
        Method("mfa", "several factors were used; which ones is not said", _M, True, None, f"{_RFC}, Auth0"),
        Method("pwd", "password", _K, False, False, _RFC),
        Method("pin", "PIN or pattern that unlocks a key on the device", _K, None, False, _RFC),
        Method("kba", "answers to knowledge questions", _K, False, False, _RFC),
        Method("otp", "one-time password (TOTP, HOTP or a code sent)", _P, True, False, _RFC),
        Method("sms", "code by text message; weak, SIM swaps get past it", _P, True, False, _RFC),
        Method("tel", "phone call; weak, call forwarding gets past it", _P, True, False, _RFC),
        Method("hwk", "key secured by hardware", _P, True, None, _RFC),
        Method("swk", "key secured by software (Okta: push notification)", _P, True, False, _RFC),
        Method("pop", "proof of possession of a key (Okta: WebAuthn)", _P, True, None, _EAP),
        Method("sc", "smart card", _P, True, True, _RFC),
        Method("fpt", "fingerprint", _I, True, False, _RFC),
        Method("face", "face recognition", _I, True, False, _RFC),
        Method("iris", "iris scan", _I, True, False, _RFC),
        Method("retina", "retina scan", _I, True, False, _RFC),
        Method("vbm", "voice", _I, True, False, _RFC),
        Method("user", "test that a user is present", _C, False, False, _RFC),
        Method("mca", "several channels, which is not several factors", _C, False, False, _RFC),
        Method("geo", "location", _C, False, False, _RFC),
        Method("rba", "risk check; raises no assurance level (NIST 800-63B-4)", _C, False, False, _RFC),
        Method("wia", "Windows integrated authentication", _C, False, False, _RFC),
        Method("phr", "phishing-resistant login; Auth0 logs passkeys so", _P, True, True, f"{_EAP}, Auth0 logs"),
        Method("phrh", "phishing-resistant login with a key in hardware", _P, True, True, _EAP),
        Method("email", "code or link by mail; weak, NIST counts no mail", _P, None, False, "Okta, Auth0 sessions"),
        Method("duo", "Duo", _P, True, False, _OKTA),
        Method("symantec", "Symantec VIP", _P, True, False, _OKTA),
        Method("google_otp", "Google Authenticator", _P, True, False, _OKTA),
        Method("okta_verify", "Okta Verify", _P, True, False, _OKTA),
        Method("oauth_otp", "one-time password of an authenticator app", _P, True, False, _OKTA),
        Method("yubikey", "YubiKey one-time password", _P, True, False, _OKTA),
        Method("rsa", "RSA SecurID (Okta) or proof of an RSA key (Microsoft)", _P, True, None, f"{_OKTA}, {_MS}"),
        Method("fed", "login at another identity provider: ask that one", _C, None, None, f"{_OKTA}, {_MS}"),
        Method("ngcmfa", "several factors, to set up strong credentials", _M, True, None, _MS),
        Method("wiaormfa", "Windows authentication or MFA: which one is not said", _C, None, False, _MS),
        Method("none", "no authentication was done", "none", False, False, _MS),
        Method("fido", "FIDO2 authenticator", _P, True, True, _PING),
        Method("bio", "biometrics of the device", _I, True, False, _PING),
        Method("bypass", "MFA was bypassed", "none", False, False, _PING),
        Method("password", "password", _K, False, False, "Supabase"),
        Method("totp", "one-time password of an authenticator app", _P, True, False, "Supabase"),
        Method("mfa/totp", "one-time password as second factor", _P, True, False, "Supabase"),
        Method("mfa/phone", "code to a phone as second factor", _P, True, False, "Supabase"),
        Method("mfa/webauthn", "WebAuthn as second factor", _P, True, True, "Supabase"),
        Method("oauth", "login at another identity provider", _C, None, None, "Supabase"),
        Method("recovery", "account recovery link", _C, False, False, "Supabase"),
        Method("x_recovery_code", "recovery code instead of a factor", _P, True, False, "Authgear"),
    )
}

MARKERS = frozenset({"mfa", "ngcmfa"})
STRONG = frozenset({"phr", "phrh", "hwk", "pop", "sc", "fido"})
"""What alone may be a phishing-resistant login without a second factor beside it."""

SELF_SUFFICIENT = frozenset({"phr", "phrh"})
"""Values that by definition hold two factors in one authenticator."""


def method(value: str) -> Method:
    """Return what is known of a value; the given one must be inert already. Values are case-sensitive (RFC 8176)."""
    if known := METHODS.get(value):
        return known
    if value.startswith(("https://", "http://")):
        return Method(value, "recorded by an Action (recordMethod)", "custom", None, None, "Auth0 Actions")
    if value.lower() in METHODS:
        like = value.lower()
        return Method(value, f'not "{like}": values are case-sensitive', "unknown", False, False, _RFC)
    return Method(value, "a value of this issuer; no standard defines it", "unknown", None, None)
