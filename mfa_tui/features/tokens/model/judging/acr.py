"""The values of `acr`, as data (OpenID Connect Core section 2). Exact strings; an unknown one is never guessed at."""

from typing import NamedTuple

PAPE_MULTI_FACTOR = "http://schemas.openid.net/pape/policies/2007/06/multi-factor"
"""The only value that Auth0 documents: it emits it after MFA, and reacts to it in acr_values."""

_PAPE = "http://schemas.openid.net/pape/policies/2007/06/"


class Level(NamedTuple):
    """One value of `acr`. `multi_factor`: whether it states more than one factor, None where that is not known."""

    value: str
    meaning: str
    multi_factor: bool | None
    phishing_resistant: bool = False


LEVELS = {
    level.value: level
    for level in (
        Level(PAPE_MULTI_FACTOR, "multi-factor (PAPE): what Auth0 states after MFA", True),
        Level(f"{_PAPE}multi-factor-physical", "multi-factor, one physical (PAPE); not documented for Auth0", True),
        Level(f"{_PAPE}phishing-resistant", "phishing-resistant (PAPE); not documented for Auth0", None, True),
        Level("phr", "phishing-resistant (OpenID EAP 1.0)", None, True),
        Level("phrh", "phishing-resistant, key in hardware (OpenID EAP 1.0)", None, True),
        Level("urn:okta:loa:1fa:any", "any one factor (Okta)", False),
        Level("urn:okta:loa:1fa:pwd", "password (Okta)", False),
        Level("urn:okta:loa:2fa:any", "any two factors (Okta)", True),
        Level("urn:okta:loa:2fa:any:ifpossible", "two factors where the user has them (Okta)", None),
        Level("urn:mace:incommon:iap:silver", "InCommon Silver; in Auth0's list of acr_values_supported", None),
        Level("urn:logto:acr:1fa", "one factor (Logto)", False),
        Level("urn:logto:acr:mfa", "several factors (Logto)", True),
        Level("goauthentik.io/providers/oauth2/default", "the default of authentik; says nothing about factors", None),
        Level("0", "below ISO 29115 level 1, such as a long-lived cookie (OpenID Connect Core); Keycloak: SSO", False),
        Level("1", "ISO 29115 was met (Microsoft), or the lowest level of a mapping (Keycloak)", None),
    )
}


def level(value: str) -> Level:
    """Return what is known of a value; the given one must be inert already."""
    if known := LEVELS.get(value):
        return known
    if value.startswith(("http://idmanagement.gov/ns/assurance/", "https://idmanagement.gov/ns/assurance/")):
        return Level(value, "a level of NIST 800-63 (login.gov)", None)
    return Level(value, "a value of this issuer; ask it what the value promises", None)
