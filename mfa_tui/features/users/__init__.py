"""Find a user, and show all of their MFA."""
