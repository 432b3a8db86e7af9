"""Applications, connections, APIs, and which of them belong together."""
