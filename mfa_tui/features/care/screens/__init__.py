"""The dialogs that help one user."""
