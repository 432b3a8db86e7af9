"""One signed-in session with a tenant: client, journal and clock, and what is read and written with them."""
