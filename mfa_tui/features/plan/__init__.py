"""Review what is staged, apply it in order, read it back, take it back."""
