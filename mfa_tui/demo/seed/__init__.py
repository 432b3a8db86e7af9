"""The people, logins and settings that a new demo tenant starts with."""
