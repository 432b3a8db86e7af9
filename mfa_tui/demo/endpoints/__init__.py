"""The endpoints of the demo tenant, one module a resource, each with its own ROUTES."""
