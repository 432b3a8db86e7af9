"""The first screen: is MFA healthy, and what to do."""
