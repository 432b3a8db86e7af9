"""The verdict in words, and what to do next."""
