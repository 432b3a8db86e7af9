"""Settings side by side, without I/O."""
