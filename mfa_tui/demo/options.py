"""What a demo tenant can be told to be. Standard library only: a command line imports it for free."""

from __future__ import annotations

import math
from dataclasses import dataclass

from mfa_tui.demo.scopes import ALL_SCOPES

DEMO_DOMAIN = "acme-demo.eu.auth0.com"
DEMO_DOMAINS = (DEMO_DOMAIN, "acme-staging.eu.auth0.com", "acme-prod.eu.auth0.com")
DEMO_CLIENT_ID = "demo-client-id"
DEMO_CLIENT_SECRET = "demo-secret-not-a-secret"  # noqa: S105 - opens nothing but the demo tenant
DEMO_KEY_CLIENT_ID = "demo-key-client-id"
DEMO_DEVICE_CLIENT_ID = "demo-device-client-id"


@dataclass(frozen=True)
class RateLimit:
    """A token bucket: `burst` requests at once, then `per_second` requests a second."""

    per_second: float
    burst: int

    def __post_init__(self) -> None:
        if not (math.isfinite(self.per_second) and self.per_second > 0):
            raise ValueError(f"a rate limit needs more than 0 requests per second, not {self.per_second:g}")
        if self.burst < 1:
            raise ValueError(f"a rate limit needs a burst of at least 1 request, not {self.burst}")

    @classmethod
    def parse(cls, text: str) -> RateLimit:
        """Read `PER_SECOND:BURST`, such as `16:50`. Raises ValueError with words for who typed it."""
        per_second, _, burst = text.partition(":")
        try:
            numbers = float(per_second), int(burst)
        except ValueError:
            raise ValueError(f"a rate limit is written PER_SECOND:BURST, such as 16:50, not {text!r}") from None
        return cls(*numbers)


@dataclass(frozen=True)
class DemoOptions:
    """How a demo tenant behaves; the defaults are those of an enterprise production tenant on a fast network.

    latency_ms: added before every answer, in milliseconds.
    rate_limit: of the Management API; None switches limiting, and its headers, off.
    adaptive_mfa: the tenant has paid for the Adaptive MFA add-on.
    unified_phone: the tenant has the Unified Phone Experience, and no more the older endpoints for it.
    scopes: what the demo clients, and the person who logs in, have been granted.
    token_lifetime_s: seconds until an access token expires.
    public_key: RSA in PEM; the application `DEMO_KEY_CLIENT_ID` proves itself with the other half of it.
    offline_access: the Management API gives refresh tokens to those who ask for one.
    device_interval_s: seconds between two questions of a device that waits for its person.
    users: how many there are; the first 47 are the cast, one in each state worth seeing.
    seed: tenants of one seed are alike.
    """

    latency_ms: int = 0
    rate_limit: RateLimit | None = RateLimit(16, 50)
    adaptive_mfa: bool = False
    unified_phone: bool = False
    scopes: frozenset[str] = ALL_SCOPES
    token_lifetime_s: int = 86400
    public_key: str = ""
    offline_access: bool = True
    device_interval_s: float = 5
    users: int = 400
    seed: int = 1

    def __post_init__(self) -> None:
        if self.latency_ms < 0:
            raise ValueError(f"latency cannot be negative: {self.latency_ms} ms")
        if self.token_lifetime_s < 1:
            raise ValueError(f"a token must live for at least 1 s, not {self.token_lifetime_s} s")
        if self.users < 0:
            raise ValueError(f"a tenant cannot have {self.users} users")
