"""A keyboard-driven terminal dashboard for multi-factor authentication in Auth0 tenants."""

__version__ = "0.1.0"
