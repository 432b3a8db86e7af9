"""Dumb widgets: reactives in, messages out."""
