"""Run a bulk reset, and keep its progress on disk."""
