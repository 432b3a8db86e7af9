"""Applications, connections, organizations and APIs, and which of them belong together."""
