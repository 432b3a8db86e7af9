"""Paste a token and read the verdict."""
