"""Connect to a tenant, and the list of tenants."""
