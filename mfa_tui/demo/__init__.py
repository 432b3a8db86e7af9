"""The demo tenant: Auth0's documented behaviour for the slice of the API that we use."""
