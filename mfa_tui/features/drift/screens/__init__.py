"""Compare tenants, and align them."""
