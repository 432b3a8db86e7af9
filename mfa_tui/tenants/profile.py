"""What is known of a tenant before it is asked: where it is, what it is called here, how to sign in."""

from dataclasses import dataclass
from enum import StrEnum


class Label(StrEnum):
    """What a tenant is for. Every write to production, and to a tenant without a label, is confirmed by name."""

    DEV = "dev"
    STAGING = "staging"
    PRODUCTION = "production"
    NONE = "unlabelled"

    @property
    def careful(self) -> bool:
        """Tell whether a write needs the tenant's name typed: what has no label may be production."""
        return self in (Label.PRODUCTION, Label.NONE)


@dataclass(frozen=True)
class TenantProfile:
    """A tenant as the user knows it. Holds no secret.

    `name` is short and unique here and is what the user types to confirm; `base_url` has no trailing slash;
    `client_id` is empty for a static token; `audience` is what tokens are asked for.
    """

    name: str
    domain: str
    base_url: str
    label: Label
    client_id: str
    audience: str
