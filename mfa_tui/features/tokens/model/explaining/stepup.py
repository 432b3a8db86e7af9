"""The /authorize request that asks for MFA and a fresh login, and what has to be true for it to work.

OpenID Connect Core 3.1.2.1. At Auth0 acr_values is a request and no guarantee: the answer is in the token returned.
"""

from typing import Literal, NamedTuple

from mfa_tui.features.tokens.model.judging.acr import PAPE_MULTI_FACTOR

CAVEATS = (
    "A tenant policy or an Action must turn acr_values into a challenge; with the policy Never only an Action does.",
    "In the Action test event.transaction?.acr_values?.includes(...), with both question marks: the field is absent "
    "where the request has no acr_values.",
    "A tenant with a list of acr_values_supported rejects every other value.",
    "Check the token that comes back: acr_values is a request, no guarantee. prompt=login alone proves nothing either; "
    "the application must check auth_time.",
    "Add code_challenge and code_challenge_method=S256 (PKCE), with a new state and nonce for each request.",
)
FRAGILE_FEDERATION = "On a federated connection auth_time is renewed even if the user typed nothing upstream."


class StepUp(NamedTuple):
    """One step-up request. Empty values become placeholders in capitals, except those that may be left out.

    `fresh` asks for a new login: `max_age=0`, `prompt=login`, or None for none. `max_age` in seconds.
    """

    domain: str = ""
    client_id: str = ""
    redirect_uri: str = ""
    scope: str = "openid"
    audience: str = ""
    organization: str = ""
    acr_values: str = PAPE_MULTI_FACTOR
    fresh: Literal["max_age", "prompt"] | None = "max_age"
    max_age: int = 0

    def url(self, state: str = "", nonce: str = "", code_challenge: str = "") -> str:
        """Return the address, percent-encoded throughout, whatever the values hold."""
        from urllib.parse import quote, urlencode

        fields = {
            "response_type": "code",
            "client_id": self.client_id or "YOUR_CLIENT_ID",
            "redirect_uri": self.redirect_uri or "YOUR_CALLBACK_URL",
            "scope": self.scope,
            "state": state or "RANDOM_STATE",
            "nonce": nonce or "RANDOM_NONCE",
            "acr_values": self.acr_values,
            "max_age": str(self.max_age) if self.fresh == "max_age" else "",
            "prompt": "login" if self.fresh == "prompt" else "",
            "audience": self.audience,
            "organization": self.organization,
            "code_challenge": code_challenge,
            "code_challenge_method": "S256" if code_challenge else "",
        }
        query = urlencode({name: value for name, value in fields.items() if value}, quote_via=quote, errors="replace")
        return f"https://{quote(self.domain or 'YOUR_DOMAIN', safe='.:-')}/authorize?{query}"

    @property
    def command(self) -> str:
        """Return the command of the Auth0 CLI that tries the same login, quoted for a POSIX shell."""
        from shlex import quote

        words = ["auth0", "test", "login", self.client_id or "YOUR_CLIENT_ID", "-p", f"acr_values={self.acr_values}"]
        if self.fresh == "max_age":
            words += ["-p", f"max_age={self.max_age}"]
        return " ".join(quote(word) for word in words)


def challenge_header(acr_values: str = PAPE_MULTI_FACTOR, max_age: int | None = None) -> str:
    """Return what an API of the customer answers with a 401 to ask for step-up (RFC 9470 section 3)."""
    age = "" if max_age is None else f', max_age="{max_age}"'
    return f'WWW-Authenticate: Bearer error="insufficient_user_authentication", acr_values="{acr_values}"{age}'
