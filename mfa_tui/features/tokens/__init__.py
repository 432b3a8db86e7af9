"""Read a pasted token: was MFA done, how sure is that, what to do next."""
