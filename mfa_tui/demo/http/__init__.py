"""What every endpoint is made of: bodies, lists, errors, limits."""
