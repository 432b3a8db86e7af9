"""Enter, review and follow a bulk reset."""
