"""One folder a capability: `model` is pure, `service` talks to the tenant, `screens` draw."""
