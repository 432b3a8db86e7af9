"""The program behind a network that lies: what it says afterwards is what the tenant has."""
