"""What an admin does: async work over the client, no Textual."""
