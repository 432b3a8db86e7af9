"""What the client can ask of a tenant, by Auth0's own grouping of endpoints."""
