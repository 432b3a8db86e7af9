"""What we may do with a tenant, and how fast."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Grant:
    """What an access token allows, as it says itself: scopes, and expiry in epoch seconds if told."""

    scopes: tuple[str, ...] = ()
    expires_at: float | None = None


@dataclass(frozen=True)
class RateLimit:
    """What the tenant says of its limit: requests in a burst, what is left, seconds until there is more."""

    limit: int
    remaining: int
    resets_in: float
