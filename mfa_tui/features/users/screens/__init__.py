"""The search, and one user's page."""
