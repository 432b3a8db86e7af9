"""Read baselines and tenants, and write a tenant as a baseline."""
