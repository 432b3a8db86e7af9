"""The MFA policy of a tenant: when a login is asked for a second factor.

Source: GET and PUT /api/v2/guardian/policies, a bare JSON array that PUT replaces whole.
"""

from dataclasses import dataclass

Policies = tuple[str, ...]


@dataclass(frozen=True)
class Policy:
    """One of the three choices; `wire` is the array that stands for it in the API."""

    id: str
    title: str
    wire: Policies
    about: str


NEVER = Policy(
    "never",
    "Never",
    (),
    "The policy does not require MFA. Actions and the MFA API can still require it.",
)
ADAPTIVE = Policy(
    "adaptive",
    "Adaptive",
    ("confidence-score",),
    "Only logins that Auth0 rates as risky require MFA. A user without MFA must pass an email challenge first; one "
    "without an email address is blocked. A login that is not rated as risky has one factor: a risk check does not "
    "raise the assurance level (NIST 800-63B-4). Needs the Adaptive MFA add-on of the Enterprise plan.",
)
ALWAYS = Policy(
    "always",
    "Always",
    ("all-applications",),
    "Every login to every application requires MFA, unless an Action skips it: Actions take precedence over the "
    "policy.",
)
CHOICES = (NEVER, ADAPTIVE, ALWAYS)


def named(policies: Policies) -> Policy:
    """Return the policy that the tenant's array means; an array we do not know is kept and shown raw."""
    for policy in CHOICES:
        if policy.wire == policies:
            return policy
    return Policy("unknown", " + ".join(policies), policies, "mfa-tui does not know this combination of policies.")
