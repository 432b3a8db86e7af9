"""Find, choose and open a tenant."""
