"""The commands of all screens: keys, labels, help and scopes."""
