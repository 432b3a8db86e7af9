"""Review and follow the reset of one user."""
