"""The dashboard as a program: modes, keys that work everywhere, navigation between screens."""
