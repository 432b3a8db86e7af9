"""HTTP as Auth0 speaks it, whatever the tenant holds: bodies, lists, errors, access tokens, limits."""
