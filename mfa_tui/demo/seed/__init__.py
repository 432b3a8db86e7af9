"""Acme: the people, logins and settings that a new demo tenant starts with."""
