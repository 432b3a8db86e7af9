"""Users, what they are enrolled with, their sessions, roles, organizations and exports."""
