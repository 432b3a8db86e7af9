"""Reset the MFA of many users."""
