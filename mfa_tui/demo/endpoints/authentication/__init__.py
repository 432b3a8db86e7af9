"""The Authentication API: tokens, device logins, discovery."""
