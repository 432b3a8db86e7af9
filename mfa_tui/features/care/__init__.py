"""Help one user: enrollment links, recovery codes, new methods, blocks, sessions."""
