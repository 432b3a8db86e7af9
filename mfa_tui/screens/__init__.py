"""One file a mode, and the modals."""
