"""Who can complete MFA, and who cannot."""
