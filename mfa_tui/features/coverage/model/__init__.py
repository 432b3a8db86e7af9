"""What is counted, without I/O."""
