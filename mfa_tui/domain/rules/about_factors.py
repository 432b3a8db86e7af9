"""Rules about which factors are on, whatever asks for them."""

from mfa_tui.domain.factors import DOCS, KNOWN, STRONGER_THAN_PHONE, info
from mfa_tui.domain.findings import Severity
from mfa_tui.domain.rules.base import ENABLE, SELECTION, Seen, factor, on, rule
from mfa_tui.domain.tenant import Configuration
from mfa_tui.domain.text import clean, listed

WEBAUTHN = {"webauthn-roaming", "webauthn-platform"}


@rule(
    "only-dependent-factors",
    Severity.ERROR,
    "factors",
    remedy="Switch on an independent factor: otp, push-notification, sms, webauthn-roaming or duo.",
    reference=ENABLE,
    locks_out=True,
)
def _only_dependent(c: Configuration) -> Seen | None:
    if not c.on or any(info(name).independent for name in c.on if name in KNOWN):
        return None
    return Seen("Only dependent factors are on: nobody can enroll a first one", on(c), factor(min(c.on)))


@rule(
    "duo-beside-others",
    Severity.ERROR,
    "factors",
    remedy="Keep Duo as the only factor, or switch Duo off.",
    reference=f"{DOCS}/configure-cisco-duo-for-mfa",
)
def _duo_beside_others(c: Configuration) -> Seen | None:
    if "duo" not in c.on or len(c.on) == 1:
        return None
    return Seen("Duo is on beside other factors; Auth0 requires it to be the only one", on(c), factor("duo"))


@rule(
    "trial-expired",
    Severity.ERROR,
    "factors",
    remedy="Set up a provider of your own: Auth0's test provider is used up for good.",
    reference=f"{DOCS}/multi-factor-authentication-factors/configure-sms-voice-notifications-mfa",
    locks_out=True,
)
def _trial_expired(c: Configuration) -> Seen | None:
    expired = [factor.name for factor in c.factors.value or () if factor.enabled and factor.trial_expired]
    if not expired:
        return None
    names = listed([clean(name) for name in expired])
    return Seen(
        f"The trial of {names} has expired: codes are not delivered",
        f"trial_expired is true for {names}.",
        factor(expired[0]),
    )


@rule(
    "webauthn-only",
    Severity.WARN,
    "factors",
    remedy="Switch on another independent factor or recovery codes, for other browsers and lost keys.",
    reference=f"{DOCS}/fido-authentication-with-webauthn",
)
def _webauthn_only(c: Configuration) -> Seen | None:
    if "webauthn-roaming" not in c.on or c.on - WEBAUTHN:
        return None
    return Seen(
        "WebAuthn is the only way in: an unsupported browser or a lost key has no fallback",
        on(c),
        factor("webauthn-roaming"),
    )


@rule(
    "phone-only",
    Severity.WARN,
    "factors",
    remedy="Switch on otp, push-notification or webauthn-roaming beside it.",
    reference=f"{DOCS}/multi-factor-authentication-factors",
)
def _phone_only(c: Configuration) -> Seen | None:
    if "sms" not in c.on or c.on & STRONGER_THAN_PHONE:
        return None
    return Seen(
        "Phone codes are on with nothing stronger beside them",
        f"{on(c)} Numbers can be taken over, codes relayed.",
        factor("sms"),
    )


@rule(
    "no-recovery-codes",
    Severity.WARN,
    "factors",
    remedy="Switch on recovery-code, so that a lost device is not a support case.",
    reference=f"{DOCS}/configure-recovery-codes-for-mfa",
)
def _no_recovery_codes(c: Configuration) -> Seen | None:
    independent = {name for name in c.on if info(name).independent} - {"duo"}
    if not independent or "recovery-code" in c.on:
        return None
    return Seen("No recovery codes: a lost phone locks its user out", on(c), factor("recovery-code"))


@rule(
    "recovery-code-with-duo",
    Severity.WARN,
    "factors",
    remedy="Switch recovery-code off; with Duo, lost devices are handled in Duo.",
    reference=f"{DOCS}/configure-cisco-duo-for-mfa",
)
def _recovery_code_with_duo(c: Configuration) -> Seen | None:
    if c.on != {"duo", "recovery-code"}:
        return None
    return Seen("Recovery codes are on, but Duo users never get one", on(c), factor("recovery-code"))


@rule(
    "no-phishing-resistant-factor",
    Severity.NOTE,
    "factors",
    remedy="Switch on webauthn-roaming, then webauthn-platform; decide on the custom domain before.",
    reference=f"{DOCS}/fido-authentication-with-webauthn",
)
def _no_phishing_resistant(c: Configuration) -> Seen | None:
    if not c.on or any(info(name).phishing_resistant for name in c.on):
        return None
    return Seen("No phishing-resistant factor is on", on(c), factor("webauthn-roaming"))


@rule(
    "weak-beside-strong",
    Severity.NOTE,
    "factors",
    remedy="Switch the weaker ones off once everybody has a stronger one, or choose per login in an Action.",
    reference=SELECTION,
)
def _weak_beside_strong(c: Configuration) -> Seen | None:
    weak = sorted(name for name in c.on if info(name).kind == "phishable")
    if not weak or not any(info(name).phishing_resistant for name in c.on):
        return None
    return Seen(
        f"Users may still choose {listed(weak, 'or')} instead of a phishing-resistant factor",
        on(c),
        factor(weak[0]),
    )


@rule(
    "unknown-factor",
    Severity.NOTE,
    "factors",
    remedy="Look it up in Auth0's documentation. It can be switched here, but no rule knows it.",
    reference=DOCS,
)
def _unknown_factor(c: Configuration) -> Seen | None:
    unknown = [factor.name for factor in c.factors.value or () if factor.name not in KNOWN]
    if not unknown:
        return None
    return Seen(
        f"The tenant offers a factor unknown here: {listed([clean(n, 60) for n in unknown])}",
        "guardian/factors lists it.",
        factor(unknown[0]),
    )
