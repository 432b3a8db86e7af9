"""Scan all users, keep the progress and the result on disk, report it."""
