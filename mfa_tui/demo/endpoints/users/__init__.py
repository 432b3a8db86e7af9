"""Users, what they are enrolled with, their sessions, roles and exports."""
