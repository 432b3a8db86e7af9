"""What a token proves: signature, target, times, amr and acr."""
