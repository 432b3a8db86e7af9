"""How the client proves who it is: secrets, assertions, device logins, and what a refusal means."""
