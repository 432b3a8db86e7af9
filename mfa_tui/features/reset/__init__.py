"""Reset one user's MFA."""
