"""How a tenant differs from another one, or from a baseline file."""
