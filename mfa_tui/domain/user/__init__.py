"""What is known of one user: methods, sessions, events, and how to find them."""
