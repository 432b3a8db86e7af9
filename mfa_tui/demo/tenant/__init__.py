"""What one demo tenant remembers between two requests."""
